import type { Linkinfo } from '../link/linkinfo.codec.ts'
import type { Gtp } from '../link/kinds/gtp.codec.ts'
import type { Hsr } from '../link/kinds/hsr.codec.ts'
import type { Ipvlan } from '../link/kinds/ipvlan.codec.ts'
import { IPVLAN_F_PRIVATE, IPVLAN_F_VEPA } from '../link/kinds/ipvlan.constants.ts'
import type { Macsec } from '../link/kinds/macsec.codec.ts'
import type { Macvlan } from '../link/kinds/macvlan.codec.ts'
import { MACVLAN_FLAG_NODST, MACVLAN_FLAG_NOPROMISC } from '../link/kinds/macvlan.constants.ts'
import type { Tun } from '../link/kinds/tun.codec.ts'
import type { Vlan } from '../link/kinds/vlan.codec.ts'
import {
  VLAN_FLAG_BRIDGE_BINDING,
  VLAN_FLAG_GVRP,
  VLAN_FLAG_LOOSE_BINDING,
  VLAN_FLAG_MVRP,
  VLAN_FLAG_REORDER_HDR
} from '../link/kinds/vlan.constants.ts'
import type { Xfrm } from '../link/kinds/xfrm.codec.ts'
import { bondJson, bondSlaveJson } from './bond.ts'
import { bridgeJson, bridgePortJson } from './bridge.ts'
import { canJson } from './can.ts'
import { bitNames, present, type Interfaces, type JsonObject } from './names.ts'
import { amtJson, bareudpJson, ipoibJson, netkitJson, rmnetJson } from './rare-kinds.ts'
import { geneveJson, gre6Json, greJson, ip6TunnelJson, ipTunnelJson, vtiJson, vxlanJson } from './tunnels.ts'

/** `info_data` of a link. The tool has none of ovpn and ppp. */
export function kindJson(info: Linkinfo, interfaces: Interfaces): JsonObject | undefined {
  if (info.data === undefined) return undefined
  switch (info.kind) {
    case 'amt':
      return amtJson(info.data, interfaces)
    case 'bareudp':
      return bareudpJson(info.data)
    case 'bond':
      return bondJson(info.data, interfaces)
    case 'bridge':
      return bridgeJson(info.data)
    case 'can':
      return canJson(info.data)
    case 'dsa':
      return present({
        conduit: info.data.conduit === undefined ? undefined : interfaces.nameOf(info.data.conduit)
      })
    case 'erspan':
    case 'gre':
    case 'gretap':
      return greJson(info.data, interfaces)
    case 'geneve':
      return geneveJson(info.data)
    case 'gtp':
      return gtpJson(info.data)
    case 'hsr':
      return hsrJson(info.data, interfaces)
    case 'ip6erspan':
    case 'ip6gre':
    case 'ip6gretap':
      return gre6Json(info.data, interfaces)
    case 'ip6tnl':
      return ip6TunnelJson(info.data, interfaces)
    case 'ipip':
    case 'sit':
      return ipTunnelJson(info.data, interfaces)
    case 'ipoib':
      return ipoibJson(info.data)
    case 'ipvlan':
    case 'ipvtap':
      return ipvlanJson(info.data)
    case 'macsec':
      return macsecJson(info.data)
    case 'macvlan':
    case 'macvtap':
      return macvlanJson(info.data)
    case 'netkit':
      return netkitJson(info.data)
    case 'rmnet':
      return rmnetJson(info.data)
    case 'tun':
      return tunJson(info.data)
    case 'vlan':
      return vlanJson(info.data)
    case 'vrf':
      return present({ table: info.data.table })
    case 'vti':
    case 'vti6':
      return vtiJson(info.data, interfaces)
    case 'vxlan':
      return vxlanJson(info.data, interfaces)
    case 'wwan':
      return present({ linkid: info.data.linkId })
    case 'xfrm':
      return xfrmJson(info.data)
    default:
      return undefined
  }
}

/** `info_slave_data`, of what a link is a part of. */
export function slaveJson(info: Linkinfo, interfaces: Interfaces): JsonObject | undefined {
  if (info.slaveData === undefined) return undefined
  switch (info.slaveKind) {
    case 'bond':
      return bondSlaveJson(info.slaveData)
    case 'bridge':
      return bridgePortJson(info.slaveData, interfaces)
    case 'vrf':
      return present({ table: info.slaveData.table })
    default:
      return undefined
  }
}

const isOn = (value: number | undefined): boolean | undefined =>
  value === undefined ? undefined : value !== 0
const has = (word: number | undefined, bit: number): true | undefined =>
  word !== undefined && (word & bit) !== 0 ? true : undefined

