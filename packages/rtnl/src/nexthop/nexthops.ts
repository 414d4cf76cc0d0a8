import type { Connection, Dump, DumpOptions, DumpSpec, RequestOptions, WaitOptions } from '@nlkit/core'
import { NLM_F_CREATE, NLM_F_ECHO, NLM_F_EXCL, NLM_F_REPLACE } from '@nlkit/core'
import { selected } from '@nlkit/core/codec'
import { checkDevice, indexOf, type Device } from '../devices.ts'
import { checkFilter, type FilterKeys } from '../filters.ts'
import { checkFlush, deleteAll } from '../flush.ts'
import { familyOf } from '../prefix.ts'
import { resolveWrite, runWrite, write, type Write } from '../write.ts'
import { RTPROT } from '../route/constants.ts'
import { nexthopCodec, type Nexthop, type NexthopInput } from './codec.ts'
import {
  RTM_DELNEXTHOP,
  RTM_GETNEXTHOP,
  RTM_GETNEXTHOPBUCKET,
  RTM_NEWNEXTHOP,
  RTM_NEWNEXTHOPBUCKET
} from './constants.ts'
import { checkObject, sameIndex } from '../objects.ts'

/** A next hop or a group of them to add or replace. */
export type NexthopChange = NexthopInput & {
  /** The interface; `oif` says the same on the wire. */
  readonly dev?: Device | undefined
}

/**
 * Which next hops are meant. The kernel filters by family, interface, master and `groups`; the rest is filtered here: `fdb`, too,
 * which it takes and does not look at (nh_dump_filtered()).
 */
export interface NexthopFilter {
  /** Groups have none of these. */
  readonly family?: 'inet' | 'inet6'
  /** An interface by name or index; `oif` says the same. */
  readonly dev?: Device
  readonly oif?: number
  /** Only those by ports of this bridge, VRF or other master. */
  readonly master?: Device
  /** Only groups. */
  readonly groups?: boolean
  /** Only those for forwarding databases. */
  readonly fdb?: boolean
  readonly protocol?: Nexthop['protocol']
  /** What to tell besides, NHA_OP_FLAG_DUMP_*: no filter. Since Linux 6.9; older ones answer EINVAL. */
  readonly opFlags?: number
}

const BUCKET_KEYS: FilterKeys<NexthopBucketFilter> = {
  id: 'number',
  nhId: 'number',
  dev: 'device',
  master: 'device'
}

const FILTER_KEYS: FilterKeys<NexthopFilter> = {
  family: 'string',
  dev: 'device',
  oif: 'number',
  master: 'device',
  groups: 'boolean',
  fdb: 'boolean',
  protocol: RTPROT,
  opFlags: 'number'
}

/** What to tell of a next hop. */
export interface NexthopGetOptions extends RequestOptions {
  /** What to tell besides, NHA_OP_FLAG_DUMP_*. Since Linux 6.9; older ones answer EINVAL. */
  readonly opFlags?: number | undefined
}

/** Which buckets of resilient groups are meant. The kernel filters. */
export interface NexthopBucketFilter {
  /** Id of the group. */
  readonly id?: number
  /** Id of the member that they send to. */
  readonly nhId?: number
  /** The interface of that member. */
  readonly dev?: Device
  /** The master of that interface. */
  readonly master?: Device
}

/** What the verbs send. */
export const nexthopWrites = {
  /** Adds a next hop or group. The kernel answers EEXIST for an id that is there; one that is made without gets a free one. */
  add: (nexthop: NexthopChange): Write => made(nexthop, NLM_F_CREATE | NLM_F_EXCL),
  /** Adds one, or replaces the one with its id: what uses it goes on with the new one. */
  replace: (nexthop: NexthopChange): Write => made(nexthop, NLM_F_CREATE | NLM_F_REPLACE),
  /** Deletes one, and with it the routes by it. It leaves its groups; those that are empty then go, too. The kernel answers ENOENT when it is not there. */
  delete: (id: number): Write => {
    checkId(id)
    return write({}, () => ({
      type: RTM_DELNEXTHOP,
      name: 'RTM_DELNEXTHOP',
      body: nexthopCodec,
      value: { id }
    }))
  }
}

