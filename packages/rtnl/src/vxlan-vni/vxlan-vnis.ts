import { checkKeys } from '@nlkit/core'
import type { Connection, Dump, DumpOptions, KeysOf, RequestOptions } from '@nlkit/core'
import { checkDevice, indexOf, type Device } from '../devices.ts'
import { checkFilter, type FilterKeys } from '../filters.ts'
import { familyOf } from '../prefix.ts'
import { runWrite, write, type Write } from '../write.ts'
import { vxlanVniCodec, type VxlanVni } from './codec.ts'
import { RTM_DELTUNNEL, RTM_GETTUNNEL, RTM_NEWTUNNEL, TUNNEL_MSG_FLAG_STATS } from './constants.ts'

const FILTER_KEYS: FilterKeys<VxlanVniFilter> = {
  dev: 'device',
  stats: 'boolean'
}

/** VNIs to add or delete. */
export interface VxlanVniChange {
  /** The VXLAN device, made with `vnifilter`. */
  readonly dev: Device
  /** The VNI, 24 bits, or the first of a range. */
  readonly vni: number
  /** The last of the range. */
  readonly vniEnd?: number | undefined
  /** Multicast group, or the default other end; with it an entry that is there gets a new one. */
  readonly group?: string | undefined
}

/** Which VNIs are meant, and what is told of them. The kernel filters by device. */
export interface VxlanVniFilter {
  readonly dev?: Device
  /** With statistics; each VNI is then by itself. */
  readonly stats?: boolean
}

const CHANGE_KEYS: KeysOf<VxlanVniChange> = { dev: true, vni: true, vniEnd: true, group: true }

/** What the verbs send. */
export const vxlanVniWrites = {
  /** Adds VNIs, or changes their group. */
  add: (vni: VxlanVniChange): Write => made(vni, 'RTM_NEWTUNNEL', RTM_NEWTUNNEL),
  /** Deletes VNIs. The kernel answers ENOENT when they are not there. */
  delete: (vni: VxlanVniChange): Write => made(vni, 'RTM_DELTUNNEL', RTM_DELTUNNEL)
}

function made(change: VxlanVniChange, name: string, type: number): Write {
  checkKeys(change, CHANGE_KEYS, 'vni')
  const { dev, vni, vniEnd, group } = change
  checkDevice(dev, 'dev')
  for (const [key, value] of Object.entries({ vni, vniEnd })) {
    if (key === 'vniEnd' && value === undefined) continue
    if (typeof value !== 'number') throw new TypeError(`${key}: expected a VNI, got ${String(value)}`)
    if (!Number.isInteger(value) || value < 1 || value > 0xffffff)
      throw new RangeError(`${key}: ${value} is not a VNI`)
  }
  if (group !== undefined && typeof group !== 'string')
    throw new TypeError(`group: expected an address, got ${String(group)}`)
  const end = vniEnd === undefined ? {} : { end: vniEnd }
  const to = group === undefined ? {} : familyOf(group) === 'inet' ? { group } : { group6: group }
  return write({ dev }, (indices) => ({
    type,
    name,
    body: vxlanVniCodec,
    value: { family: 'bridge' as const, ifindex: indices['dev'], entry: [{ start: vni, ...end, ...to }] }
  }))
}

/** The VNIs that VXLAN devices take (Linux 5.18). */
export class VxlanVnis {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** One object for each device, more for a large one; its VNIs in `entry`. */
  async list(filter: VxlanVniFilter = {}, options?: DumpOptions): Promise<VxlanVni[]> {
    return await this.dump(filter, options).toArray()
  }

  /** The same as the kernel sends them. */
  dump(filter: VxlanVniFilter = {}, options?: DumpOptions): Dump<VxlanVni> {
    checkFilter(filter, FILTER_KEYS)
    const { dev, stats } = filter
    if (dev !== undefined) checkDevice(dev, 'dev')
    return this.#connection.dump(
      async () => ({
        type: RTM_GETTUNNEL,
        name: 'RTM_GETTUNNEL',
        body: vxlanVniCodec,
        value: {
          family: 'bridge' as const,
          flags: stats === true ? TUNNEL_MSG_FLAG_STATS : 0,
          ifindex: dev === undefined ? 0 : await indexOf(this.#connection, dev, 'dev', options)
        },
        reply: vxlanVniCodec,
        replyType: RTM_NEWTUNNEL
      }),
      options
    )
  }

  /** Adds VNIs, or changes their group. */
  async add(vni: VxlanVniChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, vxlanVniWrites.add(vni), options)
  }

  /** Deletes VNIs. @throws NetlinkError ENOENT when they are not there */
  async delete(vni: VxlanVniChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, vxlanVniWrites.delete(vni), options)
  }
}
