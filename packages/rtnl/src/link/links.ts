import { NLM_F_ECHO } from '@nlkit/core'
import type { Connection, Dump, DumpOptions, DumpSpec, RequestOptions, WaitOptions } from '@nlkit/core'
import { byteLength, checkDevice, encodeSelector, indexOf, type Device } from '../devices.ts'
import { checkFilter, type FilterKeys } from '../filters.ts'
import { checkFlush, checkNarrows, deleteAll } from '../flush.ts'
import { withNamespace, type Namespace } from '../nsid/namespace.ts'
import { resolveWrite, runWrite } from '../write.ts'
import { linkCodec, type Link, type LinkInput } from './codec.ts'
import { IFF_UP, RTEXT_FILTER_VF, RTM_GETLINK, RTM_NEWLINK } from './constants.ts'
import { inNamespaces, type PlacedLink } from './placed.ts'
import type { VfChange, VfPortChange } from './vf.ts'
import {
  linkWrites,
  type BridgePortChange,
  type BridgeSpec,
  type FlagChange,
  type LinkChange,
  type LinkGroupChange,
  type LinkMove
} from './write-link.ts'
import type { XdpAttach, XdpDetach } from './xdp.ts'

const IFNAMSIZ = 16

/** What asks for one link; its keys are the link's, for refusals. */
const selector = { encode: encodeSelector, paths: linkCodec.paths }

/** Which links are meant. The kernel filters by master and kind where it can, the rest is filtered here. */
export interface LinkFilter {
  /** The link that they belong to, by name or index. */
  readonly master?: Device
  /** `linkinfo.kind`. */
  readonly kind?: string
  /** Only links that are up, or down. */
  readonly up?: boolean
  /** Number of their group; 0 is that of links which were put in none. */
  readonly group?: number
  /** Description, exactly. */
  readonly ifalias?: string
  /** Hardware address, as `address` of links has it: `'02:00:00:00:00:01'`. */
  readonly address?: string
  /** RTEXT_FILTER_*: what the kernel is to tell beside; RTEXT_FILTER_VF by default. Never 0: see {@link Links.dump}. */
  readonly extMask?: number
  /** Id of the network namespace that is meant, as this one has it. EINVAL for one that there is not. */
  readonly targetNetnsid?: number
}

/** What to look a link up by, and what to tell of it. */
export interface LinkGetOptions extends RequestOptions {
  /** RTEXT_FILTER_*: what the kernel is to tell beside; RTEXT_FILTER_VF by default. */
  readonly extMask?: number | undefined
  /** Id of the network namespace that is meant, as this one has it. EINVAL for one that there is not. */
  readonly targetNetnsid?: number | undefined
}

/** Which links are to be deleted. */
export type LinkFlush = Pick<LinkFilter, 'master' | 'kind' | 'up' | 'group' | 'ifalias' | 'address'>

const FILTER_KEYS: FilterKeys<LinkFilter> = {
  master: 'device',
  kind: 'string',
  up: 'boolean',
  group: 'number',
  ifalias: 'string',
  address: 'string',
  extMask: 'number',
  targetNetnsid: 'number'
}
const PORT_KEYS: FilterKeys<BridgePortFilter> = { master: 'device', extMask: 'number' }
const FLUSH_KEYS: FilterKeys<LinkFlush> = {
  master: 'device',
  kind: 'string',
  up: 'boolean',
  group: 'number',
  ifalias: 'string',
  address: 'string'
}

/** Which ports of bridges are meant. */
export interface BridgePortFilter {
  /** The bridge, by name or index. */
  readonly master?: Device
  /** RTEXT_FILTER_*: VLANs, MRP, CFM, MST beside. */
  readonly extMask?: number
}

/** The links of a namespace. */
export class Links {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** One link, by index, name or alternative name. @throws NetlinkError ENODEV where there is none */
  get(device: Device, options?: LinkGetOptions): Promise<Link> {
    try {
      checkDevice(device, 'device')
    } catch (error) {
      return Promise.reject(error)
    }
    const extMask = options?.extMask ?? RTEXT_FILTER_VF
    const targetNetnsid = options?.targetNetnsid
    const further = options && requestOptions(options)
    const name = typeof device === 'number' ? 'RTM_GETLINK' : `RTM_GETLINK ('${device}')`
    const rest = { type: RTM_GETLINK, name, reply: linkCodec }
    if (targetNetnsid === undefined)
      return this.#connection.one({ ...rest, body: selector, value: { device, extMask } }, further)
    const value = { ...named(device), extMask, targetNetnsid }
    return this.#connection.one({ ...rest, body: linkCodec, value }, further)
  }

