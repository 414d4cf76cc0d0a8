import type { Connection, DumpOptions, RequestOptions } from '@nlkit/core'
import { checkDevice, indexOf, type Device } from '../devices.ts'
import { checkFilter, type FilterKeys } from '../filters.ts'
import { netconfCodec, type Netconf } from './codec.ts'
import {
  NETCONFA_IFINDEX_ALL,
  NETCONFA_IFINDEX_DEFAULT,
  RTM_GETNETCONF,
  RTM_NEWNETCONF
} from './constants.ts'

const FILTER_KEYS: FilterKeys<NetconfFilter> = {
  family: 'string'
}

/** Families that have settings. */
export type NetconfFamily = 'inet' | 'inet6' | 'mpls'

/** Whose settings are meant: of an interface by name or index, of all, or of those to come. */
export type NetconfScope = Device | { readonly scope: 'all' | 'default' }

/** Which settings are meant. */
export interface NetconfFilter {
  readonly family?: NetconfFamily
}

const FAMILIES: readonly unknown[] = ['inet', 'inet6', 'mpls']

function checkFamily(family: unknown): void {
  if (!FAMILIES.includes(family))
    throw new TypeError(`family: expected inet, inet6 or mpls, got ${String(family)}`)
}

/** Settings of address families. They are read here; changed under /proc/sys/net, or by a link's `afSpec`. */
export class Netconfs {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Settings of an interface, of all (`{ scope: 'all' }`) or of those to come (`{ scope: 'default' }`).
   * @throws NetlinkError ENODEV; EINVAL or EOPNOTSUPP where the family has none for it
   */
  async get(family: NetconfFamily, of: NetconfScope, options?: RequestOptions): Promise<Netconf> {
    checkFamily(family)
    return this.#connection.one(
      {
        type: RTM_GETNETCONF,
        name: 'RTM_GETNETCONF',
        body: netconfCodec,
        value: { family, ifindex: await this.#indexOf(of, options) },
        reply: netconfCodec
      },
      options
    )
  }

  /** All settings, of one family or of all that the kernel has. */
  async list(filter: NetconfFilter = {}, options?: DumpOptions): Promise<Netconf[]> {
    checkFilter(filter, FILTER_KEYS)
    const { family } = filter
    if (family !== undefined) checkFamily(family)
    const spec = {
      type: RTM_GETNETCONF,
      name: 'RTM_GETNETCONF',
      body: netconfCodec,
      value: { family: family ?? 'unspec' },
      reply: netconfCodec,
      replyType: RTM_NEWNETCONF,
      // Where a family is not in the kernel, it answers with the settings of all (rtnl_dump_all()).
      filter: family === undefined ? undefined : (one: Netconf) => one.family === family
    } as const
    return this.#connection.dump(spec, options).toArray()
  }

  async #indexOf(of: NetconfScope, options: RequestOptions | undefined): Promise<number> {
    if (typeof of !== 'object' || of === null) {
      checkDevice(of, 'of')
      return indexOf(this.#connection, of, 'of', options)
    }
    if (of.scope === 'all') return NETCONFA_IFINDEX_ALL
    if (of.scope === 'default') return NETCONFA_IFINDEX_DEFAULT
    throw new TypeError(`of.scope: expected all or default, got ${String(of.scope)}`)
  }
}
