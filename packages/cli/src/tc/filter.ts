import type { Command } from 'commander'
import type { FilterFilter, FilterName } from '@nlkit/rtnl'
import { UsageError } from '../shared/errors.ts'
import { objectCommand, writeVerbs, type Verb } from '../shared/object-command.ts'
import { printList } from '../shared/print.ts'
import { readWords, type Keywords, type Words } from '../shared/words.ts'
import { readFilterOptions } from './filter-words.ts'
import { placeKeywords, readPlace, type Place } from './place-words.ts'
import { filterView } from './views.ts'

const PLACE = 'dev NAME|block N [parent HANDLE|ingress|egress]'
const WORDS = `${PLACE} [protocol NAME] [prio N] [handle N] [chain N] flower|matchall|basic|fw [matches] [classid HANDLE] [action drop|pass|police…|mirred egress redirect dev NAME]`

const write = writeVerbs({
  words: WORDS,
  read: readFilter,
  write: (rtnl, verb: 'add' | 'replace' | 'change', filter) => rtnl.tc.filters[verb](filter)
})

const verbs: readonly Verb[] = [
  {
    names: ['list', 'show', 'ls'],
    words: `${PLACE} [protocol NAME] [prio N] [chain N]`,
    description: 'filters of a place',
    async run({ rtnl, interfaces }, words, { format, stats }) {
      const turn: Turn = {}
      readWords(words, turnKeywords(words, turn))
      const found = rtnl.tc.filters.dump(turn as FilterFilter).batches()
      await printList(found, filterView(await interfaces(), stats), format)
    }
  },
  write(['add'], 'add a filter'),
  write(['replace'], 'add a filter, or replace it'),
  write(['change', 'chg'], 'change a filter that is there'),
  {
    names: ['delete', 'del'],
    words: `${PLACE} prio N [protocol NAME] [handle N] [chain N] [KIND]`,
    description: 'delete a filter, or without a handle all of a priority',
    async run({ rtnl }, words) {
      const turn: Turn = {}
      readPlace(words, turnKeywords(words, turn))
      const kind = words.peek() === undefined ? undefined : words.take('kind')
      words.end()
      if (turn.prio === undefined) throw new UsageError("filter: 'prio' and a number are missing")
      await rtnl.tc.filters.delete({ ...turn, ...(kind === undefined ? {} : { kind }) } as FilterName)
    }
  }
]

type Turn = Place & { protocol?: string | number; prio?: number; chain?: number }

function turnKeywords(words: Words, turn: Turn): Keywords {
  const prio = (): void => void (turn.prio = words.number('prio', { min: 1, max: 0xffff }))
  return {
    ...placeKeywords(words, turn),
    protocol: () =>
      (turn.protocol = /^(\d|0x)/.test(words.peek() ?? '')
        ? words.number('protocol')
        : words.take('protocol')),
    prio,
    pref: prio,
    chain: () => (turn.chain = words.number('chain'))
  }
}

/** Reads the words of a filter. @throws UsageError */
function readFilter(words: Words): Record<string, unknown> {
  const turn: Turn = {}
  readPlace(words, turnKeywords(words, turn))
  const kind = words.take('kind')
  const { options, actions } = readFilterOptions(kind, words)
  return {
    ...turn,
    kind,
    ...(options === undefined ? {} : { options }),
    ...(actions.length === 0 ? {} : { actions })
  }
}

/** `nlkit tc filter`. */
export const filterCommand = (): Command =>
  objectCommand('filter', 'filters: what is done with which packets', verbs)
