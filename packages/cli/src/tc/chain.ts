import type { Command } from 'commander'
import { UsageError } from '../shared/errors.ts'
import { objectCommand, type Verb } from '../shared/object-command.ts'
import { printList } from '../shared/print.ts'
import { readWords, type Words } from '../shared/words.ts'
import { placeKeywords, type Place } from './place-words.ts'
import { chainView } from './views.ts'

const WORDS = 'dev NAME|block N [parent HANDLE|ingress|egress] chain N'

const verbs: readonly Verb[] = [
  {
    names: ['list', 'show', 'ls'],
    words: 'dev NAME|block N [parent HANDLE|ingress|egress]',
    description: 'chains of filters of a place',
    async run({ rtnl, interfaces }, words, { format, stats }) {
      const found = rtnl.tc.chains.dump(read(words)).batches()
      await printList(found, chainView(await interfaces(), stats), format)
    }
  },
  {
    names: ['add'],
    words: WORDS,
    description: 'add a chain',
    async run({ rtnl }, words) {
      await rtnl.tc.chains.add(named(read(words)))
    }
  },
  {
    names: ['delete', 'del'],
    words: WORDS,
    description: 'delete a chain and its filters',
    async run({ rtnl }, words) {
      await rtnl.tc.chains.delete(named(read(words)))
    }
  }
]

type ChainWords = Omit<Place, 'handle'> & { chain?: number }

function read(words: Words): ChainWords {
  const chain: ChainWords = {}
  readWords(words, { ...placeKeywords(words, chain), chain: () => (chain.chain = words.number('chain')) })
  return chain
}

function named<T extends { readonly chain?: number }>(words: T): T & { readonly chain: number } {
  const { chain } = words
  if (chain === undefined) throw new UsageError("chain: 'chain' and a number are missing")
  return { ...words, chain }
}

/** `nlkit tc chain`. */
export const chainCommand = (): Command => objectCommand('chain', 'chains of filters', verbs)
