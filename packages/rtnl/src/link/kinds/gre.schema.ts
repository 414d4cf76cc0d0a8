/** GRE over IPv4, kinds gre, gretap and erspan: linux/if_tunnel.h, net/ipv4/ip_gre.c. Everything that is on or off is 1 or 0. */
import {
  attributes,
  be16,
  be32,
  enumerated,
  flag,
  flagged,
  flags,
  ip,
  u16,
  u32,
  u8,
  usual
} from '@nlkit/core/schema'
import { tunnelEncapFlags, tunnelEncapTypes } from './tunnel-encap.schema.ts'

/** As numbers of the header's first 16 bits, so the same on every machine. */
export const greFlags = flags('GRE', [
  ['GRE_CSUM', 0x8000, 'Checksum.'],
  ['GRE_ROUTING', 0x4000, 'Routing.'],
  ['GRE_KEY', 0x2000, 'Key.'],
  ['GRE_SEQ', 0x1000, 'Sequence number.'],
  ['GRE_STRICT', 0x0800, 'Strict source route.']
])

const all = attributes('Gre', 'IFLA_GRE', 'Settings of a GRE tunnel over IPv4.', [
  ['IFLA_GRE_LINK', 1, u32, 'Index of the link that carries it, 0 is any.'],
  ['IFLA_GRE_IFLAGS', 2, flagged(be16, greFlags), 'What packets that come have, GRE_*.'],
  ['IFLA_GRE_OFLAGS', 3, flagged(be16, greFlags), 'What packets that leave have, GRE_*.'],
  ['IFLA_GRE_IKEY', 4, be32, 'Key of packets that come; counts with GRE_KEY in iflags.'],
  ['IFLA_GRE_OKEY', 5, be32, 'Key of packets that leave; counts with GRE_KEY in oflags.'],
  ['IFLA_GRE_LOCAL', 6, ip(), 'Source address, 0.0.0.0 is any.'],
  ['IFLA_GRE_REMOTE', 7, ip(), 'Address of the other end, 0.0.0.0 is any.'],
  ['IFLA_GRE_TTL', 8, u8, 'Time to live, 0: as in the packet inside.'],
  ['IFLA_GRE_TOS', 9, u8, 'Type of service, 1: as in the packet inside.'],
  ['IFLA_GRE_PMTUDISC', 10, u8, 'Discovers the MTU of the path.'],
  ['IFLA_GRE_FLAGS', 13, u32, 'Unused over IPv4.'],
  ['IFLA_GRE_ENCAP_TYPE', 14, enumerated(u16, tunnelEncapTypes), 'What is around it.'],
  ['IFLA_GRE_ENCAP_FLAGS', 15, flagged(u16, tunnelEncapFlags), 'Flags of that, TUNNEL_ENCAP_FLAG_*.'],
  ['IFLA_GRE_ENCAP_SPORT', 16, be16, 'UDP source port, 0 is by the flow.'],
  ['IFLA_GRE_ENCAP_DPORT', 17, be16, 'UDP destination port.'],
  ['IFLA_GRE_COLLECT_METADATA', 18, flag, 'Routes and filters say where packets go (`external`).'],
  ['IFLA_GRE_IGNORE_DF', 19, u8, "Ignores don't fragment of the packet inside."],
  ['IFLA_GRE_FWMARK', 20, u32, 'Firewall mark that its route is looked up with.'],
  ['IFLA_GRE_ERSPAN_INDEX', 21, u32, 'ERSPAN version 1: index of the port, 20 bits.'],
  ['IFLA_GRE_ERSPAN_VER', 22, u8, 'Version of ERSPAN: 0, 1 or 2.'],
  ['IFLA_GRE_ERSPAN_DIR', 23, u8, 'ERSPAN version 2: 0 ingress, 1 egress.'],
  ['IFLA_GRE_ERSPAN_HWID', 24, u16, 'ERSPAN version 2: id of the hardware, 6 bits.']
])

/** In dumps and events of every such tunnel (ipgre_fill_info()). */
export const gre = usual(all, [
  'IFLA_GRE_LINK',
  'IFLA_GRE_IFLAGS',
  'IFLA_GRE_OFLAGS',
  'IFLA_GRE_IKEY',
  'IFLA_GRE_OKEY',
  'IFLA_GRE_LOCAL',
  'IFLA_GRE_REMOTE',
  'IFLA_GRE_TTL',
  'IFLA_GRE_TOS',
  'IFLA_GRE_PMTUDISC',
  'IFLA_GRE_FWMARK',
  'IFLA_GRE_ENCAP_TYPE',
  'IFLA_GRE_ENCAP_SPORT',
  'IFLA_GRE_ENCAP_DPORT',
  'IFLA_GRE_ENCAP_FLAGS',
  'IFLA_GRE_IGNORE_DF'
])
