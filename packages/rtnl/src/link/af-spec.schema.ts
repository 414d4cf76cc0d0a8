/** Settings and statistics of a link by address family: linux/if_link.h, linux/ip.h, linux/ipv6.h, linux/snmp.h. */
import {
  attributes,
  binary,
  counter,
  custom,
  enumerated,
  enumeration,
  flags,
  flagged,
  ipv6,
  nest,
  s32,
  slots,
  struct,
  u32,
  u8
} from '@nlkit/core/schema'

/** By position, as the kernel tells them: one less than the numbers in linux/ip.h. */
const ipv4Devconf = slots('Ipv4Devconf', 'IPV4_DEVCONF', s32, [
  ['IPV4_DEVCONF_FORWARDING', 0, '1: forwards packets.'],
  ['IPV4_DEVCONF_MC_FORWARDING', 1, '1: forwards multicast (set by a routing daemon).'],
  ['IPV4_DEVCONF_PROXY_ARP', 2, '1: answers ARP for others.'],
  ['IPV4_DEVCONF_ACCEPT_REDIRECTS', 3, '1: takes ICMP redirects.'],
  ['IPV4_DEVCONF_SECURE_REDIRECTS', 4, '1: takes them only from gateways.'],
  ['IPV4_DEVCONF_SEND_REDIRECTS', 5, '1: sends ICMP redirects.'],
  ['IPV4_DEVCONF_SHARED_MEDIA', 6, '1: subnets share the medium.'],
  ['IPV4_DEVCONF_RP_FILTER', 7, 'Reverse path filter: 0 off, 1 strict, 2 loose.'],
  ['IPV4_DEVCONF_ACCEPT_SOURCE_ROUTE', 8, '1: takes source-routed packets.'],
  ['IPV4_DEVCONF_BOOTP_RELAY', 9, '1: takes packets from 0.b.c.d.'],
  ['IPV4_DEVCONF_LOG_MARTIANS', 10, '1: logs impossible addresses.'],
  ['IPV4_DEVCONF_TAG', 11, 'A number for the administrator.'],
  ['IPV4_DEVCONF_ARPFILTER', 12, '1: answers ARP only where the route goes.'],
  ['IPV4_DEVCONF_MEDIUM_ID', 13, 'Id of the medium; 0 its own, -1 unknown.'],
  ['IPV4_DEVCONF_NOXFRM', 14, '1: no IPsec on it.'],
  ['IPV4_DEVCONF_NOPOLICY', 15, '1: no IPsec policy on it.'],
  ['IPV4_DEVCONF_FORCE_IGMP_VERSION', 16, 'IGMP version to speak, 0 any.'],
  ['IPV4_DEVCONF_ARP_ANNOUNCE', 17, 'Which own address ARP requests carry: 0, 1, 2.'],
  ['IPV4_DEVCONF_ARP_IGNORE', 18, 'Which ARP requests are answered: 0 to 8.'],
  ['IPV4_DEVCONF_PROMOTE_SECONDARIES', 19, '1: a secondary address takes the place of the first.'],
  ['IPV4_DEVCONF_ARP_ACCEPT', 20, '1: gratuitous ARP makes neighbours.'],
  ['IPV4_DEVCONF_ARP_NOTIFY', 21, '1: gratuitous ARP when it comes up.'],
  ['IPV4_DEVCONF_ACCEPT_LOCAL', 22, '1: takes packets from own addresses.'],
  ['IPV4_DEVCONF_SRC_VMARK', 23, '1: the reverse path filter looks at the mark.'],
  ['IPV4_DEVCONF_PROXY_ARP_PVLAN', 24, '1: answers ARP out of the interface it came in by.'],
  ['IPV4_DEVCONF_ROUTE_LOCALNET', 25, '1: 127/8 is routed.'],
  ['IPV4_DEVCONF_IGMPV2_UNSOLICITED_REPORT_INTERVAL', 26, 'Milliseconds between unsolicited IGMPv2 reports.'],
  ['IPV4_DEVCONF_IGMPV3_UNSOLICITED_REPORT_INTERVAL', 27, 'Milliseconds between unsolicited IGMPv3 reports.'],
  ['IPV4_DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN', 28, '1: routes without carrier do not count.'],
  ['IPV4_DEVCONF_DROP_UNICAST_IN_L2_MULTICAST', 29, '1: drops unicast IP in link-layer multicast.'],
  ['IPV4_DEVCONF_DROP_GRATUITOUS_ARP', 30, '1: drops gratuitous ARP.'],
  ['IPV4_DEVCONF_BC_FORWARDING', 31, '1: forwards directed broadcasts.'],
  ['IPV4_DEVCONF_ARP_EVICT_NOCARRIER', 32, '1: forgets neighbours when the carrier goes.']
])

