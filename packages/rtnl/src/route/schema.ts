/** Routes of IPv4, IPv6, MPLS and multicast: linux/rtnetlink.h; net/ipv4/fib_frontend.c, net/ipv6/route.c, net/mpls/af_mpls.c. */
import {
  attributes,
  be16,
  be32,
  binary,
  choice,
  constants,
  converted,
  counter,
  custom,
  enumerated,
  enumeration,
  flagged,
  flags,
  ip,
  labels,
  message,
  nest,
  pad,
  s32,
  string,
  struct,
  u16,
  u32,
  u8
} from '@nlkit/core/schema'
import type { AttributeRow } from '@nlkit/core/schema'
import { family, family16 } from '../family/schema.ts'
import { ipProtocol } from '../ip-protocol.schema.ts'
import { encaps } from './encap/encaps.ts'
import { scope } from './scope.schema.ts'

export const routeTypes = enumeration('RouteType', 'RTN', [
  ['RTN_UNSPEC', 0],
  ['RTN_UNICAST', 1, 'To a gateway or directly.'],
  ['RTN_LOCAL', 2, 'To this host.'],
  ['RTN_BROADCAST', 3, 'Sent and received as broadcast.'],
  ['RTN_ANYCAST', 4, 'Received as broadcast, sent as unicast.'],
  ['RTN_MULTICAST', 5, 'Multicast.'],
  ['RTN_BLACKHOLE', 6, 'Dropped in silence.'],
  ['RTN_UNREACHABLE', 7, 'Answered with ICMP host unreachable.'],
  ['RTN_PROHIBIT', 8, 'Answered with ICMP administratively prohibited.'],
  ['RTN_THROW', 9, 'Not in this table: the search goes on with the next rule.'],
  ['RTN_NAT', 10, 'Unused since Linux 2.6.'],
  ['RTN_XRESOLVE', 11, 'Unused.']
])

export const routeProtocols = enumeration('RouteProtocol', 'RTPROT', [
  ['RTPROT_UNSPEC', 0],
  ['RTPROT_REDIRECT', 1, 'By an ICMP redirect.'],
  ['RTPROT_KERNEL', 2, 'By the kernel.'],
  ['RTPROT_BOOT', 3, 'During boot; what ip(8) takes when nothing is said.'],
  ['RTPROT_STATIC', 4, 'By the administrator.'],
  ['RTPROT_GATED', 8],
  ['RTPROT_RA', 9, 'By a router advertisement.'],
  ['RTPROT_MRT', 10],
  ['RTPROT_ZEBRA', 11],
  ['RTPROT_BIRD', 12],
  ['RTPROT_DNROUTED', 13],
  ['RTPROT_XORP', 14],
  ['RTPROT_NTK', 15],
  ['RTPROT_DHCP', 16],
  ['RTPROT_MROUTED', 17],
  ['RTPROT_KEEPALIVED', 18],
  ['RTPROT_BABEL', 42],
  ['RTPROT_OVN', 84],
  ['RTPROT_OPENR', 99],
  ['RTPROT_BGP', 186],
  ['RTPROT_ISIS', 187],
  ['RTPROT_OSPF', 188],
  ['RTPROT_RIP', 189],
  ['RTPROT_EIGRP', 192]
])

export const routePreferences = enumeration('RoutePreference', 'ICMPV6_ROUTER_PREF', [
  ['ICMPV6_ROUTER_PREF_MEDIUM', 0],
  ['ICMPV6_ROUTER_PREF_HIGH', 1],
  ['ICMPV6_ROUTER_PREF_INVALID', 2],
  ['ICMPV6_ROUTER_PREF_LOW', 3]
])

export const lwtunnelEncaps = enumeration('EncapType', 'LWTUNNEL_ENCAP', [
  ['LWTUNNEL_ENCAP_NONE', 0],
  ['LWTUNNEL_ENCAP_MPLS', 1],
  ['LWTUNNEL_ENCAP_IP', 2],
  ['LWTUNNEL_ENCAP_ILA', 3],
  ['LWTUNNEL_ENCAP_IP6', 4],
  ['LWTUNNEL_ENCAP_SEG6', 5],
  ['LWTUNNEL_ENCAP_BPF', 6],
  ['LWTUNNEL_ENCAP_SEG6_LOCAL', 7],
  ['LWTUNNEL_ENCAP_RPL', 8],
  ['LWTUNNEL_ENCAP_IOAM6', 9],
  ['LWTUNNEL_ENCAP_XFRM', 10]
])

