import type { Command } from 'commander'
import type { ActionChange } from '@nlkit/rtnl'
import { objectCommand, type Verb } from '../shared/object-command.ts'
import { printList } from '../shared/print.ts'
import type { Words } from '../shared/words.ts'
import { readAction } from './filter-words.ts'
import { actionView } from './views.ts'

const verbs: readonly Verb[] = [
  {
    names: ['list', 'show', 'ls'],
    words: 'KIND',
    description: 'actions of a kind that stand by themselves',
    async run({ rtnl, interfaces }, words, { format, stats }) {
      const found = [await rtnl.tc.actions.list(words.take('kind'))]
      words.end()
      await printList(found, actionView(await interfaces(), stats), format)
    }
  },
  {
    names: ['add'],
    words: 'drop|pass|police…|mirred egress redirect dev NAME',
    object: true,
    description: 'add an action',
    async run({ rtnl }, words, { object }) {
      await rtnl.tc.actions.add([object === undefined ? readOne(words) : object])
    }
  },
  {
    names: ['delete', 'del'],
    words: 'KIND index N',
    description: 'delete an action',
    async run({ rtnl }, words) {
      const kind = words.take('kind')
      words.choice('index', { index: 'index' })
      await rtnl.tc.actions.delete([{ kind, index: words.number('index', { min: 1 }) }])
    }
  }
]

function readOne(words: Words): ActionChange {
  const action = readAction(words)
  words.end()
  return action
}

/** `nlkit tc action`. */
export const actionCommand = (): Command => objectCommand('action', 'actions that filters share', verbs)
