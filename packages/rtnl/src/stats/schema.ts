/** Statistics of links: linux/if_link.h, linux/if_bridge.h, linux/if_bonding.h, linux/mpls.h; net/core/rtnetlink.c. */
import {
  array,
  attributes,
  counter,
  flagged,
  flags,
  keyed,
  message,
  multi,
  nest,
  pad,
  padding,
  struct,
  u16,
  u32,
  u8
} from '@nlkit/core/schema'
import { family } from '../family/schema.ts'
import { rtnlLinkStats64 } from '../link/stats.schema.ts'
import { statsAfSpec } from './af-spec.schema.ts'

/** IFLA_STATS_FILTER_BIT() of each attribute. */
export const statsFilters = flags('STATS_FILTER', [
  ['STATS_FILTER_LINK_64', 1 << 0, 'Counters of the link.'],
  ['STATS_FILTER_LINK_XSTATS', 1 << 1, 'Counters of its kind: bridge, bond.'],
  ['STATS_FILTER_LINK_XSTATS_SLAVE', 1 << 2, 'Counters as a port of its master.'],
  ['STATS_FILTER_LINK_OFFLOAD_XSTATS', 1 << 3, 'Counters of hardware.'],
  ['STATS_FILTER_AF_SPEC', 1 << 4, 'Counters of address families: MPLS.']
])

export const ifStatsMsg = struct('if_stats_msg', '', [
  ['family', family, 'Always unspec.'],
  [padding(3)],
  ['ifindex', u32, 'Index of the interface.'],
  ['filter_mask', flagged(u32, statsFilters), 'Which statistics, STATS_FILTER_*.']
])

const bridgeVlanXstats = struct('bridge_vlan_xstats', '', [
  ['rx_bytes', counter, 'Bytes received.'],
  ['rx_packets', counter, 'Packets received.'],
  ['tx_bytes', counter, 'Bytes sent.'],
  ['tx_packets', counter, 'Packets sent.'],
  ['vid', u16, 'VLAN.'],
  ['flags', u16, 'BRIDGE_VLAN_INFO_*.'],
  [padding(4)]
])

const both = (text: string): string => `${text}: received, sent.`

const brMcastStats = struct('br_mcast_stats', '', [
  ['igmp_v1queries', array(counter, 2), both('IGMPv1 queries')],
  ['igmp_v2queries', array(counter, 2), both('IGMPv2 queries')],
  ['igmp_v3queries', array(counter, 2), both('IGMPv3 queries')],
  ['igmp_leaves', array(counter, 2), both('IGMP leaves')],
  ['igmp_v1reports', array(counter, 2), both('IGMPv1 reports')],
  ['igmp_v2reports', array(counter, 2), both('IGMPv2 reports')],
  ['igmp_v3reports', array(counter, 2), both('IGMPv3 reports')],
  ['igmp_parse_errors', counter, 'Bad IGMP packets.'],
  ['mld_v1queries', array(counter, 2), both('MLDv1 queries')],
  ['mld_v2queries', array(counter, 2), both('MLDv2 queries')],
  ['mld_leaves', array(counter, 2), both('MLD leaves')],
  ['mld_v1reports', array(counter, 2), both('MLDv1 reports')],
  ['mld_v2reports', array(counter, 2), both('MLDv2 reports')],
  ['mld_parse_errors', counter, 'Bad MLD packets.'],
  ['mcast_bytes', array(counter, 2), both('Bytes of multicast')],
  ['mcast_packets', array(counter, 2), both('Packets of multicast')]
])

const bridgeStpXstats = struct('bridge_stp_xstats', '', [
  ['transition_blk', counter, 'Changes to blocking.'],
  ['transition_fwd', counter, 'Changes to forwarding.'],
  ['rx_bpdu', counter, 'Hellos received.'],
  ['tx_bpdu', counter, 'Hellos sent.'],
  ['rx_tcn', counter, 'Topology changes received.'],
  ['tx_tcn', counter, 'Topology changes sent.']
])

const bridgeXstats = attributes('BridgeXstats', 'BRIDGE_XSTATS', 'Counters of a bridge or its port.', [
  ['BRIDGE_XSTATS_VLAN', 1, multi(bridgeVlanXstats), 'By VLAN.'],
  ['BRIDGE_XSTATS_MCAST', 2, brMcastStats, 'Multicast snooping.'],
  ['BRIDGE_XSTATS_PAD', 3, pad, 'Aligns.'],
  ['BRIDGE_XSTATS_STP', 4, bridgeStpXstats, 'Spanning tree of the port.']
])

