/** Four bytes of a packet, as the u32 filter and the u32 ematch compare them: struct tc_u32_key in include/uapi/linux/pkt_cls.h. */
import { be32, s32, struct } from '@nlkit/core/schema'

export const tcU32Key = struct(
  'tc_u32_key',
  '',
  [
    ['mask', be32, 'Bits that count.'],
    ['val', be32, 'What they must be.'],
    ['off', s32, 'Where, in bytes from the network header; a multiple of 4.'],
    ['offmask', s32, '-1: from the next header, where the offset of the filter led.']
  ],
  { doc: 'Compares four bytes.' }
)
