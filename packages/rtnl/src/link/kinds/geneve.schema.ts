/** Geneve tunnels: linux/if_link.h, drivers/net/geneve.c. Everything that is on or off is 1 or 0. */
import {
  attributes,
  be16,
  be32,
  enumerated,
  enumeration,
  flag,
  ipv4,
  ipv6,
  struct,
  u32,
  u8
} from '@nlkit/core/schema'

export const geneveDf = enumeration('GeneveDf', 'GENEVE_DF', [
  ['GENEVE_DF_UNSET', 0, 'Not set.'],
  ['GENEVE_DF_SET', 1, 'Set.'],
  ['GENEVE_DF_INHERIT', 2, 'As in the packet inside.']
])

export const iflaGenevePortRange = struct(
  'ifla_geneve_port_range',
  '',
  [
    ['low', be16, 'First port.'],
    ['high', be16, 'Last port.']
  ],
  { doc: 'Source ports.' }
)

export const geneve = attributes('Geneve', 'IFLA_GENEVE', 'Settings of a Geneve tunnel.', [
  ['IFLA_GENEVE_ID', 1, u32, 'Network id (VNI), 0 to 16777215. The kernel wants it, or collectMetadata.'],
  ['IFLA_GENEVE_REMOTE', 2, ipv4, 'IPv4 address of the other end.'],
  ['IFLA_GENEVE_TTL', 3, u8, 'Time to live, 0: as the system has it.'],
  ['IFLA_GENEVE_TOS', 4, u8, 'Type of service, 1: as in the packet inside.'],
  ['IFLA_GENEVE_PORT', 5, be16, 'UDP port, 6081 by default.'],
  ['IFLA_GENEVE_COLLECT_METADATA', 6, flag, 'Routes and filters say where packets go (`external`).'],
  ['IFLA_GENEVE_REMOTE6', 7, ipv6, 'IPv6 address of the other end.'],
  ['IFLA_GENEVE_UDP_CSUM', 8, u8, 'UDP checksums over IPv4.'],
  ['IFLA_GENEVE_UDP_ZERO_CSUM6_TX', 9, u8, 'Sends no UDP checksums over IPv6.'],
  ['IFLA_GENEVE_UDP_ZERO_CSUM6_RX', 10, u8, 'Takes packets over IPv6 without UDP checksum.'],
  ['IFLA_GENEVE_LABEL', 11, be32, 'IPv6 flow label, 20 bits.'],
  ['IFLA_GENEVE_TTL_INHERIT', 12, u8, 'Time to live as in the packet inside.'],
  ['IFLA_GENEVE_DF', 13, enumerated(u8, geneveDf), "Don't fragment."],
  ['IFLA_GENEVE_INNER_PROTO_INHERIT', 14, flag, 'Carries IP without an Ethernet header.'],
  ['IFLA_GENEVE_PORT_RANGE', 15, iflaGenevePortRange, 'Source ports.'],
  ['IFLA_GENEVE_GRO_HINT', 16, flag, 'Sends hints that help the other end to merge packets.']
])
