/** SR-IOV virtual functions and VDP ports: linux/if_link.h. */
import {
  attributes,
  be16,
  binary,
  counter,
  custom,
  enumerated,
  enumeration,
  hardwareAddress,
  id,
  multi,
  nest,
  pad,
  padding,
  s32,
  string,
  struct,
  u16,
  u32,
  u8
} from '@nlkit/core/schema'
import { vlanProtocols } from './kinds/vlan.schema.ts'

const vf = ['vf', u32, 'Number of the virtual function.'] as const

export const vfLinkStates = enumeration('VfLinkState', 'IFLA_VF_LINK_STATE', [
  ['IFLA_VF_LINK_STATE_AUTO', 0, 'As the physical function.'],
  ['IFLA_VF_LINK_STATE_ENABLE', 1, 'Always up.'],
  ['IFLA_VF_LINK_STATE_DISABLE', 2, 'Always down.']
])

const vfMac = struct('ifla_vf_mac', '', [
  vf,
  ['mac', hardwareAddress(32, { padded: true }), 'Hardware address.']
])
const vfBroadcast = struct('ifla_vf_broadcast', '', [
  ['broadcast', hardwareAddress(32, { padded: true }), 'Broadcast address.']
])
const vfVlan = struct('ifla_vf_vlan', '', [
  vf,
  ['vlan', u32, 'VLAN, 0 to 4095; 0 is none.'],
  ['qos', u32, 'Priority, 0 to 7.']
])
const vfTxRate = struct('ifla_vf_tx_rate', '', [
  vf,
  ['rate', u32, 'Most it may send, Mbit/s; 0 is no limit.']
])
const vfSpoofchk = struct('ifla_vf_spoofchk', '', [
  vf,
  ['setting', u32, '1: its source addresses are checked.']
])
const vfLinkState = struct('ifla_vf_link_state', '', [
  vf,
  ['link_state', enumerated(u32, vfLinkStates), 'State of its link.']
])
const vfRate = struct('ifla_vf_rate', '', [
  vf,
  ['min_tx_rate', u32, 'Least it may send, Mbit/s.'],
  ['max_tx_rate', u32, 'Most it may send, Mbit/s.']
])
const vfRssQueryEn = struct('ifla_vf_rss_query_en', '', [
  vf,
  ['setting', u32, '1: it may ask for the RSS configuration.']
])
const vfTrust = struct('ifla_vf_trust', '', [vf, ['setting', u32, '1: it is trusted.']])
const vfGuid = struct('ifla_vf_guid', '', [vf, ['guid', id, 'InfiniBand GUID.']])
const vfVlanInfo = struct('ifla_vf_vlan_info', '', [
  vf,
  ['vlan', u32, 'VLAN, 0 to 4095.'],
  ['qos', u32, 'Priority, 0 to 7.'],
  ['vlan_proto', enumerated(be16, vlanProtocols), 'Kind of its tag.']
])

const vfStats = attributes('VfStats', 'IFLA_VF_STATS', 'Statistics of a virtual function.', [
  ['IFLA_VF_STATS_RX_PACKETS', 0, counter, 'Packets received.'],
  ['IFLA_VF_STATS_TX_PACKETS', 1, counter, 'Packets sent.'],
  ['IFLA_VF_STATS_RX_BYTES', 2, counter, 'Bytes received.'],
  ['IFLA_VF_STATS_TX_BYTES', 3, counter, 'Bytes sent.'],
  ['IFLA_VF_STATS_BROADCAST', 4, counter, 'Broadcast packets received.'],
  ['IFLA_VF_STATS_MULTICAST', 5, counter, 'Multicast packets received.'],
  ['IFLA_VF_STATS_PAD', 6, pad, 'Aligns.'],
  ['IFLA_VF_STATS_RX_DROPPED', 7, counter, 'Received and dropped.'],
  ['IFLA_VF_STATS_TX_DROPPED', 8, counter, 'Dropped on the way out.']
])

const vfVlanList = attributes('VfVlanList', 'IFLA_VF_VLAN', 'VLANs of a virtual function.', [
  ['IFLA_VF_VLAN_INFO', 1, multi(vfVlanInfo), 'The VLANs.']
])

