import type { Connection, DumpOptions } from '@nlkit/core'
import { indexOf, type Device } from '../devices.ts'
import { checkFilter, type FilterKeys } from '../filters.ts'
import { addressCodec, type Address } from './codec.ts'
import { RTM_GETANYCAST, RTM_GETMULTICAST } from './constants.ts'

const FILTER_KEYS: FilterKeys<JoinedAddressFilter> = {
  family: 'string',
  dev: 'device'
}

/** A multicast group that an interface has joined, in `multicast`, or an anycast address that it has, in `anycast`. */
export type JoinedAddress = Address

/** Which of them are meant. */
export interface JoinedAddressFilter {
  /** IPv4 has them since Linux 6.14, and no anycast addresses: EOPNOTSUPP. */
  readonly family?: 'inet' | 'inet6'
  /** An interface by name or index. */
  readonly dev?: Device
}

/** Multicast or anycast addresses. They are joined by sockets, and by the kernel; rtnetlink only tells of them. */
export class JoinedAddresses {
  readonly #connection: Connection
  readonly #kind: 'multicast' | 'anycast'

  constructor(connection: Connection, kind: 'multicast' | 'anycast') {
    this.#connection = connection
    this.#kind = kind
  }

  /** All that the filter names, of IPv6 where it names no family. */
  async list(filter: JoinedAddressFilter = {}, options?: DumpOptions): Promise<JoinedAddress[]> {
    checkFilter(filter, FILTER_KEYS)
    const { family = 'inet6', dev } = filter
    if (family !== 'inet' && family !== 'inet6')
      throw new TypeError(`family: expected inet or inet6, got ${String(family)}`)
    const index = dev === undefined ? undefined : await indexOf(this.#connection, dev, 'dev', options)
    const isMulticast = this.#kind === 'multicast'
    return this.#connection
      .dump(
        {
          type: isMulticast ? RTM_GETMULTICAST : RTM_GETANYCAST,
          name: isMulticast ? 'RTM_GETMULTICAST' : 'RTM_GETANYCAST',
          body: addressCodec,
          value: { family },
          // Of any type: kernels before 6.15 answer with that of the request (inet6_fill_ifmcaddr()).
          reply: addressCodec,
          filter: index === undefined ? undefined : (address: Address) => address.index === index
        },
        options
      )
      .toArray()
  }
}
