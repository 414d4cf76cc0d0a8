/** nat, translates addresses without state: net/sched/act_nat.c. */
import { attributes, flagged, flags, ipv4, pad, struct, u32 } from '@nlkit/core/schema'
import { generic } from './generic.ts'
import { tcfT } from './tcf-t.schema.ts'

export const natFlags = flags('TCA_NAT_FLAG', [
  ['TCA_NAT_FLAG_EGRESS', 1, 'Translates sources, not destinations.']
])

export const tcNat = struct(
  'tc_nat',
  '',
  [
    ...generic,
    ['old_addr', ipv4, 'Address to translate.'],
    ['new_addr', ipv4, 'Address to translate to.'],
    ['mask', ipv4, 'Bits of it that count.'],
    ['flags', flagged(u32, natFlags), 'TCA_NAT_FLAG_*.']
  ],
  { doc: 'Number, result and addresses.' }
)

export const natOptions = attributes('NatOptions', 'TCA_NAT', 'Translates addresses without state.', [
  ['TCA_NAT_PARMS', 1, tcNat, 'Number, result and addresses. Needed.'],
  ['TCA_NAT_TM', 2, tcfT, 'Times. Read only.'],
  ['TCA_NAT_PAD', 3, pad, 'Aligns.']
])
