/** mpls, pushes, pops and changes label stack entries: net/sched/act_mpls.c. */
import {
  attributes,
  be16,
  enumerated,
  enumeration,
  pad,
  ranged,
  s32,
  struct,
  u32,
  u8
} from '@nlkit/core/schema'
import { etherTypes } from '../ether-type.schema.ts'
import { generic } from './generic.ts'
import { tcfT } from './tcf-t.schema.ts'

export const mplsActions = enumeration('MplsAction', 'TCA_MPLS_ACT', [
  ['TCA_MPLS_ACT_POP', 1, 'Takes an entry off.'],
  ['TCA_MPLS_ACT_PUSH', 2, 'Puts an entry on.'],
  ['TCA_MPLS_ACT_MODIFY', 3, 'Changes the topmost entry.'],
  ['TCA_MPLS_ACT_DEC_TTL', 4, 'Counts the time to live down.'],
  ['TCA_MPLS_ACT_MAC_PUSH', 5, 'Puts an entry on, before the Ethernet header.']
])

export const tcMpls = struct(
  'tc_mpls',
  '',
  [...generic, ['m_action', enumerated(s32, mplsActions), 'What is done.']],
  {
    doc: 'What happens to a label stack.'
  }
)

export const mplsOptions = attributes('MplsOptions', 'TCA_MPLS', 'Pushes, pops and changes MPLS labels.', [
  ['TCA_MPLS_TM', 1, tcfT, 'Times. Read only.'],
  ['TCA_MPLS_PARMS', 2, tcMpls, 'Number, result and what is done. Needed.'],
  ['TCA_MPLS_PAD', 3, pad, 'Aligns.'],
  ['TCA_MPLS_PROTO', 4, enumerated(be16, etherTypes), 'What is below after `pop`; what is put on by `push`.'],
  ['TCA_MPLS_LABEL', 5, ranged(u32, { max: 0xfffff }), 'Label, 20 bits.'],
  ['TCA_MPLS_TC', 6, ranged(u8, { max: 7 }), 'Traffic class, 0-7.'],
  ['TCA_MPLS_TTL', 7, u8, 'Time to live, not 0.'],
  ['TCA_MPLS_BOS', 8, ranged(u8, { max: 1 }), '1: it is the bottom of the stack.']
])
