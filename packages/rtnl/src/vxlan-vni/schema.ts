/** Which VNIs a VXLAN device takes: linux/if_link.h; drivers/net/vxlan/vxlan_vnifilter.c. */
import {
  attributes,
  counter,
  flagged,
  flags,
  ipv4,
  ipv6,
  message,
  multi,
  nest,
  pad,
  padding,
  struct,
  u32,
  u8
} from '@nlkit/core/schema'
import { family } from '../family/schema.ts'

export const tunnelMsgFlags = flags('TUNNEL_MSG_FLAG', [
  ['TUNNEL_MSG_FLAG_STATS', 1, 'In dumps: with statistics.']
])

export const tunnelMsg = struct('tunnel_msg', '', [
  ['family', family, 'Always `bridge`.'],
  ['flags', flagged(u8, tunnelMsgFlags), 'TUNNEL_MSG_FLAG_*.'],
  [padding(2)],
  ['ifindex', u32, 'Index of the VXLAN device.']
])

const stats = attributes('VxlanVniStats', 'VNIFILTER_ENTRY_STATS', 'Statistics of a VNI.', [
  ['VNIFILTER_ENTRY_STATS_RX_BYTES', 1, counter, 'Bytes received.'],
  ['VNIFILTER_ENTRY_STATS_RX_PKTS', 2, counter, 'Packets received.'],
  ['VNIFILTER_ENTRY_STATS_RX_DROPS', 3, counter, 'Packets received and dropped.'],
  ['VNIFILTER_ENTRY_STATS_RX_ERRORS', 4, counter, 'Packets received with an error.'],
  ['VNIFILTER_ENTRY_STATS_TX_BYTES', 5, counter, 'Bytes sent.'],
  ['VNIFILTER_ENTRY_STATS_TX_PKTS', 6, counter, 'Packets sent.'],
  ['VNIFILTER_ENTRY_STATS_TX_DROPS', 7, counter, 'Packets to send that were dropped.'],
  ['VNIFILTER_ENTRY_STATS_TX_ERRORS', 8, counter, 'Packets to send with an error.'],
  ['VNIFILTER_ENTRY_STATS_PAD', 9, pad, 'Aligns.']
])

const entry = attributes('VxlanVniEntry', 'VXLAN_VNIFILTER_ENTRY', 'A VNI, or a range.', [
  ['VXLAN_VNIFILTER_ENTRY_START', 1, u32, 'The VNI, or the first of a range.'],
  ['VXLAN_VNIFILTER_ENTRY_END', 2, u32, 'The last of the range.'],
  ['VXLAN_VNIFILTER_ENTRY_GROUP', 3, ipv4, 'Multicast group, or the default other end, IPv4.'],
  ['VXLAN_VNIFILTER_ENTRY_GROUP6', 4, ipv6, 'The same, IPv6.'],
  ['VXLAN_VNIFILTER_ENTRY_STATS', 5, nest(stats), 'Statistics.']
])

export const vxlanVni = message({
  name: 'vxlanVni',
  doc: 'VNIs of a VXLAN device.',
  header: tunnelMsg,
  attributes: attributes('VxlanVniAttributes', 'VXLAN_VNIFILTER', 'VNIs.', [
    ['VXLAN_VNIFILTER_ENTRY', 1, multi(nest(entry)), 'VNIs and ranges.']
  ]),
  messages: { RTM_NEWTUNNEL: 120, RTM_DELTUNNEL: 121, RTM_GETTUNNEL: 122 },
  identity: { module: './identity.ts', name: 'vxlanVniIdentity' }
})
