/** What the kernel does not filter routes by: destinations, gateways, next hop objects. */
import { checkKeys } from '@nlkit/core'
import { checkByteAddress } from '../byte-address.ts'
import { canonicalAddress, parsePrefix } from '../prefix.ts'
import { around, inside, type PrefixMatch } from '../prefix-match.ts'
import type { MctpFqAddr, Route } from './codec.ts'

/** What a route goes to and by. */
export interface RouteMatch {
  /** Exactly this destination: a prefix, an address, or `'default'`; as `ip route show exact`. Of Phonet and MCTP a byte: `'0x10'`. */
  readonly dst?: string
  /** Routes to what is in this prefix: as `ip route show root`. */
  readonly root?: string
  /** Routes to what this prefix or address is in: as `ip route show match`. */
  readonly match?: string
  /** The source address of the host's own packets. */
  readonly prefsrc?: string
  /** The metric; 0 is that of IPv4's routes without one. */
  readonly priority?: number
  /** The type of service. */
  readonly tos?: number
  /** The gateway, or that of one of several next hops; of MCTP an endpoint of a network. */
  readonly gateway?: string | MctpFqAddr
  /** The id of the next hop object. */
  readonly nhId?: number
}

/** Decides by those; undefined where none is said. @throws TypeError, RangeError for what is no prefix or address */
export function matching(match: RouteMatch): ((route: Route) => boolean) | undefined {
  const { dst, root, match: covers, prefsrc, priority, tos, gateway, nhId } = match
  const conditions: ((route: Route) => boolean)[] = []
  if (dst !== undefined) conditions.push(goingTo(dst))
  if (root !== undefined) conditions.push(ofPrefix(root, inside(root, 'filter.root')))
  if (covers !== undefined) conditions.push(ofPrefix(covers, around(covers, 'filter.match')))
  if (prefsrc !== undefined) {
    const source = canonicalAddress(prefsrc, 'filter.prefsrc')
    conditions.push((route) => route.prefsrc === source)
  }
  if (priority !== undefined) conditions.push((route) => (route.priority ?? 0) === priority)
  if (tos !== undefined) conditions.push((route) => route.tos === tos)
  if (nhId !== undefined) conditions.push((route) => route.nhId === nhId)
  if (gateway !== undefined) {
    const by = goingBy(gateway)
    conditions.push((route) => by(route) || (route.multipath?.some(by) ?? false))
  }
  if (conditions.length === 0) return undefined
  return (route) => conditions.every((isMet) => isMet(route))
}

/** By a destination's prefix; what a default route goes to has no address to tell its family by. */
function ofPrefix(prefix: string, matches: PrefixMatch): (route: Route) => boolean {
  const { family } = parsePrefix(prefix, 'filter')
  return (route) =>
    (family === undefined ? route.family === 'inet' || route.family === 'inet6' : route.family === family) &&
    (route.dst === undefined || typeof route.dst === 'string') &&
    matches(route.dst, route.dstLen)
}

/** Decides whether there is no other way than by a gateway. */
export function goingOnlyBy(gateway: RouteMatch['gateway']): (route: Route) => boolean {
  const by = gateway === undefined ? undefined : goingBy(gateway)
  return (route) => by === undefined || (route.multipath?.every(by) ?? by(route))
}

function goingTo(text: string): (route: Route) => boolean {
  if (text.startsWith('0x')) {
    checkByteAddress(text, 'filter.dst')
    return (route) => route.dst === text.toLowerCase()
  }
  const { address, length, family } = parsePrefix(text, 'filter.dst')
  const dst = address === undefined ? undefined : canonicalAddress(address, 'filter.dst')
  // The kernel tells no address of a default route.
  return (route) =>
    route.dstLen === length &&
    (family === undefined || route.family === family) &&
    (length === 0 || route.dst === dst)
}

function goingBy(gateway: string | MctpFqAddr): (hop: Pick<Route, 'gateway' | 'via'>) => boolean {
  if (typeof gateway === 'object') return byEndpoint(gateway)
  const address = canonicalAddress(gateway, 'filter.gateway')
  return ({ gateway: own, via }) => own === address || via?.addr === address
}

function byEndpoint(endpoint: MctpFqAddr): (hop: Pick<Route, 'gateway'>) => boolean {
  checkKeys(endpoint, { net: true, eid: true }, 'filter.gateway')
  const { net, eid } = endpoint
  if (!Number.isInteger(net)) throw new TypeError('filter.gateway.net: expected the number of a network')
  checkByteAddress(eid, 'filter.gateway.eid')
  return ({ gateway }) =>
    typeof gateway === 'object' && gateway.net === net && gateway.eid === eid.toLowerCase()
}
