/** qfq, quick fair queueing: net/sched/sch_qfq.c. The qdisc has no settings, its classes have. */
import { attributes, struct, u32 } from '@nlkit/core/schema'

export const qfqOptions = attributes('QfqOptions', 'TCA_QFQ', 'A class of qfq.', [
  ['TCA_QFQ_WEIGHT', 1, u32, 'Its share against its siblings, 1-1024. Left out: 1.'],
  ['TCA_QFQ_LMAX', 2, u32, "Its longest packet in bytes, 512 to 65536. Left out: the device's MTU."]
])

export const tcQfqStats = struct(
  'tc_qfq_stats',
  '',
  [
    ['weight', u32, 'Its share.'],
    ['lmax', u32, 'Its longest packet, in bytes.']
  ],
  { doc: 'Statistics of a class of qfq.' }
)
