import { checkKeys, type KeysOf, NLM_F_APPEND, NLM_F_CREATE, NLM_F_EXCL } from '@nlkit/core'
import { byteLength, checkDevice, type Device } from '../devices.ts'
import { checkReference, type NamespaceReference } from '../nsid/namespace.ts'
import { write, type Write } from '../write.ts'
import type { BridgeAfSpecInput } from './bridge-af-spec.codec.ts'
import { BRIDGE_FLAGS_MASTER, BRIDGE_FLAGS_SELF } from './bridge-af-spec.constants.ts'
import { linkCodec, type LinkInput } from './codec.ts'
import {
  IFF_UP,
  RTM_DELLINK,
  RTM_DELLINKPROP,
  RTM_NEWLINK,
  RTM_NEWLINKPROP,
  RTM_SETLINK
} from './constants.ts'
import { vfPortValue, vfValue, type VfChange, type VfPortChange } from './vf.ts'
import { xdpAttachValue, xdpDetachValue, type XdpAttach, type XdpDetach } from './xdp.ts'
import { checkObject, isAsked, sameIndex } from '../objects.ts'

const IFNAMSIZ = 16
const ALTIFNAMSIZ = 128

/** A link to add or change. */
export interface LinkChange extends Omit<LinkInput, 'master' | 'link'> {
  /** The bridge, bond, VRF ... that it belongs to, by name or index; 0 for none. Of a link that is to be in another namespace: its index there. */
  readonly master?: Device | 0 | undefined
  /** The link that it stands on or belongs to (of a VLAN, macvlan ...), by name or index. With `linkNetnsid` its index there. */
  readonly link?: Device | undefined
  /** Up or down; `flags` and `change` say the same, and more, on the wire. */
  readonly up?: boolean | undefined
}

/** What all links of a group are to become: no name, which only one could have. */
export type LinkGroupChange = Omit<LinkChange, 'index' | 'ifname' | 'altIfname' | 'group'>

/** Flags to set and to clear, IFF_*; the others stay as they are. */
export interface FlagChange {
  readonly set?: number | undefined
  readonly clear?: number | undefined
}

/** What a link is to be in the namespace that it moves to. */
export interface LinkMove {
  /** Its name there. Without it the old one, and EEXIST where that is taken. */
  readonly ifname?: string | undefined
  /** Its index there. Without it the old one where that is free, else any. EBUSY where it is taken. */
  readonly index?: number | undefined
}

const FLAG_KEYS: KeysOf<FlagChange> = { set: true, clear: true }
const MOVE_KEYS: KeysOf<LinkMove> = { ifname: true, index: true }

/** Settings of a bridge's port. */
export type BridgePortChange = Extract<NonNullable<LinkInput['protinfo']>, object> & {
  /** By the device itself, where its driver switches (ndo_bridge_setlink()): `bridge link set ... self`. */
  readonly self?: boolean | undefined
  /** By the bridge: the default, said where it is to be both. */
  readonly master?: boolean | undefined
}

/**
 * What a bridge keeps of itself or a port besides: states in spanning trees (`mst`), media redundancy (`mrp`), connectivity faults
 * (`cfm`); of the device itself where switching happens (`mode`). VLANs and their tunnels are of `rtnl.bridgeVlans`.
 */
export type BridgeSpec = Omit<BridgeAfSpecInput, 'vlanInfo' | 'vlanTunnelInfo'>

/** What the kernel sets of a link that is there, and does not look at as it makes one (rtnl_create_link(), do_setlink()). */
const LATER = [
  'ifalias',
  'propList',
  'afSpec',
  'protoDown',
  'protoDownReason',
  'carrier',
  'xdp',
  'vfinfoList',
  'vfPorts'
] as const satisfies readonly (keyof LinkChange)[]

const IGNORED = 'the kernel takes no notice of it as it makes a link; change() the link afterwards'

