import type { Connection, Dump, DumpOptions, RequestOptions } from '@nlkit/core'
import { checkDevice, indexOf, type Device } from '../devices.ts'
import { checkFilter, type FilterKeys } from '../filters.ts'
import { runWrite, write, type Write } from '../write.ts'
import { linkStatisticsCodec, type LinkStatistics } from './codec.ts'
import {
  RTM_NEWSTATS,
  STATS_FILTER_AF_SPEC,
  STATS_FILTER_LINK_64,
  STATS_FILTER_LINK_OFFLOAD_XSTATS,
  STATS_FILTER_LINK_XSTATS,
  STATS_FILTER_LINK_XSTATS_SLAVE
} from './constants.ts'
import { statsRequestCodec, type StatsRequestInput } from './request.codec.ts'
import { RTM_GETSTATS, RTM_SETSTATS } from './request.constants.ts'

const ALL =
  STATS_FILTER_LINK_64 |
  STATS_FILTER_LINK_XSTATS |
  STATS_FILTER_LINK_XSTATS_SLAVE |
  STATS_FILTER_LINK_OFFLOAD_XSTATS |
  STATS_FILTER_AF_SPEC

const FILTER_KEYS: FilterKeys<StatisticsFilter> = {
  filterMask: 'number',
  offload: 'list'
}

/** Statistics of hardware, and their bits in a request (IFLA_STATS_FILTER_BIT()). */
const OFFLOAD = { 'cpu-hit': 1 << 0, 'hw-s-info': 1 << 1, 'l3-stats': 1 << 2 } as const

/** Which statistics are meant. */
export interface StatisticsFilter {
  /** STATS_FILTER_*, all by default. */
  readonly filterMask?: number | undefined
  /** Which statistics of hardware; all by default. Each costs the devices' time. */
  readonly offload?: readonly (keyof typeof OFFLOAD)[] | undefined
}

/** What the verbs send. */
export const statisticsWrites = {
  /** Switches the counting of routed packets in hardware on or off. EOPNOTSUPP where no device counts. */
  setL3: (device: Device, isOn: boolean): Write => {
    checkDevice(device, 'device')
    if (typeof isOn !== 'boolean') throw new TypeError(`isOn: expected true or false, got ${String(isOn)}`)
    return write({ device }, ({ device: ifindex }) => ({
      type: RTM_SETSTATS,
      name: 'RTM_SETSTATS',
      body: statsRequestCodec,
      value: { ifindex: ifindex ?? 0, setOffloadXstatsL3Stats: isOn ? 1 : 0 }
    }))
  }
}

function requested({ filterMask = ALL, offload }: StatisticsFilter): StatsRequestInput {
  if (
    typeof filterMask !== 'number' ||
    !Number.isInteger(filterMask) ||
    filterMask < 1 ||
    filterMask > 0xffffffff
  )
    throw new RangeError(`filterMask: expected STATS_FILTER_*, got ${String(filterMask)}`)
  if (offload === undefined) return { filterMask }
  let bits = 0
  for (const [i, name] of offload.entries()) {
    if (!Object.hasOwn(OFFLOAD, name))
      throw new TypeError(`offload[${i}]: expected ${Object.keys(OFFLOAD).join(', ')}, got '${name}'`)
    bits |= OFFLOAD[name]
  }
  return { filterMask, getFilters: { linkOffloadXstats: bits } }
}

/** Statistics of links: their own, of their kind, as ports, of hardware, by address family. */
export class Statistics {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Statistics of one link, by index, name or alternative name. @throws NetlinkError ENODEV */
  async get(
    device: Device,
    filter: StatisticsFilter = {},
    options?: RequestOptions
  ): Promise<LinkStatistics> {
    checkFilter(filter, FILTER_KEYS)
    const value = requested(filter)
    return this.#connection.one(
      {
        type: RTM_GETSTATS,
        name: 'RTM_GETSTATS',
        body: statsRequestCodec,
        value: { ...value, ifindex: await indexOf(this.#connection, device, 'device', options) },
        reply: linkStatisticsCodec
      },
      options
    )
  }

  /** Statistics of all links that have such. */
  async list(filter: StatisticsFilter = {}, options?: DumpOptions): Promise<LinkStatistics[]> {
    return await this.dump(filter, options).toArray()
  }

  /** The same one by one or in batches. A link may come in more than one part where it is large. */
  dump(filter: StatisticsFilter = {}, options?: DumpOptions): Dump<LinkStatistics> {
    checkFilter(filter, FILTER_KEYS)
    return this.#connection.dump(
      {
        type: RTM_GETSTATS,
        name: 'RTM_GETSTATS',
        body: statsRequestCodec,
        value: requested(filter),
        reply: linkStatisticsCodec,
        replyType: RTM_NEWSTATS
      },
      options
    )
  }

  /** Switches the counting of routed packets in hardware on or off. @throws NetlinkError EOPNOTSUPP where no device counts, EALREADY */
  async setL3(device: Device, isOn: boolean, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, statisticsWrites.setL3(device, isOn), options)
  }
}
