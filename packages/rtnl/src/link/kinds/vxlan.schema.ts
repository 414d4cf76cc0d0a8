/** VXLANs: linux/if_link.h, drivers/net/vxlan/vxlan_core.c. Everything that is on or off is 1 or 0. */
import {
  attributes,
  be16,
  be32,
  custom,
  enumerated,
  enumeration,
  flag,
  ipv4,
  ipv6,
  struct,
  u32,
  u8,
  usual
} from '@nlkit/core/schema'

export const vxlanDf = enumeration('VxlanDf', 'VXLAN_DF', [
  ['VXLAN_DF_UNSET', 0, 'Not set.'],
  ['VXLAN_DF_SET', 1, 'Set.'],
  ['VXLAN_DF_INHERIT', 2, 'As in the packet inside.']
])

export const vxlanLabelPolicies = enumeration('VxlanLabelPolicy', 'VXLAN_LABEL', [
  ['VXLAN_LABEL_FIXED', 0, 'The one that is set.'],
  ['VXLAN_LABEL_INHERIT', 1, 'As in the packet inside.']
])

export const vxlanhdr = struct(
  'vxlanhdr',
  'vx_',
  [
    ['vx_flags', be32, 'Flags: of RFC 7348 bit 27 alone, which stays as it is.'],
    ['vx_vni', be32, 'Network identifier in the upper 24 bits, and 8 that are reserved.']
  ],
  { doc: 'Header of VXLAN packets.' }
)

export const iflaVxlanPortRange = struct(
  'ifla_vxlan_port_range',
  '',
  [
    ['low', be16, 'First port.'],
    ['high', be16, 'Last port.']
  ],
  { doc: 'Source ports, both 0: as the kernel chooses.' }
)

const all = attributes('Vxlan', 'IFLA_VXLAN', 'Settings of a VXLAN.', [
  ['IFLA_VXLAN_ID', 1, u32, 'Network id (VNI), 0 to 16777215. The kernel wants it, or collectMetadata.'],
  ['IFLA_VXLAN_GROUP', 2, ipv4, 'IPv4 address of the other end, or multicast group.'],
  ['IFLA_VXLAN_LINK', 3, u32, 'Index of the link that carries it, 0 is any.'],
  ['IFLA_VXLAN_LOCAL', 4, ipv4, 'IPv4 source address.'],
  ['IFLA_VXLAN_TTL', 5, u8, 'Time to live, 0: 1 for multicast, else as the system has it.'],
  ['IFLA_VXLAN_TOS', 6, u8, 'Type of service, 1: as in the packet inside.'],
  ['IFLA_VXLAN_LEARNING', 7, u8, 'Learns addresses.'],
  ['IFLA_VXLAN_AGEING', 8, u32, 'How long a learned address counts, seconds; 0 is for ever.'],
  ['IFLA_VXLAN_LIMIT', 9, u32, 'Most learned addresses, 0 is no limit.'],
  ['IFLA_VXLAN_PORT_RANGE', 10, iflaVxlanPortRange, 'Source ports.'],
  ['IFLA_VXLAN_PROXY', 11, u8, 'Answers ARP and neighbour discovery.'],
  ['IFLA_VXLAN_RSC', 12, u8, 'Route short circuit.'],
  ['IFLA_VXLAN_L2MISS', 13, u8, 'Tells of unknown hardware addresses.'],
  ['IFLA_VXLAN_L3MISS', 14, u8, 'Tells of unknown IP addresses.'],
  ['IFLA_VXLAN_PORT', 15, be16, 'UDP port. The default of the kernel is 8472, that of IANA is 4789.'],
  ['IFLA_VXLAN_GROUP6', 16, ipv6, 'IPv6 address of the other end, or multicast group.'],
  ['IFLA_VXLAN_LOCAL6', 17, ipv6, 'IPv6 source address.'],
  ['IFLA_VXLAN_UDP_CSUM', 18, u8, 'UDP checksums over IPv4.'],
  ['IFLA_VXLAN_UDP_ZERO_CSUM6_TX', 19, u8, 'Sends no UDP checksums over IPv6.'],
  ['IFLA_VXLAN_UDP_ZERO_CSUM6_RX', 20, u8, 'Takes packets over IPv6 without UDP checksum.'],
  ['IFLA_VXLAN_REMCSUM_TX', 21, u8, 'Remote checksum offload when sending.'],
  ['IFLA_VXLAN_REMCSUM_RX', 22, u8, 'Remote checksum offload when receiving.'],
  ['IFLA_VXLAN_GBP', 23, flag, 'Group policy extension.'],
  ['IFLA_VXLAN_REMCSUM_NOPARTIAL', 24, flag, 'Remote checksum offload computes the whole sum.'],
  ['IFLA_VXLAN_COLLECT_METADATA', 25, u8, 'Routes and filters say where packets go (`external`).'],
  ['IFLA_VXLAN_LABEL', 26, be32, 'IPv6 flow label, 20 bits.'],
  ['IFLA_VXLAN_GPE', 27, flag, 'Generic protocol extension.'],
  [
    'IFLA_VXLAN_TTL_INHERIT',
    28,
    custom({ module: './vxlan-inherit.ts', name: 'ttlInherit', out: 'number', in: 'number' }),
    'Time to live as in the packet inside. In requests 1, or left out.'
  ],
  ['IFLA_VXLAN_DF', 29, enumerated(u8, vxlanDf), "Don't fragment."],
  ['IFLA_VXLAN_VNIFILTER', 30, u8, 'With collectMetadata: takes only network ids that are listed.'],
  ['IFLA_VXLAN_LOCALBYPASS', 31, u8, 'Packets to itself go another way, without encapsulation.'],
  ['IFLA_VXLAN_LABEL_POLICY', 32, enumerated(u32, vxlanLabelPolicies), 'Where the flow label comes from.'],
  [
    'IFLA_VXLAN_RESERVED_BITS',
    33,
    vxlanhdr,
    'Bits of the header that others may set, the header as a mask; ip(8) has both words as one number.'
  ],
  ['IFLA_VXLAN_MC_ROUTE', 34, u8, 'Multicast goes by the multicast routes.']
])

/** In dumps and events of every VXLAN since Linux 6.4 (vxlan_fill_info()). */
export const vxlan = usual(all, [
  'IFLA_VXLAN_ID',
  'IFLA_VXLAN_TTL',
  'IFLA_VXLAN_TTL_INHERIT',
  'IFLA_VXLAN_TOS',
  'IFLA_VXLAN_DF',
  'IFLA_VXLAN_LABEL',
  'IFLA_VXLAN_LEARNING',
  'IFLA_VXLAN_PROXY',
  'IFLA_VXLAN_RSC',
  'IFLA_VXLAN_L2MISS',
  'IFLA_VXLAN_L3MISS',
  'IFLA_VXLAN_COLLECT_METADATA',
  'IFLA_VXLAN_AGEING',
  'IFLA_VXLAN_LIMIT',
  'IFLA_VXLAN_PORT',
  'IFLA_VXLAN_UDP_CSUM',
  'IFLA_VXLAN_UDP_ZERO_CSUM6_TX',
  'IFLA_VXLAN_UDP_ZERO_CSUM6_RX',
  'IFLA_VXLAN_REMCSUM_TX',
  'IFLA_VXLAN_REMCSUM_RX',
  'IFLA_VXLAN_LOCALBYPASS',
  'IFLA_VXLAN_PORT_RANGE'
])