/** As the kernel takes them. */
const ipv4DevconfAttributes = attributes(
  'Ipv4DevconfAttributes',
  'IPV4_DEVCONF',
  'IPv4 settings, those that are to change.',
  [
    ['IPV4_DEVCONF_FORWARDING', 1, s32, '1: forwards packets.'],
    ['IPV4_DEVCONF_MC_FORWARDING', 2, s32, '1: forwards multicast (set by a routing daemon).'],
    ['IPV4_DEVCONF_PROXY_ARP', 3, s32, '1: answers ARP for others.'],
    ['IPV4_DEVCONF_ACCEPT_REDIRECTS', 4, s32, '1: takes ICMP redirects.'],
    ['IPV4_DEVCONF_SECURE_REDIRECTS', 5, s32, '1: takes them only from gateways.'],
    ['IPV4_DEVCONF_SEND_REDIRECTS', 6, s32, '1: sends ICMP redirects.'],
    ['IPV4_DEVCONF_SHARED_MEDIA', 7, s32, '1: subnets share the medium.'],
    ['IPV4_DEVCONF_RP_FILTER', 8, s32, 'Reverse path filter: 0 off, 1 strict, 2 loose.'],
    ['IPV4_DEVCONF_ACCEPT_SOURCE_ROUTE', 9, s32, '1: takes source-routed packets.'],
    ['IPV4_DEVCONF_BOOTP_RELAY', 10, s32, '1: takes packets from 0.b.c.d.'],
    ['IPV4_DEVCONF_LOG_MARTIANS', 11, s32, '1: logs impossible addresses.'],
    ['IPV4_DEVCONF_TAG', 12, s32, 'A number for the administrator.'],
    ['IPV4_DEVCONF_ARPFILTER', 13, s32, '1: answers ARP only where the route goes.'],
    ['IPV4_DEVCONF_MEDIUM_ID', 14, s32, 'Id of the medium; 0 its own, -1 unknown.'],
    ['IPV4_DEVCONF_NOXFRM', 15, s32, '1: no IPsec on it.'],
    ['IPV4_DEVCONF_NOPOLICY', 16, s32, '1: no IPsec policy on it.'],
    ['IPV4_DEVCONF_FORCE_IGMP_VERSION', 17, s32, 'IGMP version to speak, 0 any.'],
    ['IPV4_DEVCONF_ARP_ANNOUNCE', 18, s32, 'Which own address ARP requests carry: 0, 1, 2.'],
    ['IPV4_DEVCONF_ARP_IGNORE', 19, s32, 'Which ARP requests are answered: 0 to 8.'],
    ['IPV4_DEVCONF_PROMOTE_SECONDARIES', 20, s32, '1: a secondary address takes the place of the first.'],
    ['IPV4_DEVCONF_ARP_ACCEPT', 21, s32, '1: gratuitous ARP makes neighbours.'],
    ['IPV4_DEVCONF_ARP_NOTIFY', 22, s32, '1: gratuitous ARP when it comes up.'],
    ['IPV4_DEVCONF_ACCEPT_LOCAL', 23, s32, '1: takes packets from own addresses.'],
    ['IPV4_DEVCONF_SRC_VMARK', 24, s32, '1: the reverse path filter looks at the mark.'],
    ['IPV4_DEVCONF_PROXY_ARP_PVLAN', 25, s32, '1: answers ARP out of the interface it came in by.'],
    ['IPV4_DEVCONF_ROUTE_LOCALNET', 26, s32, '1: 127/8 is routed.'],
    [
      'IPV4_DEVCONF_IGMPV2_UNSOLICITED_REPORT_INTERVAL',
      27,
      s32,
      'Milliseconds between unsolicited IGMPv2 reports.'
    ],
    [
      'IPV4_DEVCONF_IGMPV3_UNSOLICITED_REPORT_INTERVAL',
      28,
      s32,
      'Milliseconds between unsolicited IGMPv3 reports.'
    ],
    ['IPV4_DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN', 29, s32, '1: routes without carrier do not count.'],
    ['IPV4_DEVCONF_DROP_UNICAST_IN_L2_MULTICAST', 30, s32, '1: drops unicast IP in link-layer multicast.'],
    ['IPV4_DEVCONF_DROP_GRATUITOUS_ARP', 31, s32, '1: drops gratuitous ARP.'],
    ['IPV4_DEVCONF_BC_FORWARDING', 32, s32, '1: forwards directed broadcasts.'],
    ['IPV4_DEVCONF_ARP_EVICT_NOCARRIER', 33, s32, '1: forgets neighbours when the carrier goes.']
  ]
)