/** What the verbs send. */
export const linkWrites = {
  /** Adds a link. The kernel answers EEXIST when there is one of its name. */
  add: (link: LinkChange): Write => {
    checkObject(link, 'link')
    for (const key of LATER) if (link[key] !== undefined) throw new TypeError(`${key}: ${IGNORED}`)
    return made(undefined, link, NLM_F_CREATE | NLM_F_EXCL)
  },
  /** Adds a link, or changes the one of its name. Without NLM_F_REPLACE, which the kernel refuses for a link that is there. */
  replace: (link: LinkChange): Write => made(undefined, link, NLM_F_CREATE),
  /** Changes a link that is there: what is given is set, the rest stays. */
  change: (device: Device, link: LinkChange): Write => changed(device, link),
  /** Changes all links of a group, one after the other: what comes behind one that the kernel refuses stays. */
  changeGroup: (group: number, link: LinkGroupChange): Write => {
    checkObject(link, 'link')
    if (typeof group !== 'number') throw new TypeError(`group: expected a number, got ${String(group)}`)
    // By any of these the kernel would change that link instead (rtnl_newlink()).
    for (const key of ['index', 'ifname', 'altIfname', 'group'])
      if (key in link) throw new TypeError(`${key}: is not for all links of a group`)
    return made(undefined, { ...link, group }, 0)
  },
  /** Deletes a link. The kernel answers ENODEV when it is not there, EOPNOTSUPP for one that cannot be deleted. */
  delete: (device: Device): Write => sent(device, 'RTM_DELLINK', RTM_DELLINK, {}, 0, true),
  /** Brings a link up. */
  up: (device: Device): Write => changed(device, { up: true }),
  /** Takes a link down. */
  down: (device: Device): Write => changed(device, { up: false }),
  /** Renames a link. */
  rename: (device: Device, ifname: string): Write => changed(device, { ifname: checkName(ifname) }),
  /** Sets and clears flags. */
  setFlags: (device: Device, change: FlagChange): Write => changed(device, flagsValue(change)),
  /** Moves a link to another namespace. */
  move: (device: Device, to: NamespaceReference, there: LinkMove = {}): Write => {
    const { pid, fd, nsid } = checkReference(to, 'to')
    checkKeys(there, MOVE_KEYS, 'there')
    const { ifname, index } = there
    if (ifname !== undefined) checkName(ifname)
    if (index !== undefined) checkDevice(index, 'index')
    return changed(
      device,
      { netNsPid: pid, netNsFd: fd, targetNetnsid: nsid, ifname, newIfindex: index },
      true
    )
  },
  /** Gives a link alternative names. The kernel answers EEXIST for one that is taken; those before it stay. */
  addAltNames: (device: Device, names: string | readonly string[]): Write =>
    sent(
      device,
      'RTM_NEWLINKPROP',
      RTM_NEWLINKPROP,
      { propList: { altIfname: altNames(names) } },
      NLM_F_CREATE | NLM_F_EXCL | NLM_F_APPEND
    ),
  /** Takes alternative names away. The kernel answers ENOENT or EINVAL for one that the link does not have. */
  deleteAltNames: (device: Device, names: string | readonly string[]): Write =>
    sent(device, 'RTM_DELLINKPROP', RTM_DELLINKPROP, { propList: { altIfname: altNames(names) } }),
  /** Attaches an XDP program, or replaces the one that is there. */
  attachXdp: (device: Device, program: XdpAttach): Write =>
    sent(device, 'RTM_NEWLINK', RTM_NEWLINK, { xdp: xdpAttachValue(program) }),
  /** Detaches an XDP program. */
  detachXdp: (device: Device, program?: XdpDetach): Write =>
    sent(device, 'RTM_NEWLINK', RTM_NEWLINK, { xdp: xdpDetachValue(program) }),
  /** Changes settings of a bridge's port, by the bridge (RTM_SETLINK of family bridge). EINVAL for what is no port. */
  setBridgePort: (device: Device, port: BridgePortChange): Write => {
    checkObject(port, 'port')
    if (
      typeof port !== 'object' ||
      port === null ||
      Object.keys(port).every((key) => key === 'self' || key === 'master')
    )
      throw new TypeError('port: a setting is missing')
    const { self, master, ...protinfo } = port
    const flags =
      (isAsked(self, 'self') ? BRIDGE_FLAGS_SELF : 0) | (isAsked(master, 'master') ? BRIDGE_FLAGS_MASTER : 0)
    return sent(device, 'RTM_SETLINK', RTM_SETLINK, {
      family: 'bridge',
      protinfo,
      ...(flags === 0 ? {} : { afSpec: { flags } })
    })
  },
  /** Sets what a bridge keeps besides. The kernel answers EOPNOTSUPP for what is no port, unless `flags` has BRIDGE_FLAGS_SELF. */
  setBridgeSpec: (device: Device, spec: BridgeSpec): Write =>
    sent(device, 'RTM_SETLINK', RTM_SETLINK, { family: 'bridge', afSpec: checkSpec(spec) }),
  /** Deletes what a bridge keeps besides: instances of MRP. */
  deleteBridgeSpec: (device: Device, spec: BridgeSpec): Write =>
    sent(device, 'RTM_DELLINK', RTM_DELLINK, { family: 'bridge', afSpec: checkSpec(spec) }),
  /** Changes settings of an SR-IOV virtual function. */
  setVf: (device: Device, vf: number, change: VfChange): Write =>
    sent(device, 'RTM_NEWLINK', RTM_NEWLINK, vfValue(vf, change)),
  /** Associates a port of 802.1Qbg or Qbh: of a virtual function, or of the link itself. */
  setVfPort: (device: Device, vf: number | 'self', port: VfPortChange): Write =>
    sent(device, 'RTM_NEWLINK', RTM_NEWLINK, vfPortValue(vf, port))
}

function checkSpec(spec: BridgeSpec): BridgeSpec {
  checkObject(spec, 'spec')
  if (!Object.entries(spec).some(([key, value]) => key !== 'flags' && value !== undefined))
    throw new TypeError('spec: a setting is missing')
  return spec
}

