import type { Connection, Dump, DumpOptions, DumpSpec, KeysOf, RequestOptions } from '@nlkit/core'
import { checkKeys, NLM_F_APPEND, NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE } from '@nlkit/core'
import { checkDevice, indexOf, type Device } from '../devices.ts'
import { checkFilter, type FilterKeys } from '../filters.ts'
import { checkNarrows } from '../flush.ts'
import { neighbourCodec, type Neighbour, type NeighbourInput } from '../neighbour/codec.ts'
import {
  NTF_MASTER,
  NTF_SELF,
  NUD_NOARP,
  NUD_PERMANENT,
  NUD_REACHABLE,
  RTM_DELNEIGH,
  RTM_GETNEIGH,
  RTM_NEWNEIGH
} from '../neighbour/constants.ts'
import { runWrite, write, type Write } from '../write.ts'
import { FLUSH_KEYS, flushSpec, isFlushed, type FdbFlush } from './flush.ts'
import { checkObject, sameIndex } from '../objects.ts'

const STATES_OF_BRIDGES = NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE

const FILTER_KEYS: FilterKeys<FdbFilter> = {
  dev: 'device',
  bridge: 'device',
  vlan: 'number',
  state: 'number'
}

/** An entry of a forwarding database: a message of the neighbours', of family `bridge`. */
export type FdbEntry = Neighbour

/** An entry to add, change or delete. */
export interface FdbChange extends Omit<NeighbourInput, 'family'> {
  /** The device: a bridge, a port of one, a VXLAN device, or any other with filters of its own. `ifindex` on the wire. */
  readonly dev?: Device | undefined
  /** The hardware address; `00:00:00:00:00:00` is a VXLAN device's default. */
  readonly lladdr?: string | undefined
  /** VXLAN: the interface to the other end; `viaIfindex` says the same. */
  readonly via?: Device | undefined
}

/** One entry. */
export interface FdbLookup {
  readonly lladdr: string
  /** A bridge's port with NTF_MASTER, or the device itself with NTF_SELF. */
  readonly dev?: Device | undefined
  /** The bridge. */
  readonly bridge?: Device | undefined
  /** VLAN of a bridge's entry. */
  readonly vlan?: number | undefined
  /** Source VNI of a VXLAN device's entry. */
  readonly vni?: number | undefined
  /** NTF_SELF or NTF_MASTER. */
  readonly flags?: number | undefined
}

const LOOKUP_KEYS: KeysOf<FdbLookup> = {
  lladdr: true,
  dev: true,
  bridge: true,
  vlan: true,
  vni: true,
  flags: true
}

/** Which entries are meant. The kernel filters by dev and bridge, the rest is filtered here. */
export interface FdbFilter {
  /** Of this device: a bridge's port, a bridge's own, a VXLAN device. */
  readonly dev?: Device
  /** Of this bridge and its ports. */
  readonly bridge?: Device
  readonly vlan?: number
  /** Those that are in one of these states, NUD_* or'ed; 0: learned, without a state. */
  readonly state?: number
}

/**
 * What the verbs send. As bridge(8) has it, without NTF_MASTER it is the device's own table, and the state NUD_PERMANENT. An entry as
 * it was told, with its `master`, is one of that bridge.
 */
export const fdbWrites = {
  /** Adds an entry. The kernel answers EEXIST when it is there. */
  add: (entry: FdbChange): Write => made(entry, NLM_F_CREATE | NLM_F_EXCL),
  /** Adds an entry, or replaces port, state and flags, or the one end of a VXLAN device's. */
  replace: (entry: FdbChange): Write => made(entry, NLM_F_CREATE | NLM_F_REPLACE),
  /** Adds one more end to a VXLAN device's entry; packets go to all of them. */
  append: (entry: FdbChange): Write => made(entry, NLM_F_CREATE | NLM_F_APPEND),
  /** Deletes an entry, or with `dst` one end of it. The kernel answers ENOENT when it is not there. */
  delete: (entry: FdbChange): Write => made(entry, undefined)
}

