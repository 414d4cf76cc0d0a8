import type { Connection, DumpOptions, DumpSpec, KeysOf, RequestOptions, WaitOptions } from '@nlkit/core'
import { NLM_F_CREATE } from '@nlkit/core'
import type { Writer } from '@nlkit/core/codec'
import { checkDevice, indexOf, type Device } from '../devices.ts'
import { checkFilter, type FilterKeys } from '../filters.ts'
import { checkFlush, deleteAll } from '../flush.ts'
import { RTM_GETLINK, RTM_NEWLINK } from '../link/constants.ts'
import { familyOf } from '../prefix.ts'
import {
  RT_TABLE_DEFAULT,
  RT_TABLE_MAIN,
  RTM_DELROUTE,
  RTM_GETROUTE,
  RTM_NEWROUTE
} from '../route/constants.ts'
import { runWrite, write, type Write } from '../write.ts'
import { multicastRouteCodec, type MulticastRoute, type MulticastRouteInput } from './codec.ts'
import {
  multicastTableCodec,
  type MulticastTable as TableMessage,
  type MulticastTableInput as TableRequest,
  type MulticastTableSettings
} from './table.codec.ts'
import { checkName, checkObject, sameIndex } from '../objects.ts'

/** Families of multicast routes: IPv4's and IPv6's. */
export type MulticastRouteFamily = 'ipmr' | 'ip6mr'

/** Which multicast route is meant. */
export interface MulticastRouteName {
  /** Who sends; left out or `0.0.0.0`: a route for any source. */
  readonly src?: string | undefined
  /** The group. */
  readonly dst: string
  /** Table of multicast routing: by default 253 of IPv4 and 254 of IPv6. */
  readonly table?: number | undefined
}

const NAME_KEYS: KeysOf<MulticastRouteName> = { src: true, dst: true, table: true }

/** A multicast route to set or delete. Of IPv4: the kernel takes those of IPv6 from its daemon's socket only. */
export interface MulticastRouteChange extends Omit<MulticastRouteInput, 'family' | 'src' | 'dst'> {
  readonly src?: string | undefined
  readonly dst: string
  /** The interface that packets come in by; `iif` says the same on the wire. */
  readonly iifDev?: Device | undefined
  /**
   * Where packets leave: an entry for each interface of multicast routing, in the order of their numbers. `hops` is the TTL
   * that packets need, 0 for an interface that they do not leave by; the kernel looks at nothing else of it.
   */
  readonly multipath?: MulticastRouteInput['multipath'] | undefined
}

/** Which multicast routes are meant. The kernel filters by family and table, the rest is filtered here. */
export interface MulticastRouteFilter {
  readonly family?: MulticastRouteFamily
  /** The kernel answers ENOENT for a table that is not there. */
  readonly table?: number
  readonly src?: string
  readonly dst?: string
  /** The interface that packets come in by. */
  readonly iifDev?: Device
}

const FILTER_KEYS: FilterKeys<MulticastRouteFilter> = {
  family: 'string',
  table: 'number',
  src: 'string',
  dst: 'string',
  iifDev: 'device'
}

/** A table of IPv4 multicast routing and its interfaces. */
export type MulticastTable = MulticastTableSettings

const FAMILIES: readonly MulticastRouteFamily[] = ['ipmr', 'ip6mr']

/** Where struct rtmsg has the table. */
const RTM_TABLE = 4

/** A lookup may say the table in its attribute alone (ipmr_rtm_valid_getroute_req()). */
const lookup = {
  encode(writer: Writer, value: MulticastRouteInput): void {
    const at = writer.length
    multicastRouteCodec.encode(writer, value)
    writer.view.setUint8(at + RTM_TABLE, 0)
  },
  paths: multicastRouteCodec.paths
}

/** What the verbs send. */
export const multicastRouteWrites = {
  /** Adds a route, or replaces the one of its source and group. The kernel answers ENOENT for a table without a daemon. */
  replace: (route: MulticastRouteChange): Write => made(route, 'RTM_NEWROUTE', NLM_F_CREATE),
  /** Deletes a route. The kernel answers ENOENT when there is none. */
  delete: (route: MulticastRouteChange): Write => made(route, 'RTM_DELROUTE', 0)
}

function made(route: MulticastRouteChange, name: 'RTM_NEWROUTE' | 'RTM_DELROUTE', flags: number): Write {
  checkObject(route, 'route')
  const { iifDev, ...rest } = route
  if (iifDev !== undefined) checkDevice(iifDev, 'iifDev')
  // What the kernel asks of all of them: rtm_to_ipmr_mfcc().
  const value: MulticastRouteInput = {
    type: 'multicast',
    protocol: 'static',
    table: RT_TABLE_DEFAULT,
    ...rest,
    ...named(rest)
  }
  return write({ iifDev }, (indices) => ({
    type: name === 'RTM_NEWROUTE' ? RTM_NEWROUTE : RTM_DELROUTE,
    name,
    flags,
    body: multicastRouteCodec,
    value:
      iifDev === undefined
        ? value
        : { ...value, iif: sameIndex(indices['iifDev'] as number, value.iif, 'iif', 'iifDev') }
  }))
}