export const inet = attributes('InetAfSpec', 'IFLA_INET', 'IPv4 on a link.', [
  [
    'IFLA_INET_CONF',
    1,
    custom({
      module: './inet-conf.ts',
      name: 'inetConf',
      out: 'Ipv4Devconf',
      in: 'Ipv4DevconfInput',
      sets: [ipv4DevconfAttributes],
      slots: [ipv4Devconf]
    }),
    'Settings, as in /proc/sys/net/ipv4/conf.'
  ]
])

export const ipv6Devconf = slots('Ipv6Devconf', 'DEVCONF', s32, [
  ['DEVCONF_FORWARDING', 0, '1: forwards packets, and is a router.'],
  ['DEVCONF_HOPLIMIT', 1, 'Hop limit of its packets.'],
  ['DEVCONF_MTU6', 2, 'MTU, bytes.'],
  ['DEVCONF_ACCEPT_RA', 3, 'Router advertisements: 0 no, 1 unless forwarding, 2 always.'],
  ['DEVCONF_ACCEPT_REDIRECTS', 4, '1: takes ICMPv6 redirects.'],
  ['DEVCONF_AUTOCONF', 5, '1: makes addresses of advertised prefixes.'],
  ['DEVCONF_DAD_TRANSMITS', 6, 'Probes of duplicate address detection.'],
  ['DEVCONF_RTR_SOLICITS', 7, 'Router solicitations, -1 without end.'],
  ['DEVCONF_RTR_SOLICIT_INTERVAL', 8, 'Milliseconds between router solicitations.'],
  ['DEVCONF_RTR_SOLICIT_DELAY', 9, 'Milliseconds before the first router solicitation.'],
  ['DEVCONF_USE_TEMPADDR', 10, 'Temporary addresses: 0 no, 1 made, 2 preferred.'],
  ['DEVCONF_TEMP_VALID_LFT', 11, 'Valid lifetime of temporary addresses, seconds.'],
  ['DEVCONF_TEMP_PREFERED_LFT', 12, 'Preferred lifetime of temporary addresses, seconds.'],
  ['DEVCONF_REGEN_MAX_RETRY', 13, 'Attempts to make a temporary address.'],
  ['DEVCONF_MAX_DESYNC_FACTOR', 14, 'Most random seconds taken off the preferred lifetime.'],
  ['DEVCONF_MAX_ADDRESSES', 15, 'Most addresses made of advertisements.'],
  ['DEVCONF_FORCE_MLD_VERSION', 16, 'MLD version to speak, 0 any.'],
  ['DEVCONF_ACCEPT_RA_DEFRTR', 17, '1: takes default routers.'],
  ['DEVCONF_ACCEPT_RA_PINFO', 18, '1: takes prefixes.'],
  ['DEVCONF_ACCEPT_RA_RTR_PREF', 19, '1: takes router preferences.'],
  ['DEVCONF_RTR_PROBE_INTERVAL', 20, 'Milliseconds between probes of routers.'],
  ['DEVCONF_ACCEPT_RA_RT_INFO_MAX_PLEN', 21, 'Longest prefix of routes to take.'],
  ['DEVCONF_PROXY_NDP', 22, '1: answers neighbour solicitations for others.'],
  ['DEVCONF_OPTIMISTIC_DAD', 23, '1: optimistic duplicate address detection.'],
  ['DEVCONF_ACCEPT_SOURCE_ROUTE', 24, '1: takes type 2 routing headers.'],
  ['DEVCONF_MC_FORWARDING', 25, '1: forwards multicast (set by a routing daemon).'],
  ['DEVCONF_DISABLE_IPV6', 26, '1: no IPv6 here.'],
  ['DEVCONF_ACCEPT_DAD', 27, 'Duplicate address detection: 0 off, 1 on, 2 and disable IPv6.'],
  ['DEVCONF_FORCE_TLLAO', 28, '1: always sends the target link-layer address.'],
  ['DEVCONF_NDISC_NOTIFY', 29, '1: unsolicited neighbour advertisement when it comes up.'],
  ['DEVCONF_MLDV1_UNSOLICITED_REPORT_INTERVAL', 30, 'Milliseconds between unsolicited MLDv1 reports.'],
  ['DEVCONF_MLDV2_UNSOLICITED_REPORT_INTERVAL', 31, 'Milliseconds between unsolicited MLDv2 reports.'],
  ['DEVCONF_SUPPRESS_FRAG_NDISC', 32, '1: drops fragmented neighbour discovery.'],
  ['DEVCONF_ACCEPT_RA_FROM_LOCAL', 33, '1: takes advertisements from itself.'],
  ['DEVCONF_USE_OPTIMISTIC', 34, '1: uses optimistic addresses like preferred ones.'],
  ['DEVCONF_ACCEPT_RA_MTU', 35, '1: takes the MTU.'],
  ['DEVCONF_STABLE_SECRET', 36, 'Always 0: the secret is not told.'],
  ['DEVCONF_USE_OIF_ADDRS_ONLY', 37, '1: source addresses only from this interface.'],
  ['DEVCONF_ACCEPT_RA_MIN_HOP_LIMIT', 38, 'Smallest hop limit to take.'],
  ['DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN', 39, '1: routes without carrier do not count.'],
  ['DEVCONF_DROP_UNICAST_IN_L2_MULTICAST', 40, '1: drops unicast IP in link-layer multicast.'],
  ['DEVCONF_DROP_UNSOLICITED_NA', 41, '1: drops unsolicited neighbour advertisements.'],
  ['DEVCONF_KEEP_ADDR_ON_DOWN', 42, '1: addresses stay when it goes down.'],
  ['DEVCONF_RTR_SOLICIT_MAX_INTERVAL', 43, 'Most milliseconds between router solicitations.'],
  ['DEVCONF_SEG6_ENABLED', 44, '1: takes segment routing headers.'],
  ['DEVCONF_SEG6_REQUIRE_HMAC', 45, 'Segment routing without HMAC: -1 ignored, 0 if valid, 1 dropped.'],
  ['DEVCONF_ENHANCED_DAD', 46, '1: duplicate address detection with a nonce.'],
  ['DEVCONF_ADDR_GEN_MODE', 47, 'How link-local addresses are made, IN6_ADDR_GEN_MODE_*.'],
  ['DEVCONF_DISABLE_POLICY', 48, '1: no IPsec policy.'],
  ['DEVCONF_ACCEPT_RA_RT_INFO_MIN_PLEN', 49, 'Shortest prefix of routes to take.'],
  ['DEVCONF_NDISC_TCLASS', 50, 'Traffic class of neighbour discovery.'],
  ['DEVCONF_RPL_SEG_ENABLED', 51, '1: takes RPL source routing headers.'],
  ['DEVCONF_RA_DEFRTR_METRIC', 52, 'Metric of advertised default routes.'],
  ['DEVCONF_IOAM6_ENABLED', 53, '1: takes IOAM.'],
  ['DEVCONF_IOAM6_ID', 54, 'IOAM id.'],
  ['DEVCONF_IOAM6_ID_WIDE', 55, 'Wide IOAM id.'],
  ['DEVCONF_NDISC_EVICT_NOCARRIER', 56, '1: forgets neighbours when the carrier goes.'],
  ['DEVCONF_ACCEPT_UNTRACKED_NA', 57, 'Neighbours from unsolicited advertisements: 0, 1, 2.'],
  ['DEVCONF_ACCEPT_RA_MIN_LFT', 58, 'Shortest lifetime to take, seconds.'],
  ['DEVCONF_FORCE_FORWARDING', 59, '1: forwards on this interface, whatever the others do.']
])