/** A deletion has a state, too: of a device's own filter the kernel deletes nothing else (ndo_dflt_fdb_del()). */
function made(entry: FdbChange, flags: number | undefined): Write {
  checkObject(entry, 'entry')
  const state = entry.state ?? 0
  // A bridge takes what is static and no more, too, as it tells of such an entry (br_fdb_add()).
  const enough = (tableOf(entry) & NTF_MASTER) === 0 ? NUD_PERMANENT | NUD_REACHABLE : STATES_OF_BRIDGES
  return built((state & enough) === 0 ? { ...entry, state: state | NUD_PERMANENT } : entry, flags)
}

function built({ dev, via, ...rest }: FdbChange, flags: number | undefined): Write {
  if (dev !== undefined) checkDevice(dev, 'dev')
  else if (!rest.ifindex) throw new TypeError('dev: an entry needs a device')
  if (via !== undefined) checkDevice(via, 'via')
  if (rest.lladdr === undefined) throw new TypeError('lladdr: an entry needs a hardware address')
  const value = { ...rest, family: 'bridge' as const, flags: tableOf(rest) }
  return write({ dev, via }, ({ dev: ifindex, via: viaIfindex }) => ({
    type: flags === undefined ? RTM_DELNEIGH : RTM_NEWNEIGH,
    name: flags === undefined ? 'RTM_DELNEIGH' : 'RTM_NEWNEIGH',
    flags: flags ?? 0,
    body: neighbourCodec,
    value: {
      ...value,
      ...(ifindex === undefined ? {} : { ifindex: sameIndex(ifindex, rest.ifindex, 'ifindex') }),
      ...(viaIfindex === undefined
        ? {}
        : { viaIfindex: sameIndex(viaIfindex, rest.viaIfindex, 'viaIfindex', 'via') })
    }
  }))
}

const withTable = (flags: number, table = NTF_SELF): number =>
  (flags & (NTF_SELF | NTF_MASTER)) === 0 ? flags | table : flags

/** Of an entry as it was told the master says whose table it is in: its flags do not (fdb_fill_info()). */
const tableOf = ({ flags = 0, master, ifindex }: Omit<FdbChange, 'dev'>): number =>
  withTable(flags, master === undefined || master === ifindex ? NTF_SELF : NTF_MASTER)

/** Forwarding databases of bridges, VXLAN devices and whatever else filters by hardware address. */
export class Fdb {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** One entry. @throws NetlinkError ENOENT when it is not there */
  async get(lookup: FdbLookup, options?: RequestOptions): Promise<FdbEntry> {
    checkKeys(lookup, LOOKUP_KEYS, 'lookup')
    const { lladdr, dev, bridge, vlan, vni, flags } = lookup
    if (dev === undefined && bridge === undefined)
      throw new TypeError('dev: an entry is asked for by device or bridge')
    const value: NeighbourInput = { family: 'bridge', lladdr, flags: flags ?? 0 }
    if (dev !== undefined) value.ifindex = await indexOf(this.#connection, dev, 'dev', options)
    if (bridge !== undefined) value.master = await indexOf(this.#connection, bridge, 'bridge', options)
    if (vlan !== undefined) value.vlan = vlan
    if (vni !== undefined) value.vni = vni
    return this.#connection.one(
      { type: RTM_GETNEIGH, name: 'RTM_GETNEIGH', body: neighbourCodec, value, reply: neighbourCodec },
      options
    )
  }

  /** All entries that the filter names. */
  async list(filter: FdbFilter = {}, options?: DumpOptions): Promise<FdbEntry[]> {
    return await this.dump(filter, options).toArray()
  }

  /** The same one by one or in batches, as the kernel sends them. */
  dump(filter: FdbFilter = {}, options?: DumpOptions): Dump<FdbEntry> {
    checkFilter(filter, FILTER_KEYS)
    const { dev, bridge } = filter
    if (dev !== undefined) checkDevice(dev, 'dev')
    if (bridge !== undefined) checkDevice(bridge, 'bridge')
    if (typeof dev !== 'string' && typeof bridge !== 'string')
      return this.#connection.dump(dumpSpec(filter, dev, bridge), options)
    return this.#connection.dump(async () => {
      const index = dev === undefined ? undefined : await indexOf(this.#connection, dev, 'dev', options)
      const of = bridge === undefined ? undefined : await indexOf(this.#connection, bridge, 'bridge', options)
      return dumpSpec(filter, index, of)
    }, options)
  }

  /** Adds an entry. The kernel answers EEXIST when it is there. */
  async add(entry: FdbChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, fdbWrites.add(entry), options)
  }

