import { checkKeys } from '@nlkit/core'
import type { Connection, Dump, DumpOptions, KeysOf, RequestOptions } from '@nlkit/core'
import { selected } from '@nlkit/core/codec'
import { checkDevice, indexOf, type Device } from '../devices.ts'
import { checkFilter, type FilterKeys } from '../filters.ts'
import { RTPROT } from '../route/constants.ts'
import { runWrite } from '../write.ts'
import { mdbCodec, mdbGetCodec, type Mdb, type MdbRouterPort } from './codec.ts'
import { RTM_GETMDB } from './constants.ts'
import type { MdbEntry } from './entry.ts'
import { mdbEntryIdentity } from './identity.ts'
import { checkGroup, mdbWrites, type MdbChange, type MdbFlush, type MdbLookup } from './write-mdb.ts'

const FILTER_KEYS: FilterKeys<MdbFilter> = {
  dev: 'device'
}

/** Which databases are meant; filtered here, as the kernel dumps all. */
export interface MdbFilter {
  /** A bridge or VXLAN device. */
  readonly dev?: Device
}

const LOOKUP_KEYS: KeysOf<MdbLookup> = {
  dev: true,
  port: true,
  group: true,
  vid: true,
  source: true,
  srcVni: true
}

/** Multicast databases of bridges and VXLAN devices: which ports want which groups. */
export class Mdbs {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** One entry (Linux 6.7). @throws NetlinkError ENOENT when it is not there, EOPNOTSUPP on older kernels */
  async get(lookup: Omit<MdbLookup, 'port'>, options?: RequestOptions): Promise<Mdb> {
    checkKeys(lookup, LOOKUP_KEYS, 'lookup')
    const { dev, group, vid, source, srcVni } = lookup
    checkGroup(group)
    const ifindex = await indexOf(this.#connection, dev, 'dev', options)
    const hasAttributes = source !== undefined || srcVni !== undefined
    return this.#connection.one(
      {
        type: RTM_GETMDB,
        name: 'RTM_GETMDB',
        body: mdbGetCodec,
        value: {
          family: 'bridge',
          ifindex,
          entry: { addr: group, vid: vid ?? 0 },
          ...(hasAttributes ? { entryAttrs: { source, srcVni } } : {})
        },
        reply: mdbCodec
      },
      options
    )
  }

  /** The databases, one object for each, more for a large one. */
  async list(filter: MdbFilter = {}, options?: DumpOptions): Promise<Mdb[]> {
    return await this.dump(filter, options).toArray()
  }

  /** The same as the kernel sends them. */
  dump(filter: MdbFilter = {}, options?: DumpOptions): Dump<Mdb> {
    checkFilter(filter, FILTER_KEYS)
    const { dev } = filter
    if (dev !== undefined) checkDevice(dev, 'dev')
    return this.#connection.dump(async () => {
      const index = dev === undefined ? undefined : await indexOf(this.#connection, dev, 'dev', options)
      return {
        type: RTM_GETMDB,
        name: 'RTM_GETMDB',
        body: mdbCodec,
        value: { family: 'bridge' as const },
        // Bridges answer with the request's type (br_mdb_dump()), so none is asked for.
        reply: mdbCodec,
        filter: index === undefined ? undefined : ({ ifindex }: Mdb) => ifindex === index
      }
    }, options)
  }

  /** The entries in them, one for each port and group. */
  async entries(filter: MdbFilter = {}, options?: DumpOptions): Promise<MdbEntry[]> {
    return (await this.list(filter, options)).flatMap(entriesOf)
  }

  /** Ports that lead to multicast routers. */
  async routers(filter: MdbFilter = {}, options?: DumpOptions): Promise<MdbRouterPort[]> {
    return (await this.list(filter, options)).flatMap(({ router }) => router?.port ?? [])
  }

  /** Adds an entry. The kernel answers EEXIST when it is there. */
  async add(entry: MdbChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, mdbWrites.add(entry), options)
  }

  /** Adds an entry, or replaces its sources, state and protocol (Linux 6.3). */
  async replace(entry: MdbChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, mdbWrites.replace(entry), options)
  }

  /** Deletes an entry. @throws NetlinkError EINVAL or ENOENT when it is not there */
  async delete(entry: MdbChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, mdbWrites.delete(entry), options)
  }

  /**
   * Deletes what the filter names, in one request, and says how many are gone: the kernel does not count, so the entries of before and
   * after are compared.
   */
  async flush(filter: MdbFlush, options?: RequestOptions): Promise<number> {
    const waiting = { signal: options?.signal, timeout: options?.timeout }
    const made = mdbWrites.flush(filter)
    const port =
      filter.port === undefined ? undefined : await indexOf(this.#connection, filter.port, 'port', options)
    const before = await this.entries({ dev: filter.dev }, waiting)
    await runWrite(this.#connection, made, options)
    const after = new Set((await this.entries({ dev: filter.dev }, waiting)).map(mdbEntryIdentity))
    return before.filter((entry) => !after.has(mdbEntryIdentity(entry)) && isFlushed(entry, filter, port))
      .length
  }
}

/** The entries of a message, in the kernel's order. */
export function entriesOf({ mdb }: Mdb): MdbEntry[] {
  return (mdb?.entry ?? []).flatMap(({ info }) => info ?? [])
}

function isFlushed(entry: MdbEntry, filter: MdbFlush, port: number | undefined): boolean {
  const { vid, state, dst, dstPort, vni, srcVni } = filter
  const rtprot = selected(RTPROT, filter.rtprot)
  return (
    (port === undefined || entry.ifindex === port) &&
    (vid === undefined || entry.vid === vid) &&
    (state === undefined || entry.state === state) &&
    (rtprot === undefined || entry.rtprot === rtprot) &&
    (dst === undefined || entry.dst === dst) &&
    (dstPort === undefined || entry.dstPort === dstPort) &&
    (vni === undefined || entry.vni === vni) &&
    (srcVni === undefined || entry.srcVni === srcVni)
  )
}
