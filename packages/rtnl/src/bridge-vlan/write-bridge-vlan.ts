import { checkKeys, type KeysOf, type RequestSpec } from '@nlkit/core'
import { checkDevice, type Device } from '../devices.ts'
import { linkCodec, type LinkInput } from '../link/codec.ts'
import {
  BRIDGE_FLAGS_MASTER,
  BRIDGE_FLAGS_SELF,
  BRIDGE_VLAN_INFO_PVID,
  BRIDGE_VLAN_INFO_RANGE_BEGIN,
  BRIDGE_VLAN_INFO_RANGE_END,
  BRIDGE_VLAN_INFO_UNTAGGED
} from '../link/bridge-af-spec.constants.ts'
import { RTM_DELLINK, RTM_SETLINK } from '../link/constants.ts'
import { write, type Write } from '../write.ts'
import {
  bridgeVlanCodec,
  type BridgeVlanEntryInput,
  type BridgeVlanGlobalOptionsInput,
  type BridgeVlanInput
} from './codec.ts'
import { RTM_NEWVLAN } from './constants.ts'
import { checkObject, isAsked } from '../objects.ts'

/** A VLAN or a range of them. */
export interface VlanRange {
  /** The bridge or port. */
  readonly dev: Device
  /** The VLAN, 1 to 4094, or the first of a range. */
  readonly vid: number
  /** The last of the range. */
  readonly vidEnd?: number | undefined
}

/** VLANs to add or delete. */
export interface BridgeVlanChange extends VlanRange {
  /** Untagged packets that come in belong to it. A range has none. */
  readonly pvid?: boolean | undefined
  /** It leaves without a tag. */
  readonly untagged?: boolean | undefined
  /** Tunnel id that the first VLAN becomes, the next ones follow; the port has `vlanTunnel`. */
  readonly tunnelId?: number | undefined
  /** Of the bridge device itself: needed where dev is a bridge. */
  readonly self?: boolean | undefined
  /** Of the bridge's port: the default. */
  readonly master?: boolean | undefined
}

const CHANGE_KEYS: KeysOf<BridgeVlanChange> = {
  dev: true,
  vid: true,
  vidEnd: true,
  pvid: true,
  untagged: true,
  tunnelId: true,
  self: true,
  master: true
}

/** Options of VLANs that are there. */
export interface BridgeVlanOptions
  extends
    VlanRange,
    Pick<BridgeVlanEntryInput, 'state' | 'mcastRouter' | 'mcastMaxGroups' | 'neighSuppress' | 'tunnelInfo'> {}

/** A bridge's options of VLANs. */
export interface BridgeVlanGlobalChange
  extends VlanRange, Omit<BridgeVlanGlobalOptionsInput, 'id' | 'range'> {}

/** What the verbs send. */
export const bridgeVlanWrites = {
  /** Adds VLANs, or changes pvid and untagged of those that are there, as `bridge vlan add` does. */
  add: (vlan: BridgeVlanChange): Write => afSpec(vlan, 'RTM_SETLINK', RTM_SETLINK),
  /** Deletes VLANs, or with a tunnel id only the tunnels. */
  delete: (vlan: BridgeVlanChange): Write => afSpec(vlan, 'RTM_DELLINK', RTM_DELLINK),
  /** Sets options. The kernel answers ENOENT for a VLAN that is not there. */
  set: (vlan: BridgeVlanOptions): Write => {
    checkObject(vlan, 'vlan')
    const { dev, vid, vidEnd, ...options } = vlan
    check({ dev, vid, vidEnd })
    return vlanMessage(dev, {
      entry: [
        {
          info: { vid, flags: 64 }, // BRIDGE_VLAN_INFO_ONLY_OPTS
          ...(vidEnd === undefined ? {} : { range: vidEnd }),
          ...options
        }
      ]
    })
  },
  /** Sets a bridge's options. */
  setGlobal: (vlan: BridgeVlanGlobalChange): Write => {
    checkObject(vlan, 'vlan')
    const { dev, vid, vidEnd, ...options } = vlan
    check({ dev, vid, vidEnd })
    return vlanMessage(dev, {
      globalOptions: [{ id: vid, ...(vidEnd === undefined ? {} : { range: vidEnd }), ...options }]
    })
  }
}

function vlanMessage(dev: Device, value: BridgeVlanInput): Write {
  return write({ dev }, (indices) => ({
    type: RTM_NEWVLAN,
    name: 'RTM_NEWVLAN',
    body: bridgeVlanCodec,
    value: { ...value, family: 'bridge' as const, ifindex: indices['dev'] }
  }))
}

/** @throws TypeError, RangeError for what is no VLAN or range */
function check({ dev, vid, vidEnd }: { dev: unknown; vid: unknown; vidEnd: unknown }): void {
  checkDevice(dev, 'dev')
  for (const [key, value] of Object.entries({ vid, vidEnd })) {
    if (key === 'vidEnd' && value === undefined) continue
    if (typeof value !== 'number') throw new TypeError(`${key}: expected a VLAN, got ${String(value)}`)
    if (!Number.isInteger(value) || value < 1 || value > 4094)
      throw new RangeError(`${key}: ${value} is not in 1 to 4094`)
  }
  if (typeof vidEnd === 'number' && vidEnd <= Number(vid))
    throw new RangeError(`vidEnd: ${vidEnd} is not behind ${String(vid)}`)
}

type AfSpec = Extract<NonNullable<LinkInput['afSpec']>, object>

function afSpec(vlan: BridgeVlanChange, name: 'RTM_SETLINK' | 'RTM_DELLINK', type: number): Write {
  checkKeys(vlan, CHANGE_KEYS, 'vlan')
  const { dev, vid, vidEnd, pvid, untagged, tunnelId, self, master } = vlan
  check({ dev, vid, vidEnd })
  if (isAsked(pvid, 'pvid') && vidEnd !== undefined) throw new TypeError('pvid: a range has none')
  const flags =
    (pvid === true ? BRIDGE_VLAN_INFO_PVID : 0) |
    (isAsked(untagged, 'untagged') ? BRIDGE_VLAN_INFO_UNTAGGED : 0)
  const steps =
    vidEnd === undefined
      ? [{ vid, flags, more: 0 }]
      : [
          { vid, flags: flags | BRIDGE_VLAN_INFO_RANGE_BEGIN, more: 0 },
          { vid: vidEnd, flags: flags | BRIDGE_VLAN_INFO_RANGE_END, more: vidEnd - vid }
        ]
  const target =
    (isAsked(self, 'self') ? BRIDGE_FLAGS_SELF : 0) | (isAsked(master, 'master') ? BRIDGE_FLAGS_MASTER : 0)
  const spec = {
    ...(target === 0 ? {} : { flags: target }),
    ...(tunnelId === undefined
      ? { vlanInfo: steps.map(({ vid: one, flags: own }) => ({ vid: one, flags: own })) }
      : {
          vlanTunnelInfo: steps.map(({ vid: one, flags: own, more }) => ({
            id: tunnelId + more,
            vid: one,
            flags: own
          }))
        })
  } satisfies AfSpec
  return write({ dev }, (indices): RequestSpec<LinkInput> => ({
    type,
    name,
    body: linkCodec,
    value: { family: 'bridge', index: indices['dev'], afSpec: spec }
  }))
}
