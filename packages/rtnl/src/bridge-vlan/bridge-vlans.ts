import type { Connection, Dump, DumpOptions, RequestOptions } from '@nlkit/core'
import { checkDevice, indexOf, type Device } from '../devices.ts'
import { checkFilter, type FilterKeys } from '../filters.ts'
import { runWrite } from '../write.ts'
import { bridgeVlanCodec, bridgeVlanDumpCodec, type BridgeVlan } from './codec.ts'
import {
  BRIDGE_VLANDB_DUMPF_GLOBAL,
  BRIDGE_VLANDB_DUMPF_STATS,
  RTM_GETVLAN,
  RTM_NEWVLAN
} from './constants.ts'
import {
  bridgeVlanWrites,
  type BridgeVlanChange,
  type BridgeVlanGlobalChange,
  type BridgeVlanOptions
} from './write-bridge-vlan.ts'

const FILTER_KEYS: FilterKeys<BridgeVlanFilter> = {
  dev: 'device',
  stats: 'boolean'
}

/** Which VLANs are meant, and what is told of them. The kernel filters by device. */
export interface BridgeVlanFilter {
  /** A bridge or port. */
  readonly dev?: Device
  /** With statistics; each VLAN is then by itself, in no range. */
  readonly stats?: boolean
}

/** VLANs of bridges and their ports. */
export class BridgeVlans {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** One object for each bridge and port, its VLANs in `entry`, as ranges where they have the same options (Linux 5.6). */
  async list(filter: BridgeVlanFilter = {}, options?: DumpOptions): Promise<BridgeVlan[]> {
    return await this.dump(filter, options).toArray()
  }

  /** The same as the kernel sends them. */
  dump(filter: BridgeVlanFilter = {}, options?: DumpOptions): Dump<BridgeVlan> {
    checkFilter(filter, FILTER_KEYS)
    return this.#dump(filter.dev, filter.stats === true ? BRIDGE_VLANDB_DUMPF_STATS : 0, options)
  }

  /** A bridge's options of its VLANs, in `globalOptions` (Linux 5.15). */
  async listGlobal(filter: Pick<BridgeVlanFilter, 'dev'> = {}, options?: DumpOptions): Promise<BridgeVlan[]> {
    checkFilter(filter, FILTER_KEYS)
    return await this.#dump(filter.dev, BRIDGE_VLANDB_DUMPF_GLOBAL, options).toArray()
  }

  #dump(dev: Device | undefined, dumpFlags: number, options?: DumpOptions): Dump<BridgeVlan> {
    if (dev !== undefined) checkDevice(dev, 'dev')
    return this.#connection.dump(async () => {
      const ifindex = dev === undefined ? 0 : await indexOf(this.#connection, dev, 'dev', options)
      return {
        type: RTM_GETVLAN,
        name: 'RTM_GETVLAN',
        body: bridgeVlanDumpCodec,
        value: { family: 'bridge' as const, ifindex, ...(dumpFlags === 0 ? {} : { flags: dumpFlags }) },
        reply: bridgeVlanCodec,
        replyType: RTM_NEWVLAN
      }
    }, options)
  }

  /** Adds VLANs, or changes pvid and untagged of those that are there, as `bridge vlan add` does. */
  async add(vlan: BridgeVlanChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, bridgeVlanWrites.add(vlan), options)
  }

  /** Deletes VLANs, or with a tunnel id only the tunnels. */
  async delete(vlan: BridgeVlanChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, bridgeVlanWrites.delete(vlan), options)
  }

  /** Sets options of VLANs that are there (Linux 5.6). @throws NetlinkError ENOENT for one that is not */
  async set(vlan: BridgeVlanOptions, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, bridgeVlanWrites.set(vlan), options)
  }

  /** Sets a bridge's options of VLANs (Linux 5.15). */
  async setGlobal(vlan: BridgeVlanGlobalChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, bridgeVlanWrites.setGlobal(vlan), options)
  }
}
