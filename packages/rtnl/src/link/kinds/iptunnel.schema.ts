/** IP in IPv4, kinds ipip and sit: linux/if_tunnel.h, net/ipv4/ipip.c, net/ipv6/sit.c. Everything that is on or off is 1 or 0. */
import {
  attributes,
  be16,
  enumerated,
  flag,
  flagged,
  flags,
  ipv4,
  ipv6,
  u16,
  u32,
  u8,
  usual
} from '@nlkit/core/schema'
import { ipProtocol } from '../../ip-protocol.schema.ts'
import { tunnelEncapFlags, tunnelEncapTypes } from './tunnel-encap.schema.ts'

/** The kernel calls it network order and never swaps it. */
export const sitFlags = flags('SIT', [['SIT_ISATAP', 0x1, 'ISATAP.']])

const all = attributes('IpTunnel', 'IFLA_IPTUN', 'Settings of a tunnel over IPv4.', [
  ['IFLA_IPTUN_LINK', 1, u32, 'Index of the link that carries it, 0 is any.'],
  ['IFLA_IPTUN_LOCAL', 2, ipv4, 'Source address, 0.0.0.0 is any.'],
  ['IFLA_IPTUN_REMOTE', 3, ipv4, 'Address of the other end, 0.0.0.0 is any.'],
  ['IFLA_IPTUN_TTL', 4, u8, 'Time to live, 0: as in the packet inside.'],
  ['IFLA_IPTUN_TOS', 5, u8, 'Type of service, 1: as in the packet inside.'],
  ['IFLA_IPTUN_FLAGS', 8, flagged(u16, sitFlags), 'sit: flags, SIT_*.'],
  ['IFLA_IPTUN_PROTO', 9, ipProtocol, '`ipip`, `ipv6` or `mpls` inside, `ip`: any.'],
  ['IFLA_IPTUN_PMTUDISC', 10, u8, 'Discovers the MTU of the path.'],
  ['IFLA_IPTUN_6RD_PREFIX', 11, ipv6, '6rd: prefix, 2002:: by default.'],
  ['IFLA_IPTUN_6RD_RELAY_PREFIX', 12, ipv4, '6rd: IPv4 prefix of relays.'],
  ['IFLA_IPTUN_6RD_PREFIXLEN', 13, u16, '6rd: length of the prefix in bits.'],
  ['IFLA_IPTUN_6RD_RELAY_PREFIXLEN', 14, u16, '6rd: length of the IPv4 prefix in bits.'],
  ['IFLA_IPTUN_ENCAP_TYPE', 15, enumerated(u16, tunnelEncapTypes), 'What is around it.'],
  ['IFLA_IPTUN_ENCAP_FLAGS', 16, flagged(u16, tunnelEncapFlags), 'Flags of that, TUNNEL_ENCAP_FLAG_*.'],
  ['IFLA_IPTUN_ENCAP_SPORT', 17, be16, 'UDP source port, 0 is by the flow.'],
  ['IFLA_IPTUN_ENCAP_DPORT', 18, be16, 'UDP destination port.'],
  ['IFLA_IPTUN_COLLECT_METADATA', 19, flag, 'Routes and filters say where packets go (`external`).'],
  ['IFLA_IPTUN_FWMARK', 20, u32, 'Firewall mark that its route is looked up with.']
])

/** In dumps and events of every such tunnel (ipip_fill_info(), ipip6_fill_info()). */
export const ipTunnel = usual(all, [
  'IFLA_IPTUN_LINK',
  'IFLA_IPTUN_LOCAL',
  'IFLA_IPTUN_REMOTE',
  'IFLA_IPTUN_TTL',
  'IFLA_IPTUN_TOS',
  'IFLA_IPTUN_PROTO',
  'IFLA_IPTUN_PMTUDISC',
  'IFLA_IPTUN_FWMARK',
  'IFLA_IPTUN_ENCAP_TYPE',
  'IFLA_IPTUN_ENCAP_SPORT',
  'IFLA_IPTUN_ENCAP_DPORT',
  'IFLA_IPTUN_ENCAP_FLAGS'
])