/** Family, source and group of a route, whole addresses both. */
function named({ src, dst }: Pick<MulticastRouteName, 'src' | 'dst'>): MulticastRouteInput {
  if (typeof dst !== 'string') throw new TypeError(`dst: expected the address of a group, got ${String(dst)}`)
  const isIpv6 = familyOf(dst) === 'inet6'
  const length = isIpv6 ? 128 : 32
  return {
    family: isIpv6 ? 'ip6mr' : 'ipmr',
    dst,
    dstLen: length,
    src: src ?? (isIpv6 ? '::' : '0.0.0.0'),
    srcLen: length
  }
}

/** Multicast routes: what `ip mroute` shows. They are a daemon's, which has its interfaces by a socket, and ends with it. */
export class MulticastRoutes {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** The route of a source and group. @throws NetlinkError ENOENT where there is none; EOPNOTSUPP for IPv6 before Linux 6.0 */
  async get(name: MulticastRouteName, options?: RequestOptions): Promise<MulticastRoute> {
    checkName(name, NAME_KEYS, multicastRouteCodec.paths)
    const which = named(name)
    // Without one, the kernel looks IPv6's up in a table that is not its default (ip6mr_rtm_getroute()).
    const table = name.table ?? (which.family === 'ip6mr' ? RT_TABLE_MAIN : undefined)
    return this.#connection.one(
      {
        type: RTM_GETROUTE,
        name: 'RTM_GETROUTE',
        body: lookup,
        value: { ...which, ...(table === undefined ? {} : { table }) },
        reply: multicastRouteCodec
      },
      options
    )
  }

  /** All multicast routes that the filter names; of both families where it names none. */
  async list(filter: MulticastRouteFilter = {}, options?: DumpOptions): Promise<MulticastRoute[]> {
    checkFilter(filter, FILTER_KEYS)
    const { family, iifDev } = filter
    if (family !== undefined && !FAMILIES.includes(family))
      throw new TypeError(`family: expected ${FAMILIES.join(' or ')}, got ${family}`)
    const iif = iifDev === undefined ? undefined : await indexOf(this.#connection, iifDev, 'iifDev', options)
    const all: MulticastRoute[] = []
    for (const one of family === undefined ? FAMILIES : [family])
      all.push(...(await this.#connection.dump(dumpSpec(one, filter, iif), options).toArray()))
    return all
  }

  /** The tables of IPv4 multicast routing with their interfaces, which have numbers of their own there. */
  async tables(options?: DumpOptions): Promise<MulticastTable[]> {
    const spec: DumpSpec<TableRequest, TableMessage> = {
      type: RTM_GETLINK,
      name: 'RTM_GETLINK',
      body: multicastTableCodec,
      value: { family: 'ipmr' },
      reply: multicastTableCodec,
      replyType: RTM_NEWLINK,
      filter: ({ family }) => family === 'ipmr'
    }
    const found = await this.#connection.dump(spec, options).toArray()
    return found.flatMap(({ afSpec }) => afSpec ?? [])
  }

  /**
   * Adds a route, or replaces the one of its source and group. The kernel answers ENOENT for a table without a daemon.
   * @throws NetlinkError EOPNOTSUPP for IPv6
   */
  async replace(route: MulticastRouteChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, multicastRouteWrites.replace(route), options)
  }

  /**
   * Deletes a route. The kernel answers ENOENT when there is none.
   * @throws NetlinkError EOPNOTSUPP for IPv6
   */
  async delete(route: MulticastRouteChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, multicastRouteWrites.delete(route), options)
  }

  /**
   * Deletes what the filter names, and says how many that were. One that went meanwhile does not count.
   * @throws TypeError for an empty filter, NetlinkError for the first that the kernel does not delete, once all were tried
   */
  async flush(filter: MulticastRouteFilter, options?: WaitOptions): Promise<number> {
    checkFlush(filter, 'multicast routes', FILTER_KEYS)
    const found = await this.list(filter, { signal: options?.signal, timeout: options?.timeout })
    const deletions = found.map(({ src = '', dst = '', table, protocol }) =>
      multicastRouteWrites.delete({ src, dst, table, protocol })
    )
    return deleteAll(this.#connection, deletions, options)
  }
}

function dumpSpec(
  family: MulticastRouteFamily,
  { table, src, dst }: MulticastRouteFilter,
  iif: number | undefined
): DumpSpec<MulticastRouteInput, MulticastRoute> {
  return {
    type: RTM_GETROUTE,
    name: 'RTM_GETROUTE',
    body: multicastRouteCodec,
    value: { family, ...(table === undefined ? {} : { table }) },
    reply: multicastRouteCodec,
    replyType: RTM_NEWROUTE,
    // A kernel without multicast routing answers with the routes of all families instead (rtnl_dump_all()).
    filter: (route) =>
      route.family === family &&
      (src === undefined || route.src === src) &&
      (dst === undefined || route.dst === dst) &&
      (iif === undefined || route.iif === iif)
  }
}
