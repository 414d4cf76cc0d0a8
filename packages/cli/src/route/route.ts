import type { Command } from 'commander'
import { NetlinkError } from '@nlkit/core'
import {
  RT_TABLE_MAIN,
  type Nexthop,
  type Route,
  type RouteChange,
  type RouteFilter,
  type Rtnl
} from '@nlkit/rtnl'
import { UsageError } from '../shared/errors.ts'
import { objectCommand, writeVerbs, type Verb } from '../shared/object-command.ts'
import { kept, printList, removed } from '../shared/print.ts'
import { readFilter, readLookup } from './filter-words.ts'
import { readRoute } from './route-words.ts'
import { routeView } from './route-view.ts'

const ROUTE =
  '[TYPE] PREFIX [via ADDRESS] [dev NAME] [table ID] [metric N] [proto NAME] [src ADDRESS] [mtu N] [nexthop via ADDRESS dev NAME weight N]... [nhid ID] [encap mpls LABELS]'
const FILTER =
  '[[to] [root|match|exact] PREFIX] [table ID|all] [dev NAME] [via ADDRESS] [src ADDRESS] [metric N] [proto NAME] [type TYPE] [scope NAME]'

const write = writeVerbs({
  words: ROUTE,
  read: (words, { rtnl }): Promise<RouteChange> => readRoute(words, rtnl),
  write: (rtnl, verb: 'add' | 'replace' | 'change' | 'append' | 'prepend' | 'delete', route) =>
    rtnl.routes[verb](route)
})

const verbs: readonly Verb[] = [
  {
    names: ['list', 'show', 'ls'],
    words: FILTER,
    description: "routes of the main table, of the table that is named, or of 'all'",
    async run({ rtnl, interfaces }, words, { format, family }) {
      const { filter, keep, said } = readFilter(words, family)
      const nexthops = format === 'json' || format === 'ndjson' ? await nexthopsOf(rtnl) : []
      const view = routeView({ interfaces: await interfaces(), nexthops, said })
      await printList(kept(routesOf(rtnl, filter), keep), view, format)
    }
  },
  {
    names: ['get'],
    words: 'ADDRESS [from ADDRESS] [iif NAME] [oif NAME] [mark N] [uid N] [fibmatch]',
    description: 'the route that packets to an address take',
    async run({ rtnl, interfaces }, words, { format }) {
      const route = await rtnl.routes.get(readLookup(words))
      const nexthops = route.nhId === undefined ? [] : await nexthopsOf(rtnl)
      await printList([[route]], routeView({ interfaces: await interfaces(), nexthops }), format)
    }
  },
  write(['add'], 'add a route'),
  write(['replace'], 'add a route, or replace the one of the same destination, metric and TOS'),
  write(['change', 'chg'], 'replace a route that is there'),
  write(['append'], 'add a route behind those of the same destination'),
  write(['prepend'], 'add a route before those of the same destination'),
  write(['delete', 'del'], 'delete the first route that has everything named here'),
  {
    names: ['flush'],
    words:
      '[[to] [root|match|exact] PREFIX] [via ADDRESS] [src ADDRESS] [metric NUMBER] [table ID|all] [dev NAME] [proto NAME] [type TYPE] [scope NAME]',
    description:
      'delete the routes that a filter names, of the main table unless it names another; says how many',
    async run({ rtnl }, words, { family }) {
      if (words.left === 0) throw new UsageError('flush: say which routes')
      const { filter, named, beyond } = readFilter(words, family)
      if (beyond !== undefined) throw new UsageError(`flush: '${beyond}': the same was said of another`)
      await removed(await rtnl.routes.flush({ ...filter, ...named }), 'routes')
    }
  }
]

/** Before its first route the kernel has no main table of IPv4: to who asks for that, none are in it. */
async function* routesOf(rtnl: Rtnl, filter: RouteFilter): AsyncGenerator<Route[]> {
  try {
    yield* rtnl.routes.dump(filter).batches()
  } catch (error) {
    const isNone = NetlinkError.is(error) && error.code === 'ENOENT' && filter.table === RT_TABLE_MAIN
    if (!isNone) throw error
  }
}

/** All next hops that are objects; none on kernels before 5.3, which have no such. */
async function nexthopsOf(rtnl: Rtnl): Promise<Nexthop[]> {
  try {
    return await rtnl.nexthops.list()
  } catch (error) {
    if (NetlinkError.is(error) && error.code === 'EOPNOTSUPP') return []
    throw error
  }
}

/** `nlkit route`: as `ip route`. */
export const routeCommand = (): Command => objectCommand('route', 'routes', verbs)
