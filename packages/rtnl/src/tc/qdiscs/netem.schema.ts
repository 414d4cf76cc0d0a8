/** netem, network emulator: net/sched/sch_netem.c. Probabilities and correlations: 2^32 - 1 is 1. */
import {
  array,
  attributes,
  headed,
  id,
  nest,
  pad,
  quantity,
  s16,
  s32,
  s64,
  struct,
  u32
} from '@nlkit/core/schema'

export const tcNetemQopt = struct(
  'tc_netem_qopt',
  '',
  [
    ['latency', u32, 'Delay, in ticks; `latency64` beats it.'],
    ['limit', u32, 'Most packets that wait; needed.', { default: 1000 }],
    ['loss', u32, 'Probability of losing a packet.'],
    ['gap', u32, 'Every packet of that number is sent at once; 0: none.'],
    ['duplicate', u32, 'Probability of doubling a packet.'],
    ['jitter', u32, 'By how much delays differ, in ticks; `jitter64` beats it.']
  ],
  { doc: 'What happens to packets.' }
)

export const tcNetemCorr = struct(
  'tc_netem_corr',
  '',
  [
    ['delay_corr', u32, 'How much a delay is like the one before.'],
    ['loss_corr', u32, 'How much a loss is like the one before.'],
    ['dup_corr', u32, 'How much a doubling is like the one before.']
  ],
  { doc: 'Correlations.' }
)

export const tcNetemReorder = struct(
  'tc_netem_reorder',
  '',
  [
    ['probability', u32, 'Of sending a packet at once.'],
    ['correlation', u32, 'With the one before.']
  ],
  { doc: 'Packets that overtake.' }
)

export const tcNetemCorrupt = struct(
  'tc_netem_corrupt',
  '',
  [
    ['probability', u32, 'Of flipping a bit.'],
    ['correlation', u32, 'With the one before.']
  ],
  { doc: 'Packets that are damaged.' }
)

export const tcNetemRate = struct(
  'tc_netem_rate',
  '',
  [
    ['rate', u32, 'Bytes a second; all ones when `rate64` has it.'],
    ['packet_overhead', s32, 'Bytes that each packet costs on top of its length; may be negative.'],
    ['cell_size', u32, 'Bytes of a cell; 0: there are none.'],
    ['cell_overhead', s32, 'Bytes that each cell costs on top; may be negative.']
  ],
  { doc: 'The rate of the link.' }
)

export const tcNetemSlot = struct(
  'tc_netem_slot',
  '',
  [
    ['min_delay', s64, 'Least time between two slots, in nanoseconds.'],
    ['max_delay', s64, 'Most time between two slots, in nanoseconds.'],
    ['max_packets', s32, 'Most packets of a slot; 0: any.'],
    ['max_bytes', s32, 'Most bytes of a slot; 0: any.'],
    ['dist_delay', s64, 'Average of a distribution instead, in nanoseconds.'],
    ['dist_jitter', s64, 'Its deviation, in nanoseconds.']
  ],
  { doc: 'Packets come in slots.' }
)

export const tcNetemGimodel = struct(
  'tc_netem_gimodel',
  '',
  [
    ['p13', u32, 'From received to lost in a burst.'],
    ['p31', u32, 'From lost in a burst to received.'],
    ['p32', u32, 'From lost in a burst to received in it.'],
    ['p14', u32, 'From received to lost alone.'],
    ['p23', u32, 'From received in a burst to lost in it.']
  ],
  { doc: 'Loss by four states: probabilities of going from one to another.' }
)

export const tcNetemGemodel = struct(
  'tc_netem_gemodel',
  '',
  [
    ['p', u32, 'From good to bad.'],
    ['r', u32, 'From bad to good.'],
    ['h', u32, 'Of receiving a packet in the bad state.'],
    ['k1', u32, 'Of losing a packet in the good state.']
  ],
  { doc: 'Loss by two states (Gilbert, Elliott): probabilities.' }
)

const loss = attributes('NetemLoss', 'NETEM_LOSS', 'Losses by a model.', [
  ['NETEM_LOSS_GI', 1, tcNetemGimodel, 'Four states.'],
  ['NETEM_LOSS_GE', 2, tcNetemGemodel, 'Two states.']
])

export const netemAttributes = attributes(
  'NetemAttributes',
  'TCA_NETEM',
  'More of what happens to packets.',
  [
    ['TCA_NETEM_CORR', 1, tcNetemCorr, 'Correlations.'],
    [
      'TCA_NETEM_DELAY_DIST',
      2,
      array(s16),
      'Distribution of delays: up to 16384 deviations, 8192 is one. Write only.'
    ],
    ['TCA_NETEM_REORDER', 3, tcNetemReorder, 'Packets that overtake.'],
    ['TCA_NETEM_CORRUPT', 4, tcNetemCorrupt, 'Packets that are damaged.'],
    ['TCA_NETEM_LOSS', 5, nest(loss), 'Losses by a model.', { key: 'lossModel' }],
    ['TCA_NETEM_RATE', 6, tcNetemRate, 'The rate of the link.'],
    ['TCA_NETEM_ECN', 7, u32, '1: marks packets of flows that know ECN instead of losing them.'],
    ['TCA_NETEM_RATE64', 8, quantity, 'Bytes a second, from 2^32 on.'],
    ['TCA_NETEM_PAD', 9, pad, 'Aligns.'],
    ['TCA_NETEM_LATENCY64', 10, s64, 'Delay, in nanoseconds.'],
    ['TCA_NETEM_JITTER64', 11, s64, 'By how much delays differ, in nanoseconds.'],
    ['TCA_NETEM_SLOT', 12, tcNetemSlot, 'Packets come in slots.'],
    [
      'TCA_NETEM_SLOT_DIST',
      13,
      array(s16),
      'Distribution of the times between slots, as `delayDist`. Write only.'
    ],
    ['TCA_NETEM_PRNG_SEED', 14, id, 'Seed of the random numbers, to have the same again.']
  ]
)

export const netemOptions = headed('NetemOptions', tcNetemQopt, netemAttributes)
