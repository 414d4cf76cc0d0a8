import { routeToIproute2, type Interfaces, type Route } from '@nlkit/rtnl'
import type { View } from '../shared/print.ts'
import { visible } from '../shared/safe-text.ts'
import { routeTexts } from './route-text.ts'
import { tableText } from '../shared/routing-names.ts'

/** How routes are shown. */
export function routeView(interfaces: Interfaces): View<Route> {
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
    json: (route) => routeToIproute2(route, interfaces),
    jsonText: routeTexts(interfaces)
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
  return [gateway ?? via?.addr ?? hops?.join(' '), nhId === undefined ? undefined : `nhid ${nhId}`]
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
