import type { Connection, Dump, DumpOptions, DumpSpec, RequestOptions, RequestSpec } from '@nlkit/core'
import { NLM_F_APPEND, NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE } from '@nlkit/core'
import { checkDevice, indexOf, type Device } from '../devices.ts'
import { familyOf, parsePrefix, type PrefixFamily } from '../prefix.ts'
import { runWrite, write, type Write } from '../write.ts'
import { routeCodec, type Route, type RouteInput } from './codec.ts'
import { RTM_DELROUTE, RTM_F_FIB_MATCH, RTM_GETROUTE, RTM_NEWROUTE } from './constants.ts'

const RT_TABLE_MAIN = 254

/** A message's keys but those that a verb spells otherwise; of each kind of encapsulation by itself. */
type Others<Input> = Input extends unknown ? Omit<Input, 'dst' | 'src'> : never

/** A route to add, change or delete. */
export type RouteChange = Others<RouteInput> & {
  /** Destination: a prefix, an address, or `'default'`. */
  readonly dst?: string
  /** Source prefix (IPv6). */
  readonly src?: string
  /** The interface it leaves by; `oif` says the same on the wire. */
  readonly dev?: Device
}

/** Which routes are meant. The kernel filters by what it can, the rest is filtered here. */
export interface RouteFilter {
  readonly family?: 'inet' | 'inet6' | 'mpls'
  /** Routing table, 0 or left out: all. The kernel answers ENOENT for one that is not there. */
  readonly table?: number
  readonly protocol?: RouteInput['protocol']
  readonly type?: RouteInput['type']
  readonly scope?: Route['scope']
  /** The interface routes leave by, by name or index. */
  readonly dev?: Device
}

/** What to look a route up for. */
export type RouteLookup = Others<RouteInput> & {
  /** The destination's address. */
  readonly dst: string
  /** The source's address. */
  readonly from?: string
  /** The interface that the packet came in by. */
  readonly iifDev?: Device
  /** The interface that it leaves by. */
  readonly dev?: Device
  /** The route as it stands in the table, instead of the one made of it for this destination. */
  readonly fibMatch?: boolean
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
    return withDevice(dev, value, { type: RTM_DELROUTE, name: 'RTM_DELROUTE', flags: 0 })
  }
}

function made(route: RouteChange, flags: number): Write {
  const { dev, value } = normalize(route)
  value.protocol ??= 'boot'
  value.type ??= 'unicast'
  value.scope ??= scopeOf(value, dev !== undefined)
  return withDevice(dev, value, { type: RTM_NEWROUTE, name: 'RTM_NEWROUTE', flags })
}

function withDevice(
  dev: Device | undefined,
  value: RouteInput,
  head: Pick<RequestSpec, 'type' | 'name' | 'flags'>
): Write {
  return write({ dev }, (indices) => ({
    ...head,
    flags: head.flags ?? 0,
    body: routeCodec,
    value: dev === undefined ? value : { ...value, oif: indices['dev'] }
  }))
}

/** As ip(8) has it (iproute_modify()): what has no gateway is on the link, what is local is on the host. */
function scopeOf(value: RouteInput, hasDevice: boolean): NonNullable<RouteInput['scope']> {
  if (value.family !== 'inet') return 'universe'
  if (value.type === 'local' || value.type === 'nat') return 'host'
  if (value.type === 'broadcast' || value.type === 'multicast' || value.type === 'anycast') return 'link'
  const isDirect = value.gateway === undefined && value.via === undefined && value.nhId === undefined
  const isUnicast = value.type === 'unicast' || value.type === undefined
  return isDirect && isUnicast && hasDevice && value.multipath === undefined ? 'link' : 'universe'
}

/** The wire's form: family and lengths out of the text. */
function normalize(route: RouteChange): { dev: Device | undefined; value: RouteInput } {
  const { dev, dst, src, ...rest } = route
  if (dev !== undefined) checkDevice(dev, 'dev')
  const to = parsePrefix(dst ?? 'default', 'dst')
  const from = src === undefined ? undefined : parsePrefix(src, 'src')
  // A spread forgets which member of the union it was.
  const value = { table: RT_TABLE_MAIN, ...rest } as RouteInput
  value.family ??= to.family ?? from?.family ?? gatewayFamily(rest) ?? 'inet'
  value.dstLen ??= to.length
  if (to.address !== undefined) value.dst = to.address
  if (from?.address !== undefined) {
    value.src = from.address
    value.srcLen ??= from.length
  }
  return { dev, value }
}

