/** RPL source routing: linux/rpl_iptunnel.h, linux/rpl.h. */
import { array, attributes, bits, ipv6, struct, u32, u8 } from '@nlkit/core/schema'

export const ipv6RplSrHdr = struct(
  'ipv6_rpl_sr_hdr',
  '',
  [
    ['nexthdr', u8, 'Next header; filled in by the kernel.'],
    ['hdrlen', u8, 'Length in units of eight bytes, the first not counted.'],
    ['type', u8, 'Routing type, 3.', { default: 3 }],
    ['segments_left', u8, 'Segments that are left: all of them.', { counts: 'segments' }],
    [
      bits(u32, [
        ['cmpre', 4, 'Bytes left out of the last segment.'],
        ['cmpri', 4, 'Bytes left out of the others.'],
        ['reserved', 4, 'Reserved.'],
        ['pad', 4, 'Bytes of padding.'],
        ['reserved1', 16, 'Reserved.']
      ])
    ],
    ['segments', array(ipv6), 'The hops, without compression.']
  ],
  { doc: 'A source route.' }
)

export const rplEncap = attributes('RplEncap', 'RPL_IPTUNNEL', 'Packets get an RPL source routing header.', [
  ['RPL_IPTUNNEL_SRH', 1, ipv6RplSrHdr, 'The header.']
])
