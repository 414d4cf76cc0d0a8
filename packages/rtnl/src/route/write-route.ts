import type { RequestSpec } from '@nlkit/core'
import { NLM_F_APPEND, NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE } from '@nlkit/core'
import { headerOnly, nameOf, selected, type LabelsInput } from '@nlkit/core/codec'
import { byteFamily, checkByteAddress, type ByteFamily } from '../byte-address.ts'
import { checkDevice, type Device } from '../devices.ts'
import { AF } from '../family/constants.ts'
import { familyOf, parsePrefix, type PrefixFamily } from '../prefix.ts'
import { write, writeOf, type Write } from '../write.ts'
import { routeCodec, type RouteInput } from './codec.ts'
import { RT_TABLE_MAIN, RTM_DELROUTE, RTM_NEWROUTE, RTN } from './constants.ts'
import { checkObject, checkPrefixKeys, checkSaid, sameIndex } from '../objects.ts'
import type { NextHopInput } from './multipath.ts'

/** Bits of a label, the length of every destination of MPLS. */
export const LABEL_LENGTH = 20

/** Bits of a device of Phonet. MCTP has in that place how many endpoints there are beside the first (mctp_fill_rtinfo()). */
const PHONET_LENGTH = 6

/** What a next hop is made of. */
const NEXT_HOP = ['gateway', 'oif', 'via', 'multipath', 'encap', 'encapType'] as const

/** One of several next hops of a route to add, change or delete. */
export type NextHopChange = NextHopInput & {
  /** The interface it leaves by; `ifindex` says the same on the wire. */
  readonly dev?: Device | undefined
}

/** A message's keys but those that a verb spells otherwise; of each kind of encapsulation by itself. */
export type Others<Input> = Input extends unknown ? Omit<Input, 'dst' | 'src' | 'multipath'> : never

/** A route to add, change or delete. */
export type RouteChange = Others<RouteInput> & {
  /** Destination: a prefix, an address, or `'default'`; of MPLS the incoming label: `[100]`; of Phonet and MCTP a byte: `'0x10'`. */
  readonly dst?: string | LabelsInput
  /** Source prefix, of IPv6 alone: for IPv4 the kernel looks at sources in rules. */
  readonly src?: string | undefined
  /** The interface it leaves by; `oif` says the same on the wire. */
  readonly dev?: Device | undefined
  /** Several next hops, in place of `gateway` and `dev`. */
  readonly multipath?: readonly NextHopChange[] | undefined
}

/** What the verbs send. */
export const routeWrites = {
  /** Adds a route. The kernel answers EEXIST when there is one of the same identity. */
  add: (route: RouteChange): Write => made(route, NLM_F_CREATE | NLM_F_EXCL),
  /** Adds a route, or replaces the one of the same identity. */
  replace: (route: RouteChange): Write => made(route, NLM_F_CREATE | NLM_F_REPLACE),
  /** Replaces a route that must be there. */
  change: (route: RouteChange): Write => made(route, NLM_F_REPLACE),
  /** Adds a route behind those of the same destination, metric and TOS. */
  append: (route: RouteChange): Write => made(route, NLM_F_CREATE | NLM_F_APPEND),
  /** Adds a route before those of the same destination, metric and TOS. */
  prepend: (route: RouteChange): Write => made(route, NLM_F_CREATE),
  /** Deletes the first route that has everything given here. The kernel answers ESRCH when there is none. */
  delete: (route: RouteChange): Write => {
    const { dev, value } = normalize(route)
    // What says no destination is about the default route.
    if (route.dst === undefined) checkSaid(route, 'route')
    if (value.family === 'mpls' || byteFamily(value.family) !== undefined) value.type ??= 'unicast'
    // Of any scope, where none is said (fib_table_delete()).
    if (value.family === 'inet') value.scope ??= 'nowhere'
    return withDevice(dev, value, { type: RTM_DELROUTE, name: 'RTM_DELROUTE', flags: 0 })
  }
}

function made(route: RouteChange, flags: number): Write {
  const { dev, value } = normalize(route)
  if (value.protocol === undefined) value.protocol = 'boot'
  if (value.type === undefined) value.type = 'unicast'
  if (value.scope === undefined) value.scope = scopeOf(value, dev !== undefined || value.oif !== undefined)
  return withDevice(dev, value, { type: RTM_NEWROUTE, name: 'RTM_NEWROUTE', flags })
}

function withDevice(
  dev: Device | undefined,
  value: RouteInput,
  head: Pick<RequestSpec, 'type' | 'name' | 'flags'>
): Write {
  const { type, name, flags = 0 } = head
  const hops = value.multipath === undefined ? undefined : devicesOf(value.multipath)
  if (dev === undefined && hops === undefined) return writeOf({ type, name, flags, body: routeCodec, value })
  return write({ dev, ...hops }, (indices) => {
    const { dev: oif } = indices
    return {
      type,
      name,
      flags,
      body: routeCodec,
      value: {
        ...value,
        ...(oif === undefined ? {} : { oif: sameIndex(oif, value.oif, 'oif') }),
        ...(hops === undefined ? {} : { multipath: withIndices(value.multipath ?? [], indices) })
      }
    }
  })
}

const keyOfHop = (i: number): string => `multipath[${i}].dev`