  /** All links that the filter names. */
  async list(filter: LinkFilter = {}, options?: DumpOptions): Promise<Link[]> {
    return await this.dump(filter, options).toArray()
  }

  /**
   * The same one by one or in batches, as the kernel sends them. The request always carries IFLA_EXT_MASK: without
   * it the kernel leaves out, in silence, a link that is too large, and all that follow.
   */
  dump(filter: LinkFilter = {}, options?: DumpOptions): Dump<Link> {
    checkFilter(filter, FILTER_KEYS)
    const { master, targetNetnsid } = filter
    if (master !== undefined) checkDevice(master, 'master')
    if (typeof master !== 'string') return this.#connection.dump(dumpSpec(filter, master), options)
    // The name is one of the namespace that is meant.
    const index =
      targetNetnsid === undefined
        ? (): Promise<number> => indexOf(this.#connection, master, 'master', options)
        : async (): Promise<number> =>
            (await this.get(master, { targetNetnsid, signal: options?.signal, timeout: options?.timeout }))
              .index
    return this.#connection.dump(async () => dumpSpec(filter, await index()), options)
  }

  /** Alternative names of a link, in the order in which it got them. */
  async altNames(device: Device, options?: LinkGetOptions): Promise<string[]> {
    return (await this.get(device, options)).propList?.altIfname ?? []
  }

  /** A bridge's port as the bridge tells it: settings in `protinfo`. undefined for a link that is no port. */
  async getBridgePort(device: Device, options?: DumpOptions): Promise<Link | undefined> {
    const index = await indexOf(this.#connection, device, 'device', options)
    const ports = await this.#connection.dump(portSpec({}, undefined), options).toArray()
    return ports.find((port) => port.index === index)
  }

  /** The ports of a bridge, or of all. */
  async listBridgePorts(filter: BridgePortFilter = {}, options?: DumpOptions): Promise<Link[]> {
    checkFilter(filter, PORT_KEYS)
    const { master } = filter
    const index =
      master === undefined ? undefined : await indexOf(this.#connection, master, 'master', options)
    return this.#connection.dump(portSpec(filter, index), options).toArray()
  }

  /**
   * Adds a link. The kernel answers EEXIST when there is one of its name.
   * Resolves with the link as the kernel made it, before it joined its `master`: `index` and `ifname`, where the kernel chose them
   * (`ifname: 'veth%d'`, or none). undefined where the kernel tells nothing of it: before Linux 6.2, and of links that are made in
   * another namespace. There, choose `index` or `ifname` and get() it.
   * `netns` of the link and of a pair's other end name the namespaces that they are to be in.
   * @throws TypeError for what the kernel sets of a link that is there and silently leaves out as it makes one: `ifalias`, `propList`,
   * `afSpec`, `protoDown`, `protoDownReason`, `carrier`, `xdp`, `vfinfoList`, `vfPorts`. change() the link afterwards
   */
  async add(link: PlacedLink, options?: RequestOptions): Promise<Link | undefined> {
    return await inNamespaces(link, (placed) => this.#add(placed, options))
  }

  async #add(link: LinkChange, options: RequestOptions | undefined): Promise<Link | undefined> {
    const spec = await resolveWrite(this.#connection, linkWrites.add(link), options)
    if (isElsewhere(link)) {
      await this.#connection.acknowledge(spec, options)
      return undefined
    }
    const flags = (spec.flags ?? 0) | NLM_F_ECHO
    const told = await this.#connection.request<never, Link>({ ...spec, flags, reply: linkCodec }, options)
    return told[0]
  }

  /**
   * Adds a link, or changes the one of its name: what is given is set, the rest stays. Of a link that is made here what {@link add}
   * refuses is left out.
   */
  async replace(link: PlacedLink, options?: RequestOptions): Promise<void> {
    await inNamespaces(link, (placed) => runWrite(this.#connection, linkWrites.replace(placed), options))
  }

  /** Changes a link: what is given is set, the rest stays. With `netns` it moves there, as move() has it, before all else is set. */
  async change(device: Device, link: PlacedLink, options?: RequestOptions): Promise<void> {
    await inNamespaces(link, (placed) =>
      runWrite(this.#connection, linkWrites.change(device, placed), options)
    )
  }

  /**
   * Changes all links of a group, as `ip link set group 7 down` does; a group that has none is no error. The kernel takes them
   * one after the other: what comes behind one that it refuses stays as it is.
   */
  async changeGroup(group: number, link: LinkGroupChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, linkWrites.changeGroup(group, link), options)
  }

  /** Renames a link. @throws NetlinkError EEXIST, EBUSY for a link that is up and whose driver will not have it */
  async rename(device: Device, ifname: string, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, linkWrites.rename(device, ifname), options)
  }

  /** Brings a link up: IFF_UP, which is not yet a carrier (`operstate`). */
  up(device: Device, options?: RequestOptions): Promise<void> {
    return this.change(device, { up: true }, options)
  }

  /** Takes a link down. Its routes go with that, and its IPv6 addresses unless /proc/sys/net/ipv6/conf/DEV/keep_addr_on_down is set. */
  down(device: Device, options?: RequestOptions): Promise<void> {
    return this.change(device, { up: false }, options)
  }

  /** Sets and clears flags, IFF_*, and leaves all others alone. */
  async setFlags(device: Device, change: FlagChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, linkWrites.setFlags(device, change), options)
  }

  /**
   * Moves a link to another network namespace, by name, path, process, descriptor or id. It arrives down and without addresses.
   * @throws NetlinkError EEXIST where the name is taken there, EBUSY where the index is, EINVAL for a link that cannot move
   */
  async move(device: Device, to: Namespace, there?: LinkMove, options?: RequestOptions): Promise<void> {
    await withNamespace(to, (reference) =>
      runWrite(this.#connection, linkWrites.move(device, reference, there), options)
    )
  }

  /** Gives a link alternative names, up to 127 bytes each. @throws NetlinkError EEXIST for one that is taken */
  async addAltNames(
    device: Device,
    names: string | readonly string[],
    options?: RequestOptions
  ): Promise<void> {
    await runWrite(this.#connection, linkWrites.addAltNames(device, names), options)
  }

  /** Takes alternative names away. @throws NetlinkError ENOENT for a name that is not one of the link's */
  async deleteAltNames(
    device: Device,
    names: string | readonly string[],
    options?: RequestOptions
  ): Promise<void> {
    await runWrite(this.#connection, linkWrites.deleteAltNames(device, names), options)
  }

  /**
   * Attaches an XDP program, in place of one that is there unless `ifNoexist` or `expectedFd` forbid it.
   * @throws NetlinkError EEXIST where another than the expected one is there, EBUSY with `ifNoexist`, EBADF
   */
  async attachXdp(device: Device, program: XdpAttach, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, linkWrites.attachXdp(device, program), options)
  }

  /** Detaches an XDP program; no error where there is none. @throws NetlinkError EEXIST where another than the expected one is there */
  async detachXdp(device: Device, program?: XdpDetach, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, linkWrites.detachXdp(device, program), options)
  }

  /** Changes settings of a bridge's port. @throws NetlinkError EINVAL for a link that is no port */
  async setBridgePort(device: Device, port: BridgePortChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, linkWrites.setBridgePort(device, port), options)
  }

  /**
   * Sets what a bridge keeps of a port besides: its states in spanning trees, media redundancy, connectivity faults; with
   * BRIDGE_FLAGS_SELF in `flags` it is the device's own, as the bridge itself or a switching interface has it. Read by
   * `listBridgePorts({ extMask })`.
   * @throws NetlinkError EOPNOTSUPP where there is no port, or the driver has no such setting; EINVAL
   */
  async setBridgeSpec(device: Device, spec: BridgeSpec, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, linkWrites.setBridgeSpec(device, spec), options)
  }

  /** Deletes what a bridge keeps besides: instances of MRP. @throws NetlinkError as setBridgeSpec() */
  async deleteBridgeSpec(device: Device, spec: BridgeSpec, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, linkWrites.deleteBridgeSpec(device, spec), options)
  }

  /** Changes settings of an SR-IOV virtual function. @throws NetlinkError EOPNOTSUPP where the driver has no such setting, EINVAL */
  async setVf(device: Device, vf: number, change: VfChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, linkWrites.setVf(device, vf, change), options)
  }

  /** Associates a port of 802.1Qbg or Qbh. @throws NetlinkError EOPNOTSUPP where the driver has none */
  async setVfPort(
    device: Device,
    vf: number | 'self',
    port: VfPortChange,
    options?: RequestOptions
  ): Promise<void> {
    await runWrite(this.#connection, linkWrites.setVfPort(device, vf, port), options)
  }

  /**
   * Deletes a link, a pair with both ends.
   * @throws NetlinkError ENODEV when it is not there, EOPNOTSUPP for one that cannot be deleted
   */
  async delete(device: Device, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, linkWrites.delete(device), options)
  }

  /**
   * Deletes what the filter names, and says how many deletions took place: a link that goes with another one, as a veth's other end
   * does, is not one more.
   * @throws TypeError for an empty filter, NetlinkError for the first that the kernel does not delete (EOPNOTSUPP), once all were tried
   */
  async flush(filter: LinkFlush, options?: WaitOptions): Promise<number> {
    // Without `targetNetnsid`: the indices are those of this namespace.
    if (filter !== undefined) checkFilter(filter, FLUSH_KEYS)
    // That they are down names something, too.
    checkFlush({ ...filter, up: filter?.up !== undefined }, 'links', FLUSH_KEYS)
    checkNarrows(filter)
    const found = await this.list(filter, { signal: options?.signal, timeout: options?.timeout })
    return deleteAll(
      this.#connection,
      found.map(({ index }) => linkWrites.delete(index)),
      options
    )
  }
}

/**
 * Whether a link is made in another namespace, or moved there from one. The kernel sends the echo to our port id in the link's
 * namespace, where it may be another socket's (rtmsg_ifinfo_send()).
 */
function isElsewhere({ netNsFd, netNsPid, targetNetnsid, linkNetnsid }: LinkChange): boolean {
  return (
    netNsFd !== undefined ||
    netNsPid !== undefined ||
    targetNetnsid !== undefined ||
    linkNetnsid !== undefined
  )
}

/** Those of the options that are about the request alone. */
function requestOptions(options: LinkGetOptions): RequestOptions {
  const { extMask: _, targetNetnsid: _id, ...rest } = options
  return rest
}

/** IFLA_IFNAME takes only what a name may be as long as, IFLA_ALT_IFNAME all (rtnl_dev_get()). */
function named(device: Device): LinkInput {
  if (typeof device === 'number') return { index: device }
  return byteLength(device) < IFNAMSIZ ? { ifname: device } : { altIfname: device }
}

/** Bridges tell of their ports in a dump that the kernel does not filter (rtnl_bridge_getlink()). */
function portSpec({ extMask }: BridgePortFilter, master: number | undefined): DumpSpec<LinkInput, Link> {
  return {
    type: RTM_GETLINK,
    name: 'RTM_GETLINK',
    body: linkCodec,
    value: { family: 'bridge', ...(extMask === undefined ? {} : { extMask }) },
    reply: linkCodec,
    replyType: RTM_NEWLINK,
    // A bridge tells of itself as well, without these.
    filter: (link) => link.protinfo !== undefined && (master === undefined || link.master === master)
  }
}

function dumpSpec(filter: LinkFilter, master: number | undefined): DumpSpec<LinkInput, Link> {
  const { kind, up, group, ifalias, targetNetnsid } = filter
  const address = filter.address?.toLowerCase()
  const value: LinkInput = { extMask: filter.extMask ?? RTEXT_FILTER_VF }
  if (master !== undefined) value.master = master
  if (kind !== undefined) value.linkinfo = { kind }
  if (targetNetnsid !== undefined) value.targetNetnsid = targetNetnsid
  const isOurs = (link: Link): boolean =>
    (master === undefined || link.master === master) &&
    (kind === undefined || link.linkinfo?.kind === kind) &&
    (group === undefined || link.group === group) &&
    (ifalias === undefined || link.ifalias === ifalias) &&
    (address === undefined || link.address === address) &&
    (up === undefined || ((link.flags & IFF_UP) !== 0) === up)
  return {
    type: RTM_GETLINK,
    name: 'RTM_GETLINK',
    body: linkCodec,
    value,
    reply: linkCodec,
    replyType: RTM_NEWLINK,
    filter: [master, kind, up, group, ifalias, address].every((wanted) => wanted === undefined)
      ? undefined
      : isOurs
  }
}
