/** Extended matches: struct tcf_ematch_hdr and what stands behind it, include/uapi/linux/pkt_cls.h, tc_ematch/. */
import {
  attributes,
  binary,
  bits,
  characters,
  constants,
  converted,
  enumerated,
  enumeration,
  flagged,
  flags,
  string,
  struct,
  u16,
  u32,
  u8
} from '@nlkit/core/schema'
import { netfilterFamilies, netfilterHooks } from '../netfilter.schema.ts'

export const ematchKinds = enumeration('EmatchKind', 'TCF_EM', [
  ['TCF_EM_CONTAINER', 0, 'Matches in brackets.'],
  ['TCF_EM_CMP', 1, 'Compares a number.'],
  ['TCF_EM_NBYTE', 2, 'Compares bytes.'],
  ['TCF_EM_U32', 3, 'Compares as the u32 filter does.'],
  ['TCF_EM_META', 4, 'Compares what the stack knows of a packet.'],
  ['TCF_EM_TEXT', 5, 'Searches for text.'],
  ['TCF_EM_VLAN', 6, 'Never made.'],
  ['TCF_EM_CANID', 7, 'Compares CAN identifiers.'],
  ['TCF_EM_IPSET', 8, 'Looks into an IP set.'],
  ['TCF_EM_IPT', 9, 'A match of iptables.']
])

export const ematchFlags = flags('TCF_EM_FLAGS', [
  ['TCF_EM_REL_AND', 1, 'The next one must match, too. Neither this nor the next: it is the last one.'],
  ['TCF_EM_REL_OR', 2, 'Or the next one.'],
  ['TCF_EM_INVERT', 4, 'Turned around.'],
  ['TCF_EM_SIMPLE', 8, 'What stands behind is a number of 32 bits.']
])

export const ematchLayers = enumeration('EmatchLayer', 'TCF_LAYER', [
  ['TCF_LAYER_LINK', 0, 'Link header.'],
  ['TCF_LAYER_NETWORK', 1, 'Network header.'],
  ['TCF_LAYER_TRANSPORT', 2, 'Transport header.']
])

export const ematchOperands = enumeration('EmatchOperand', 'TCF_EM_OPND', [
  ['TCF_EM_OPND_EQ', 0, 'Equal.'],
  ['TCF_EM_OPND_GT', 1, 'Greater.'],
  ['TCF_EM_OPND_LT', 2, 'Less.']
])

export const ematchConstants = constants([
  ['TCF_EM_ALIGN_U8', 1, 'One byte.'],
  ['TCF_EM_ALIGN_U16', 2, 'Two bytes.'],
  ['TCF_EM_ALIGN_U32', 4, 'Four bytes.'],
  ['TCF_EM_CMP_TRANS', 1, 'In network order.'],
  ['TCF_EM_PROG_TC', 0, 'Matches made by tc(8).']
])

export const tcfEmatchHdr = struct(
  'tcf_ematch_hdr',
  '',
  [
    ['matchid', u16, 'Not used.'],
    ['kind', enumerated(u16, ematchKinds), 'Its kind.'],
    ['flags', flagged(u16, ematchFlags), 'TCF_EM_*.'],
    ['pad', u16, 'Not used.']
  ],
  { doc: 'An extended match.' }
)

export const tcfEmCmp = struct(
  'tcf_em_cmp',
  '',
  [
    ['val', u32, 'The number.'],
    ['mask', u32, 'Bits of the packet that count; 0: all.'],
    ['off', u16, 'Where it is, in bytes from the header.'],
    [
      bits(u8, [
        ['align', 4, 'How many bytes it has, TCF_EM_ALIGN_*.'],
        ['flags', 4, '1: it is in network order, TCF_EM_CMP_TRANS.']
      ])
    ],
    [
      bits(u8, [
        ['layer', 4, 'The header, TCF_LAYER_*.'],
        ['opnd', 4, 'How it is compared, TCF_EM_OPND_*.']
      ])
    ]
  ],
  { doc: 'Compares a number.' }
)

