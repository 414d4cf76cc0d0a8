/** codel, controlled delay: net/sched/sch_codel.c. */
import { attributes, s32, struct, u32 } from '@nlkit/core/schema'

export const codelOptions = attributes('CodelOptions', 'TCA_CODEL', 'Controlled delay.', [
  ['TCA_CODEL_TARGET', 1, u32, 'Delay that is fine, in microseconds.'],
  ['TCA_CODEL_LIMIT', 2, u32, 'Most packets that wait.'],
  ['TCA_CODEL_INTERVAL', 3, u32, 'For how long it may be exceeded, in microseconds; about a round trip.'],
  ['TCA_CODEL_ECN', 4, u32, '1: marks packets of flows that know ECN instead of dropping them.'],
  ['TCA_CODEL_CE_THRESHOLD', 5, u32, 'Delay in microseconds from which all that can be are marked.']
])

export const tcCodelXstats = struct(
  'tc_codel_xstats',
  '',
  [
    ['maxpacket', u32, 'Longest packet, in bytes.'],
    ['count', u32, 'Packets dropped since dropping began.'],
    ['lastcount', u32, 'The same, when it began.'],
    ['ldelay', u32, 'Delay of the last packet, in microseconds.'],
    ['drop_next', s32, 'When the next one is dropped, microseconds from now; negative: it is over.'],
    ['drop_overlimit', u32, 'Packets dropped since the queue was full.'],
    ['ecn_mark', u32, 'Packets marked.'],
    ['dropping', u32, '1: it is dropping.'],
    ['ce_mark', u32, 'Packets marked by the delay from which all are.']
  ],
  { doc: 'Statistics of codel.' }
)
