/** Tunnels of mobile networks: linux/if_link.h, drivers/net/gtp.c. */
import { attributes, enumerated, enumeration, ipv4, ipv6, u32, u8 } from '@nlkit/core/schema'

export const gtpRoles = enumeration('GtpRole', 'GTP_ROLE', [
  ['GTP_ROLE_GGSN', 0, 'Gateway to other networks.'],
  ['GTP_ROLE_SGSN', 1, 'Node that serves stations.']
])

export const gtp = attributes('Gtp', 'IFLA_GTP', 'Settings of a GTP link.', [
  ['IFLA_GTP_FD0', 1, u32, 'In requests: descriptor of a UDP socket for GTP version 0.'],
  ['IFLA_GTP_FD1', 2, u32, 'In requests: descriptor of a UDP socket for GTP version 1.'],
  ['IFLA_GTP_PDP_HASHSIZE', 3, u32, 'Size of the hash table of contexts, 1024 by default.'],
  ['IFLA_GTP_ROLE', 4, enumerated(u32, gtpRoles), 'Its role.'],
  ['IFLA_GTP_CREATE_SOCKETS', 5, u8, 'In requests, 1: the kernel makes the sockets.'],
  ['IFLA_GTP_RESTART_COUNT', 6, u8, 'How often it restarted.'],
  ['IFLA_GTP_LOCAL', 7, ipv4, "IPv4 address of the kernel's sockets."],
  ['IFLA_GTP_LOCAL6', 8, ipv6, "IPv6 address of the kernel's sockets."]
])
