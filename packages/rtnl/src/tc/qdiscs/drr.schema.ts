/** drr, deficit round robin: net/sched/sch_drr.c. The qdisc has no settings, its classes have. */
import { attributes, struct, u32 } from '@nlkit/core/schema'

export const drrOptions = attributes('DrrOptions', 'TCA_DRR', 'A class of drr.', [
  ['TCA_DRR_QUANTUM', 1, u32, "Bytes for which it is served at a time, not 0. Left out: the device's MTU."]
])

export const tcDrrStats = struct(
  'tc_drr_stats',
  '',
  [['deficit', u32, 'Bytes that it may still send in this round.']],
  {
    doc: 'Statistics of a class of drr.'
  }
)