function sent(
  device: Device,
  name: string,
  type: number,
  value: LinkInput,
  flags = 0,
  isSlow = false
): Write {
  checkDevice(device, 'device')
  return write({ device }, ({ device: index }) => ({
    type,
    name,
    flags,
    body: linkCodec,
    value: { ...value, index: index ?? 0 },
    isSlow
  }))
}

/**
 * Of one device, which has to be named: without an index the kernel takes the link of that `ifname` or all of that `group`
 * (rtnl_newlink()).
 */
function changed(device: Device, change: LinkChange, isMove = false): Write {
  checkDevice(device, 'device')
  return made(device, change, 0, isMove)
}

function made(device: Device | undefined, change: LinkChange, flags: number, isMove = false): Write {
  checkObject(change, 'link')
  const { master, link, up, ...rest } = change
  if (master !== undefined && master !== 0) checkDevice(master, 'master')
  if (link !== undefined) checkDevice(link, 'link')
  if (rest.ifname !== undefined) checkName(rest.ifname)
  checkNamedHere(change)
  const value: LinkInput = { ...rest }
  if (up !== undefined) {
    if (typeof up !== 'boolean') throw new TypeError(`up: expected a boolean, got ${String(up)}`)
    value.change = (rest.change ?? rest.flags ?? 0) | IFF_UP
    value.flags = up ? (rest.flags ?? 0) | IFF_UP : (rest.flags ?? 0) & ~IFF_UP
  }
  if (master === 0) value.master = 0
  const devices = { device, master: master === 0 ? undefined : master, link }
  return write(devices, (indices) => {
    const { device: index } = indices
    if (index !== undefined) value.index = sameIndex(index, rest.index, 'index', 'device')
    if (indices['master'] !== undefined) value.master = indices['master']
    if (indices['link'] !== undefined) value.link = indices['link']
    return {
      type: RTM_NEWLINK,
      name: 'RTM_NEWLINK',
      flags,
      body: linkCodec,
      value,
      isSlow: isMove || isSlow(value, flags)
    }
  })
}

/**
 * Names are looked up in this namespace, and the kernel takes their indices to be those of another: of a master where the link has gone
 * by then (do_setlink(), rtnl_newlink_create()), of what it stands on in that of IFLA_LINK_NETNSID.
 */
function checkNamedHere({ master, link, linkNetnsid, netNsFd, netNsPid, targetNetnsid }: LinkChange): void {
  const isElsewhere = [netNsFd, netNsPid, targetNetnsid].some((where) => where !== undefined)
  if (isElsewhere && typeof master === 'string')
    throw new TypeError(
      `master: '${master}' is a name here, and the link is to be elsewhere: pass its index there`
    )
  if (linkNetnsid !== undefined && typeof link === 'string')
    throw new TypeError(
      `link: '${link}' is a name here, and is to be one of linkNetnsid: pass its index there`
    )
}

/** Creation takes as long as a synchronize_net(), and so does what moves a link or tears it down. */
function isSlow(value: LinkInput, flags: number): boolean {
  return (
    flags !== 0 || value.netNsFd !== undefined || value.netNsPid !== undefined || value.master !== undefined
  )
}

/** Without a mask the kernel takes a word of flags for all of them (rtnl_dev_combine_flags()), and up would be down. */
function flagsValue(of: FlagChange): LinkChange {
  checkKeys(of, FLAG_KEYS, 'change')
  const { set = 0, clear = 0 } = of
  for (const [key, word] of Object.entries({ set, clear })) {
    if (!Number.isInteger(word) || word < 0 || word > 0xffffffff)
      throw new RangeError(`${key}: expected flags, got ${String(word)}`)
  }
  const both = (set & clear) >>> 0
  if (both !== 0) throw new RangeError(`clear: 0x${both.toString(16)} is to be set as well`)
  const change = (set | clear) >>> 0
  if (change === 0) throw new TypeError('set: a flag is missing')
  return { flags: set, change }
}

/** dev_valid_name() says no in the kernel with EINVAL and no word; said here it names the field. */
function checkName(name: unknown): string {
  if (typeof name !== 'string') throw new TypeError('ifname: expected a string')
  const length = byteLength(name)
  if (length >= IFNAMSIZ)
    throw new RangeError(`ifname: '${name}' has ${length} bytes, an interface's name has 15 at the most`)
  if (name === '' || name === '.' || name === '..' || /[/:\s\0]/.test(name)) {
    throw new RangeError(`ifname: '${name.replaceAll('\0', '\\0')}' is not an interface's name`)
  }
  return name
}

function altNames(names: string | readonly string[]): string[] {
  const list: unknown = typeof names === 'string' ? [names] : names
  if (!Array.isArray(list) || list.length === 0) throw new TypeError('names: expected alternative names')
  return list.map((name: unknown, i) => {
    if (typeof name !== 'string') throw new TypeError(`names[${i}]: expected a string`)
    const length = byteLength(name)
    if (length >= ALTIFNAMSIZ)
      throw new RangeError(`names[${i}]: has ${length} bytes, an alternative name has 127 at the most`)
    if (name === '' || name.includes('\0')) throw new RangeError(`names[${i}]: is not a name`)
    return name
  })
}