/** rtm_flags holds two kinds: of the route from bit 8, of its next hop below (rtnh_flags). */
export const routeFlags = flags('RTM_F', [
  ['RTM_F_NOTIFY', 0x100, 'Unused.'],
  ['RTM_F_CLONED', 0x200, 'Made for one destination.'],
  ['RTM_F_EQUALIZE', 0x400, 'Unused.'],
  ['RTM_F_PREFIX', 0x800, 'IPv6, in dump requests: routes of prefixes only.'],
  ['RTM_F_LOOKUP_TABLE', 0x1000, 'In requests: tell the table that the lookup found it in.'],
  ['RTM_F_FIB_MATCH', 0x2000, 'In requests: tell the route as it stands in the table.'],
  ['RTM_F_OFFLOAD', 0x4000, 'In hardware.'],
  ['RTM_F_TRAP', 0x8000, 'In hardware, which hands its packets to the kernel.'],
  ['RTM_F_OFFLOAD_FAILED', 0x20000000, 'Could not be put in hardware.']
])

export const nextHopFlags = flags('RTNH_F', [
  ['RTNH_F_DEAD', 1, 'Not usable: its interface is down.'],
  ['RTNH_F_PERVASIVE', 2, 'Unused.'],
  ['RTNH_F_ONLINK', 4, 'The gateway is taken to be on the link, whatever the routes say.'],
  ['RTNH_F_OFFLOAD', 8, 'In hardware.'],
  ['RTNH_F_LINKDOWN', 16, 'Its interface has no carrier.'],
  ['RTNH_F_UNRESOLVED', 32, 'Multicast: waits for a daemon.'],
  ['RTNH_F_TRAP', 64, 'In hardware, which hands its packets to the kernel.']
])

export const metricFeatures = flags('RTAX_FEATURE', [
  ['RTAX_FEATURE_ECN', 1, 'Explicit congestion notification.'],
  ['RTAX_FEATURE_SACK', 2, 'Unused.'],
  ['RTAX_FEATURE_TIMESTAMP', 4, 'Unused.'],
  ['RTAX_FEATURE_ALLFRAG', 8, 'Unused.'],
  ['RTAX_FEATURE_TCP_USEC_TS', 16, 'TCP timestamps in microseconds.']
])

export const tables = constants([
  ['RT_TABLE_UNSPEC', 0],
  ['RT_TABLE_COMPAT', 252, 'In the header, when the table is above 255.'],
  ['RT_TABLE_DEFAULT', 253],
  ['RT_TABLE_MAIN', 254],
  ['RT_TABLE_LOCAL', 255, "The host's own and broadcast addresses, kept by the kernel."]
])

export const rtmsg = struct('rtmsg', 'rtm_', [
  ['rtm_family', family, 'Address family.'],
  ['rtm_dst_len', u8, 'Length of the destination prefix in bits: 0 to 32, 128, or 20 for MPLS.'],
  ['rtm_src_len', u8, 'IPv6: length of the source prefix in bits.'],
  ['rtm_tos', u8, 'IPv4: type of service, DSCP and all.'],
  ['rtm_table', u8, 'Routing table.'],
  ['rtm_protocol', enumerated(u8, routeProtocols), 'Who made it.'],
  ['rtm_scope', scope, 'How far away the destination is.'],
  ['rtm_type', enumerated(u8, routeTypes), 'What happens to packets.'],
  ['rtm_flags', u32, 'Flags, RTM_F_* and RTNH_F_*.']
])

