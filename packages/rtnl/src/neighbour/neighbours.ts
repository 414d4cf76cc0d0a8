import type {
  Connection,
  Dump,
  DumpOptions,
  DumpSpec,
  KeysOf,
  RequestOptions,
  RequestSpec,
  WaitOptions
} from '@nlkit/core'
import { checkKeys, NLM_F_APPEND, NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE } from '@nlkit/core'
import { selected } from '@nlkit/core/codec'
import { byteFamily, checkByteAddress } from '../byte-address.ts'
import { checkDevice, indexOf, type Device } from '../devices.ts'
import { checkFilter, type FilterKeys } from '../filters.ts'
import { checkFlush, deleteAll } from '../flush.ts'
import { familyOf } from '../prefix.ts'
import { inside, WHOLE } from '../prefix-match.ts'
import { runWrite, write, type Write } from '../write.ts'
import { RTPROT } from '../route/constants.ts'
import { neighbourCodec, type Neighbour, type NeighbourInput } from './codec.ts'
import {
  NTF_EXT_MANAGED,
  NTF_PROXY,
  NTF_USE,
  NUD_NOARP,
  NUD_PERMANENT,
  RTM_DELNEIGH,
  RTM_GETNEIGH,
  RTM_NEWNEIGH
} from './constants.ts'
import { checkObject, isAsked, sameIndex } from '../objects.ts'

/** A neighbour to add, change or delete. */
export interface NeighbourChange extends NeighbourInput {
  /** The interface; `ifindex` says the same on the wire. A proxy may do without: it then answers on all. */
  readonly dev?: Device | undefined
  /** This host answers in its place: NTF_PROXY of `flags`. */
  readonly proxy?: boolean | undefined
}

/** One neighbour. */
export interface NeighbourLookup {
  /** Its network address. */
  readonly dst: string
  /** The interface. */
  readonly dev?: Device | undefined
  /** The proxy of that address. */
  readonly proxy?: boolean | undefined
}

const LOOKUP_KEYS: KeysOf<NeighbourLookup> = { dst: true, dev: true, proxy: true }

/** Which neighbours are meant. The kernel filters by family, dev, master and proxy, the rest is filtered here. */
export interface NeighbourFilter {
  readonly family?: 'inet' | 'inet6' | 'mctp'
  /** An interface by name or index. */
  readonly dev?: Device
  /** Only those on ports of this bridge, bond or other master. */
  readonly master?: Device
  /** Proxies in place of neighbours. */
  readonly proxy?: boolean
  /** Those that are in one of these states, NUD_* or'ed; NUD_NONE: in none. */
  readonly state?: number
  readonly protocol?: Neighbour['protocol']
  /** Those whose address is in this prefix, or this address. */
  readonly to?: string
}

const FILTER_KEYS: FilterKeys<NeighbourFilter> = {
  family: 'string',
  dev: 'device',
  master: 'device',
  proxy: 'boolean',
  state: 'number',
  protocol: RTPROT,
  to: 'string'
}

/** What the verbs send. As ip(8) has it, a state that is not said is NUD_PERMANENT. */
export const neighbourWrites = {
  /** Adds a neighbour. The kernel answers EEXIST when it is there. */
  add: (neighbour: NeighbourChange): Write => made(neighbour, NLM_F_CREATE | NLM_F_EXCL),
  /** Adds a neighbour, or replaces hardware address, state and flags of one that is there. */
  replace: (neighbour: NeighbourChange): Write => made(neighbour, NLM_F_CREATE | NLM_F_REPLACE),
  /** Changes one. The kernel answers ENOENT when it is not there. */
  change: (neighbour: NeighbourChange): Write => made(neighbour, NLM_F_REPLACE),
  /** Adds a neighbour where there is none: the hardware address of one that is there stays (NEIGH_UPDATE_F_OVERRIDE). */
  append: (neighbour: NeighbourChange): Write => made(neighbour, NLM_F_CREATE | NLM_F_APPEND),
  /** Deletes one. The kernel answers ENOENT when it is not there. */
  delete: (neighbour: NeighbourChange): Write => {
    const { dev, value } = normalize(neighbour)
    return withDevice(dev, value, { type: RTM_DELNEIGH, name: 'RTM_DELNEIGH' })
  }
}

