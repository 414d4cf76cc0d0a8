/** Times of an action: struct tcf_t in include/uapi/linux/pkt_cls.h. Kernel ticks of 10 ms (USER_HZ), as jiffies_to_clock_t() gives. */
import { counter, struct } from '@nlkit/core/schema'

export const tcfT = struct(
  'tcf_t',
  '',
  [
    ['install', counter, 'Age, in hundredths of a second.'],
    ['lastuse', counter, 'Since it was used last, in hundredths of a second.'],
    ['expires', counter, 'When it expires, in hundredths of a second; 0: never.'],
    ['firstuse', counter, 'Since it was used first, in hundredths of a second; 0: never used.']
  ],
  // firstuse came with 4.8.
  { minimum: 24, doc: 'Times of an action.' }
)
