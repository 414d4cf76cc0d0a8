import type { Command } from 'commander'
import type { ClassFilter } from '@nlkit/rtnl'
import { UsageError } from '../shared/errors.ts'
import { objectCommand, writeVerbs, type Verb } from '../shared/object-command.ts'
import { printList } from '../shared/print.ts'
import { readWords, type Words } from '../shared/words.ts'
import { rateOf, sizeOf } from './units.ts'
import { classView } from './views.ts'

const WORDS =
  'dev NAME parent HANDLE classid HANDLE htb rate RATE [ceil RATE] [burst SIZE] [cburst SIZE] [prio N] [quantum SIZE]'

const write = writeVerbs({
  words: WORDS,
  read: readClass,
  write: (rtnl, verb: 'add' | 'replace' | 'change', of) => rtnl.tc.classes[verb](of)
})

const verbs: readonly Verb[] = [
  {
    names: ['list', 'show', 'ls'],
    words: 'dev NAME [root|parent HANDLE] [classid HANDLE]',
    description: 'classes of an interface',
    async run({ rtnl, interfaces }, words, { format, stats }) {
      const found = rtnl.tc.classes.dump(readName(words)).batches()
      await printList(found, classView(await interfaces(), stats), format)
    }
  },
  write(['add'], 'add a class'),
  write(['replace'], 'add a class, or change it'),
  write(['change', 'chg'], 'change the settings of a class that is there'),
  {
    names: ['delete', 'del'],
    words: 'dev NAME classid HANDLE',
    description: 'delete a class',
    async run({ rtnl }, words) {
      const { dev, handle } = readName(words)
      if (handle === undefined) throw new UsageError("class: 'classid' and a handle are missing")
      await rtnl.tc.classes.delete({ dev, handle })
    }
  }
]

function readName(words: Words): ClassFilter {
  const name: { dev?: string; parent?: string; handle?: string } = {}
  readWords(words, {
    dev: () => (name.dev = words.take('dev')),
    root: () => (name.parent = 'root'),
    parent: () => (name.parent = words.take('parent')),
    classid: () => (name.handle = words.take('classid')),
    handle: () => (name.handle = words.take('handle'))
  })
  return name
}

/** Reads the words of a class; of drr and htb, those of others come by --object. @throws UsageError */
function readClass(words: Words): Record<string, unknown> {
  const of: Record<string, unknown> = {}
  const options: Record<string, unknown> = {}
  readWords(
    words,
    {
      dev: () => (of['dev'] = words.take('dev')),
      root: () => (of['parent'] = 'root'),
      parent: () => (of['parent'] = words.take('parent')),
      classid: () => (of['handle'] = words.take('classid')),
      rate: () => (options['rate'] = rateOf(words, 'rate')),
      ceil: () => (options['ceil'] = rateOf(words, 'ceil')),
      burst: () => (options['burst'] = sizeOf(words, 'burst')),
      cburst: () => (options['cburst'] = sizeOf(words, 'cburst')),
      prio: () => (options['prio'] = words.number('prio', { max: 7 })),
      quantum: () => (options['quantum'] = sizeOf(words, 'quantum')),
      mtu: () => (options['mtu'] = sizeOf(words, 'mtu'))
    },
    {
      bare: (word) => {
        if (of['kind'] !== undefined || !['htb', 'drr'].includes(word)) return false
        of['kind'] = word
        return true
      }
    }
  )
  if (of['kind'] === undefined)
    throw new UsageError("class: expected kind 'htb' or 'drr'; --object takes every kind")
  return Object.keys(options).length === 0 ? of : { ...of, options }
}

/** `nlkit tc class`. */
export const classCommand = (): Command => objectCommand('class', 'classes of a qdisc', verbs)
