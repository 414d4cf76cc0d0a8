import type { Command } from 'commander'
import { nexthopToIproute2, type Interfaces, type Nexthop, type NexthopChange } from '@nlkit/rtnl'
import { objectCommand, writeVerbs, type Verb } from '../shared/object-command.ts'
import { printList, removed, type View } from '../shared/print.ts'
import { visible } from '../shared/safe-text.ts'
import { readFilter, readId, readNexthop } from './nexthop-words.ts'

const NEXTHOP =
  'id N [via ADDRESS] [dev NAME] [onlink] [blackhole] [fdb] [group ID[,WEIGHT]/ID…] [type mpath|resilient [buckets N] [idle_timer SECONDS] [unbalanced_timer SECONDS]] [proto NAME]'
const FILTER = '[id N] [dev NAME] [vrf NAME|master NAME] [groups] [fdb] [proto NAME]'

const write = writeVerbs({
  words: NEXTHOP,
  read: (words, _, { family }): NexthopChange => readNexthop(words, family),
  write: (rtnl, verb: 'add' | 'replace', nexthop) => rtnl.nexthops[verb](nexthop)
})

const verbs: readonly Verb[] = [
  {
    names: ['list', 'show', 'ls'],
    words: FILTER,
    description: 'next hop objects and groups of them',
    async run({ rtnl, interfaces }, words, { format, family }) {
      const { filter, id } = readFilter(words, family)
      const found = id === undefined ? await rtnl.nexthops.list(filter) : [await rtnl.nexthops.get(id)]
      await printList([found], view(await interfaces()), format)
    }
  },
  {
    names: ['get'],
    words: 'id N',
    description: 'one of them',
    async run({ rtnl, interfaces }, words, { format }) {
      await printList([[await rtnl.nexthops.get(readId(words))]], view(await interfaces()), format)
    }
  },
  write(['add'], 'add a next hop or a group'),
  write(['replace'], 'add one, or replace it: what uses it goes on with the new one'),
  {
    names: ['delete', 'del'],
    words: 'id N',
    description: 'delete one, and with it the routes by it',
    async run({ rtnl }, words) {
      await rtnl.nexthops.delete(readId(words))
    }
  },
  {
    names: ['flush'],
    words: FILTER,
    description: 'delete those that a filter names; says how many',
    async run({ rtnl }, words, { family }) {
      const { filter, id } = readFilter(words, family)
      if (id === undefined) await removed(await rtnl.nexthops.flush(filter), 'next hops')
      else await rtnl.nexthops.delete(id)
    }
  }
]

function view(interfaces: Interfaces): View<Nexthop> {
  return {
    noun: 'next hops',
    columns: [
      { head: 'id' },
      { head: 'gateway', meaning: 'address' },
      { head: 'interface', meaning: 'name' },
      { head: 'group' },
      { head: 'type' },
      { head: 'protocol' }
    ],
    row: (nexthop) => [
      String(nexthop.id),
      nexthop.blackhole === true ? 'blackhole' : (nexthop.gateway ?? ''),
      nexthop.oif === undefined ? '' : visible(interfaces.nameOf(nexthop.oif)),
      nexthop.group?.map(({ id, weight }) => (weight === 0 ? id : `${id},${weight + 1}`)).join('/') ?? '',
      nexthop.fdb === true ? 'fdb' : String(nexthop.groupType ?? ''),
      String(nexthop.protocol)
    ],
    json: (nexthop) => nexthopToIproute2(nexthop, interfaces)
  }
}

/** `nlkit nexthop`: as `ip nexthop`. */
export const nexthopCommand = (): Command => objectCommand('nexthop', 'next hop objects and groups', verbs)