/** The order since Linux 6.8. */
const inet6Stats = slots('Inet6Stats', 'IPSTATS_MIB', counter, [
  ['IPSTATS_MIB_NUM', 0, 'How many there are, this one counted.'],
  ['IPSTATS_MIB_INPKTS', 1, 'Packets received.'],
  ['IPSTATS_MIB_INOCTETS', 2, 'Bytes received.'],
  ['IPSTATS_MIB_INDELIVERS', 3, 'Packets given to a protocol.'],
  ['IPSTATS_MIB_NOECTPKTS', 4, 'Packets without ECN.'],
  ['IPSTATS_MIB_ECT1PKTS', 5, 'Packets with ECT(1).'],
  ['IPSTATS_MIB_ECT0PKTS', 6, 'Packets with ECT(0).'],
  ['IPSTATS_MIB_CEPKTS', 7, 'Packets with congestion experienced.'],
  ['IPSTATS_MIB_OUTREQUESTS', 8, 'Packets of this host.'],
  ['IPSTATS_MIB_OUTPKTS', 9, 'Packets sent. Since Linux 6.8.'],
  ['IPSTATS_MIB_OUTOCTETS', 10, 'Bytes sent.'],
  ['IPSTATS_MIB_OUTFORWDATAGRAMS', 11, 'Packets forwarded.'],
  ['IPSTATS_MIB_INHDRERRORS', 12, 'Bad headers.'],
  ['IPSTATS_MIB_INTOOBIGERRORS', 13, 'Too big to forward.'],
  ['IPSTATS_MIB_INNOROUTES', 14, 'No route.'],
  ['IPSTATS_MIB_INADDRERRORS', 15, 'Bad addresses.'],
  ['IPSTATS_MIB_INUNKNOWNPROTOS', 16, 'Unknown protocols.'],
  ['IPSTATS_MIB_INTRUNCATEDPKTS', 17, 'Truncated packets.'],
  ['IPSTATS_MIB_INDISCARDS', 18, 'Dropped for want of memory.'],
  ['IPSTATS_MIB_OUTDISCARDS', 19, 'Dropped on the way out.'],
  ['IPSTATS_MIB_OUTNOROUTES', 20, 'No route, own packets.'],
  ['IPSTATS_MIB_REASMTIMEOUT', 21, 'Reassembly that took too long.'],
  ['IPSTATS_MIB_REASMREQDS', 22, 'Fragments received.'],
  ['IPSTATS_MIB_REASMOKS', 23, 'Packets reassembled.'],
  ['IPSTATS_MIB_REASMFAILS', 24, 'Reassembly that failed.'],
  ['IPSTATS_MIB_FRAGOKS', 25, 'Packets fragmented.'],
  ['IPSTATS_MIB_FRAGFAILS', 26, 'Fragmentation that failed.'],
  ['IPSTATS_MIB_FRAGCREATES', 27, 'Fragments made.'],
  ['IPSTATS_MIB_INMCASTPKTS', 28, 'Multicast packets received.'],
  ['IPSTATS_MIB_OUTMCASTPKTS', 29, 'Multicast packets sent.'],
  ['IPSTATS_MIB_INBCASTPKTS', 30, 'Broadcast packets received.'],
  ['IPSTATS_MIB_OUTBCASTPKTS', 31, 'Broadcast packets sent.'],
  ['IPSTATS_MIB_INMCASTOCTETS', 32, 'Multicast bytes received.'],
  ['IPSTATS_MIB_OUTMCASTOCTETS', 33, 'Multicast bytes sent.'],
  ['IPSTATS_MIB_INBCASTOCTETS', 34, 'Broadcast bytes received.'],
  ['IPSTATS_MIB_OUTBCASTOCTETS', 35, 'Broadcast bytes sent.'],
  ['IPSTATS_MIB_CSUMERRORS', 36, 'Wrong checksums.'],
  ['IPSTATS_MIB_REASM_OVERLAPS', 37, 'Overlapping fragments.']
])

