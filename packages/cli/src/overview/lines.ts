import { visible } from '../shared/safe-text.ts'
import { IFF_UP, type Address, type Link, type Route } from '@nlkit/rtnl'

/** Names of interfaces by index, as far as they are known. */
export type Names = ReadonlyMap<number, string>

const nameOf = (names: Names, index: number | undefined): string =>
  index === undefined ? '' : visible(names.get(index) ?? `if${index}`)

/** `operstate` is unknown for links that never set it (lo, tun): then up and down are all there is to say. */
function stateOf({ operstate, flags }: Link): string {
  if (operstate !== undefined && operstate !== 'unknown') return String(operstate)
  return (flags & IFF_UP) === 0 ? 'down' : 'up'
}

/** A link's row: index, name, state, MTU, address, kind. */
export function linkRow(link: Link, names: Names): string[] {
  const master = link.master === undefined ? '' : ` in ${nameOf(names, link.master)}`
  return [
    String(link.index),
    visible(link.ifname ?? ''),
    stateOf(link),
    String(link.mtu ?? ''),
    link.address ?? '',
    `${link.linkinfo?.kind ?? ''}${master}`.trim()
  ]
}

/** An address's row: interface, prefix, peer or broadcast, label. */
export function addressRow(address: Address, names: Names): string[] {
  const own = address.local ?? address.address ?? ''
  const peer = address.address !== undefined && address.address !== own ? `peer ${address.address}` : ''
  return [
    nameOf(names, address.index),
    `${own}/${address.prefixlen}`,
    String(address.scope),
    peer || visible(address.label ?? '')
  ]
}

/** A route's row: destination, gateway, interface, table, protocol, kind. */
export function routeRow(route: Route, names: Names): string[] {
  const dst =
    typeof route.dst === 'string'
      ? `${route.dst}/${route.dstLen}`
      : (route.dst?.map(({ label }) => label).join('/') ?? 'default')
  const hops = route.multipath
    ?.map((hop) => `${hop.gateway ?? ''} ${nameOf(names, hop.ifindex)}`.trim())
    .join(', ')
  return [
    route.type === 'unicast' ? dst : `${String(route.type)} ${dst}`,
    route.gateway ?? route.via?.addr ?? hops ?? '',
    nameOf(names, route.oif),
    String(route.table),
    String(route.protocol)
  ]
}
