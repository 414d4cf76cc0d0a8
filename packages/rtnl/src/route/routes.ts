import type { Connection, Dump, DumpOptions, DumpSpec, RequestOptions, WaitOptions } from '@nlkit/core'
import { headerOnly, selected, type Bytes, type LabelsInput } from '@nlkit/core/codec'
import type { ByteFamily } from '../byte-address.ts'
import { checkDevice, indexOf, type Device } from '../devices.ts'
import { AF_CAN } from '../family/constants.ts'
import { checkFilter, type FilterKeys } from '../filters.ts'
import { checkObject, isAsked } from '../objects.ts'
import { checkFlush, deleteAll } from '../flush.ts'
import { parsePrefix } from '../prefix.ts'
import { runVerb, write, type Write } from '../write.ts'
import { routeCodec, type Route, type RouteInput } from './codec.ts'
import {
  RT_TABLE_DEFAULT,
  RT_TABLE_MAIN,
  RTM_DELROUTE,
  RTM_F_CLONED,
  RTM_F_FIB_MATCH,
  RTM_F_LOOKUP_TABLE,
  RTM_GETROUTE,
  RTM_NEWROUTE,
  RTN,
  RTPROT
} from './constants.ts'
import { goingOnlyBy, matching, type RouteMatch } from './matches.ts'
import { RT_SCOPE } from './scope.constants.ts'
import { LABEL_LENGTH, routeWrites, withoutNextHop, type Others, type RouteChange } from './write-route.ts'

export type { NextHopChange, RouteChange } from './write-route.ts'

/** Which routes are meant. The kernel filters by what it can, the rest is filtered here. */
export interface RouteFilter extends RouteMatch {
  readonly family?: 'inet' | 'inet6' | 'mpls' | ByteFamily
  /** Routing table, 0 or left out: all. The kernel answers ENOENT for one that is not there. */
  readonly table?: number
  readonly protocol?: RouteInput['protocol']
  readonly type?: RouteInput['type']
  readonly scope?: Route['scope']
  /** The interface routes leave by, by name or index. */
  readonly dev?: Device
  /**
   * In place of routes the exceptions from them: what was learned of single destinations, path MTUs and redirects. It is what
   * `ip route show cache` shows.
   */
  readonly cached?: boolean
}

/** Which routes are to be deleted. Exceptions are not: of IPv4 the kernel would look for a route like them. */
export type RouteFlush = Omit<RouteFilter, 'cached'>

const FLUSH_KEYS: FilterKeys<RouteFlush> = {
  family: 'string',
  table: 'number',
  protocol: RTPROT,
  type: RTN,
  scope: RT_SCOPE,
  dev: 'device',
  dst: 'string',
  root: 'string',
  match: 'string',
  prefsrc: 'string',
  priority: 'number',
  tos: 'number',
  gateway: 'address',
  nhId: 'number'
}
const FILTER_KEYS: FilterKeys<RouteFilter> = { ...FLUSH_KEYS, cached: 'boolean' }

/** What to look a route up for. */
export type RouteLookup = Others<RouteInput> & {
  /** The destination's address; of MPLS the incoming label: `[100]`, and `newdst` what is under it, which chooses among next hops. */
  readonly dst: string | LabelsInput
  /** The source's address. */
  readonly from?: string | undefined
  /** The interface that the packet came in by. */
  readonly iifDev?: Device | undefined
  /** The interface that it leaves by. */
  readonly dev?: Device | undefined
  /** The route as it stands in the table, instead of the one made of it for this destination. */
  readonly fibMatch?: boolean | undefined
}

/** The routes of a namespace. */
export class Routes {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** All routes that the filter names, of every table. */
  async list(filter: RouteFilter = {}, options?: DumpOptions): Promise<Route[]> {
    return await this.dump(filter, options).toArray()
  }