function gatewayFamily({
  gateway,
  prefsrc
}: Pick<RouteInput, 'gateway' | 'prefsrc'>): PrefixFamily | undefined {
  const address = gateway ?? prefsrc
  return typeof address === 'string' ? familyOf(address) : undefined
}

/** The routes of a namespace. */
export class Routes {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** All routes that the filter names, of every table. */
  list(filter: RouteFilter = {}, options?: DumpOptions): Promise<Route[]> {
    return this.dump(filter, options).toArray()
  }

  /** The same one by one or in batches, as the kernel sends them. */
  dump(filter: RouteFilter = {}, options?: DumpOptions): Dump<Route> {
    const { dev } = filter
    if (dev !== undefined) checkDevice(dev, 'dev')
    if (typeof dev !== 'string') return this.#connection.dump(dumpSpec(filter, dev), options)
    return this.#connection.dump(
      async () => dumpSpec(filter, await indexOf(this.#connection, dev, 'dev')),
      options
    )
  }

  /**
   * The route that a packet would take.
   * @throws NetlinkError ENETUNREACH where there is none; EINVAL, EHOSTUNREACH, EACCES from blackhole, unreachable
   * and prohibit routes
   */
  async get(lookup: RouteLookup | string, options?: RequestOptions): Promise<Route> {
    const { dst, from, iifDev, dev, fibMatch, ...rest } =
      typeof lookup === 'string' ? { dst: lookup } : lookup
    const to = parsePrefix(dst, 'dst')
    if (to.address === undefined || to.family === undefined)
      throw new TypeError(`dst: expected an address, got '${dst}'`)
    const value: RouteInput = {
      ...rest,
      family: rest.family ?? to.family,
      dst: to.address,
      dstLen: to.length
    }
    if (from !== undefined) {
      const source = parsePrefix(from, 'from')
      if (source.address === undefined) throw new TypeError(`from: expected an address, got '${from}'`)
      value.src = source.address
      value.srcLen = source.length
    }
    if (iifDev !== undefined) value.iif = await indexOf(this.#connection, iifDev, 'iifDev', options)
    if (dev !== undefined) value.oif = await indexOf(this.#connection, dev, 'dev', options)
    if (fibMatch === true) value.flags = (value.flags ?? 0) | RTM_F_FIB_MATCH
    return this.#connection.one(
      { type: RTM_GETROUTE, name: 'RTM_GETROUTE', body: routeCodec, value, reply: routeCodec },
      options
    )
  }

  /** {@link routeWrites.add} */
  add(route: RouteChange, options?: RequestOptions): Promise<void> {
    return this.#run(routeWrites.add, route, options)
  }

  replace(route: RouteChange, options?: RequestOptions): Promise<void> {
    return this.#run(routeWrites.replace, route, options)
  }

  change(route: RouteChange, options?: RequestOptions): Promise<void> {
    return this.#run(routeWrites.change, route, options)
  }

  append(route: RouteChange, options?: RequestOptions): Promise<void> {
    return this.#run(routeWrites.append, route, options)
  }

  prepend(route: RouteChange, options?: RequestOptions): Promise<void> {
    return this.#run(routeWrites.prepend, route, options)
  }

  delete(route: RouteChange, options?: RequestOptions): Promise<void> {
    return this.#run(routeWrites.delete, route, options)
  }

  #run(verb: (route: RouteChange) => Write, route: RouteChange, options?: RequestOptions): Promise<void> {
    try {
      return runWrite(this.#connection, verb(route), options)
    } catch (error) {
      return Promise.reject(error)
    }
  }
}

function dumpSpec(filter: RouteFilter, oif: number | undefined): DumpSpec<RouteInput, Route> {
  const { family, table, protocol, type, scope } = filter
  const value: RouteInput = { family: family ?? 'unspec' }
  if (table !== undefined && table !== 0) value.table = table
  if (protocol !== undefined) value.protocol = protocol
  if (type !== undefined) value.type = type
  if (oif !== undefined) value.oif = oif
  const isOurs = (route: Route): boolean =>
    (table === undefined || table === 0 || route.table === table) &&
    (protocol === undefined || route.protocol === protocol) &&
    (type === undefined || route.type === type) &&
    (scope === undefined || route.scope === scope) &&
    (oif === undefined || leavesBy(route, oif))
  return {
    type: RTM_GETROUTE,
    name: 'RTM_GETROUTE',
    body: routeCodec,
    value,
    reply: routeCodec,
    replyType: RTM_NEWROUTE,
    filter: Object.values(filter).some((wanted) => wanted !== undefined) ? isOurs : undefined
  }
}

function leavesBy(route: Route, oif: number): boolean {
  return route.oif === oif || (route.multipath?.some(({ ifindex }) => ifindex === oif) ?? false)
}