/** The order before Linux 6.8, which has one less. */
const inet6StatsBefore68 = slots('Inet6StatsBefore68', 'IPSTATS_MIB', counter, [
  ['IPSTATS_MIB_NUM', 0, 'How many there are, this one counted.'],
  ['IPSTATS_MIB_INPKTS', 1, 'Packets received.'],
  ['IPSTATS_MIB_INOCTETS', 2, 'Bytes received.'],
  ['IPSTATS_MIB_INDELIVERS', 3, 'Packets given to a protocol.'],
  ['IPSTATS_MIB_OUTFORWDATAGRAMS', 4, 'Packets forwarded.'],
  ['IPSTATS_MIB_OUTREQUESTS', 5, 'Packets of this host.'],
  ['IPSTATS_MIB_OUTOCTETS', 6, 'Bytes sent.'],
  ['IPSTATS_MIB_INHDRERRORS', 7, 'Bad headers.'],
  ['IPSTATS_MIB_INTOOBIGERRORS', 8, 'Too big to forward.'],
  ['IPSTATS_MIB_INNOROUTES', 9, 'No route.'],
  ['IPSTATS_MIB_INADDRERRORS', 10, 'Bad addresses.'],
  ['IPSTATS_MIB_INUNKNOWNPROTOS', 11, 'Unknown protocols.'],
  ['IPSTATS_MIB_INTRUNCATEDPKTS', 12, 'Truncated packets.'],
  ['IPSTATS_MIB_INDISCARDS', 13, 'Dropped for want of memory.'],
  ['IPSTATS_MIB_OUTDISCARDS', 14, 'Dropped on the way out.'],
  ['IPSTATS_MIB_OUTNOROUTES', 15, 'No route, own packets.'],
  ['IPSTATS_MIB_REASMTIMEOUT', 16, 'Reassembly that took too long.'],
  ['IPSTATS_MIB_REASMREQDS', 17, 'Fragments received.'],
  ['IPSTATS_MIB_REASMOKS', 18, 'Packets reassembled.'],
  ['IPSTATS_MIB_REASMFAILS', 19, 'Reassembly that failed.'],
  ['IPSTATS_MIB_FRAGOKS', 20, 'Packets fragmented.'],
  ['IPSTATS_MIB_FRAGFAILS', 21, 'Fragmentation that failed.'],
  ['IPSTATS_MIB_FRAGCREATES', 22, 'Fragments made.'],
  ['IPSTATS_MIB_INMCASTPKTS', 23, 'Multicast packets received.'],
  ['IPSTATS_MIB_OUTMCASTPKTS', 24, 'Multicast packets sent.'],
  ['IPSTATS_MIB_INBCASTPKTS', 25, 'Broadcast packets received.'],
  ['IPSTATS_MIB_OUTBCASTPKTS', 26, 'Broadcast packets sent.'],
  ['IPSTATS_MIB_INMCASTOCTETS', 27, 'Multicast bytes received.'],
  ['IPSTATS_MIB_OUTMCASTOCTETS', 28, 'Multicast bytes sent.'],
  ['IPSTATS_MIB_INBCASTOCTETS', 29, 'Broadcast bytes received.'],
  ['IPSTATS_MIB_OUTBCASTOCTETS', 30, 'Broadcast bytes sent.'],
  ['IPSTATS_MIB_CSUMERRORS', 31, 'Wrong checksums.'],
  ['IPSTATS_MIB_NOECTPKTS', 32, 'Packets without ECN.'],
  ['IPSTATS_MIB_ECT1PKTS', 33, 'Packets with ECT(1).'],
  ['IPSTATS_MIB_ECT0PKTS', 34, 'Packets with ECT(0).'],
  ['IPSTATS_MIB_CEPKTS', 35, 'Packets with congestion experienced.'],
  ['IPSTATS_MIB_REASM_OVERLAPS', 36, 'Overlapping fragments.']
])

