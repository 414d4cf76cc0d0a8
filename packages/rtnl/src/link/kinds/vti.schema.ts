/** Tunnels of IPsec policies, kinds vti and vti6: linux/if_tunnel.h, net/ipv4/ip_vti.c, net/ipv6/ip6_vti.c. */
import { attributes, be32, ip, u32 } from '@nlkit/core/schema'

export const vti = attributes('Vti', 'IFLA_VTI', 'Settings of a tunnel of IPsec policies.', [
  ['IFLA_VTI_LINK', 1, u32, 'Index of the link that carries it, 0 is any.'],
  ['IFLA_VTI_IKEY', 2, be32, 'Mark of policies and states of packets that come.'],
  ['IFLA_VTI_OKEY', 3, be32, 'Mark of policies and states of packets that leave.'],
  ['IFLA_VTI_LOCAL', 4, ip(), 'Source address: IPv4 for vti, IPv6 for vti6.'],
  ['IFLA_VTI_REMOTE', 5, ip(), 'Address of the other end: IPv4 for vti, IPv6 for vti6.'],
  ['IFLA_VTI_FWMARK', 6, u32, 'Firewall mark that its route is looked up with.']
])