export const tcfEmNbyte = struct(
  'tcf_em_nbyte',
  '',
  [
    ['off', u16, 'Where they are, in bytes from the header.'],
    [
      bits(u16, [
        ['len', 12, 'How many they are.'],
        ['layer', 4, 'The header, TCF_LAYER_*.']
      ])
    ]
  ],
  { doc: 'Compares bytes.' }
)

export const tcfEmText = struct(
  'tcf_em_text',
  '',
  [
    ['algo', characters(16), 'How it searches: `kmp`, `bm`, `fsm`.'],
    ['from_offset', u16, 'From where, in bytes from the header.'],
    ['to_offset', u16, 'Up to where, in bytes from the header.'],
    ['pattern_len', u16, 'How long the text is, in bytes.'],
    [
      bits(u8, [
        ['from_layer', 4, 'The header for `fromOffset`, TCF_LAYER_*.'],
        ['to_layer', 4, 'The header for `toOffset`, TCF_LAYER_*.']
      ])
    ],
    ['pad', u8, 'Not used.']
  ],
  { doc: 'Searches for text.' }
)

export const metaTypes = enumeration('MetaType', 'TCF_META_TYPE', [
  ['TCF_META_TYPE_VAR', 0, 'Bytes.'],
  ['TCF_META_TYPE_INT', 1, 'A number.']
])

export const metaIds = enumeration('MetaId', 'TCF_META_ID', [
  ['TCF_META_ID_VALUE', 0, 'A value.'],
  ['TCF_META_ID_RANDOM', 1, 'A random number.'],
  ['TCF_META_ID_LOADAVG_0', 2, 'Load of the last minute, in hundredths.'],
  ['TCF_META_ID_LOADAVG_1', 3, 'Of the last five.'],
  ['TCF_META_ID_LOADAVG_2', 4, 'Of the last fifteen.'],
  ['TCF_META_ID_DEV', 5, 'The interface.'],
  ['TCF_META_ID_PRIORITY', 6, 'Priority.'],
  ['TCF_META_ID_PROTOCOL', 7, 'Protocol.'],
  ['TCF_META_ID_PKTTYPE', 8, 'Whom it is for.'],
  ['TCF_META_ID_PKTLEN', 9, 'Length.'],
  ['TCF_META_ID_DATALEN', 10, 'Length outside the linear part.'],
  ['TCF_META_ID_MACLEN', 11, 'Length of the link header.'],
  ['TCF_META_ID_NFMARK', 12, 'Firewall mark.'],
  ['TCF_META_ID_TCINDEX', 13, 'Index of traffic control.'],
  ['TCF_META_ID_RTCLASSID', 14, 'Realm.'],
  ['TCF_META_ID_RTIIF', 15, 'Interface that the route came in by.'],
  ['TCF_META_ID_SK_FAMILY', 16, 'Of the socket: address family.'],
  ['TCF_META_ID_SK_STATE', 17, 'State.'],
  ['TCF_META_ID_SK_REUSE', 18, 'SO_REUSEADDR.'],
  ['TCF_META_ID_SK_BOUND_IF', 19, 'Interface that it is bound to.'],
  ['TCF_META_ID_SK_REFCNT', 20, 'References.'],
  ['TCF_META_ID_SK_SHUTDOWN', 21, 'Directions that are shut.'],
  ['TCF_META_ID_SK_PROTO', 22, 'Protocol.'],
  ['TCF_META_ID_SK_TYPE', 23, 'Type.'],
  ['TCF_META_ID_SK_RCVBUF', 24, 'Receive buffer.'],
  ['TCF_META_ID_SK_RMEM_ALLOC', 25, 'Memory of what it received.'],
  ['TCF_META_ID_SK_WMEM_ALLOC', 26, 'Memory of what it sends.'],
  ['TCF_META_ID_SK_OMEM_ALLOC', 27, 'Other memory.'],
  ['TCF_META_ID_SK_WMEM_QUEUED', 28, 'Memory of what it queued.'],
  ['TCF_META_ID_SK_RCV_QLEN', 29, 'Length of its receive queue.'],
  ['TCF_META_ID_SK_SND_QLEN', 30, 'Length of its send queue.'],
  ['TCF_META_ID_SK_ERR_QLEN', 31, 'Length of its error queue.'],
  ['TCF_META_ID_SK_FORWARD_ALLOCS', 32, 'Memory set aside.'],
  ['TCF_META_ID_SK_SNDBUF', 33, 'Send buffer.'],
  ['TCF_META_ID_SK_ALLOCS', 34, 'How it allocates.'],
  ['TCF_META_ID_SK_HASH', 36, 'Hash.'],
  ['TCF_META_ID_SK_LINGERTIME', 37, 'SO_LINGER.'],
  ['TCF_META_ID_SK_ACK_BACKLOG', 38, 'Connections that wait to be accepted.'],
  ['TCF_META_ID_SK_MAX_ACK_BACKLOG', 39, 'Most of them.'],
  ['TCF_META_ID_SK_PRIO', 40, 'Priority.'],
  ['TCF_META_ID_SK_RCVLOWAT', 41, 'SO_RCVLOWAT.'],
  ['TCF_META_ID_SK_RCVTIMEO', 42, 'SO_RCVTIMEO.'],
  ['TCF_META_ID_SK_SNDTIMEO', 43, 'SO_SNDTIMEO.'],
  ['TCF_META_ID_SK_SENDMSG_OFF', 44, 'Where it writes in its page.'],
  ['TCF_META_ID_SK_WRITE_PENDING', 45, 'Whether a write waits.'],
  ['TCF_META_ID_VLAN_TAG', 46, 'VLAN tag.'],
  ['TCF_META_ID_RXHASH', 47, 'Hash of the packet.']
])

