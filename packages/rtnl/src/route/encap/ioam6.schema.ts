/** In-situ OAM: linux/ioam6_iptunnel.h, linux/ioam6.h. */
import {
  attributes,
  be16,
  be32,
  bits,
  enumerated,
  enumeration,
  ipv6,
  struct,
  u32,
  u8
} from '@nlkit/core/schema'

export const ioam6Modes = enumeration('Ioam6Mode', 'IOAM6_IPTUNNEL_MODE', [
  ['IOAM6_IPTUNNEL_MODE_INLINE', 1, 'In the packet itself, for those of this host.'],
  ['IOAM6_IPTUNNEL_MODE_ENCAP', 2, 'In an IPv6 header around it.'],
  ['IOAM6_IPTUNNEL_MODE_AUTO', 3, "Inline for this host's packets, encap for forwarded ones."]
])

export const ioam6TraceHdr = struct(
  'ioam6_trace_hdr',
  '',
  [
    ['namespace_id', be16, 'IOAM namespace.'],
    [
      bits(u8, [
        ['unused', 2, 'Unused.'],
        ['overflow', 1, '1: there was no room for a node.'],
        ['nodelen', 5, 'Data of one node, units of four bytes; computed by the kernel.']
      ])
    ],
    [bits(u8, [['remlen', 7, 'Room that is left, units of four bytes.']])],
    [
      'type_be32',
      be32,
      'What nodes record, bit by bit from the top; the low eight bits are reserved.',
      { key: 'type' }
    ]
  ],
  { doc: 'A pre-allocated trace.' }
)

export const ioam6Encap = attributes('Ioam6Encap', 'IOAM6_IPTUNNEL', 'Packets get an IOAM trace.', [
  ['IOAM6_IPTUNNEL_MODE', 1, enumerated(u8, ioam6Modes), 'Where the trace goes.'],
  ['IOAM6_IPTUNNEL_DST', 2, ipv6, 'Destination of the outer header.'],
  ['IOAM6_IPTUNNEL_TRACE', 3, ioam6TraceHdr, 'The trace.'],
  ['IOAM6_IPTUNNEL_FREQ_K', 4, u32, 'In that many packets ..'],
  ['IOAM6_IPTUNNEL_FREQ_N', 5, u32, '.. out of that many.'],
  ['IOAM6_IPTUNNEL_SRC', 6, ipv6, 'Source of the outer header.']
])
