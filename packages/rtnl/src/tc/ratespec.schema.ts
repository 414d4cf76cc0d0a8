/** Rates and packet sizes as shapers see them: struct tc_ratespec, tc_sizespec in include/uapi/linux/pkt_sched.h. */
import {
  array,
  attributes,
  enumerated,
  enumeration,
  s16,
  s32,
  s8,
  struct,
  u16,
  u32,
  u8
} from '@nlkit/core/schema'

export const linkLayers = enumeration('TcLinkLayer', 'TC_LINKLAYER', [
  ['TC_LINKLAYER_UNAWARE', 0, 'Packets cost what they are long.'],
  ['TC_LINKLAYER_ETHERNET', 1, 'Packets cost what they are long.'],
  ['TC_LINKLAYER_ATM', 2, 'Packets are cut into cells of 48 bytes that cost 53.']
])

export const tcRatespec = struct(
  'tc_ratespec',
  '',
  [
    ['cell_log', u8, 'Binary logarithm of the bytes for which one slot of the rate table stands.'],
    ['linklayer', enumerated(u8, linkLayers), 'How the link divides packets.'],
    ['overhead', u16, 'Bytes that each packet costs on top of its length.'],
    ['cell_align', s16, 'Added to a length before its slot is looked up.'],
    ['mpu', u16, 'What the smallest packet costs, in bytes.'],
    [
      'rate',
      u32,
      'Bytes a second; all ones when the rate needs 64 bits and stands in an attribute of its own.'
    ]
  ],
  { doc: 'A rate.' }
)

export const tcSizespec = struct(
  'tc_sizespec',
  '',
  [
    ['cell_log', u8, 'Binary logarithm of the bytes for which one slot of the size table stands.'],
    ['size_log', u8, 'Binary logarithm of the unit that the table counts in.'],
    ['cell_align', s16, 'Added to a length before its slot is looked up.'],
    ['overhead', s32, 'Bytes that each packet costs on top of its length; may be negative.'],
    ['linklayer', enumerated(u32, linkLayers), 'How the link divides packets.'],
    ['mpu', u32, 'What the smallest packet costs, in bytes.'],
    ['mtu', u32, 'Length of the longest packet, in bytes.'],
    ['tsize', u32, 'Number of slots, at most 512.']
  ],
  { doc: 'How packets are measured.' }
)

export const stab = attributes('Stab', 'TCA_STAB', 'A size table: what packets cost by their length.', [
  ['TCA_STAB_BASE', 1, tcSizespec, 'How packets are measured.'],
  ['TCA_STAB_DATA', 2, array(u16), 'What a packet costs, by its slot, in units of two to the size_log.']
])

export const gnetEstimator = struct(
  'gnet_estimator',
  '',
  [
    ['interval', s8, 'Time between two samples: two to this, times 250 ms; -2 to 3.'],
    ['ewma_log', u8, 'Weight of a sample: two to the minus this.']
  ],
  { doc: 'How rates are estimated.' }
)