/** The interfaces of next hops by the key that names them; undefined where none is. */
function devicesOf(hops: readonly NextHopChange[]): Record<string, Device> | undefined {
  // What is no array the encoder refuses.
  if (!Array.isArray(hops)) return undefined
  const devices: Record<string, Device> = {}
  for (const [i, hop] of (hops as readonly (NextHopChange | null)[]).entries()) {
    if (hop?.dev === undefined) continue
    checkDevice(hop.dev, keyOfHop(i))
    devices[keyOfHop(i)] = hop.dev
  }
  return Object.keys(devices).length === 0 ? undefined : devices
}

function withIndices(
  hops: readonly NextHopChange[],
  indices: Readonly<Record<string, number>>
): NextHopInput[] {
  return hops.map((hop, i) => {
    const index = indices[keyOfHop(i)]
    if (index === undefined) return hop
    const { dev: _, ...rest } = hop
    return { ...rest, ifindex: sameIndex(index, rest.ifindex, `multipath[${i}].ifindex`) }
  })
}

/** As ip(8) has it (iproute_modify()): what has no gateway is on the link, what is local is on the host. */
function scopeOf(value: RouteInput, hasDevice: boolean): NonNullable<RouteInput['scope']> {
  if (value.family !== 'inet') return 'universe'
  const type = selected(RTN, value.type)
  if (type === 'local' || type === 'nat') return 'host'
  if (type === 'broadcast' || type === 'multicast' || type === 'anycast') return 'link'
  const isDirect = value.gateway === undefined && value.via === undefined && value.nhId === undefined
  return isDirect && type === 'unicast' && hasDevice && value.multipath === undefined ? 'link' : 'universe'
}

/** The wire's form: family and lengths out of the text. */
function normalize(route: RouteChange): { dev: Device | undefined; value: RouteInput } {
  checkObject(route, 'route')
  const { dev, dst, src } = route
  if (dev !== undefined) checkDevice(dev, 'dev')
  if (isToldByNextHop(route)) return normalize(withoutNextHop(route))
  if (typeof dst === 'object') return { dev, value: labelled(route, dst) }
  const ofByte = route.family === undefined ? undefined : byteFamily(route.family)
  if (ofByte !== undefined) return { dev, value: ofOneByte(route, ofByte) }
  // Left out, it is the default route; but what was to be another is not that because it is not known.
  if (dst === undefined && 'dst' in route)
    throw new TypeError("dst: is undefined; leave it out, or say 'default' for the default route")
  const to = parsePrefix(dst ?? 'default', 'dst')
  const from = src === undefined ? undefined : parsePrefix(src, 'src')
  // One spread and nothing before it: the engine copies the object as it is, where taking keys out of it or putting some
  // before costs 20 ns for each key. And it forgets which member of the union it was.
  const value = { ...route } as RouteInput & { dev?: Device | undefined }
  if (dev !== undefined) value.dev = undefined
  if (typeof value.family === 'number') value.family = nameOf(AF, value.family)
  checkPrefixKeys(to, dst, { key: 'dstLen', value: value.dstLen }, value.family, 'dst')
  if (from !== undefined)
    checkPrefixKeys(from, src, { key: 'srcLen', value: value.srcLen }, value.family, 'src')
  if (value.table === undefined) value.table = RT_TABLE_MAIN
  value.family ??= to.family ?? from?.family ?? gatewayFamily(value) ?? 'inet'
  value.dstLen ??= to.length
  value.dst = to.address
  if (from !== undefined) {
    // rtm_to_fib_config() steps over it: the route would be for every source.
    if (value.family === 'inet' && from.address !== undefined)
      throw new TypeError(`src: '${src}', but routes of IPv4 have no source prefix; rules have`)
    value.src = from.address
    if (from.address !== undefined) value.srcLen ??= from.length
  }
  return { dev, value }
}

/**
 * Whether it is a route as the kernel told it, with all of struct rtmsg, that goes by a next hop object. Of what somebody wrote the
 * kernel says itself that a next hop and the id of one exclude each other.
 */
function isToldByNextHop(route: RouteChange): boolean {
  const { nhId, srcLen, tos, flags } = route
  if (nhId === undefined || srcLen === undefined || tos === undefined || flags === undefined) return false
  return NEXT_HOP.some((key) => route[key] !== undefined)
}

/** A route without what its next hop object is made of, which is told beside the id, and refused beside it (rtm_to_fib_config()). */
export function withoutNextHop<Of extends RouteInput | RouteChange>(route: Of): Of {
  const rest = { ...route }
  for (const key of NEXT_HOP) delete rest[key]
  return rest
}

/** A route of MPLS: of a label, in the main table, which may stand in the header alone (rtm_to_route_config()). */
function labelled(route: RouteChange, dst: LabelsInput): RouteInput {
  const value = {
    table: RT_TABLE_MAIN,
    family: 'mpls',
    dstLen: LABEL_LENGTH,
    [headerOnly]: true,
    ...route,
    dev: undefined,
    dst
  }
  return value as RouteInput
}

/** A route of a family whose addresses are a byte. The table is always the same, and stands in the header alone (route_doit()). */
function ofOneByte(route: RouteChange, family: ByteFamily): RouteInput {
  checkByteAddress(route.dst, 'dst')
  const dstLen = family === 'phonet' ? PHONET_LENGTH : 0
  const value = { table: RT_TABLE_MAIN, dstLen, [headerOnly]: true, ...route, family, dev: undefined }
  return value
}

function gatewayFamily({
  gateway,
  prefsrc
}: Pick<RouteInput, 'gateway' | 'prefsrc'>): PrefixFamily | undefined {
  const address = gateway ?? prefsrc
  return typeof address === 'string' ? familyOf(address) : undefined
}
