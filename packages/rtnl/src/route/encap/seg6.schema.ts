/** Segment routing over IPv6: linux/seg6_iptunnel.h, linux/seg6_local.h, linux/seg6.h. */
import {
  array,
  attributes,
  counter,
  custom,
  enumerated,
  enumeration,
  flagged,
  flags,
  ipv4,
  ipv6,
  nest,
  pad,
  s32,
  string,
  struct,
  u16,
  u32,
  u8
} from '@nlkit/core/schema'

export const seg6Modes = enumeration('Seg6Mode', 'SEG6_IPTUN_MODE', [
  ['SEG6_IPTUN_MODE_INLINE', 0, 'A routing header is put into the packet.'],
  ['SEG6_IPTUN_MODE_ENCAP', 1, 'An IPv6 header with a routing header is put around it.'],
  ['SEG6_IPTUN_MODE_L2ENCAP', 2, 'The same around the frame.'],
  ['SEG6_IPTUN_MODE_ENCAP_RED', 3, 'As encap, without the first segment in the header.'],
  ['SEG6_IPTUN_MODE_L2ENCAP_RED', 4, 'As l2encap, without the first segment in the header.']
])

/** As it is on the wire; users see it without what follows from the rest. */
export const ipv6SrHdr = struct('ipv6_sr_hdr', '', [
  ['nexthdr', u8, 'Next header.'],
  ['hdrlen', u8, 'Length in units of eight bytes, the first not counted.'],
  ['type', u8, 'Routing type, 4.'],
  ['segments_left', u8, 'Segments that are left.'],
  ['first_segment', u8, 'Number of the last entry of the list.'],
  ['flags', u8, 'Flags.'],
  ['tag', u16, 'Tag.'],
  ['segments', array(ipv6), 'The segments, last one first.']
])

export const seg6IptunnelEncap = struct('seg6_iptunnel_encap', '', [
  ['mode', enumerated(s32, seg6Modes), 'How the segments are put on.'],
  ['srh', ipv6SrHdr, 'The routing header.']
])

export const seg6Encap = attributes('Seg6Encap', 'SEG6_IPTUNNEL', 'Packets get a list of segments to pass.', [
  [
    'SEG6_IPTUNNEL_SRH',
    1,
    custom({
      module: './srh.ts',
      name: 'seg6Tunnel',
      out: 'Seg6Tunnel',
      in: 'Seg6TunnelInput',
      structs: [seg6IptunnelEncap]
    }),
    'The segments, and how they are put on.'
  ],
  ['SEG6_IPTUNNEL_SRC', 2, ipv6, 'Source of the outer header.']
])

export const seg6LocalActions = enumeration('Seg6LocalAction', 'SEG6_LOCAL_ACTION', [
  ['SEG6_LOCAL_ACTION_UNSPEC', 0],
  ['SEG6_LOCAL_ACTION_END', 1, 'To the next segment.'],
  ['SEG6_LOCAL_ACTION_END_X', 2, 'To the next segment, by a neighbour.'],
  ['SEG6_LOCAL_ACTION_END_T', 3, 'To the next segment, by a table.'],
  ['SEG6_LOCAL_ACTION_END_DX2', 4, 'Out of the tunnel, to an interface.'],
  ['SEG6_LOCAL_ACTION_END_DX6', 5, 'Out of the tunnel, IPv6 to a neighbour.'],
  ['SEG6_LOCAL_ACTION_END_DX4', 6, 'Out of the tunnel, IPv4 to a neighbour.'],
  ['SEG6_LOCAL_ACTION_END_DT6', 7, 'Out of the tunnel, IPv6 by a table.'],
  ['SEG6_LOCAL_ACTION_END_DT4', 8, 'Out of the tunnel, IPv4 by a table.'],
  ['SEG6_LOCAL_ACTION_END_B6', 9, 'A further list of segments, inline.'],
  ['SEG6_LOCAL_ACTION_END_B6_ENCAP', 10, 'A further list of segments, around it.'],
  ['SEG6_LOCAL_ACTION_END_BM', 11],
  ['SEG6_LOCAL_ACTION_END_S', 12],
  ['SEG6_LOCAL_ACTION_END_AS', 13],
  ['SEG6_LOCAL_ACTION_END_AM', 14],
  ['SEG6_LOCAL_ACTION_END_BPF', 15, 'A BPF program decides.'],
  ['SEG6_LOCAL_ACTION_END_DT46', 16, 'Out of the tunnel, IPv4 or IPv6 by a table.']
])