function made(nexthop: NexthopChange, flags: number): Write {
  checkObject(nexthop, 'nexthop')
  const { dev, ...rest } = withoutState(nexthop)
  if (dev !== undefined) checkDevice(dev, 'dev')
  if (rest.id !== undefined) checkId(rest.id)
  const value = { ...rest, family: rest.family ?? familyOfNexthop(rest) }
  return write({ dev }, (indices) => ({
    type: RTM_NEWNEXTHOP,
    name: 'RTM_NEWNEXTHOP',
    flags,
    body: nexthopCodec,
    // A spread forgets which member of the union it was.
    value: (dev === undefined
      ? value
      : { ...value, oif: sameIndex(indices['dev'] as number, value.oif, 'oif') }) as NexthopInput
  }))
}

/** Without what is only told, and refused in requests (rtm_to_nh_config()): what was read can so be written again. */
function withoutState(nexthop: NexthopChange): NexthopChange {
  const { scope: _s, opFlags: _o, groupStats: _g, hwStatsUsed: _h, resBucket: _b, ...rest } = nexthop
  if (rest.resGroup?.unbalancedTime === undefined) return rest
  return { ...rest, resGroup: { ...rest.resGroup, unbalancedTime: undefined } }
}

/** As rtm_to_nh_config() has it: groups are of no family, everything else needs one. */
function familyOfNexthop({
  group,
  gateway
}: Pick<NexthopInput, 'group' | 'gateway'>): 'unspec' | 'inet' | 'inet6' {
  if (group !== undefined) return 'unspec'
  return typeof gateway === 'string' ? familyOf(gateway) : 'inet'
}

function checkId(id: unknown): void {
  if (typeof id !== 'number') throw new TypeError(`id: expected a number, got ${String(id)}`)
  if (!Number.isInteger(id) || id < 1 || id > 0xffffffff)
    throw new RangeError(`id: ${id} is not from 1 to 4294967295`)
}