  /** Adds an entry, or replaces port, state and flags, or the one end of a VXLAN device's. */
  async replace(entry: FdbChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, fdbWrites.replace(entry), options)
  }

  /** Adds one more end to a VXLAN device's entry; packets go to all of them. */
  async append(entry: FdbChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, fdbWrites.append(entry), options)
  }

  /** Deletes an entry, or with `dst` one end of it. @throws NetlinkError ENOENT when it is not there */
  async delete(entry: FdbChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, fdbWrites.delete(entry), options)
  }

  /**
   * Deletes what the filter names, in one request (NLM_F_BULK: Linux 5.19, VXLAN devices 6.7), and says how many are gone. The kernel
   * does not count, so the entries of before and after are compared: one that aged in that moment counts, too.
   * @throws NetlinkError EOPNOTSUPP where the device or the kernel has no bulk deletion
   */
  async flush(filter: FdbFlush, options?: RequestOptions): Promise<number> {
    checkKeys(filter, FLUSH_KEYS, 'filter')
    checkDevice(filter.dev, 'dev')
    checkNarrows(filter)
    // Without a bit that counts all states would be meant.
    if (filter.state === 0 && !filter.ndmStateMask)
      throw new TypeError('state: 0 is any without ndmStateMask, which says what bits are to be 0')
    if (filter.brport !== undefined) checkDevice(filter.brport, 'brport')
    const index = await indexOf(this.#connection, filter.dev, 'dev', options)
    const brport =
      filter.brport === undefined
        ? undefined
        : await indexOf(this.#connection, filter.brport, 'brport', options)
    const spec = flushSpec({ ...filter, flags: withTable(filter.flags ?? 0) }, index, brport)
    const before = await this.#of(index, options)
    await this.#connection.acknowledge(spec, options)
    const after = new Set((await this.#of(index, options)).keys())
    return [...before].filter(([key, entry]) => !after.has(key) && isFlushed(entry, filter, index, brport))
      .length
  }

  /** What a device's entries are, and those of the ports of a bridge, by identity. */
  async #of(index: number, options?: RequestOptions): Promise<Map<string, FdbEntry>> {
    const waiting = { signal: options?.signal, timeout: options?.timeout }
    const own = await this.list({ dev: index }, waiting)
    const ofPorts = await this.list({ bridge: index }, waiting)
    return new Map([...own, ...ofPorts].map((entry) => [neighbourCodec.identity?.(entry) ?? '', entry]))
  }
}

function dumpSpec(
  { vlan, state }: FdbFilter,
  dev: number | undefined,
  bridge: number | undefined
): DumpSpec<NeighbourInput, FdbEntry> {
  const isOurs = (entry: FdbEntry): boolean =>
    (vlan === undefined || entry.vlan === vlan) &&
    (state === undefined || (state === 0 ? entry.state === 0 : (entry.state & state) !== 0))
  return {
    type: RTM_GETNEIGH,
    name: 'RTM_GETNEIGH',
    body: neighbourCodec,
    value: {
      family: 'bridge',
      ...(dev === undefined ? {} : { viaIfindex: dev }),
      ...(bridge === undefined ? {} : { master: bridge })
    },
    reply: neighbourCodec,
    replyType: RTM_NEWNEIGH,
    filter: vlan === undefined && state === undefined ? undefined : isOurs
  }
}
