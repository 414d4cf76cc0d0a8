import type { Command } from 'commander'
import { flagNames } from '@nlkit/core/codec'
import {
  neighbourToIproute2,
  NTF,
  NUD,
  type Interfaces,
  type Neighbour,
  type NeighbourChange
} from '@nlkit/rtnl'
import { UsageError } from '../shared/errors.ts'
import { objectCommand, writeVerbs, type Verb } from '../shared/object-command.ts'
import { printList, removed, type View } from '../shared/print.ts'
import { visible } from '../shared/safe-text.ts'
import { without } from '../shared/without.ts'
import { readFilter, readLookup, readNeighbour } from './neigh-words.ts'

const NEIGHBOUR =
  'ADDRESS dev NAME [lladdr ADDRESS] [nud STATE] [proxy] [router] [use] [managed] [extern_learn] [protocol NAME]'
const FILTER = '[dev NAME] [vrf NAME] [nud STATE|all] [proxy] [to PREFIX]'

const write = writeVerbs({
  words: NEIGHBOUR,
  read: readNeighbour,
  write: (rtnl, verb: 'add' | 'replace' | 'change' | 'delete', neighbour: NeighbourChange) =>
    rtnl.neighbours[verb](neighbour)
})

const verbs: readonly Verb[] = [
  {
    names: ['list', 'show', 'ls', 'lst'],
    words: FILTER,
    description: 'neighbours: those that need no resolution left out, unless by nud',
    async run({ rtnl, interfaces }, words, { format, family, stats }) {
      const { filter, keep } = readFilter(words, family)
      const found = (await rtnl.neighbours.list(filter)).filter(keep)
      // Where an interface was named the tool does not print it.
      const said = filter.dev === undefined ? NONE : DEV
      await printList([found], view(await interfaces(), stats, said), format)
    }
  },
  {
    names: ['get'],
    words: 'ADDRESS dev NAME [proxy]',
    description: 'one neighbour',
    async run({ rtnl, interfaces }, words, { format, stats }) {
      const found = await rtnl.neighbours.get(readLookup(words))
      await printList([[found]], view(await interfaces(), stats), format)
    }
  },
  write(['add'], 'add a neighbour'),
  write(['replace'], 'add a neighbour, or replace it'),
  write(['change', 'chg'], 'change a neighbour that is there'),
  write(['delete', 'del'], 'delete a neighbour'),
  {
    names: ['flush'],
    words: '[dev NAME] [nud STATE] [proxy]',
    description: 'delete the neighbours that a filter names; says how many',
    async run({ rtnl }, words, { family }) {
      const { filter, isTo } = readFilter(words, family)
      if (isTo) throw new UsageError('flush: goes by dev, nud, proxy and family')
      await removed(await rtnl.neighbours.flush(filter), 'neighbours')
    }
  }
]

/** What the tool prints with `-s` only. */
const STATISTICS = new Set(['refcnt', 'used', 'confirmed', 'updated', 'probes'])
const DEV: ReadonlySet<string> = new Set(['dev'])
const NONE: ReadonlySet<string> = new Set()

function view(interfaces: Interfaces, stats: boolean, said = NONE): View<Neighbour> {
  return {
    noun: 'neighbours',
    columns: [
      { head: 'address', meaning: 'address' },
      { head: 'interface', meaning: 'name' },
      { head: 'hardware address' },
      {
        head: 'state',
        meaning: (cell) => (cell === 'FAILED' ? 'bad' : cell === 'REACHABLE' ? 'good' : undefined)
      },
      { head: 'flags', meaning: 'faint' },
      ...(stats ? [{ head: 'used' }, { head: 'confirmed' }, { head: 'updated' }] : [])
    ],
    row: (neighbour) => [
      neighbour.dst ?? '',
      visible(interfaces.nameOf(neighbour.ifindex)),
      neighbour.lladdr ?? '',
      flagNames(NUD, neighbour.state).join(' '),
      flagNames(NTF, neighbour.flags).join(' ').toLowerCase(),
      ...(stats ? [age(neighbour, 'used'), age(neighbour, 'confirmed'), age(neighbour, 'updated')] : [])
    ],
    json: (neighbour) => {
      const json = without(neighbourToIproute2(neighbour, interfaces), said)
      return stats ? json : without(json, STATISTICS)
    }
  }
}

const age = ({ cacheinfo }: Neighbour, which: 'used' | 'confirmed' | 'updated'): string =>
  cacheinfo === undefined ? '' : `${Math.trunc(cacheinfo[which] / 100)} s`

/** `nlkit neigh`: as `ip neighbour`. */
export const neighCommand = (): Command =>
  objectCommand('neigh', 'neighbours: ARP and neighbour discovery', verbs)
