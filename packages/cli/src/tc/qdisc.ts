import type { Command } from 'commander'
import type { QdiscFilter } from '@nlkit/rtnl'
import { UsageError } from '../shared/errors.ts'
import { objectCommand, writeVerbs, type Verb } from '../shared/object-command.ts'
import { printList } from '../shared/print.ts'
import { readWords, type Words } from '../shared/words.ts'
import { placeKeywords, readPlace, type Place } from './place-words.ts'
import { readOptions } from './qdisc-words.ts'
import { qdiscView } from './views.ts'

const WORDS = 'dev NAME [root|parent HANDLE|ingress|clsact] [handle HANDLE] KIND [settings]'

const write = writeVerbs({
  words: WORDS,
  read: readQdisc,
  write: (rtnl, verb: 'add' | 'replace' | 'change', qdisc) => rtnl.tc.qdiscs[verb](qdisc)
})

const verbs: readonly Verb[] = [
  {
    names: ['list', 'show', 'ls'],
    words: '[dev NAME] [root|parent HANDLE] [handle HANDLE] [invisible]',
    description: 'queueing disciplines',
    async run({ rtnl, interfaces }, words, { format, stats }) {
      const filter = readFilter(words)
      const found = rtnl.tc.qdiscs.dump(filter).batches()
      const view = qdiscView(await interfaces(), stats, filter.dev !== undefined)
      await printList(found, view, format)
    }
  },
  write(['add'], 'hang a qdisc on an interface or a class'),
  write(['replace'], 'put a qdisc in place of the one that is there'),
  write(['change', 'chg'], 'change the settings of a qdisc that is there'),
  {
    names: ['delete', 'del'],
    words: 'dev NAME root|parent HANDLE|ingress|clsact [handle HANDLE]',
    description: 'delete a qdisc: the default one comes back',
    async run({ rtnl }, words) {
      const { dev, handle, parent, block } = readAll(words)
      if (block !== undefined) throw new UsageError('block: a qdisc is in none')
      if (parent === undefined) throw new UsageError('parent: a qdisc is deleted by what it hangs on')
      await rtnl.tc.qdiscs.delete({ dev, handle, parent })
    }
  }
]

function readFilter(words: Words): QdiscFilter {
  const place: Place = {}
  let invisible = false
  readWords(words, { ...placeKeywords(words, place), invisible: () => (invisible = true) })
  const { dev, handle, parent } = place
  return { dev, handle, parent, invisible }
}

function readAll(words: Words): Place {
  const place: Place = {}
  readWords(words, placeKeywords(words, place))
  return place
}

/** Reads the words of a qdisc. @throws UsageError */
function readQdisc(words: Words): Record<string, unknown> {
  const place: Place = {}
  const { ingress: _, clsact: __, ...keywords } = placeKeywords(words, place)
  readPlace(words, keywords)
  const kind = words.take('kind')
  const options = readOptions(kind, words)
  return { ...place, kind, ...(options === undefined ? {} : { options }) }
}

/** `nlkit tc qdisc`. */
export const qdiscCommand = (): Command => objectCommand('qdisc', 'queueing disciplines', verbs)
