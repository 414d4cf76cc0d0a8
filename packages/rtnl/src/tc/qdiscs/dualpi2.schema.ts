/** dualpi2, a queue for L4S traffic beside one for all other: net/sched/sch_dualpi2.c. */
import { attributes, enumerated, enumeration, pad, s32, struct, u32, u8 } from '@nlkit/core/schema'

export const dropOverloads = enumeration('Dualpi2DropOverload', 'TC_DUALPI2_DROP_OVERLOAD', [
  ['TC_DUALPI2_DROP_OVERLOAD_OVERFLOW', 0, 'Queues grow until they are full.'],
  ['TC_DUALPI2_DROP_OVERLOAD_DROP', 1, 'Packets are dropped at the probability.']
])

export const dropTimes = enumeration('Dualpi2DropEarly', 'TC_DUALPI2_DROP_EARLY', [
  ['TC_DUALPI2_DROP_EARLY_DROP_DEQUEUE', 0, 'When they would be sent.'],
  ['TC_DUALPI2_DROP_EARLY_DROP_ENQUEUE', 1, 'When they come.']
])

export const ecnMasks = enumeration('Dualpi2EcnMask', 'TC_DUALPI2_ECN_MASK', [
  ['TC_DUALPI2_ECN_MASK_L4S_ECT', 1, 'ECT(1).'],
  ['TC_DUALPI2_ECN_MASK_CLA_ECT', 2, 'ECT(0).'],
  ['TC_DUALPI2_ECN_MASK_ANY_ECT', 3, 'Both.']
])

export const gsoModes = enumeration('Dualpi2SplitGso', 'TC_DUALPI2_SPLIT_GSO', [
  ['TC_DUALPI2_SPLIT_GSO_NO_SPLIT_GSO', 0, 'Left whole.'],
  ['TC_DUALPI2_SPLIT_GSO_SPLIT_GSO', 1, 'Cut up.']
])

export const dualpi2Options = attributes(
  'Dualpi2Options',
  'TCA_DUALPI2',
  'A queue for L4S beside one for all other.',
  [
    ['TCA_DUALPI2_LIMIT', 1, u32, 'Most packets that wait, 1 at least.'],
    ['TCA_DUALPI2_MEMORY_LIMIT', 2, u32, 'Most bytes of memory that waiting packets take, 1 at least.'],
    ['TCA_DUALPI2_TARGET', 3, u32, 'Delay that the classic queue aims at, in microseconds.'],
    ['TCA_DUALPI2_TUPDATE', 4, u32, 'Microseconds between two changes of the probability, 1 at least.'],
    ['TCA_DUALPI2_ALPHA', 5, u32, 'Weight of the distance from the target, in 256ths of a hertz.'],
    ['TCA_DUALPI2_BETA', 6, u32, 'Weight of the change of the delay, in 256ths of a hertz.'],
    [
      'TCA_DUALPI2_STEP_THRESH_PKTS',
      7,
      u32,
      'The L4S queue marks from so many packets on; excludes the next one.'
    ],
    ['TCA_DUALPI2_STEP_THRESH_US', 8, u32, 'The L4S queue marks from a delay of so many microseconds on.'],
    ['TCA_DUALPI2_MIN_QLEN_STEP', 9, u32, 'But not while no more than so many packets wait.'],
    [
      'TCA_DUALPI2_COUPLING',
      10,
      u8,
      'How much more the L4S queue marks than the classic one drops, 1 at least.'
    ],
    ['TCA_DUALPI2_DROP_OVERLOAD', 11, enumerated(u8, dropOverloads), 'What happens under overload.'],
    ['TCA_DUALPI2_DROP_EARLY', 12, enumerated(u8, dropTimes), 'When packets are dropped.'],
    ['TCA_DUALPI2_C_PROTECTION', 13, u8, 'Share of the classic queue, in percent, 0-100.'],
    ['TCA_DUALPI2_ECN_MASK', 14, enumerated(u8, ecnMasks), 'What goes into the L4S queue.'],
    ['TCA_DUALPI2_SPLIT_GSO', 15, enumerated(u8, gsoModes), 'What becomes of aggregated packets.'],
    ['TCA_DUALPI2_PAD', 16, pad, 'Aligns.']
  ]
)

export const tcDualpi2Xstats = struct(
  'tc_dualpi2_xstats',
  '',
  [
    ['prob', u32, 'Probability, 2^32 is 1.'],
    ['delay_c', u32, 'Delay of the classic queue, in microseconds.'],
    ['delay_l', u32, 'Delay of the L4S queue, in microseconds.'],
    ['packets_in_c', u32, 'Packets that came into the classic queue.'],
    ['packets_in_l', u32, 'Packets that came into the L4S queue.'],
    ['maxq', u32, 'Most packets that ever waited.'],
    ['ecn_mark', u32, 'Packets marked.'],
    ['step_marks', u32, 'Packets marked by the threshold of the L4S queue.'],
    ['credit', s32, 'Credit of the classic queue, in bytes.'],
    ['memory_used', u32, 'Bytes of memory that waiting packets take.'],
    ['max_memory_used', u32, 'Most that they ever took.'],
    ['memory_limit', u32, 'Most that they may take.']
  ],
  { doc: 'Statistics of dualpi2.' }
)
