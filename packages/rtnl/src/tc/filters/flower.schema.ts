/** flower, matches by header fields: net/sched/cls_flower.c. Values without mask match exactly; masks without value are nothing. */
import {
  attributes,
  be16,
  be32,
  binary,
  converted,
  custom,
  enumerated,
  enumeration,
  flagged,
  flags,
  hardwareAddress,
  ipv4,
  ipv6,
  multi,
  nest,
  ranged,
  string,
  u16,
  u32,
  u8
} from '@nlkit/core/schema'
import { ipProtocol } from '../../ip-protocol.schema.ts'
import { actionList } from '../actions/schema.ts'
import { etherTypes } from '../ether-type.schema.ts'
import { classifierFlags } from './classifier-flags.schema.ts'
import { flowerEncOpts } from './flower-options.schema.ts'

export const flowerKeyFlags = flags('TCA_FLOWER_KEY_FLAGS', [
  ['TCA_FLOWER_KEY_FLAGS_IS_FRAGMENT', 0x1, 'A fragment.'],
  ['TCA_FLOWER_KEY_FLAGS_FRAG_IS_FIRST', 0x2, 'The first fragment.'],
  ['TCA_FLOWER_KEY_FLAGS_TUNNEL_CSUM', 0x4, 'The outer header has a checksum.'],
  ['TCA_FLOWER_KEY_FLAGS_TUNNEL_DONT_FRAGMENT', 0x8, 'The outer header forbids fragments.'],
  ['TCA_FLOWER_KEY_FLAGS_TUNNEL_OAM', 0x10, 'OAM.'],
  ['TCA_FLOWER_KEY_FLAGS_TUNNEL_CRIT_OPT', 0x20, 'There are options that must be understood.']
])

export const flowerCtFlags = flags('TCA_FLOWER_KEY_CT_FLAGS', [
  ['TCA_FLOWER_KEY_CT_FLAGS_NEW', 0x1, 'Begins a connection.'],
  ['TCA_FLOWER_KEY_CT_FLAGS_ESTABLISHED', 0x2, 'Of a connection that both sides know.'],
  ['TCA_FLOWER_KEY_CT_FLAGS_RELATED', 0x4, 'Begins a connection that another one announced.'],
  ['TCA_FLOWER_KEY_CT_FLAGS_TRACKED', 0x8, 'Went through conntrack.'],
  ['TCA_FLOWER_KEY_CT_FLAGS_INVALID', 0x10, 'Of no connection.'],
  ['TCA_FLOWER_KEY_CT_FLAGS_REPLY', 0x20, 'In the direction of replies.']
])

/** include/uapi/linux/if_arp.h */
export const arpOperations = enumeration('ArpOperation', 'ARPOP', [
  ['ARPOP_REQUEST', 1, 'Who has an address?'],
  ['ARPOP_REPLY', 2, 'The answer.'],
  ['ARPOP_RREQUEST', 3, 'RARP: which address has this one?'],
  ['ARPOP_RREPLY', 4, 'RARP: the answer.'],
  ['ARPOP_InREQUEST', 8, 'InARP: which address is at the other end?'],
  ['ARPOP_InREPLY', 9, 'InARP: the answer.'],
  ['ARPOP_NAK', 10, 'ATM ARP: there is none.']
])

