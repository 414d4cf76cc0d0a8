import type { Interfaces, Nexthop, Route } from '@nlkit/rtnl'
import type { View } from '../shared/print.ts'
import { visible } from '../shared/safe-text.ts'
import { routeJson } from './route-json.ts'
import { routeTexts } from './route-text.ts'
import { tableText } from '../shared/routing-names.ts'

/** What is known beside the routes. */
export interface RouteSurroundings {
  readonly interfaces: Interfaces
  /** Next hops that are objects of their own: those of a route are told with it. */
  readonly nexthops?: readonly Nexthop[]
  /** What is left out of JSON. */
  readonly said?: ReadonlySet<string>
}

/** How routes are shown. */
export function routeView({ interfaces, nexthops, said }: RouteSurroundings): View<Route> {
  const json = routeJson(interfaces, nexthops, said)
  return {
    noun: 'routes',
    columns: [
      { head: 'destination', meaning: 'address' },
      { head: 'gateway' },
      { head: 'interface', meaning: 'name' },
      { head: 'table' },
      { head: 'protocol' },
      { head: 'metric' },
      { head: 'source' },
      { head: 'flags', meaning: (cell) => (cell.includes('dead') ? 'bad' : 'faint') }
    ],
    row: (route) => [
      destination(route),
      gateways(route, interfaces),
      route.oif === undefined ? '' : visible(interfaces.nameOf(route.oif)),
      tableText(route.table),
      String(route.protocol),
      String(route.priority ?? ''),
      route.prefsrc ?? '',
      flagsOf(route)
    ],
    json,
    jsonText: routeTexts(interfaces, json, said)
  }
}

function destination({ type, dst, dstLen }: Route): string {
  const prefix =
    dst === undefined
      ? 'default'
      : typeof dst === 'string'
        ? `${dst}/${dstLen}`
        : dst.map(({ label }) => label).join('/')
  return type === 'unicast' ? prefix : `${String(type)} ${prefix}`
}

function gateways({ gateway, via, multipath, nhId }: Route, interfaces: Interfaces): string {
  const hops = multipath?.map((hop) =>
    [hop.gateway ?? hop.via?.addr, visible(interfaces.nameOf(hop.ifindex))].filter(Boolean).join('%')
  )
  // An endpoint of MCTP and its network, as mctp(1) says them.
  const next = typeof gateway === 'object' ? `${gateway.eid} net ${gateway.net}` : gateway
  return [next ?? via?.addr ?? hops?.join(' '), nhId === undefined ? undefined : `nhid ${nhId}`]
    .filter(Boolean)
    .join(' ')
}

function flagsOf({ flags }: Route): string {
  const names = [
    [1, 'dead'],
    [4, 'onlink'],
    [16, 'linkdown'],
    [8, 'offload']
  ] as const
  return names
    .filter(([bit]) => (flags & bit) !== 0)
    .map(([, name]) => name)
    .join(' ')
}
