/** Statistics of qdiscs, classes and actions: include/uapi/linux/gen_stats.h, struct tc_stats of pkt_sched.h. */
import { attributes, counter, pad, struct, u32 } from '@nlkit/core/schema'
import { statsRows } from './stats-rows.ts'

export const tcStats = struct(
  'tc_stats',
  '',
  [
    ['bytes', counter, 'Bytes that were sent.'],
    ['packets', u32, 'Packets that were sent, modulo 2^32.'],
    ['drops', u32, 'Packets that were dropped.'],
    ['overlimits', u32, 'How often a packet had to wait for the limit.'],
    ['bps', u32, 'Estimated rate, bytes a second.'],
    ['pps', u32, 'Estimated rate, packets a second.'],
    ['qlen', u32, 'Packets that wait.'],
    ['backlog', u32, 'Bytes that wait.']
  ],
  // i386 aligns u64 to four bytes and has no hole at the end.
  { minimum: 36, doc: 'Statistics in the old form.' }
)

export const gnetStatsBasic = struct(
  'gnet_stats_basic',
  '',
  [
    ['bytes', counter, 'Bytes that were sent.'],
    ['packets', u32, 'Packets that were sent, modulo 2^32.']
  ],
  { minimum: 12, doc: 'What was sent.' }
)

export const gnetStatsRateEst = struct(
  'gnet_stats_rate_est',
  '',
  [
    ['bps', u32, 'Bytes a second.'],
    ['pps', u32, 'Packets a second.']
  ],
  { doc: 'Estimated rates.' }
)

export const gnetStatsRateEst64 = struct(
  'gnet_stats_rate_est64',
  '',
  [
    ['bps', counter, 'Bytes a second.'],
    ['pps', counter, 'Packets a second.']
  ],
  { doc: 'Estimated rates that need 64 bits.' }
)

export const gnetStatsQueue = struct(
  'gnet_stats_queue',
  '',
  [
    ['qlen', u32, 'Packets that wait.'],
    ['backlog', u32, 'Bytes that wait.'],
    ['drops', u32, 'Packets that were dropped.'],
    ['requeues', u32, 'Packets that the device gave back.'],
    ['overlimits', u32, 'How often a packet had to wait for the limit.']
  ],
  { doc: 'The queue.' }
)

/** Of actions, and of filters with a policer in the old form: no statistics of the kind's own. */
export const actionStats = attributes('ActionStats', 'TCA_STATS', 'Statistics of an action.', [
  ...statsRows({
    basic: gnetStatsBasic,
    rateEst: gnetStatsRateEst,
    queue: gnetStatsQueue,
    rateEst64: gnetStatsRateEst64
  }),
  ['TCA_STATS_PAD', 6, pad, 'Aligns.']
])
