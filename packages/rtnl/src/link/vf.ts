import { checkKeys, type KeysOf } from '@nlkit/core'
import { selected } from '@nlkit/core/codec'
import { checkObject } from '../objects.ts'
import type { LinkInput } from './codec.ts'
import type { VlanProtocol } from './kinds/vlan.codec.ts'
import { ETH_P } from './kinds/vlan.constants.ts'
import type { VdpPortInput, VfInfoInput } from './vf.codec.ts'

/** A VLAN of a virtual function. */
export interface VfVlan {
  /** 1 to 4095; 0 takes the VLAN away. */
  readonly vlan: number
  /** Priority, 0 to 7. */
  readonly qos?: number | undefined
  /** Kind of its tag: `'8021q'`, the default, or `'8021ad'`; or the Ethertype. */
  readonly vlanProto?: VlanProtocol | number | undefined
}

/** Settings of an SR-IOV virtual function. Which of them there are is up to the driver: EOPNOTSUPP. */
export interface VfChange {
  /** Hardware address. */
  readonly mac?: string | undefined
  readonly vlan?: VfVlan | undefined
  /** Most it may send, Mbit/s, 0 for no limit: the older way to say maxTxRate. */
  readonly txRate?: number | undefined
  /** Least it may send, Mbit/s; goes with maxTxRate. */
  readonly minTxRate?: number | undefined
  /** Most it may send, Mbit/s, 0 for no limit; goes with minTxRate. */
  readonly maxTxRate?: number | undefined
  /** Whether its source addresses are checked. */
  readonly spoofchk?: boolean | undefined
  readonly linkState?: 'auto' | 'enable' | 'disable' | undefined
  /** Whether it may ask for the RSS configuration. */
  readonly rssQueryEn?: boolean | undefined
  readonly trust?: boolean | undefined
  /** InfiniBand GUID, `'0x..'`. */
  readonly ibNodeGuid?: `0x${string}` | undefined
  /** InfiniBand GUID, `'0x..'`. */
  readonly ibPortGuid?: `0x${string}` | undefined
}

const VLAN_KEYS: KeysOf<VfVlan> = { vlan: true, qos: true, vlanProto: true }

const KEYS: KeysOf<VfChange> = {
  mac: true,
  vlan: true,
  txRate: true,
  minTxRate: true,
  maxTxRate: true,
  spoofchk: true,
  linkState: true,
  rssQueryEn: true,
  trust: true,
  ibNodeGuid: true,
  ibPortGuid: true
}

/** A port of 802.1Qbg or Qbh to associate. */
export type VfPortChange = Omit<VdpPortInput, 'vf' | 'response'>

function checkInteger(value: unknown, key: string, max: number): number {
  if (typeof value !== 'number') throw new TypeError(`${key}: expected a number, got ${String(value)}`)
  if (!Number.isInteger(value) || value < 0 || value > max)
    throw new RangeError(`${key}: expected an integer from 0 to ${max}, got ${value}`)
  return value
}

function checkBoolean(value: unknown, key: string): number {
  if (typeof value !== 'boolean') throw new TypeError(`${key}: expected true or false, got ${String(value)}`)
  return value ? 1 : 0
}

function vlanOf(vf: number, of: VfVlan): VfInfoInput {
  checkKeys(of, VLAN_KEYS, 'vlan')
  const { vlan, qos = 0, vlanProto: said = '8021q' } = of
  const vlanProto = selected(ETH_P, said)
  checkInteger(vlan, 'vlan.vlan', 4095)
  checkInteger(qos, 'vlan.qos', 7)
  if (vlanProto === '8021q') return { vlan: { vf, vlan, qos } }
  if (vlanProto !== '8021ad')
    throw new RangeError(`vlan.vlanProto: expected 8021q or 8021ad, got ${String(said)}`)
  return { vlanList: { info: [{ vf, vlan, qos, vlanProto }] } }
}

/** IFLA_VFINFO_LIST for one function. @throws TypeError, RangeError that begin with the key */
export function vfValue(vf: number, change: VfChange): LinkInput {
  checkInteger(vf, 'vf', 0x7fffffff)
  checkKeys(change, KEYS, 'change')
  const info: VfInfoInput = {}
  if (change.mac !== undefined) info.mac = { vf, mac: change.mac }
  if (change.vlan !== undefined) Object.assign(info, vlanOf(vf, change.vlan))
  if (change.txRate !== undefined)
    info.txRate = { vf, rate: checkInteger(change.txRate, 'txRate', 0xffffffff) }
  const { minTxRate, maxTxRate } = change
  if (minTxRate !== undefined || maxTxRate !== undefined) {
    // The kernel sets both at once (ndo_set_vf_rate()): one alone would reset the other in silence.
    if (minTxRate === undefined || maxTxRate === undefined)
      throw new TypeError(`${minTxRate === undefined ? 'minTxRate' : 'maxTxRate'}: goes with the other rate`)
    checkInteger(minTxRate, 'minTxRate', 0xffffffff)
    checkInteger(maxTxRate, 'maxTxRate', 0xffffffff)
    if (maxTxRate !== 0 && minTxRate > maxTxRate)
      throw new RangeError(`minTxRate: ${minTxRate} is more than maxTxRate`)
    info.rate = { vf, minTxRate, maxTxRate }
  }
  if (change.spoofchk !== undefined)
    info.spoofchk = { vf, setting: checkBoolean(change.spoofchk, 'spoofchk') }
  if (change.linkState !== undefined) info.linkState = { vf, linkState: change.linkState }
  if (change.rssQueryEn !== undefined)
    info.rssQueryEn = { vf, setting: checkBoolean(change.rssQueryEn, 'rssQueryEn') }
  if (change.trust !== undefined) info.trust = { vf, setting: checkBoolean(change.trust, 'trust') }
  if (change.ibNodeGuid !== undefined) info.ibNodeGuid = { vf, guid: change.ibNodeGuid }
  if (change.ibPortGuid !== undefined) info.ibPortGuid = { vf, guid: change.ibPortGuid }
  if (Object.keys(info).length === 0) throw new TypeError('change: a setting is missing')
  return { vfinfoList: { info: [info] } }
}

/** IFLA_VF_PORTS or IFLA_PORT_SELF. The kernel tells the two apart by where the port stands (do_setlink()). */
export function vfPortValue(vf: number | 'self', port: VfPortChange): LinkInput {
  checkObject(port, 'port')
  if (vf === 'self') return { portSelf: { ...port, vf: -1 } }
  checkInteger(vf, 'vf', 0x7fffffff)
  return { vfPorts: { port: [{ ...port, vf }] } }
}