const VLAN_FLAGS = [
  ['REORDER_HDR', VLAN_FLAG_REORDER_HDR],
  ['GVRP', VLAN_FLAG_GVRP],
  ['MVRP', VLAN_FLAG_MVRP],
  ['LOOSE_BINDING', VLAN_FLAG_LOOSE_BINDING],
  ['BRIDGE_BINDING', VLAN_FLAG_BRIDGE_BINDING]
] as const

const mappings = (qos: Vlan['egressQos']): JsonObject[] | undefined =>
  qos?.mapping?.map(({ from, to }) => ({ from, to }))

function vlanJson(vlan: Vlan): JsonObject {
  const flags = bitNames(vlan.flags?.flags ?? 0, VLAN_FLAGS)
  return present({
    protocol: vlan.protocol === '8021ad' ? '802.1ad' : '802.1Q',
    id: vlan.id,
    flags: flags.length === 0 ? undefined : flags,
    ingress_qos: mappings(vlan.ingressQos),
    egress_qos: mappings(vlan.egressQos)
  })
}

const macvlanJson = (macvlan: Macvlan): JsonObject =>
  present({
    mode: macvlan.mode,
    nopromisc: has(macvlan.flags, MACVLAN_FLAG_NOPROMISC),
    nodst: has(macvlan.flags, MACVLAN_FLAG_NODST),
    bcqueuelen: macvlan.bcQueueLen,
    usedbcqueuelen: macvlan.bcQueueLenUsed,
    macaddr_count: macvlan.mode === 'source' ? macvlan.macaddrCount : undefined,
    macaddr_data: macvlan.macaddrData?.macaddr
  })

const ipvlanJson = ({ mode, flags }: Ipvlan): JsonObject =>
  present({
    mode,
    private: has(flags, IPVLAN_F_PRIVATE),
    vepa: has(flags, IPVLAN_F_VEPA),
    bridge: flags === 0 ? true : undefined
  })

const CIPHER_SUITES: Readonly<Record<string, string>> = {
  '0x80020001000001': 'GCM-AES-128',
  '0x80c20001000001': 'GCM-AES-128',
  '0x80c20001000002': 'GCM-AES-256',
  '0x80c20001000003': 'GCM-AES-XPN-128',
  '0x80c20001000004': 'GCM-AES-XPN-256'
}

const macsecJson = (macsec: Macsec): JsonObject =>
  present({
    sci: macsec.sci?.slice(2).padStart(16, '0'),
    protect: isOn(macsec.protect),
    cipher_suite: macsec.cipherSuite === undefined ? undefined : CIPHER_SUITES[macsec.cipherSuite],
    icv_len: macsec.icvLen,
    encoding_sa: macsec.encodingSa,
    validation: macsec.validation,
    offload: macsec.offload,
    encrypt: isOn(macsec.encrypt),
    inc_sci: isOn(macsec.incSci),
    es: isOn(macsec.es),
    scb: isOn(macsec.scb),
    replay_protect: isOn(macsec.replayProtect),
    window: macsec.window
  })

const hsrJson = (hsr: Hsr, interfaces: Interfaces): JsonObject =>
  present({
    slave1: hsr.slave1 === undefined ? undefined : interfaces.nameOf(hsr.slave1),
    slave2: hsr.slave2 === undefined ? undefined : interfaces.nameOf(hsr.slave2),
    seq_nr: hsr.seqNr,
    supervision_addr: hsr.supervisionAddr,
    proto: hsr.protocol === undefined ? undefined : hsr.protocol === 'prp' ? 1 : 0
  })

const gtpJson = (gtp: Gtp): JsonObject =>
  present({ role: gtp.role, hsize: gtp.pdpHashsize, restart_count: gtp.restartCount })

const xfrmJson = (xfrm: Xfrm): JsonObject =>
  present({
    external: xfrm.collectMetadata,
    if_id: xfrm.ifId === undefined || xfrm.ifId === 0 ? undefined : `0x${xfrm.ifId.toString(16)}`
  })

/** The tool prints names of users and groups from the system's files; here they are numbers. */
const tunJson = (tun: Tun): JsonObject =>
  present({
    type: tun.type,
    pi: isOn(tun.pi),
    vnet_hdr: isOn(tun.vnetHdr),
    multi_queue: isOn(tun.multiQueue),
    numqueues: tun.multiQueue === 1 ? tun.numQueues : undefined,
    numdisabled: tun.multiQueue === 1 ? tun.numDisabledQueues : undefined,
    persist: isOn(tun.persist),
    user: tun.owner,
    group: tun.group
  })