export const icmp6Stats = slots('Icmp6Stats', 'ICMP6_MIB', counter, [
  ['ICMP6_MIB_NUM', 0, 'How many there are, this one counted.'],
  ['ICMP6_MIB_INMSGS', 1, 'Messages received.'],
  ['ICMP6_MIB_INERRORS', 2, 'Bad messages received.'],
  ['ICMP6_MIB_OUTMSGS', 3, 'Messages sent.'],
  ['ICMP6_MIB_OUTERRORS', 4, 'Messages that could not be sent.'],
  ['ICMP6_MIB_CSUMERRORS', 5, 'Wrong checksums.'],
  ['ICMP6_MIB_RATELIMITHOST', 6, 'Held back by the rate limit.']
])

export const iflaCacheinfo = struct(
  'ifla_cacheinfo',
  '',
  [
    ['max_reasm_len', u32, 'Largest packet to reassemble, bytes.'],
    ['tstamp', u32, 'When it was last changed, hundredths of a second since boot.'],
    ['reachable_time', u32, 'How long a neighbour is taken to be reachable, milliseconds.'],
    ['retrans_time', u32, 'Between neighbour solicitations, milliseconds.']
  ],
  { doc: 'Timers of IPv6 on a link.' }
)

export const addrGenModes = enumeration('AddrGenMode', 'IN6_ADDR_GEN_MODE', [
  ['IN6_ADDR_GEN_MODE_EUI64', 0, 'Of the hardware address.'],
  ['IN6_ADDR_GEN_MODE_NONE', 1, 'No link-local address.'],
  ['IN6_ADDR_GEN_MODE_STABLE_PRIVACY', 2, 'By RFC 7217, of a secret.'],
  ['IN6_ADDR_GEN_MODE_RANDOM', 3, 'By RFC 7217, of a random secret.']
])