const bond3adStats = attributes('Bond3adStats', 'BOND_3AD_STAT', 'Counters of 802.3ad.', [
  ['BOND_3AD_STAT_LACPDU_RX', 0, counter, 'LACPDUs received.'],
  ['BOND_3AD_STAT_LACPDU_TX', 1, counter, 'LACPDUs sent.'],
  ['BOND_3AD_STAT_LACPDU_UNKNOWN_RX', 2, counter, 'Unknown LACPDUs received.'],
  ['BOND_3AD_STAT_LACPDU_ILLEGAL_RX', 3, counter, 'Illegal LACPDUs received.'],
  ['BOND_3AD_STAT_MARKER_RX', 4, counter, 'Markers received.'],
  ['BOND_3AD_STAT_MARKER_TX', 5, counter, 'Markers sent.'],
  ['BOND_3AD_STAT_MARKER_RESP_RX', 6, counter, 'Answers to markers received.'],
  ['BOND_3AD_STAT_MARKER_RESP_TX', 7, counter, 'Answers to markers sent.'],
  ['BOND_3AD_STAT_MARKER_UNKNOWN_RX', 8, counter, 'Unknown markers received.'],
  ['BOND_3AD_STAT_PAD', 9, pad, 'Aligns.']
])

const bondXstats = attributes('BondXstats', 'BOND_XSTATS', 'Counters of a bond or its port.', [
  ['BOND_XSTATS_3AD', 1, nest(bond3adStats, { flagged: false }), '802.3ad.']
])

const linkXstats = attributes('LinkXstats', 'LINK_XSTATS_TYPE', 'Counters of a kind.', [
  ['LINK_XSTATS_TYPE_BRIDGE', 1, nest(bridgeXstats, { flagged: false }), 'Bridge.'],
  ['LINK_XSTATS_TYPE_BOND', 2, nest(bondXstats, { flagged: false }), 'Bond.']
])

const rtnlHwStats64 = struct('rtnl_hw_stats64', '', [
  ['rx_packets', counter, 'Packets received.'],
  ['tx_packets', counter, 'Packets sent.'],
  ['rx_bytes', counter, 'Bytes received.'],
  ['tx_bytes', counter, 'Bytes sent.'],
  ['rx_errors', counter, 'Bad packets received.'],
  ['tx_errors', counter, 'Packets that could not be sent.'],
  ['rx_dropped', counter, 'Received and dropped.'],
  ['tx_dropped', counter, 'Dropped on the way out.'],
  ['multicast', counter, 'Multicast packets received.']
])

const hwSInfo = attributes('HwSInfo', 'IFLA_OFFLOAD_XSTATS_HW_S_INFO', 'State of counting in hardware.', [
  ['IFLA_OFFLOAD_XSTATS_HW_S_INFO_REQUEST', 1, u8, '1: asked for.'],
  ['IFLA_OFFLOAD_XSTATS_HW_S_INFO_USED', 2, u8, '1: some device counts.']
])

const offloadXstats = attributes('OffloadXstats', 'IFLA_OFFLOAD_XSTATS', 'Counters of hardware.', [
  ['IFLA_OFFLOAD_XSTATS_CPU_HIT', 1, rtnlLinkStats64, 'Packets that the host saw.'],
  [
    'IFLA_OFFLOAD_XSTATS_HW_S_INFO',
    2,
    keyed('HwStatsInfo', 'attribute', 'Whose state: IFLA_OFFLOAD_XSTATS_L3_STATS.', nest(hwSInfo)),
    'What is counted in hardware.'
  ],
  ['IFLA_OFFLOAD_XSTATS_L3_STATS', 3, rtnlHwStats64, 'Packets routed in hardware.']
])

export const statsAttributes = attributes('LinkStatisticsAttributes', 'IFLA_STATS', 'Statistics of a link.', [
  ['IFLA_STATS_LINK_64', 1, rtnlLinkStats64, 'Of the link.'],
  ['IFLA_STATS_LINK_XSTATS', 2, nest(linkXstats, { flagged: false }), 'Of its kind.'],
  ['IFLA_STATS_LINK_XSTATS_SLAVE', 3, nest(linkXstats, { flagged: false }), 'As a port of its master.'],
  ['IFLA_STATS_LINK_OFFLOAD_XSTATS', 4, nest(offloadXstats, { flagged: false }), 'Of hardware.'],
  ['IFLA_STATS_AF_SPEC', 5, nest(statsAfSpec, { flagged: false }), 'By address family.']
])

export const linkStatistics = message({
  name: 'linkStatistics',
  doc: 'Statistics of a link.',
  header: ifStatsMsg,
  attributes: statsAttributes,
  messages: { RTM_NEWSTATS: 92 },
  identity: ['ifindex']
})