export const rtaCacheinfo = struct(
  'rta_cacheinfo',
  'rta_',
  [
    ['rta_clntref', u32, 'References.'],
    ['rta_lastuse', u32, 'When it was last used, hundredths of a second ago.'],
    ['rta_expires', s32, 'When it ends, hundredths of a second from now; 0 is never.'],
    ['rta_error', u32, 'Errno that its packets get.'],
    ['rta_used', u32, 'How often it was used.'],
    ['rta_id', u32, 'Unused.'],
    ['rta_ts', u32, 'Unused.'],
    ['rta_tsage', u32, 'Unused.']
  ],
  { doc: 'State of a route.' }
)

export const rtaMfcStats = struct(
  'rta_mfc_stats',
  'mfcs_',
  [
    ['mfcs_packets', counter, 'Packets.'],
    ['mfcs_bytes', counter, 'Bytes.'],
    ['mfcs_wrong_if', counter, 'Packets that came in by another interface.']
  ],
  { doc: 'Statistics of a multicast route.' }
)

export const rtvia = struct(
  'rtvia',
  'rtvia_',
  [
    ['rtvia_family', family16, "The gateway's family."],
    ['rtvia_addr', ip(), "The gateway's address."]
  ],
  { doc: "A gateway of another family than the route's." }
)

export const mctpFqAddr = struct(
  'mctp_fq_addr',
  '',
  [
    ['net', u32, 'Network; 0 is the default one of the namespace, which is told by its number.'],
    [
      'eid',
      converted(u8, { module: '../byte-address.ts', name: 'byteAddress', out: 'string' }),
      "The endpoint's address: `0x09`."
    ]
  ],
  { doc: 'Address of an endpoint of MCTP, and the network it is in.' }
)

export const rtnexthop = struct('rtnexthop', 'rtnh_', [
  ['rtnh_len', u16, 'Length with all attributes, bytes.'],
  ['rtnh_flags', flagged(u8, nextHopFlags), 'Flags, RTNH_F_*.'],
  ['rtnh_hops', u8, 'Weight less one.'],
  ['rtnh_ifindex', s32, 'Index of the interface.']
])

export const metrics = attributes('RouteMetrics', 'RTAX', 'What connections over a route begin with.', [
  ['RTAX_LOCK', 1, u32, 'Metrics that stay as they are: bit 1 << number.'],
  ['RTAX_MTU', 2, u32, 'Path MTU, bytes.'],
  ['RTAX_WINDOW', 3, u32, 'Largest TCP window to offer, bytes.'],
  ['RTAX_RTT', 4, u32, 'Round-trip time, eighths of a millisecond.'],
  ['RTAX_RTTVAR', 5, u32, 'Its variation, quarters of a millisecond.'],
  ['RTAX_SSTHRESH', 6, u32, 'Slow start threshold, segments.'],
  ['RTAX_CWND', 7, u32, 'Upper bound of the congestion window, segments.'],
  ['RTAX_ADVMSS', 8, u32, 'TCP MSS to advertise, bytes.'],
  ['RTAX_REORDERING', 9, u32, 'Reordering to expect, packets.'],
  ['RTAX_HOPLIMIT', 10, u32, 'TTL or hop limit.'],
  ['RTAX_INITCWND', 11, u32, 'Initial congestion window, segments.'],
  ['RTAX_FEATURES', 12, flagged(u32, metricFeatures), 'RTAX_FEATURE_*.'],
  ['RTAX_RTO_MIN', 13, u32, 'Smallest retransmission timeout, milliseconds.'],
  ['RTAX_INITRWND', 14, u32, 'Initial receive window, segments.'],
  ['RTAX_QUICKACK', 15, u32, '1: acknowledge at once.'],
  ['RTAX_CC_ALGO', 16, string(15), 'Congestion control.'],
  ['RTAX_FASTOPEN_NO_COOKIE', 17, u32, '1: TCP fast open without cookies.']
])

/** What a route and each of its next hops say alike. */
const hopRows = {
  gateway: ['RTA_GATEWAY', 5, ip(), "The next hop's address, of the route's family."],
  flow: ['RTA_FLOW', 11, u32, 'IPv4: realms, source << 16 | destination.'],
  via: ['RTA_VIA', 18, rtvia, "The next hop's address, of any family."],
  newdst: ['RTA_NEWDST', 19, labels, 'MPLS: labels that take the place of the incoming one.'],
  encapType: ['RTA_ENCAP_TYPE', 21, enumerated(u16, lwtunnelEncaps), 'What packets are wrapped in.'],
  encap: ['RTA_ENCAP', 22, choice('encapType', encaps), 'Settings of the encapsulation.'],
  ttlPropagate: ['RTA_TTL_PROPAGATE', 26, u8, 'MPLS: 1 copies the TTL between label and IP header.']
} satisfies Record<string, AttributeRow>