/** The next hop objects of a namespace, which routes and forwarding databases name by id (`nhId`). */
export class Nexthops {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** One next hop or group. @throws NetlinkError ENOENT when it is not there */
  async get(id: number, options?: NexthopGetOptions): Promise<Nexthop> {
    checkId(id)
    const { opFlags, ...further } = options ?? {}
    return this.#connection.one(
      {
        type: RTM_GETNEXTHOP,
        name: 'RTM_GETNEXTHOP',
        body: nexthopCodec,
        value: { id, opFlags },
        reply: nexthopCodec
      },
      further
    )
  }

  /** All next hops that the filter names. A filter by family, interface or master leaves groups out. */
  async list(filter: NexthopFilter = {}, options?: DumpOptions): Promise<Nexthop[]> {
    return await this.dump(filter, options).toArray()
  }

  /** The same one by one or in batches, as the kernel sends them. */
  dump(filter: NexthopFilter = {}, options?: DumpOptions): Dump<Nexthop> {
    checkFilter(filter, FILTER_KEYS)
    return this.#dump(filter, (oif, master) => dumpSpec(filter, oif, master), options)
  }

  /** One bucket of a resilient group, by its index: `resBucket` of what comes. @throws NetlinkError ENOENT when it is not there, EINVAL */
  async bucket(id: number, index: number, options?: RequestOptions): Promise<Nexthop> {
    checkId(id)
    return this.#connection.one(
      {
        type: RTM_GETNEXTHOPBUCKET,
        name: 'RTM_GETNEXTHOPBUCKET',
        body: nexthopCodec,
        value: { id, resBucket: { index } },
        reply: nexthopCodec
      },
      options
    )
  }

  /** The buckets of resilient groups: `resBucket` of each. @throws NetlinkError ENOENT for a group that is not there, EINVAL for one that is not resilient */
  async buckets(filter: NexthopBucketFilter = {}, options?: DumpOptions): Promise<Nexthop[]> {
    checkFilter(filter, BUCKET_KEYS)
    if (filter.id !== undefined) checkId(filter.id)
    return await this.#dump(filter, (oif, master) => bucketSpec(filter, oif, master), options).toArray()
  }

  /**
   * Adds a next hop or group. The kernel answers EEXIST for an id that is there; one that is made without gets a free one.
   * Resolves with the next hop as the kernel made it, its `id` among the rest.
   */
  async add(nexthop: NexthopChange, options?: RequestOptions): Promise<Nexthop> {
    const spec = await resolveWrite(this.#connection, nexthopWrites.add(nexthop), options)
    const flags = (spec.flags ?? 0) | NLM_F_ECHO
    return this.#connection.one<never, Nexthop>({ ...spec, flags, reply: nexthopCodec }, options)
  }

  /** Adds one, or replaces the one with its id: what uses it goes on with the new one. */
  async replace(nexthop: NexthopChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, nexthopWrites.replace(nexthop), options)
  }

  /**
   * Deletes one, and with it the routes by it. It leaves its groups; those that are empty then go, too. The kernel answers ENOENT when it is not there.
   */
  async delete(id: number, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, nexthopWrites.delete(id), options)
  }

  /**
   * Deletes what the filter names, groups first, and says how many that were. One that went meanwhile does not count.
   * @throws TypeError for an empty filter, NetlinkError for the first that the kernel does not delete, once all were tried
   */
  async flush(filter: NexthopFilter, options?: WaitOptions): Promise<number> {
    if (filter !== undefined) checkFilter(filter, FILTER_KEYS)
    const { opFlags: _, ...which } = filter ?? {}
    checkFlush(which, 'next hops', FILTER_KEYS)
    const found = await this.list(which, { signal: options?.signal, timeout: options?.timeout })
    const ids = found
      .toSorted((a, b) => Number(b.group !== undefined) - Number(a.group !== undefined))
      .flatMap(({ id }) => (id === undefined ? [] : [id]))
    return deleteAll(this.#connection, ids.map(nexthopWrites.delete), options)
  }

  #dump(
    { dev, master }: Pick<NexthopFilter, 'dev' | 'master'>,
    spec: (oif: number | undefined, master: number | undefined) => DumpSpec<NexthopInput, Nexthop>,
    options: DumpOptions | undefined
  ): Dump<Nexthop> {
    if (dev !== undefined) checkDevice(dev, 'dev')
    if (master !== undefined) checkDevice(master, 'master')
    if (typeof dev !== 'string' && typeof master !== 'string')
      return this.#connection.dump(spec(dev, master), options)
    return this.#connection.dump(async () => {
      const index = dev === undefined ? undefined : await indexOf(this.#connection, dev, 'dev', options)
      const of = master === undefined ? undefined : await indexOf(this.#connection, master, 'master', options)
      return spec(index, of)
    }, options)
  }
}

function dumpSpec(
  { family, oif, groups, fdb, protocol: by, opFlags }: NexthopFilter,
  dev: number | undefined,
  master: number | undefined
): DumpSpec<NexthopInput, Nexthop> {
  const protocol = selected(RTPROT, by)
  const isOurs = (one: Nexthop): boolean =>
    (fdb !== true || one.fdb === true) && (protocol === undefined || one.protocol === protocol)
  return {
    type: RTM_GETNEXTHOP,
    name: 'RTM_GETNEXTHOP',
    body: nexthopCodec,
    value: { family, oif: dev ?? oif, master, groups, fdb, opFlags },
    reply: nexthopCodec,
    replyType: RTM_NEWNEXTHOP,
    filter: protocol === undefined && fdb !== true ? undefined : isOurs
  }
}

function bucketSpec(
  { id, nhId }: NexthopBucketFilter,
  oif: number | undefined,
  master: number | undefined
): DumpSpec<NexthopInput, Nexthop> {
  return {
    type: RTM_GETNEXTHOPBUCKET,
    name: 'RTM_GETNEXTHOPBUCKET',
    body: nexthopCodec,
    value: { id, oif, master, resBucket: nhId === undefined ? undefined : { nhId } },
    reply: nexthopCodec,
    replyType: RTM_NEWNEXTHOPBUCKET
  }
}