/** include/uapi/linux/ppp_defs.h */
export const pppProtocols = enumeration('PppProtocol', 'PPP', [
  ['PPP_IP', 0x21, 'IPv4.'],
  ['PPP_AT', 0x29, 'AppleTalk.'],
  ['PPP_IPX', 0x2b],
  ['PPP_VJC_COMP', 0x2d, 'TCP with a compressed header.'],
  ['PPP_VJC_UNCOMP', 0x2f, 'TCP with its header, which others are compressed against.'],
  ['PPP_MP', 0x3d, 'A fragment of multilink PPP.'],
  ['PPP_IPV6', 0x57, 'IPv6.'],
  ['PPP_COMPFRAG', 0xfb, 'A compressed fragment.'],
  ['PPP_COMP', 0xfd, 'Compressed.'],
  ['PPP_MPLS_UC', 0x281, 'MPLS.'],
  ['PPP_MPLS_MC', 0x283, 'MPLS multicast.'],
  ['PPP_IPCP', 0x8021, 'Settings of IPv4.'],
  ['PPP_ATCP', 0x8029, 'Settings of AppleTalk.'],
  ['PPP_IPXCP', 0x802b, 'Settings of IPX.'],
  ['PPP_IPV6CP', 0x8057, 'Settings of IPv6.'],
  ['PPP_CCPFRAG', 0x80fb, 'Compression of a fragment.'],
  ['PPP_CCP', 0x80fd, 'Compression.'],
  ['PPP_MPLSCP', 0x8281, 'Settings of MPLS.'],
  ['PPP_LCP', 0xc021, 'Of the link.'],
  ['PPP_PAP', 0xc023, 'Passwords.'],
  ['PPP_LQR', 0xc025, 'Quality of the link.'],
  ['PPP_CHAP', 0xc223, 'Challenges.'],
  ['PPP_CBCP', 0xc029, 'Calling back.']
])

const encOpts = custom({
  module: './flower-options.ts',
  name: 'flowerEncOptions',
  out: 'FlowerEncOpts',
  in: 'FlowerEncOptsInput',
  flagged: true,
  sets: [flowerEncOpts]
})

const mplsEntry = attributes('FlowerMplsEntry', 'TCA_FLOWER_KEY_MPLS_OPT_LSE', 'A label stack entry.', [
  [
    'TCA_FLOWER_KEY_MPLS_OPT_LSE_DEPTH',
    1,
    ranged(u8, { min: 1, max: 7 }),
    'Which one: 1 is the topmost. Needed.'
  ],
  ['TCA_FLOWER_KEY_MPLS_OPT_LSE_TTL', 2, u8, 'Time to live.'],
  ['TCA_FLOWER_KEY_MPLS_OPT_LSE_BOS', 3, ranged(u8, { max: 1 }), '1: it is the bottom of the stack.'],
  ['TCA_FLOWER_KEY_MPLS_OPT_LSE_TC', 4, ranged(u8, { max: 7 }), 'Traffic class.'],
  ['TCA_FLOWER_KEY_MPLS_OPT_LSE_LABEL', 5, ranged(u32, { max: 0xfffff }), 'Label.']
])

const mplsOpts = attributes('FlowerMplsOpts', 'TCA_FLOWER_KEY_MPLS_OPTS', 'A label stack.', [
  ['TCA_FLOWER_KEY_MPLS_OPTS_LSE', 1, multi(nest(mplsEntry)), 'Its entries.']
])

const cfm = attributes('FlowerCfm', 'TCA_FLOWER_KEY_CFM', 'Connectivity fault management.', [
  ['TCA_FLOWER_KEY_CFM_MD_LEVEL', 1, ranged(u8, { max: 7 }), 'Level of the maintenance domain, 0-7.'],
  ['TCA_FLOWER_KEY_CFM_OPCODE', 2, u8, 'Opcode.']
])

const handle = converted(u32, { module: '../handle.ts', name: 'handle', out: 'string', in: 'HandleInput' })
const mac = hardwareAddress(6)

