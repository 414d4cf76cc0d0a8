/** htb, hierarchical token bucket, the qdisc and its classes: net/sched/sch_htb.c. */
import { array, attributes, flag, pad, quantity, s32, struct, u32 } from '@nlkit/core/schema'
import { tcRatespec } from '../ratespec.schema.ts'

export const tcHtbOpt = struct(
  'tc_htb_opt',
  '',
  [
    ['rate', tcRatespec, 'What the class has for itself.'],
    ['ceil', tcRatespec, 'What the class may have when its parent has some to lend.'],
    ['buffer', u32, 'Burst at `rate`, as the time that it takes, in ticks.'],
    ['cbuffer', u32, 'Burst at `ceil`, as the time that it takes, in ticks.'],
    ['quantum', u32, 'Bytes for which a leaf is served at a time; 0: rate by `rate2quantum`.'],
    ['level', u32, 'Distance from the leaves: 0 is a leaf, 7 the root. Read only.'],
    ['prio', u32, 'Priority of a leaf, 0-7: spare rate goes to the lowest number first.']
  ],
  { doc: 'A class of htb.' }
)

export const tcHtbGlob = struct(
  'tc_htb_glob',
  '',
  [
    [
      'version',
      u32,
      'Version of this interface: 3 in requests; the kernel puts its own there.',
      { default: 3 }
    ],
    ['rate2quantum', u32, 'Divisor from a rate in bytes a second to a quantum in bytes. tc(8) sends 10.'],
    [
      'defcls',
      u32,
      'Minor number of the class for packets without one, 0x10 for `1:10`; 0: they pass unshaped.'
    ],
    ['debug', u32, 'Not used.'],
    ['direct_pkts', u32, 'Packets that passed unshaped. Read only.']
  ],
  { doc: 'The qdisc.' }
)

export const htbOptions = attributes('HtbOptions', 'TCA_HTB', 'Hierarchical token bucket.', [
  ['TCA_HTB_PARMS', 1, tcHtbOpt, 'Of a class.'],
  ['TCA_HTB_INIT', 2, tcHtbGlob, 'Of the qdisc.'],
  [
    'TCA_HTB_CTAB',
    3,
    array(u32),
    'Rate table of `ceil`: ticks by slot, 256 of them. Only says how long cells are.'
  ],
  ['TCA_HTB_RTAB', 4, array(u32), 'Rate table of `rate`.'],
  ['TCA_HTB_DIRECT_QLEN', 5, u32, 'Most packets that wait to pass unshaped.'],
  ['TCA_HTB_RATE64', 6, quantity, '`rate` in bytes a second, from 2^32 on.'],
  ['TCA_HTB_CEIL64', 7, quantity, '`ceil` in bytes a second, from 2^32 on.'],
  ['TCA_HTB_PAD', 8, pad, 'Aligns.'],
  ['TCA_HTB_OFFLOAD', 9, flag, 'The device does it.']
])

export const tcHtbXstats = struct(
  'tc_htb_xstats',
  '',
  [
    ['lends', u32, 'Packets sent by its own rate.'],
    ['borrows', u32, "Packets sent by the parent's."],
    ['giants', u32, 'Packets longer than the rate table can say.'],
    ['tokens', s32, 'Tokens for `rate`, in ticks.'],
    ['ctokens', s32, 'Tokens for `ceil`, in ticks.']
  ],
  { doc: 'Statistics of a class of htb.' }
)