  /** The same one by one or in batches, as the kernel sends them. */
  dump(filter: RouteFilter = {}, options?: DumpOptions): Dump<Route> {
    checkFilter(filter, FILTER_KEYS)
    const { dev } = filter
    if (dev !== undefined) checkDevice(dev, 'dev')
    if (typeof dev !== 'string') return this.#connection.dump(dumpSpec(filter, dev), options)
    return this.#connection.dump(
      async () => dumpSpec(filter, await indexOf(this.#connection, dev, 'dev', options)),
      options
    )
  }

  /**
   * The route that a packet would take.
   * @throws NetlinkError ENETUNREACH where there is none; EINVAL, EHOSTUNREACH, EACCES from blackhole, unreachable
   * and prohibit routes
   */
  async get(lookup: RouteLookup | string, options?: RequestOptions): Promise<Route> {
    if (typeof lookup !== 'string') checkObject(lookup, 'lookup')
    const { dst, from, iifDev, dev, fibMatch, ...rest } =
      typeof lookup === 'string' ? { dst: lookup } : lookup
    // A spread forgets which member of the union it was.
    const value = { ...rest, ...destination(dst, rest.family) } as RouteInput
    if (from !== undefined) {
      const source = parsePrefix(from, 'from')
      if (source.address === undefined) throw new TypeError(`from: expected an address, got '${from}'`)
      value.src = source.address
      value.srcLen = source.length
    }
    if (iifDev !== undefined) value.iif = await indexOf(this.#connection, iifDev, 'iifDev', options)
    if (dev !== undefined) value.oif = await indexOf(this.#connection, dev, 'dev', options)
    if (isAsked(fibMatch, 'fibMatch')) value.flags = (value.flags ?? 0) | RTM_F_FIB_MATCH
    // Otherwise it says the main table, whichever it was (inet_rtm_getroute()); other families have no such flag.
    if (value.family === 'inet') value.flags = (value.flags ?? 0) | RTM_F_LOOKUP_TABLE
    return this.#connection.one(
      { type: RTM_GETROUTE, name: 'RTM_GETROUTE', body: routeCodec, value, reply: routeCodec },
      options
    )
  }

  /** Adds a route. The kernel answers EEXIST when there is one of the same identity. */
  add(route: RouteChange, options?: RequestOptions): Promise<void> {
    return runVerb(this.#connection, routeWrites.add, route, options)
  }

  /** Adds a route, or replaces the one of the same destination, TOS and metric. */
  replace(route: RouteChange, options?: RequestOptions): Promise<void> {
    return runVerb(this.#connection, routeWrites.replace, route, options)
  }

  /** Replaces a route that must be there. @throws NetlinkError ENOENT when it is not */
  change(route: RouteChange, options?: RequestOptions): Promise<void> {
    return runVerb(this.#connection, routeWrites.change, route, options)
  }

  /** Adds a route behind those of the same destination, metric and TOS. */
  append(route: RouteChange, options?: RequestOptions): Promise<void> {
    return runVerb(this.#connection, routeWrites.append, route, options)
  }

  /** Adds a route before those of the same destination, metric and TOS. */
  prepend(route: RouteChange, options?: RequestOptions): Promise<void> {
    return runVerb(this.#connection, routeWrites.prepend, route, options)
  }

  /**
   * Deletes the first route that has everything given here, of the main table where none is said; without `dst` a default route.
   * @throws TypeError where nothing but a family is given, NetlinkError ESRCH when there is none
   */
  delete(route: RouteChange, options?: RequestOptions): Promise<void> {
    return runVerb(this.#connection, routeWrites.delete, route, options)
  }

  /**
   * Deletes what the filter names, and says how many that were: of the main table unless it names another, `table: 0` is all. With
   * `dev` or `gateway` a route of several next hops is meant only where all of them are by it.
   * @throws TypeError for an empty filter, a key that is not known or no address, NetlinkError for the first that the kernel does not delete, once all were tried
   */
  async flush(filter: RouteFlush, options?: WaitOptions): Promise<number> {
    checkFlush(filter, 'routes', FLUSH_KEYS)
    const dev =
      filter.dev === undefined ? undefined : await indexOf(this.#connection, filter.dev, 'dev', options)
    const spec = dumpSpec({ ...USUAL[filter.family === 'mctp' ? 'mctp' : 'others'], ...filter }, dev)
    const waiting = { signal: options?.signal, timeout: options?.timeout }
    const found = await this.#connection.dump(spec, waiting).toArray()
    const isMeant = goingOnlyBy(filter.gateway)
    const deletions = found
      .filter((route) => (dev === undefined || leavesOnlyBy(route, dev)) && isMeant(route))
      .map(deletionOf)
    return deleteAll(this.#connection, deletions, options)
  }
}

/** What a flush deletes of where its filter does not say. MCTP's routes have one table, with those of its own addresses in it. */
const USUAL = {
  others: { table: RT_TABLE_MAIN },
  mctp: { table: RT_TABLE_DEFAULT, type: 'unicast' }
} as const

function dumpSpec(filter: RouteFilter, oif: number | undefined): DumpSpec<RouteInput, Route> {
  const { family, table, cached } = filter
  const protocol = selected(RTPROT, filter.protocol)
  const type = selected(RTN, filter.type)
  const scope = selected(RT_SCOPE, filter.scope)
  const value: RouteInput = { family: family ?? 'unspec' }
  if (table !== undefined && table !== 0) value.table = table
  if (filter.protocol !== undefined) value.protocol = filter.protocol
  if (filter.type !== undefined) value.type = filter.type
  if (oif !== undefined) value.oif = oif
  if (cached === true) value.flags = RTM_F_CLONED
  const matches = matching(filter)
  const isOfFamily = family === undefined ? isUnicast : (route: Route): boolean => route.family === family
  const isOurs = (route: Route): boolean =>
    isOfFamily(route) &&
    (table === undefined || table === 0 || route.table === table) &&
    (protocol === undefined || route.protocol === protocol) &&
    (type === undefined || route.type === type) &&
    (scope === undefined || route.scope === scope) &&
    (oif === undefined || leavesBy(route, oif)) &&
    (matches === undefined || matches(route))
  const isFiltered = [table, protocol, type, scope, oif, matches].some((wanted) => wanted !== undefined)
  return {
    type: RTM_GETROUTE,
    name: 'RTM_GETROUTE',
    body: routeCodec,
    value,
    // IPv4 is in every kernel. Where another family is not, the kernel answers with the routes of all (rtnl_dump_all()).
    reply: family === 'inet' ? routeCodec : anyRoute,
    replyType: RTM_NEWROUTE,
    filter: isFiltered ? isOurs : family === 'inet' ? undefined : isOfFamily
  }
}

/** Without a family the kernel tells of multicast routes and CAN gateways, too; they have places of their own. */
function isUnicast({ family }: Route): boolean {
  return family !== 'ipmr' && family !== 'ip6mr' && family !== 'can'
}

/** What a CAN gateway is read as, which has another header: no route. */
const GATEWAY: Route = {
  family: 'can',
  dstLen: 0,
  srcLen: 0,
  tos: 0,
  table: 0,
  protocol: 'unspec',
  scope: 'universe',
  type: 'unspec',
  flags: 0
}

const anyRoute = {
  decode(bytes: Bytes, offset: number, end: number): Route {
    return bytes.u8[offset] === AF_CAN ? GATEWAY : routeCodec.decode(bytes, offset, end)
  }
}

function leavesBy(route: Route, oif: number): boolean {
  return route.oif === oif || (route.multipath?.some(({ ifindex }) => ifindex === oif) ?? false)
}

/** A route as it was told is what the kernel compares with, so that it deletes this one and no other. */
function deletionOf(route: Route): Write {
  return write({}, () => ({
    type: RTM_DELROUTE,
    name: 'RTM_DELROUTE',
    flags: 0,
    body: routeCodec,
    value: asNamed(route)
  }))
}

function asNamed(route: Route): RouteInput {
  if (route.family === 'mpls') return { ...route, [headerOnly]: true }
  return route.nhId === undefined ? route : withoutNextHop<RouteInput>(route)
}

function leavesOnlyBy({ oif, multipath }: Route, dev: number): boolean {
  return multipath === undefined ? oif === dev : multipath.every(({ ifindex }) => ifindex === dev)
}

/** What a lookup is for: an address, or the incoming label of MPLS. */
function destination(dst: string | LabelsInput, family: RouteInput['family']): RouteInput {
  if (typeof dst === 'object') return { family: family ?? 'mpls', dst, dstLen: LABEL_LENGTH }
  const to = parsePrefix(dst, 'dst')
  if (to.address === undefined || to.family === undefined)
    throw new TypeError(`dst: expected an address, got '${dst}'`)
  return { family: family ?? to.family, dst: to.address, dstLen: to.length }
}
