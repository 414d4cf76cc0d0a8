import type { Connection, DumpOptions, DumpSpec, RequestOptions } from '@nlkit/core'
import { checkDevice, indexOf, type Device } from '../devices.ts'
import { checkFilter, type FilterKeys } from '../filters.ts'
import { runWrite, write, type Write } from '../write.ts'
import { neighbourTableCodec, type NeighbourTable, type NeighbourTableInput } from './codec.ts'
import { RTM_GETNEIGHTBL, RTM_NEWNEIGHTBL, RTM_SETNEIGHTBL } from './constants.ts'

const FILTER_KEYS: FilterKeys<NeighbourTableFilter> = {
  family: 'string',
  name: 'string',
  dev: 'device'
}

/** Thresholds of a table, or parameters of its neighbours. */
export interface NeighbourTableChange extends Omit<NeighbourTableInput, 'config' | 'stats'> {
  /** The table: `arp_cache`, `ndisc_cache`. */
  readonly name: string
  /** The interface whose parameters are meant; `parms.ifindex` on the wire. Without it the default of new interfaces. */
  readonly dev?: Device | undefined
}

/** Which tables and parameters are meant. The kernel filters by family, the rest is filtered here. */
export interface NeighbourTableFilter {
  readonly family?: 'inet' | 'inet6'
  readonly name?: string
  /** Only the parameters of this interface. */
  readonly dev?: Device
}

/** What the verb sends. */
export const neighbourTableWrites = {
  /** Sets what is given, and leaves the rest. The kernel answers ENOENT for a table or parameters that are not there. */
  set: (table: NeighbourTableChange): Write => {
    const { dev, parms, ...rest } = table
    if (typeof rest.name !== 'string') throw new TypeError('name: a table needs its name')
    if (dev !== undefined) checkDevice(dev, 'dev')
    return write({ dev }, ({ dev: ifindex }) => ({
      type: RTM_SETNEIGHTBL,
      name: 'RTM_SETNEIGHTBL',
      body: neighbourTableCodec,
      value: {
        ...rest,
        ...(ifindex === undefined ? (parms === undefined ? {} : { parms }) : { parms: { ...parms, ifindex } })
      }
    }))
  }
}

/** The tables that neighbours are in, with thresholds, statistics and, for each interface, parameters. */
export class NeighbourTables {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Each table, with the default parameters, and behind it one object for each interface's. All times are milliseconds; the kernel
   * keeps them in ticks and rounds.
   */
  async list(filter: NeighbourTableFilter = {}, options?: DumpOptions): Promise<NeighbourTable[]> {
    checkFilter(filter, FILTER_KEYS)
    if (filter.dev !== undefined) checkDevice(filter.dev, 'dev')
    const index =
      filter.dev === undefined ? undefined : await indexOf(this.#connection, filter.dev, 'dev', options)
    return this.#connection.dump(dumpSpec(filter, index), options).toArray()
  }

  /**
   * Sets what is given, and leaves the rest. The kernel answers ENOENT for a table or parameters that are not there.
   */
  async set(table: NeighbourTableChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, neighbourTableWrites.set(table), options)
  }
}

function dumpSpec(
  { family, name }: NeighbourTableFilter,
  index: number | undefined
): DumpSpec<NeighbourTableInput, NeighbourTable> {
  return {
    type: RTM_GETNEIGHTBL,
    name: 'RTM_GETNEIGHTBL',
    body: neighbourTableCodec,
    value: { family: family ?? 'unspec' },
    reply: neighbourTableCodec,
    replyType: RTM_NEWNEIGHTBL,
    filter: (table) =>
      (name === undefined || table.name === name) && (index === undefined || table.parms?.ifindex === index)
  }
}
