/** connmark, restores the mark of the connection: net/sched/act_connmark.c. */
import { attributes, pad, struct, u16 } from '@nlkit/core/schema'
import { generic } from './generic.ts'
import { tcfT } from './tcf-t.schema.ts'

export const tcConnmark = struct('tc_connmark', '', [...generic, ['zone', u16, 'Zone of the connection.']], {
  doc: 'Number, result and zone.'
})

export const connmarkOptions = attributes(
  'ConnmarkOptions',
  'TCA_CONNMARK',
  'Restores the mark of the connection.',
  [
    ['TCA_CONNMARK_PARMS', 1, tcConnmark, 'Number, result and zone. Needed.'],
    ['TCA_CONNMARK_TM', 2, tcfT, 'Times. Read only.'],
    ['TCA_CONNMARK_PAD', 3, pad, 'Aligns.']
  ]
)
