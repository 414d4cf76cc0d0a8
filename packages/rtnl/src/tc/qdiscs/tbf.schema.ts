/** tbf, token bucket filter: net/sched/sch_tbf.c. */
import { array, attributes, pad, quantity, struct, u32 } from '@nlkit/core/schema'
import { tcRatespec } from '../ratespec.schema.ts'

export const tcTbfQopt = struct(
  'tc_tbf_qopt',
  '',
  [
    ['rate', tcRatespec, 'The rate.'],
    ['peakrate', tcRatespec, 'The peak rate; 0: none.'],
    ['limit', u32, 'Most bytes that wait.'],
    ['buffer', u32, 'Burst, as the time that it takes at the rate, in ticks.'],
    ['mtu', u32, 'Burst at the peak rate, as the time that it takes then, in ticks.']
  ],
  { doc: 'A token bucket.' }
)

export const tbfOptions = attributes('TbfOptions', 'TCA_TBF', 'Token bucket filter: no more than a rate.', [
  ['TCA_TBF_PARMS', 1, tcTbfQopt, 'The bucket. Needed.'],
  ['TCA_TBF_RTAB', 2, array(u32), 'Rate table: ticks by slot, 256 of them. Only says how long cells are.'],
  ['TCA_TBF_PTAB', 3, array(u32), 'Rate table of the peak rate.'],
  ['TCA_TBF_RATE64', 4, quantity, 'Bytes a second, from 2^32 on.'],
  ['TCA_TBF_PRATE64', 5, quantity, 'Peak bytes a second, from 2^32 on.'],
  ['TCA_TBF_BURST', 6, u32, 'Burst in bytes; beats `parms.buffer`. Write only.'],
  ['TCA_TBF_PBURST', 7, u32, 'Burst at the peak rate in bytes; beats `parms.mtu`. Write only.'],
  ['TCA_TBF_PAD', 8, pad, 'Aligns.']
])
