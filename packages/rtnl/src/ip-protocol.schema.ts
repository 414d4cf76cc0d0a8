/** What IP carries: include/uapi/linux/in.h, in6.h. Numbers that have no name here are protocols all the same. */
import { enumerated, enumeration, u8 } from '@nlkit/core/schema'

export const ipProtocols = enumeration('IpProtocol', 'IPPROTO', [
  ['IPPROTO_IP', 0, 'None in particular; of IPv6, options for each hop.'],
  ['IPPROTO_ICMP', 1],
  ['IPPROTO_IGMP', 2],
  ['IPPROTO_IPIP', 4, 'IPv4.'],
  ['IPPROTO_TCP', 6],
  ['IPPROTO_EGP', 8],
  ['IPPROTO_PUP', 12],
  ['IPPROTO_UDP', 17],
  ['IPPROTO_IDP', 22],
  ['IPPROTO_TP', 29],
  ['IPPROTO_DCCP', 33],
  ['IPPROTO_IPV6', 41, 'IPv6.'],
  ['IPPROTO_ROUTING', 43, 'Routing header of IPv6.'],
  ['IPPROTO_FRAGMENT', 44, 'Fragment header of IPv6.'],
  ['IPPROTO_RSVP', 46],
  ['IPPROTO_GRE', 47],
  ['IPPROTO_ESP', 50],
  ['IPPROTO_AH', 51],
  ['IPPROTO_ICMPV6', 58, '`ipv6-icmp` of /etc/protocols.'],
  ['IPPROTO_NONE', 59, 'Nothing.'],
  ['IPPROTO_DSTOPTS', 60, 'Options for the destination, of IPv6.'],
  ['IPPROTO_MTP', 92],
  ['IPPROTO_BEETPH', 94],
  ['IPPROTO_ENCAP', 98],
  ['IPPROTO_PIM', 103],
  ['IPPROTO_COMP', 108],
  ['IPPROTO_L2TP', 115],
  ['IPPROTO_SCTP', 132],
  ['IPPROTO_MH', 135, 'Mobility header.'],
  ['IPPROTO_UDPLITE', 136],
  ['IPPROTO_MPLS', 137],
  ['IPPROTO_ETHERNET', 143],
  ['IPPROTO_AGGFRAG', 144],
  ['IPPROTO_RAW', 255, 'Raw.']
])

/** The protocol in one byte, as in the header of IPv4. */
export const ipProtocol = enumerated(u8, ipProtocols)
