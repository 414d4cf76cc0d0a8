/** pie, proportional integral controller: net/sched/sch_pie.c. */
import { attributes, counter, struct, u32 } from '@nlkit/core/schema'

export const pieOptions = attributes('PieOptions', 'TCA_PIE', 'Proportional integral controller.', [
  ['TCA_PIE_TARGET', 1, u32, 'Delay that is aimed at, in microseconds.'],
  ['TCA_PIE_LIMIT', 2, u32, 'Most packets that wait.'],
  ['TCA_PIE_TUPDATE', 3, u32, 'Microseconds between two changes of the probability.'],
  ['TCA_PIE_ALPHA', 4, u32, 'Weight of the distance from the target, 0-32, in sixteenths of a hertz.'],
  ['TCA_PIE_BETA', 5, u32, 'Weight of the change of the delay, 0-32, in sixteenths of a hertz.'],
  ['TCA_PIE_ECN', 6, u32, '1: marks packets of flows that know ECN instead of dropping them.'],
  ['TCA_PIE_BYTEMODE', 7, u32, '1: long packets are dropped more often.'],
  ['TCA_PIE_DQ_RATE_ESTIMATOR', 8, u32, '1: the delay is estimated from the rate instead of time stamps.']
])

export const tcPieXstats = struct(
  'tc_pie_xstats',
  '',
  [
    ['prob', counter, 'Probability, 2^64 is 1.'],
    ['delay', u32, 'Delay, in microseconds.'],
    ['avg_dq_rate', u32, 'Rate, bytes a second.'],
    ['dq_rate_estimating', u32, '1: the rate is estimated.'],
    ['packets_in', u32, 'Packets that came.'],
    ['dropped', u32, 'Packets dropped early.'],
    ['overlimit', u32, 'Packets dropped since the queue was full.'],
    ['maxq', u32, 'Most packets that ever waited.'],
    ['ecn_mark', u32, 'Packets marked.']
  ],
  { doc: 'Statistics of pie.' }
)