export const nextHopAttributes = attributes(
  'NextHopAttributes',
  'RTA',
  'Attributes of one of several next hops.',
  [
    hopRows.gateway,
    hopRows.flow,
    hopRows.via,
    hopRows.newdst,
    hopRows.encapType,
    hopRows.encap,
    hopRows.ttlPropagate
  ]
)

export const routeAttributes = attributes('RouteAttributes', 'RTA', 'Attributes of a route.', [
  ['RTA_DST', 1, ip('family'), 'Destination prefix; MPLS: the incoming label. Absent when its length is 0.'],
  ['RTA_SRC', 2, ip(), 'Source prefix (IPv6); in lookups, the source address.'],
  ['RTA_IIF', 3, u32, 'Index of the interface that packets come in by.'],
  ['RTA_OIF', 4, u32, 'Index of the interface that packets leave by.'],
  [
    'RTA_GATEWAY',
    5,
    choice('/family', { mctp: mctpFqAddr }, { otherwise: ip(), as: 'plain' }),
    "The next hop's address, of the route's family; of MCTP an endpoint of a network."
  ],
  ['RTA_PRIORITY', 6, u32, 'Metric: of two routes to a prefix the lower one counts.'],
  ['RTA_PREFSRC', 7, ip(), "Source address of the host's own packets."],
  ['RTA_METRICS', 8, nest(metrics), 'What connections begin with.'],
  [
    'RTA_MULTIPATH',
    9,
    custom({
      module: './multipath.ts',
      name: 'multipath',
      out: 'NextHop[]',
      in: 'readonly NextHopInput[]',
      sets: [nextHopAttributes],
      structs: [rtnexthop]
    }),
    'Several next hops, which share the traffic by weight.'
  ],
  ['RTA_PROTOINFO', 10, binary(), 'Unused.'],
  hopRows.flow,
  ['RTA_CACHEINFO', 12, rtaCacheinfo, 'State.'],
  ['RTA_SESSION', 13, binary(), 'Unused.'],
  ['RTA_MP_ALGO', 14, binary(), 'Unused.'],
  ['RTA_TABLE', 15, u32, 'Routing table.', { widens: 'rtm_table', overflow: 252 }],
  ['RTA_MARK', 16, u32, 'In lookups: firewall mark.'],
  ['RTA_MFC_STATS', 17, rtaMfcStats, 'Multicast: statistics.'],
  hopRows.via,
  hopRows.newdst,
  ['RTA_PREF', 20, enumerated(u8, routePreferences), 'IPv6: preference among default routers.'],
  hopRows.encapType,
  hopRows.encap,
  ['RTA_EXPIRES', 23, u32, 'IPv6: lifetime in seconds, when it is made; dumps tell cacheinfo.expires.'],
  ['RTA_PAD', 24, pad, 'Aligns.'],
  ['RTA_UID', 25, u32, 'In lookups: user id.'],
  hopRows.ttlPropagate,
  ['RTA_IP_PROTO', 27, ipProtocol, 'In lookups: IP protocol.'],
  ['RTA_SPORT', 28, be16, 'In lookups: source port.'],
  ['RTA_DPORT', 29, be16, 'In lookups: destination port.'],
  ['RTA_NH_ID', 30, u32, 'Id of the nexthop object.'],
  ['RTA_FLOWLABEL', 31, be32, 'In lookups, IPv6: flow label.']
])

export const route = message({
  name: 'route',
  doc: 'A route.',
  header: rtmsg,
  attributes: routeAttributes,
  messages: { RTM_NEWROUTE: 24, RTM_DELROUTE: 25, RTM_GETROUTE: 26 },
  identity: { module: './identity.ts', name: 'routeIdentity' }
})
