/** skbmod, changes the Ethernet header: net/sched/act_skbmod.c. */
import {
  attributes,
  enumerated,
  flags,
  hardwareAddress,
  pad,
  quantity,
  struct,
  u16
} from '@nlkit/core/schema'
import { etherTypes } from '../ether-type.schema.ts'
import { generic } from './generic.ts'
import { tcfT } from './tcf-t.schema.ts'

export const skbmodFlags = flags('SKBMOD_F', [
  ['SKBMOD_F_DMAC', 0x1, 'Sets the destination. Set by the kernel.'],
  ['SKBMOD_F_SMAC', 0x2, 'Sets the source. Set by the kernel.'],
  ['SKBMOD_F_ETYPE', 0x4, 'Sets the ethertype. Set by the kernel.'],
  ['SKBMOD_F_SWAPMAC', 0x8, 'Swaps source and destination.'],
  ['SKBMOD_F_ECN', 0x10, 'Marks congestion (CE) in IP headers that know ECN.']
])

export const tcSkbmod = struct('tc_skbmod', '', [...generic, ['flags', quantity, 'SKBMOD_F_*.']], {
  doc: 'Number, result and what is done.'
})

export const skbmodOptions = attributes('SkbmodOptions', 'TCA_SKBMOD', 'Changes the Ethernet header.', [
  ['TCA_SKBMOD_TM', 1, tcfT, 'Times. Read only.'],
  ['TCA_SKBMOD_PARMS', 2, tcSkbmod, 'Number, result and what is done. Needed.'],
  ['TCA_SKBMOD_DMAC', 3, hardwareAddress(6), 'Destination.'],
  ['TCA_SKBMOD_SMAC', 4, hardwareAddress(6), 'Source.'],
  ['TCA_SKBMOD_ETYPE', 5, enumerated(u16, etherTypes), 'Ethertype, in host order.'],
  ['TCA_SKBMOD_PAD', 6, pad, 'Aligns.']
])
