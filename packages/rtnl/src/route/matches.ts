/** What the kernel does not filter routes by: destinations, gateways, next hop objects. */
import { ipv4, ipv6, parseIpv4, parseIpv6 } from '@nlkit/core/codec'
import { parsePrefix } from '../prefix.ts'
import type { Route } from './codec.ts'

/** What a route goes to and by. */
export interface RouteMatch {
  /** Exactly this destination: a prefix, an address, or `'default'`; as `ip route show exact`. */
  readonly dst?: string
  /** The gateway, or that of one of several next hops. */
  readonly gateway?: string
  /** The id of the next hop object. */
  readonly nhId?: number
}

const scratch = new Uint8Array(16)

/** Decides by those; undefined where none is said. @throws TypeError, RangeError for what is no prefix or address */
export function matching({ dst, gateway, nhId }: RouteMatch): ((route: Route) => boolean) | undefined {
  const goesTo = dst === undefined ? undefined : goingTo(dst)
  const by = gateway === undefined ? undefined : canonical(gateway, 'filter.gateway')
  if (goesTo === undefined && by === undefined && nhId === undefined) return undefined
  return (route) =>
    (goesTo === undefined || goesTo(route)) &&
    (nhId === undefined || route.nhId === nhId) &&
    (by === undefined || isBy(route, by) || (route.multipath?.some((hop) => isBy(hop, by)) ?? false))
}

function goingTo(text: string): (route: Route) => boolean {
  const { address, length, family } = parsePrefix(text, 'filter.dst')
  const dst = address === undefined ? undefined : canonical(address, 'filter.dst')
  // The kernel tells no address of a default route.
  return (route) =>
    route.dstLen === length &&
    (family === undefined || route.family === family) &&
    (length === 0 || route.dst === dst)
}

const isBy = ({ gateway, via }: Pick<Route, 'gateway' | 'via'>, address: string): boolean =>
  gateway === address || via?.addr === address

/** An address as codecs spell it. */
function canonical(address: string, key: string): string {
  if (parseIpv4(address, scratch, 0)) return ipv4(scratch, 0, 4)
  if (parseIpv6(address, scratch, 0)) return ipv6(scratch, 0, 16)
  throw new TypeError(`${key}: '${address}' is not an IP address`)
}