export const flowerOptions = attributes('FlowerOptions', 'TCA_FLOWER', 'Matches by header fields.', [
  ['TCA_FLOWER_CLASSID', 1, handle, 'Class of what matches.'],
  ['TCA_FLOWER_INDEV', 2, string(15), 'Interface that packets must have come in by.'],
  ['TCA_FLOWER_ACT', 3, actionList, 'Actions.'],
  ['TCA_FLOWER_KEY_ETH_DST', 4, mac, 'Ethernet destination.'],
  ['TCA_FLOWER_KEY_ETH_DST_MASK', 5, mac, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_ETH_SRC', 6, mac, 'Ethernet source.'],
  ['TCA_FLOWER_KEY_ETH_SRC_MASK', 7, mac, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_ETH_TYPE', 8, enumerated(be16, etherTypes), 'Ethertype. What follows needs it.'],
  ['TCA_FLOWER_KEY_IP_PROTO', 9, ipProtocol, 'Transport protocol. Ports and ICMP need it.'],
  ['TCA_FLOWER_KEY_IPV4_SRC', 10, ipv4, 'IPv4 source.'],
  ['TCA_FLOWER_KEY_IPV4_SRC_MASK', 11, ipv4, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_IPV4_DST', 12, ipv4, 'IPv4 destination.'],
  ['TCA_FLOWER_KEY_IPV4_DST_MASK', 13, ipv4, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_IPV6_SRC', 14, ipv6, 'IPv6 source.'],
  ['TCA_FLOWER_KEY_IPV6_SRC_MASK', 15, ipv6, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_IPV6_DST', 16, ipv6, 'IPv6 destination.'],
  ['TCA_FLOWER_KEY_IPV6_DST_MASK', 17, ipv6, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_TCP_SRC', 18, be16, 'TCP source port.'],
  ['TCA_FLOWER_KEY_TCP_DST', 19, be16, 'TCP destination port.'],
  ['TCA_FLOWER_KEY_UDP_SRC', 20, be16, 'UDP source port.'],
  ['TCA_FLOWER_KEY_UDP_DST', 21, be16, 'UDP destination port.'],
  ['TCA_FLOWER_FLAGS', 22, flagged(u32, classifierFlags), 'TCA_CLS_FLAGS_*.'],
  // The header calls these two be16, but the kernel reads them with nla_get_u16().
  ['TCA_FLOWER_KEY_VLAN_ID', 23, ranged(u16, { max: 0xfff }), 'Id of the outer VLAN.'],
  ['TCA_FLOWER_KEY_VLAN_PRIO', 24, ranged(u8, { max: 7 }), 'Priority of the outer VLAN.'],
  ['TCA_FLOWER_KEY_VLAN_ETH_TYPE', 25, enumerated(be16, etherTypes), 'What the outer tag carries.'],
  ['TCA_FLOWER_KEY_ENC_KEY_ID', 26, be32, 'Tunnel id: VNI, key.'],
  ['TCA_FLOWER_KEY_ENC_IPV4_SRC', 27, ipv4, 'IPv4 source of the outer header.'],
  ['TCA_FLOWER_KEY_ENC_IPV4_SRC_MASK', 28, ipv4, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_ENC_IPV4_DST', 29, ipv4, 'IPv4 destination of the outer header.'],
  ['TCA_FLOWER_KEY_ENC_IPV4_DST_MASK', 30, ipv4, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_ENC_IPV6_SRC', 31, ipv6, 'IPv6 source of the outer header.'],
  ['TCA_FLOWER_KEY_ENC_IPV6_SRC_MASK', 32, ipv6, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_ENC_IPV6_DST', 33, ipv6, 'IPv6 destination of the outer header.'],
  ['TCA_FLOWER_KEY_ENC_IPV6_DST_MASK', 34, ipv6, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_TCP_SRC_MASK', 35, be16, 'Bits of the TCP source port that count.'],
  ['TCA_FLOWER_KEY_TCP_DST_MASK', 36, be16, 'Bits of the TCP destination port that count.'],
  ['TCA_FLOWER_KEY_UDP_SRC_MASK', 37, be16, 'Bits of the UDP source port that count.'],
  ['TCA_FLOWER_KEY_UDP_DST_MASK', 38, be16, 'Bits of the UDP destination port that count.'],
  ['TCA_FLOWER_KEY_SCTP_SRC_MASK', 39, be16, 'Bits of the SCTP source port that count.'],
  ['TCA_FLOWER_KEY_SCTP_DST_MASK', 40, be16, 'Bits of the SCTP destination port that count.'],
  ['TCA_FLOWER_KEY_SCTP_SRC', 41, be16, 'SCTP source port.'],
  ['TCA_FLOWER_KEY_SCTP_DST', 42, be16, 'SCTP destination port.'],
  ['TCA_FLOWER_KEY_ENC_UDP_SRC_PORT', 43, be16, 'UDP source port of the outer header.'],
  ['TCA_FLOWER_KEY_ENC_UDP_SRC_PORT_MASK', 44, be16, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_ENC_UDP_DST_PORT', 45, be16, 'UDP destination port of the outer header.'],
  ['TCA_FLOWER_KEY_ENC_UDP_DST_PORT_MASK', 46, be16, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_FLAGS', 47, flagged(be32, flowerKeyFlags), 'TCA_FLOWER_KEY_FLAGS_*.'],
  ['TCA_FLOWER_KEY_FLAGS_MASK', 48, flagged(be32, flowerKeyFlags), 'Those that count.'],
  ['TCA_FLOWER_KEY_ICMPV4_CODE', 49, u8, 'ICMP code.'],
  ['TCA_FLOWER_KEY_ICMPV4_CODE_MASK', 50, u8, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_ICMPV4_TYPE', 51, u8, 'ICMP type.'],
  ['TCA_FLOWER_KEY_ICMPV4_TYPE_MASK', 52, u8, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_ICMPV6_CODE', 53, u8, 'ICMPv6 code.'],
  ['TCA_FLOWER_KEY_ICMPV6_CODE_MASK', 54, u8, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_ICMPV6_TYPE', 55, u8, 'ICMPv6 type.'],
  ['TCA_FLOWER_KEY_ICMPV6_TYPE_MASK', 56, u8, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_ARP_SIP', 57, ipv4, 'ARP: address of the sender.'],
  ['TCA_FLOWER_KEY_ARP_SIP_MASK', 58, ipv4, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_ARP_TIP', 59, ipv4, 'ARP: address of the target.'],
  ['TCA_FLOWER_KEY_ARP_TIP_MASK', 60, ipv4, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_ARP_OP', 61, enumerated(u8, arpOperations), 'ARP: operation.'],
  ['TCA_FLOWER_KEY_ARP_OP_MASK', 62, u8, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_ARP_SHA', 63, mac, 'ARP: hardware address of the sender.'],
  ['TCA_FLOWER_KEY_ARP_SHA_MASK', 64, mac, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_ARP_THA', 65, mac, 'ARP: hardware address of the target.'],
  ['TCA_FLOWER_KEY_ARP_THA_MASK', 66, mac, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_MPLS_TTL', 67, u8, 'Topmost label: time to live.'],
  ['TCA_FLOWER_KEY_MPLS_BOS', 68, ranged(u8, { max: 1 }), 'Topmost label: 1, it is the bottom of the stack.'],
  ['TCA_FLOWER_KEY_MPLS_TC', 69, ranged(u8, { max: 7 }), 'Topmost label: traffic class.'],
  ['TCA_FLOWER_KEY_MPLS_LABEL', 70, ranged(u32, { max: 0xfffff }), 'Topmost label.'],
  ['TCA_FLOWER_KEY_TCP_FLAGS', 71, be16, 'TCP flags, 12 bits.'],
  ['TCA_FLOWER_KEY_TCP_FLAGS_MASK', 72, be16, 'Those that count.'],
  ['TCA_FLOWER_KEY_IP_TOS', 73, u8, 'TOS, or traffic class.'],
  ['TCA_FLOWER_KEY_IP_TOS_MASK', 74, u8, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_IP_TTL', 75, u8, 'TTL, or hop limit.'],
  ['TCA_FLOWER_KEY_IP_TTL_MASK', 76, u8, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_CVLAN_ID', 77, ranged(u16, { max: 0xfff }), 'Id of the inner VLAN.'],
  ['TCA_FLOWER_KEY_CVLAN_PRIO', 78, ranged(u8, { max: 7 }), 'Priority of the inner VLAN.'],
  ['TCA_FLOWER_KEY_CVLAN_ETH_TYPE', 79, enumerated(be16, etherTypes), 'What the inner tag carries.'],
  ['TCA_FLOWER_KEY_ENC_IP_TOS', 80, u8, 'TOS of the outer header.'],
  ['TCA_FLOWER_KEY_ENC_IP_TOS_MASK', 81, u8, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_ENC_IP_TTL', 82, u8, 'TTL of the outer header.'],
  ['TCA_FLOWER_KEY_ENC_IP_TTL_MASK', 83, u8, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_ENC_OPTS', 84, encOpts, 'Options of the tunnel.'],
  ['TCA_FLOWER_KEY_ENC_OPTS_MASK', 85, encOpts, 'Bits of them that count.'],
  ['TCA_FLOWER_IN_HW_COUNT', 86, u32, 'Devices that do it. Read only.'],
  ['TCA_FLOWER_KEY_PORT_SRC_MIN', 87, be16, 'Lowest source port.'],
  ['TCA_FLOWER_KEY_PORT_SRC_MAX', 88, be16, 'Highest source port.'],
  ['TCA_FLOWER_KEY_PORT_DST_MIN', 89, be16, 'Lowest destination port.'],
  ['TCA_FLOWER_KEY_PORT_DST_MAX', 90, be16, 'Highest destination port.'],
  [
    'TCA_FLOWER_KEY_CT_STATE',
    91,
    flagged(u16, flowerCtFlags),
    'State of the connection, TCA_FLOWER_KEY_CT_FLAGS_*.'
  ],
  ['TCA_FLOWER_KEY_CT_STATE_MASK', 92, flagged(u16, flowerCtFlags), 'Those that count.'],
  ['TCA_FLOWER_KEY_CT_ZONE', 93, u16, 'Zone of the connection.'],
  ['TCA_FLOWER_KEY_CT_ZONE_MASK', 94, u16, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_CT_MARK', 95, u32, 'Mark of the connection.'],
  ['TCA_FLOWER_KEY_CT_MARK_MASK', 96, u32, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_CT_LABELS', 97, binary({ max: 16 }), 'Labels of the connection.'],
  ['TCA_FLOWER_KEY_CT_LABELS_MASK', 98, binary({ max: 16 }), 'Bits of them that count.'],
  ['TCA_FLOWER_KEY_MPLS_OPTS', 99, nest(mplsOpts), 'A label stack; excludes the topmost label above.'],
  ['TCA_FLOWER_KEY_HASH', 100, u32, 'Hash of the packet.'],
  ['TCA_FLOWER_KEY_HASH_MASK', 101, u32, 'Bits of it that count.'],
  ['TCA_FLOWER_KEY_NUM_OF_VLANS', 102, u8, 'Number of VLAN tags.'],
  ['TCA_FLOWER_KEY_PPPOE_SID', 103, be16, 'PPPoE session.'],
  ['TCA_FLOWER_KEY_PPP_PROTO', 104, enumerated(be16, pppProtocols), 'What PPP carries.'],
  ['TCA_FLOWER_KEY_L2TPV3_SID', 105, be32, 'L2TPv3 session.'],
  ['TCA_FLOWER_L2_MISS', 106, ranged(u8, { max: 1 }), '1: the bridge did not know the destination.'],
  ['TCA_FLOWER_KEY_CFM', 107, nest(cfm), 'Connectivity fault management.'],
  ['TCA_FLOWER_KEY_SPI', 108, be32, 'IPsec: security parameters index.'],
  ['TCA_FLOWER_KEY_SPI_MASK', 109, be32, 'Bits of it that count.'],
  [
    'TCA_FLOWER_KEY_ENC_FLAGS',
    110,
    flagged(be32, flowerKeyFlags),
    'TCA_FLOWER_KEY_FLAGS_* of the outer header.'
  ],
  ['TCA_FLOWER_KEY_ENC_FLAGS_MASK', 111, flagged(be32, flowerKeyFlags), 'Those that count.']
])