export const seg6Flavors = flags('SEG6_LOCAL_FLV_OP', [
  ['SEG6_LOCAL_FLV_OP_PSP', 1 << 1, 'Penultimate segment pop.'],
  ['SEG6_LOCAL_FLV_OP_USP', 1 << 2, 'Ultimate segment pop.'],
  ['SEG6_LOCAL_FLV_OP_USD', 1 << 3, 'Ultimate segment decapsulation.'],
  ['SEG6_LOCAL_FLV_OP_NEXT_CSID', 1 << 4, 'Next compressed SID.']
])

const program = attributes('Seg6LocalBpf', 'SEG6_LOCAL_BPF', 'A BPF program.', [
  ['SEG6_LOCAL_BPF_PROG', 1, u32, 'Its descriptor in requests, its id in answers.'],
  ['SEG6_LOCAL_BPF_PROG_NAME', 2, string(255), 'Name, for people.']
])

const counters = attributes('Seg6LocalCounters', 'SEG6_LOCAL_CNT', 'Statistics.', [
  ['SEG6_LOCAL_CNT_PAD', 1, pad, 'Aligns.'],
  ['SEG6_LOCAL_CNT_PACKETS', 2, counter, 'Packets.'],
  ['SEG6_LOCAL_CNT_BYTES', 3, counter, 'Bytes.'],
  ['SEG6_LOCAL_CNT_ERRORS', 4, counter, 'Packets that failed.']
])

const flavors = attributes('Seg6LocalFlavors', 'SEG6_LOCAL_FLV', 'Variants of an action.', [
  ['SEG6_LOCAL_FLV_OPERATION', 1, flagged(u32, seg6Flavors), 'SEG6_LOCAL_FLV_OP_*, as bits.'],
  ['SEG6_LOCAL_FLV_LCBLOCK_BITS', 2, u8, 'Bits of the locator block.'],
  ['SEG6_LOCAL_FLV_LCNODE_FN_BITS', 3, u8, 'Bits of locator node and function.']
])

export const seg6LocalEncap = attributes(
  'Seg6LocalEncap',
  'SEG6_LOCAL',
  'What happens to packets at this segment.',
  [
    ['SEG6_LOCAL_ACTION', 1, enumerated(u32, seg6LocalActions), 'The action.'],
    [
      'SEG6_LOCAL_SRH',
      2,
      custom({
        module: './srh.ts',
        name: 'srh',
        out: 'SegmentRoutingHeader',
        in: 'SegmentRoutingHeaderInput',
        structs: [ipv6SrHdr]
      }),
      'Segments to put on.'
    ],
    ['SEG6_LOCAL_TABLE', 3, u32, 'Table to look up in.'],
    ['SEG6_LOCAL_NH4', 4, ipv4, 'Neighbour.'],
    ['SEG6_LOCAL_NH6', 5, ipv6, 'Neighbour.'],
    ['SEG6_LOCAL_IIF', 6, u32, 'Index of the interface that packets come in by.'],
    ['SEG6_LOCAL_OIF', 7, u32, 'Index of the interface that packets leave by.'],
    ['SEG6_LOCAL_BPF', 8, nest(program), 'The program.'],
    ['SEG6_LOCAL_VRFTABLE', 9, u32, "Table of a VRF, by which the lookup's interface is found."],
    ['SEG6_LOCAL_COUNTERS', 10, nest(counters), 'Statistics; in requests: count.'],
    ['SEG6_LOCAL_FLAVORS', 11, nest(flavors), 'Variants of the action.']
  ]
)