const vfInfo = attributes('VfInfo', 'IFLA_VF', 'A virtual function.', [
  ['IFLA_VF_MAC', 1, vfMac, 'Hardware address.'],
  ['IFLA_VF_VLAN', 2, vfVlan, 'VLAN.'],
  ['IFLA_VF_TX_RATE', 3, vfTxRate, 'Most it may send.'],
  ['IFLA_VF_SPOOFCHK', 4, vfSpoofchk, 'Whether source addresses are checked.'],
  ['IFLA_VF_LINK_STATE', 5, vfLinkState, 'State of its link.'],
  ['IFLA_VF_RATE', 6, vfRate, 'Least and most it may send.'],
  ['IFLA_VF_RSS_QUERY_EN', 7, vfRssQueryEn, 'Whether it may ask for the RSS configuration.'],
  ['IFLA_VF_STATS', 8, nest(vfStats, { flagged: false }), 'Statistics.'],
  ['IFLA_VF_TRUST', 9, vfTrust, 'Whether it is trusted.'],
  ['IFLA_VF_IB_NODE_GUID', 10, vfGuid, 'InfiniBand node GUID.'],
  ['IFLA_VF_IB_PORT_GUID', 11, vfGuid, 'InfiniBand port GUID.'],
  ['IFLA_VF_VLAN_LIST', 12, nest(vfVlanList, { flagged: false }), 'VLANs with their ethertypes.'],
  ['IFLA_VF_BROADCAST', 13, vfBroadcast, 'Broadcast address.']
])

export const vfinfoList = attributes('VfinfoList', 'IFLA_VF', 'Virtual functions.', [
  ['IFLA_VF_INFO', 1, multi(nest(vfInfo, { flagged: false })), 'One after the other.']
])

export const portRequests = enumeration('PortRequest', 'PORT_REQUEST', [
  ['PORT_REQUEST_PREASSOCIATE', 0],
  ['PORT_REQUEST_PREASSOCIATE_RR', 1],
  ['PORT_REQUEST_ASSOCIATE', 2],
  ['PORT_REQUEST_DISASSOCIATE', 3]
])

/** Both kinds of answers; those of profiles (802.1Qbh) begin at 0x100. */
export const portResponses = enumeration('PortResponse', 'PORT', [
  ['PORT_VDP_RESPONSE_SUCCESS', 0],
  ['PORT_VDP_RESPONSE_INVALID_FORMAT', 1],
  ['PORT_VDP_RESPONSE_INSUFFICIENT_RESOURCES', 2],
  ['PORT_VDP_RESPONSE_UNUSED_VTID', 3],
  ['PORT_VDP_RESPONSE_VTID_VIOLATION', 4],
  ['PORT_VDP_RESPONSE_VTID_VERSION_VIOALTION', 5, "The kernel's spelling."],
  ['PORT_VDP_RESPONSE_OUT_OF_SYNC', 6],
  ['PORT_PROFILE_RESPONSE_SUCCESS', 0x100],
  ['PORT_PROFILE_RESPONSE_INPROGRESS', 0x101, 'Not yet known.'],
  ['PORT_PROFILE_RESPONSE_INVALID', 0x102],
  ['PORT_PROFILE_RESPONSE_BADSTATE', 0x103],
  ['PORT_PROFILE_RESPONSE_INSUFFICIENT_RESOURCES', 0x104],
  ['PORT_PROFILE_RESPONSE_ERROR', 0x105]
])

const portVsi = struct('ifla_port_vsi', '', [
  ['vsi_mgr_id', u8, 'Id of the manager.'],
  ['vsi_type_id', binary(3), 'Id of the type.'],
  ['vsi_type_version', u8, 'Version of the type.'],
  [padding(3)]
])

const uuid = custom({ module: './uuid.ts', name: 'uuid', out: 'string' })

export const port = attributes('VdpPort', 'IFLA_PORT', 'A port of 802.1Qbg or Qbh.', [
  ['IFLA_PORT_VF', 1, s32, 'Virtual function, -1 for the link itself.'],
  ['IFLA_PORT_PROFILE', 2, string(39), 'Profile (802.1Qbh).'],
  ['IFLA_PORT_VSI_TYPE', 3, portVsi, 'Type (802.1Qbg).'],
  ['IFLA_PORT_INSTANCE_UUID', 4, uuid, 'UUID of the instance.'],
  ['IFLA_PORT_HOST_UUID', 5, uuid, 'UUID of the host.'],
  ['IFLA_PORT_REQUEST', 6, enumerated(u8, portRequests), 'What is asked for.'],
  ['IFLA_PORT_RESPONSE', 7, enumerated(u16, portResponses), 'The answer.']
])

export const vfPorts = attributes('VfPorts', 'IFLA_VF', 'Ports of virtual functions.', [
  ['IFLA_VF_PORT', 1, multi(nest(port, { flagged: false })), 'One after the other.']
])
