/** gact, generic action: net/sched/act_gact.c. */
import { attributes, enumerated, enumeration, pad, s32, struct, u16 } from '@nlkit/core/schema'
import { tcActions } from '../verdict.schema.ts'
import { generic } from './generic.ts'
import { tcfT } from './tcf-t.schema.ts'

export const gactChances = enumeration('GactChance', 'PGACT', [
  ['PGACT_NONE', 0, 'Always the first result.'],
  ['PGACT_NETRAND', 1, 'By random numbers.'],
  ['PGACT_DETERM', 2, 'Every packet of that number.']
])

export const tcGact = struct('tc_gact', '', generic, { doc: 'A result, nothing else.' })

export const tcGactP = struct(
  'tc_gact_p',
  '',
  [
    ['ptype', enumerated(u16, gactChances), 'How chance decides.'],
    ['pval', u16, 'One packet out of so many, up to 10000.'],
    ['paction', enumerated(s32, tcActions), 'What becomes of that packet.']
  ],
  { doc: 'Another result, by chance.' }
)

export const gactOptions = attributes('GactOptions', 'TCA_GACT', 'A result, nothing else.', [
  ['TCA_GACT_TM', 1, tcfT, 'Times. Read only.'],
  ['TCA_GACT_PARMS', 2, tcGact, 'Number and result. Needed.'],
  ['TCA_GACT_PROB', 3, tcGactP, 'Another result, by chance.'],
  ['TCA_GACT_PAD', 4, pad, 'Aligns.']
])
