/** What the kernel does not filter routes by: destinations, gateways, next hop objects. */
import { ipv4, ipv6, parseIpv4, parseIpv6 } from '@nlkit/core/codec'
import { checkKeys } from '@nlkit/core'
import { checkByteAddress } from '../byte-address.ts'
import { parsePrefix } from '../prefix.ts'
import type { MctpFqAddr, Route } from './codec.ts'

/** What a route goes to and by. */
export interface RouteMatch {
  /** Exactly this destination: a prefix, an address, or `'default'`; as `ip route show exact`. Of Phonet and MCTP a byte: `'0x10'`. */
  readonly dst?: string
  /** The gateway, or that of one of several next hops; of MCTP an endpoint of a network. */
  readonly gateway?: string | MctpFqAddr
  /** The id of the next hop object. */
  readonly nhId?: number
}

const scratch = new Uint8Array(16)

/** Decides by those; undefined where none is said. @throws TypeError, RangeError for what is no prefix or address */
export function matching({ dst, gateway, nhId }: RouteMatch): ((route: Route) => boolean) | undefined {
  const goesTo = dst === undefined ? undefined : goingTo(dst)
  const by = gateway === undefined ? undefined : goingBy(gateway)
  if (goesTo === undefined && by === undefined && nhId === undefined) return undefined
  return (route) =>
    (goesTo === undefined || goesTo(route)) &&
    (nhId === undefined || route.nhId === nhId) &&
    (by === undefined || by(route) || (route.multipath?.some(by) ?? false))
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
  const dst = address === undefined ? undefined : canonical(address, 'filter.dst')
  // The kernel tells no address of a default route.
  return (route) =>
    route.dstLen === length &&
    (family === undefined || route.family === family) &&
    (length === 0 || route.dst === dst)
}

function goingBy(gateway: string | MctpFqAddr): (hop: Pick<Route, 'gateway' | 'via'>) => boolean {
  if (typeof gateway === 'object') return byEndpoint(gateway)
  const address = canonical(gateway, 'filter.gateway')
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

/** An address as codecs spell it. */
function canonical(address: string, key: string): string {
  if (parseIpv4(address, scratch, 0)) return ipv4(scratch, 0, 4)
  if (parseIpv6(address, scratch, 0)) return ipv6(scratch, 0, 16)
  throw new TypeError(`${key}: '${address}' is not an IP address`)
}
