import { counter, type AttributeRow, type Struct } from '@nlkit/core/schema'

/** What all sets of statistics have: those of qdiscs and classes know their kind's own beside. */
export function statsRows(structs: {
  readonly basic: Struct
  readonly rateEst: Struct
  readonly queue: Struct
  readonly rateEst64: Struct
}): AttributeRow[] {
  return [
    ['TCA_STATS_BASIC', 1, structs.basic, 'What was sent.'],
    ['TCA_STATS_RATE_EST', 2, structs.rateEst, 'Estimated rates, where an estimator runs.'],
    ['TCA_STATS_QUEUE', 3, structs.queue, 'The queue.'],
    ['TCA_STATS_RATE_EST64', 5, structs.rateEst64, 'Estimated rates when they need 64 bits.'],
    ['TCA_STATS_BASIC_HW', 7, structs.basic, 'What hardware sent of it.'],
    ['TCA_STATS_PKT64', 8, counter, 'Packets that were sent, where 32 bits are not enough.']
  ]
}
