/** fq_pie, fair queueing with pie: net/sched/sch_fq_pie.c. */
import { attributes, struct, u32 } from '@nlkit/core/schema'

export const fqPieOptions = attributes('FqPieOptions', 'TCA_FQ_PIE', 'Fair queueing with pie.', [
  ['TCA_FQ_PIE_LIMIT', 1, u32, 'Most packets that wait, over all flows.'],
  ['TCA_FQ_PIE_FLOWS', 2, u32, 'Number of flows, 1-65536. Cannot be changed.'],
  ['TCA_FQ_PIE_TARGET', 3, u32, 'Delay that is aimed at, in microseconds.'],
  ['TCA_FQ_PIE_TUPDATE', 4, u32, 'Microseconds between two changes of the probability.'],
  ['TCA_FQ_PIE_ALPHA', 5, u32, 'Weight of the distance from the target, 0-32, in sixteenths of a hertz.'],
  ['TCA_FQ_PIE_BETA', 6, u32, 'Weight of the change of the delay, 0-32, in sixteenths of a hertz.'],
  ['TCA_FQ_PIE_QUANTUM', 7, u32, 'Bytes for which a flow is served at a time.'],
  ['TCA_FQ_PIE_MEMORY_LIMIT', 8, u32, 'Most bytes of memory that waiting packets take.'],
  ['TCA_FQ_PIE_ECN_PROB', 9, u32, 'Probability in percent up to which packets are marked, beyond dropped.'],
  ['TCA_FQ_PIE_ECN', 10, u32, '1: marks packets of flows that know ECN instead of dropping them.'],
  ['TCA_FQ_PIE_BYTEMODE', 11, u32, '1: long packets are dropped more often.'],
  ['TCA_FQ_PIE_DQ_RATE_ESTIMATOR', 12, u32, '1: the delay is estimated from the rate instead of time stamps.']
])

export const tcFqPieXstats = struct(
  'tc_fq_pie_xstats',
  '',
  [
    ['packets_in', u32, 'Packets that came.'],
    ['dropped', u32, 'Packets dropped early.'],
    ['overlimit', u32, 'Packets dropped since the queue was full.'],
    ['overmemory', u32, 'Packets dropped since the memory was full.'],
    ['ecn_mark', u32, 'Packets marked.'],
    ['new_flow_count', u32, 'How often a flow was new.'],
    ['new_flows_len', u32, 'Flows that are new.'],
    ['old_flows_len', u32, 'Flows that are not.'],
    ['memory_usage', u32, 'Bytes of memory that waiting packets take.']
  ],
  { doc: 'Statistics of fq_pie.' }
)