function made(neighbour: NeighbourChange, flags: number): Write {
  const { dev, value } = normalize(neighbour)
  const isResolved =
    ((value.flags ?? 0) & (NTF_USE | NTF_PROXY)) === 0 && ((value.flagsExt ?? 0) & NTF_EXT_MANAGED) === 0
  if (isResolved) value.state ??= NUD_PERMANENT
  return withDevice(dev, value, { type: RTM_NEWNEIGH, name: 'RTM_NEWNEIGH', flags })
}

function withDevice(
  dev: Device | undefined,
  value: NeighbourInput,
  head: Pick<RequestSpec, 'type' | 'name' | 'flags'>
): Write {
  return write({ dev }, (indices) => ({
    ...head,
    body: neighbourCodec,
    value:
      dev === undefined
        ? value
        : { ...value, ifindex: sameIndex(indices['dev'] as number, value.ifindex, 'ifindex') }
  }))
}

/** The wire's form: the family out of the address. */
function normalize(neighbour: NeighbourChange): {
  dev: Device | undefined
  value: NeighbourInput
} {
  checkObject(neighbour, 'neighbour')
  const { dev, proxy, ...rest } = neighbour
  const value: NeighbourInput = { ...rest }
  if (isAsked(proxy, 'proxy')) value.flags = (value.flags ?? 0) | NTF_PROXY
  if (dev !== undefined) checkDevice(dev, 'dev')
  else if (!value.ifindex && ((value.flags ?? 0) & NTF_PROXY) === 0)
    throw new TypeError('dev: a neighbour needs an interface')
  if (byteFamily(value.family) !== undefined) checkByteAddress(value.dst, 'dst')
  value.family ??= familyOfAddress(value.dst)
  return { dev, value }
}

function familyOfAddress(dst: unknown): 'inet' | 'inet6' {
  if (typeof dst !== 'string') throw new TypeError(`dst: expected an address, got ${String(dst)}`)
  return familyOf(dst)
}

/** The neighbours of a namespace's interfaces: ARP's and neighbour discovery's. */
export class Neighbours {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** One neighbour or proxy. @throws NetlinkError ENOENT when it is not there */
  async get(lookup: NeighbourLookup, options?: RequestOptions): Promise<Neighbour> {
    checkKeys(lookup, LOOKUP_KEYS, 'lookup')
    const { dst, dev, proxy } = lookup
    const { value } = normalize({ dst, proxy, dev })
    const ifindex = dev === undefined ? 0 : await indexOf(this.#connection, dev, 'dev', options)
    return this.#connection.one(
      {
        type: RTM_GETNEIGH,
        name: 'RTM_GETNEIGH',
        body: neighbourCodec,
        value: { ...value, ifindex },
        reply: neighbourCodec
      },
      options
    )
  }

  /** All neighbours that the filter names, also those that ip(8) does not show: NUD_NONE, NUD_NOARP. */
  async list(filter: NeighbourFilter = {}, options?: DumpOptions): Promise<Neighbour[]> {
    return await this.dump(filter, options).toArray()
  }

  /** The same one by one or in batches, as the kernel sends them. */
  dump(filter: NeighbourFilter = {}, options?: DumpOptions): Dump<Neighbour> {
    checkFilter(filter, FILTER_KEYS)
    const { dev, master } = filter
    if (dev !== undefined) checkDevice(dev, 'dev')
    if (master !== undefined) checkDevice(master, 'master')
    if (typeof dev !== 'string' && typeof master !== 'string')
      return this.#connection.dump(dumpSpec(filter, dev, master), options)
    return this.#connection.dump(async () => {
      const index = dev === undefined ? undefined : await indexOf(this.#connection, dev, 'dev', options)
      const of = master === undefined ? undefined : await indexOf(this.#connection, master, 'master', options)
      return dumpSpec(filter, index, of)
    }, options)
  }

