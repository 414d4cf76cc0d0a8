/** sample, sends some packets to user space through psample: net/sched/act_sample.c. */
import { attributes, pad, struct, u32 } from '@nlkit/core/schema'
import { generic } from './generic.ts'
import { tcfT } from './tcf-t.schema.ts'

export const tcSample = struct('tc_sample', '', generic, { doc: 'Number and result.' })

export const sampleOptions = attributes('SampleOptions', 'TCA_SAMPLE', 'Sends some packets to user space.', [
  ['TCA_SAMPLE_TM', 1, tcfT, 'Times. Read only.'],
  ['TCA_SAMPLE_PARMS', 2, tcSample, 'Number and result. Needed.'],
  ['TCA_SAMPLE_RATE', 3, u32, 'One packet out of so many, not 0. Needed.'],
  ['TCA_SAMPLE_TRUNC_SIZE', 4, u32, 'Most bytes of it; 0: all.'],
  ['TCA_SAMPLE_PSAMPLE_GROUP', 5, u32, 'Group of psample that gets it. Needed.'],
  ['TCA_SAMPLE_PAD', 6, pad, 'Aligns.']
])
