/** cbs, credit-based shaper (802.1Qav): net/sched/sch_cbs.c. */
import { attributes, padding, s32, struct, u8 } from '@nlkit/core/schema'

export const tcCbsQopt = struct(
  'tc_cbs_qopt',
  '',
  [
    ['offload', u8, '1: the device does it.'],
    [padding(3)],
    ['hicredit', s32, 'Most credit, in bytes.'],
    ['locredit', s32, 'Least credit, in bytes; negative.'],
    ['idleslope', s32, 'How fast it grows, in kilobits a second.'],
    ['sendslope', s32, 'How fast it shrinks, in kilobits a second; negative.']
  ],
  { doc: 'Credit-based shaper.' }
)

export const cbsOptions = attributes('CbsOptions', 'TCA_CBS', 'Credit-based shaper.', [
  ['TCA_CBS_PARMS', 1, tcCbsQopt, 'All settings. Needed.']
])