  /** Adds a neighbour. The kernel answers EEXIST when it is there. */
  add(neighbour: NeighbourChange, options?: RequestOptions): Promise<void> {
    return this.#run(neighbourWrites.add, neighbour, options)
  }

  /** Adds a neighbour, or replaces hardware address, state and flags of one that is there. */
  replace(neighbour: NeighbourChange, options?: RequestOptions): Promise<void> {
    return this.#run(neighbourWrites.replace, neighbour, options)
  }

  /** Changes a neighbour. @throws NetlinkError ENOENT when it is not there */
  change(neighbour: NeighbourChange, options?: RequestOptions): Promise<void> {
    return this.#run(neighbourWrites.change, neighbour, options)
  }

  /** Adds a neighbour where there is none: the hardware address of one that is there stays. */
  append(neighbour: NeighbourChange, options?: RequestOptions): Promise<void> {
    return this.#run(neighbourWrites.append, neighbour, options)
  }

  /**
   * Deletes a neighbour, or with `proxy: true` a proxy, by interface and address: at `lladdr` and `state` the kernel does not look.
   * @throws NetlinkError ENOENT when it is not there
   */
  delete(neighbour: NeighbourChange, options?: RequestOptions): Promise<void> {
    return this.#run(neighbourWrites.delete, neighbour, options)
  }

  /**
   * Deletes what the filter names, and says how many that were. As with ip(8), those that are NUD_PERMANENT or NUD_NOARP stay
   * unless `state` names them; a proxy has no state. One that went meanwhile does not count.
   * @throws TypeError for an empty filter, NetlinkError for the first that the kernel does not delete, once all were tried
   */
  async flush(filter: NeighbourFilter, options?: WaitOptions): Promise<number> {
    checkFlush(filter, 'neighbours', FILTER_KEYS)
    const found = await this.list(filter, { signal: options?.signal, timeout: options?.timeout })
    const state = filter.state ?? (filter.proxy === true ? undefined : ~(NUD_PERMANENT | NUD_NOARP) & 0xffff)
    const deletions = found
      .filter(
        (one) =>
          state === undefined || isIn(one.state, state) || (filter.state === undefined && one.state === 0)
      )
      .map(({ family, ifindex, dst, flags }) =>
        neighbourWrites.delete({ family, ifindex, dst, flags: flags & NTF_PROXY })
      )
    return deleteAll(this.#connection, deletions, options)
  }

  async #run(
    verb: (neighbour: NeighbourChange) => Write,
    neighbour: NeighbourChange,
    options?: RequestOptions
  ): Promise<void> {
    await runWrite(this.#connection, verb(neighbour), options)
  }
}

const isIn = (its: number, states: number): boolean => (states === 0 ? its === 0 : (its & states) !== 0)

function dumpSpec(
  { family, proxy, state, protocol: by, to }: NeighbourFilter,
  dev: number | undefined,
  master: number | undefined
): DumpSpec<NeighbourInput, Neighbour> {
  const protocol = selected(RTPROT, by)
  // MCTP does not look at the attribute (mctp_rtm_getneigh()).
  const index = family === 'mctp' ? dev : undefined
  const isInside = to === undefined ? undefined : inside(to, 'filter.to')
  const isOurs = (one: Neighbour): boolean =>
    (isInside === undefined || (one.dst !== undefined && isInside(one.dst, WHOLE))) &&
    (index === undefined || one.ifindex === index) &&
    (state === undefined || isIn(one.state, state)) &&
    (protocol === undefined || one.protocol === protocol)
  return {
    type: RTM_GETNEIGH,
    name: 'RTM_GETNEIGH',
    body: neighbourCodec,
    value: {
      family: family ?? 'unspec',
      ...(proxy === true ? { flags: NTF_PROXY } : {}),
      ...(dev === undefined ? {} : { viaIfindex: dev }),
      ...(master === undefined ? {} : { master })
    },
    reply: neighbourCodec,
    replyType: RTM_NEWNEIGH,
    filter: [index, state, protocol, isInside].some((wanted) => wanted !== undefined) ? isOurs : undefined
  }
}
