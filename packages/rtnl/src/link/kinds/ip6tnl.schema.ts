/** IP in IPv6: linux/if_tunnel.h, linux/ip6_tunnel.h, net/ipv6/ip6_tunnel.c. */
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
import { ipProtocol } from '../../ip-protocol.schema.ts'
import { ip6TunnelFlags, tunnelEncapFlags, tunnelEncapTypes } from './tunnel-encap.schema.ts'

const all = attributes('Ip6Tunnel', 'IFLA_IPTUN', 'Settings of a tunnel over IPv6.', [
  ['IFLA_IPTUN_LINK', 1, u32, 'Index of the link that carries it, 0 is any.'],
  ['IFLA_IPTUN_LOCAL', 2, ipv6, 'Source address, `::` is any.'],
  ['IFLA_IPTUN_REMOTE', 3, ipv6, 'Address of the other end, `::` is any.'],
  ['IFLA_IPTUN_TTL', 4, u8, 'Hop limit, 0: as in the packet inside.'],
  ['IFLA_IPTUN_ENCAP_LIMIT', 6, u8, 'How deep tunnels may be nested; see IP6_TNL_F_IGN_ENCAP_LIMIT.'],
  ['IFLA_IPTUN_FLOWINFO', 7, be32, 'Traffic class, 8 bits, and flow label, 20 bits.'],
  ['IFLA_IPTUN_FLAGS', 8, flagged(u32, ip6TunnelFlags), 'Flags, IP6_TNL_F_*.'],
  ['IFLA_IPTUN_PROTO', 9, ipProtocol, '`ipip` or `ipv6` inside, `ip`: any.'],
  ['IFLA_IPTUN_ENCAP_TYPE', 15, enumerated(u16, tunnelEncapTypes), 'What is around it.'],
  ['IFLA_IPTUN_ENCAP_FLAGS', 16, flagged(u16, tunnelEncapFlags), 'Flags of that, TUNNEL_ENCAP_FLAG_*.'],
  ['IFLA_IPTUN_ENCAP_SPORT', 17, be16, 'UDP source port, 0 is by the flow.'],
  ['IFLA_IPTUN_ENCAP_DPORT', 18, be16, 'UDP destination port.'],
  ['IFLA_IPTUN_COLLECT_METADATA', 19, flag, 'Routes and filters say where packets go (`external`).'],
  ['IFLA_IPTUN_FWMARK', 20, u32, 'Firewall mark that its route is looked up with.']
])

/** In dumps and events of every such tunnel (ip6_tnl_fill_info()). */
export const ip6Tunnel = usual(all, [
  'IFLA_IPTUN_LINK',
  'IFLA_IPTUN_LOCAL',
  'IFLA_IPTUN_REMOTE',
  'IFLA_IPTUN_TTL',
  'IFLA_IPTUN_ENCAP_LIMIT',
  'IFLA_IPTUN_FLOWINFO',
  'IFLA_IPTUN_FLAGS',
  'IFLA_IPTUN_PROTO',
  'IFLA_IPTUN_FWMARK',
  'IFLA_IPTUN_ENCAP_TYPE',
  'IFLA_IPTUN_ENCAP_SPORT',
  'IFLA_IPTUN_ENCAP_DPORT',
  'IFLA_IPTUN_ENCAP_FLAGS'
])
