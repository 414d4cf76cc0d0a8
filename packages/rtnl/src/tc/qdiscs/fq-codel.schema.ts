/** fq_codel, fair queueing with controlled delay: net/sched/sch_fq_codel.c. */
import { attributes, constants, s32, struct, u32, u8 } from '@nlkit/core/schema'

export const fqCodelOptions = attributes(
  'FqCodelOptions',
  'TCA_FQ_CODEL',
  'Fair queueing with controlled delay.',
  [
    ['TCA_FQ_CODEL_TARGET', 1, u32, 'Delay that is fine, in microseconds.'],
    ['TCA_FQ_CODEL_LIMIT', 2, u32, 'Most packets that wait, over all flows.'],
    [
      'TCA_FQ_CODEL_INTERVAL',
      3,
      u32,
      'For how long it may be exceeded, in microseconds; about a round trip.'
    ],
    ['TCA_FQ_CODEL_ECN', 4, u32, '1: marks packets of flows that know ECN instead of dropping them.'],
    ['TCA_FQ_CODEL_FLOWS', 5, u32, 'Number of flows, 1-65536. Cannot be changed.'],
    ['TCA_FQ_CODEL_QUANTUM', 6, u32, 'Bytes for which a flow is served at a time, 256 at least.'],
    ['TCA_FQ_CODEL_CE_THRESHOLD', 7, u32, 'Delay in microseconds from which all that can be are marked.'],
    ['TCA_FQ_CODEL_DROP_BATCH_SIZE', 8, u32, 'Packets dropped at a time when the queue is full.'],
    ['TCA_FQ_CODEL_MEMORY_LIMIT', 9, u32, 'Most bytes of memory that waiting packets take.'],
    [
      'TCA_FQ_CODEL_CE_THRESHOLD_SELECTOR',
      10,
      u8,
      'That delay is for packets whose DS field has this value ..'
    ],
    ['TCA_FQ_CODEL_CE_THRESHOLD_MASK', 11, u8, '.. under this mask.']
  ]
)

export const fqCodelStatsKinds = constants([
  ['TCA_FQ_CODEL_XSTATS_QDISC', 0, 'Statistics of a qdisc.'],
  ['TCA_FQ_CODEL_XSTATS_CLASS', 1, 'Statistics of a flow.']
])

/** As a qdisc has it: the kind is 0, TCA_FQ_CODEL_XSTATS_QDISC, and the union behind it struct tc_fq_codel_qd_stats. */
export const tcFqCodelXstats = struct(
  'tc_fq_codel_xstats',
  '',
  [
    ['type', u32, 'Whose they are: 0, a qdisc.'],
    ['maxpacket', u32, 'Longest packet, in bytes.'],
    ['drop_overlimit', u32, 'Packets dropped since the queue was full.'],
    ['ecn_mark', u32, 'Packets marked.'],
    ['new_flow_count', u32, 'How often a flow was new.'],
    ['new_flows_len', u32, 'Flows that are new.'],
    ['old_flows_len', u32, 'Flows that are not.'],
    ['ce_mark', u32, 'Packets marked by the delay from which all are.'],
    ['memory_usage', u32, 'Bytes of memory that waiting packets take.'],
    ['drop_overmemory', u32, 'Packets dropped since the memory was full.']
  ],
  { doc: 'Statistics of fq_codel.' }
)

/** As a class has it, behind a kind of 1. */
export const tcFqCodelClStats = struct(
  'tc_fq_codel_cl_stats',
  '',
  [
    ['deficit', s32, 'Bytes that the flow may still send in this round.'],
    ['ldelay', u32, 'Delay of its last packet, in microseconds.'],
    ['count', u32, 'Packets dropped since dropping began.'],
    ['lastcount', u32, 'The same, when it began.'],
    ['dropping', u32, '1: it is dropping.'],
    ['drop_next', s32, 'When the next one is dropped, microseconds from now; negative: it is over.']
  ],
  { doc: 'Statistics of a flow of fq_codel.' }
)