export const tcfMetaVal = struct(
  'tcf_meta_val',
  '',
  [
    [
      'kind',
      converted(u16, { module: './meta-kind.ts', name: 'metaKind', out: 'MetaKind', in: 'MetaKindInput' }),
      'What it is: the type in the upper four bits, the id in the lower eleven.'
    ],
    ['shift', u8, 'By how many bits it is shifted down.'],
    ['op', enumerated(u8, ematchOperands), 'On the left: how it is compared.']
  ],
  { doc: 'One side of a comparison.' }
)

export const tcfMetaHdr = struct(
  'tcf_meta_hdr',
  '',
  [
    ['left', tcfMetaVal, 'Left side.'],
    ['right', tcfMetaVal, 'Right side.']
  ],
  { doc: 'A comparison.' }
)

export const emMeta = attributes('EmMeta', 'TCA_EM_META', 'Compares what the stack knows of a packet.', [
  ['TCA_EM_META_HDR', 1, tcfMetaHdr, 'What is compared.'],
  [
    'TCA_EM_META_LVALUE',
    2,
    binary(),
    'Left side: a value, or the mask of a number. A number has 4 or 8 bytes.'
  ],
  [
    'TCA_EM_META_RVALUE',
    3,
    binary(),
    'Right side: a value, or the mask of a number. A number has 4 or 8 bytes.'
  ]
])

export const canFilter = struct(
  'can_filter',
  '',
  [
    ['can_id', u32, 'Identifier, with the flags of struct can_frame.'],
    ['can_mask', u32, 'Bits of it that count.']
  ],
  { doc: 'A CAN identifier to match.' }
)

export const xtSetInfo = struct(
  'xt_set_info',
  '',
  [
    ['index', u16, 'Number of the set.'],
    ['dim', u8, 'How many parts of the packet are looked at.'],
    ['flags', u8, 'Which of them are sources, a bit for each from bit 1 on; bit 0 turns the match around.']
  ],
  { doc: 'A look into an IP set.' }
)

export const emIpt = attributes('EmIpt', 'TCA_EM_IPT', 'A match of iptables.', [
  ['TCA_EM_IPT_HOOK', 1, enumerated(u32, netfilterHooks), 'Hook that it believes to be at.'],
  ['TCA_EM_IPT_MATCH_NAME', 2, string(28), 'Name of the match: `policy`.'],
  ['TCA_EM_IPT_MATCH_REVISION', 3, u8, 'Version of its data.'],
  ['TCA_EM_IPT_NFPROTO', 4, enumerated(u8, netfilterFamilies), 'Address family.'],
  ['TCA_EM_IPT_MATCH_DATA', 5, binary(), 'What belongs to it, in a form of its own.']
])
