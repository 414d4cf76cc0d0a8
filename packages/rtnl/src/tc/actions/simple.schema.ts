/** simple, writes a line to the kernel's log, an example: net/sched/act_simple.c. */
import { attributes, pad, string, struct } from '@nlkit/core/schema'
import { generic } from './generic.ts'
import { tcfT } from './tcf-t.schema.ts'

export const tcDefact = struct('tc_defact', '', generic, { doc: 'Number and result.' })

export const simpleOptions = attributes('SimpleOptions', 'TCA_DEF', "Writes a line to the kernel's log.", [
  ['TCA_DEF_TM', 1, tcfT, 'Times. Read only.'],
  ['TCA_DEF_PARMS', 2, tcDefact, 'Number and result. Needed.'],
  ['TCA_DEF_DATA', 3, string(31), 'What to write. Needed.'],
  ['TCA_DEF_PAD', 4, pad, 'Aligns.']
])
