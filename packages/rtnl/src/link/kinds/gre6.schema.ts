/** GRE over IPv6, kinds ip6gre, ip6gretap and ip6erspan: linux/if_tunnel.h, net/ipv6/ip6_gre.c. */
import {
  attributes,
  be16,
  be32,
  enumerated,
  flag,
  flagged,
  ipv6,
  u16,
  u32,
  u8,
  usual
} from '@nlkit/core/schema'
import { greFlags } from './gre.schema.ts'
import { ip6TunnelFlags, tunnelEncapFlags, tunnelEncapTypes } from './tunnel-encap.schema.ts'

const all = attributes('Gre6', 'IFLA_GRE', 'Settings of a GRE tunnel over IPv6.', [
  ['IFLA_GRE_LINK', 1, u32, 'Index of the link that carries it, 0 is any.'],
  ['IFLA_GRE_IFLAGS', 2, flagged(be16, greFlags), 'What packets that come have, GRE_*.'],
  ['IFLA_GRE_OFLAGS', 3, flagged(be16, greFlags), 'What packets that leave have, GRE_*.'],
  ['IFLA_GRE_IKEY', 4, be32, 'Key of packets that come; counts with GRE_KEY in iflags.'],
  ['IFLA_GRE_OKEY', 5, be32, 'Key of packets that leave; counts with GRE_KEY in oflags.'],
  ['IFLA_GRE_LOCAL', 6, ipv6, 'Source address, `::` is any.'],
  ['IFLA_GRE_REMOTE', 7, ipv6, 'Address of the other end, `::` is any.'],
  ['IFLA_GRE_TTL', 8, u8, 'Hop limit, 0: as in the packet inside.'],
  ['IFLA_GRE_ENCAP_LIMIT', 11, u8, 'How deep tunnels may be nested; see IP6_TNL_F_IGN_ENCAP_LIMIT.'],
  ['IFLA_GRE_FLOWINFO', 12, be32, 'Traffic class, 8 bits, and flow label, 20 bits.'],
  ['IFLA_GRE_FLAGS', 13, flagged(u32, ip6TunnelFlags), 'Flags, IP6_TNL_F_*.'],
  ['IFLA_GRE_ENCAP_TYPE', 14, enumerated(u16, tunnelEncapTypes), 'What is around it.'],
  ['IFLA_GRE_ENCAP_FLAGS', 15, flagged(u16, tunnelEncapFlags), 'Flags of that, TUNNEL_ENCAP_FLAG_*.'],
  ['IFLA_GRE_ENCAP_SPORT', 16, be16, 'UDP source port, 0 is by the flow.'],
  ['IFLA_GRE_ENCAP_DPORT', 17, be16, 'UDP destination port.'],
  ['IFLA_GRE_COLLECT_METADATA', 18, flag, 'Routes and filters say where packets go (`external`).'],
  ['IFLA_GRE_FWMARK', 20, u32, 'Firewall mark that its route is looked up with.'],
  ['IFLA_GRE_ERSPAN_INDEX', 21, u32, 'ERSPAN version 1: index of the port, 20 bits.'],
  ['IFLA_GRE_ERSPAN_VER', 22, u8, 'Version of ERSPAN: 1 or 2.'],
  ['IFLA_GRE_ERSPAN_DIR', 23, u8, 'ERSPAN version 2: 0 ingress, 1 egress.'],
  ['IFLA_GRE_ERSPAN_HWID', 24, u16, 'ERSPAN version 2: id of the hardware, 6 bits.']
])

/** In dumps and events of every such tunnel (ip6gre_fill_info()). */
export const gre6 = usual(all, [
  'IFLA_GRE_LINK',
  'IFLA_GRE_IFLAGS',
  'IFLA_GRE_OFLAGS',
  'IFLA_GRE_IKEY',
  'IFLA_GRE_OKEY',
  'IFLA_GRE_LOCAL',
  'IFLA_GRE_REMOTE',
  'IFLA_GRE_TTL',
  'IFLA_GRE_ENCAP_LIMIT',
  'IFLA_GRE_FLOWINFO',
  'IFLA_GRE_FLAGS',
  'IFLA_GRE_FWMARK',
  'IFLA_GRE_ENCAP_TYPE',
  'IFLA_GRE_ENCAP_SPORT',
  'IFLA_GRE_ENCAP_DPORT',
  'IFLA_GRE_ENCAP_FLAGS'
])