/** include/net/if_inet6.h. */
export const inet6Flags = flags('IF', [
  ['IF_RA_OTHERCONF', 0x80, 'Routers advertise other configuration.'],
  ['IF_RA_MANAGED', 0x40, 'Routers advertise managed addresses.'],
  ['IF_RA_RCVD', 0x20, 'A router advertisement came.'],
  ['IF_RS_SENT', 0x10, 'A router solicitation was sent.'],
  ['IF_READY', 0x80000000, 'IPv6 is up.']
])

export const inet6 = attributes('Inet6AfSpec', 'IFLA_INET6', 'IPv6 on a link.', [
  ['IFLA_INET6_FLAGS', 1, flagged(u32, inet6Flags), 'State, IF_RA_* and IF_READY.'],
  ['IFLA_INET6_CONF', 2, ipv6Devconf, 'Settings, as in /proc/sys/net/ipv6/conf.'],
  [
    'IFLA_INET6_STATS',
    3,
    custom({
      module: './inet6-stats.ts',
      name: 'inet6Statistics',
      out: 'Inet6Stats',
      in: 'Inet6StatsInput',
      slots: [inet6Stats, inet6StatsBefore68]
    }),
    'Statistics of IPv6.'
  ],
  ['IFLA_INET6_MCAST', 4, binary(), 'Unused.'],
  ['IFLA_INET6_CACHEINFO', 5, iflaCacheinfo, 'Timers.'],
  ['IFLA_INET6_ICMP6STATS', 6, icmp6Stats, 'Statistics of ICMPv6.'],
  ['IFLA_INET6_TOKEN', 7, ipv6, 'Lower half of addresses to make, `::` without one.'],
  ['IFLA_INET6_ADDR_GEN_MODE', 8, enumerated(u8, addrGenModes), 'How link-local addresses are made.'],
  ['IFLA_INET6_RA_MTU', 9, u32, 'MTU that routers advertise, bytes.']
])

/** include/net/mctp.h, of DSP0239 of the DMTF. */
export const mctpPhysBindings = enumeration('MctpPhysBinding', 'MCTP_PHYS_BINDING', [
  ['MCTP_PHYS_BINDING_UNSPEC', 0x00],
  ['MCTP_PHYS_BINDING_SMBUS', 0x01],
  ['MCTP_PHYS_BINDING_PCIE_VDM', 0x02, 'Vendor-defined messages of PCI Express.'],
  ['MCTP_PHYS_BINDING_USB', 0x03],
  ['MCTP_PHYS_BINDING_KCS', 0x04, 'Keyboard controller style, of IPMI.'],
  ['MCTP_PHYS_BINDING_SERIAL', 0x05],
  ['MCTP_PHYS_BINDING_I3C', 0x06],
  ['MCTP_PHYS_BINDING_MMBI', 0x07, 'Memory-mapped buffer.'],
  ['MCTP_PHYS_BINDING_PCC', 0x08, 'Platform communication channel, of ACPI.'],
  ['MCTP_PHYS_BINDING_UCIE', 0x09],
  ['MCTP_PHYS_BINDING_VENDOR', 0xff, "The vendor's own."]
])

export const mctp = attributes('MctpAfSpec', 'IFLA_MCTP', 'MCTP on a link.', [
  ['IFLA_MCTP_NET', 1, u32, 'Network id.'],
  ['IFLA_MCTP_PHYS_BINDING', 2, enumerated(u8, mctpPhysBindings), 'Kind of physical transport.']
])

export const afSpec = attributes('AfSpec', 'AF', 'Settings by address family.', [
  ['AF_INET', 2, nest(inet, { flagged: false }), 'IPv4.'],
  ['AF_INET6', 10, nest(inet6, { flagged: false }), 'IPv6.'],
  ['AF_MCTP', 45, nest(mctp, { flagged: false }), 'MCTP.']
])
