/** ife, inter-FE encapsulation: net/sched/act_ife.c, include/uapi/linux/ife.h. */
import {
  attributes,
  custom,
  enumerated,
  enumeration,
  hardwareAddress,
  nest,
  pad,
  struct,
  u16
} from '@nlkit/core/schema'
import { generic } from './generic.ts'
import { tcfT } from './tcf-t.schema.ts'

export const ifeModes = enumeration('IfeMode', 'IFE', [
  ['IFE_DECODE', 0, 'Takes metadata out.'],
  ['IFE_ENCODE', 1, 'Puts metadata in.']
])

export const tcIfe = struct('tc_ife', '', [...generic, ['flags', enumerated(u16, ifeModes), 'Which way.']], {
  doc: 'Number, result and direction.'
})

const wide = custom({ module: './ife-meta.ts', name: 'ifeMeta32', out: "number | 'packet'" })
const narrow = custom({ module: './ife-meta.ts', name: 'ifeMeta16', out: "number | 'packet'" })

const metalst = attributes(
  'IfeMetadata',
  'IFE_META',
  "Metadata: a value, or 'packet' for the packet's own.",
  [
    ['IFE_META_SKBMARK', 1, wide, 'Mark of the packet.'],
    ['IFE_META_HASHID', 2, wide, 'Hash of the packet. Not used by the kernel.'],
    ['IFE_META_PRIO', 3, wide, 'Priority of the packet.'],
    ['IFE_META_QMAP', 4, narrow, 'Transmit queue of the packet. Not used by the kernel.'],
    ['IFE_META_TCINDEX', 5, narrow, 'Index of traffic control (DS field).']
  ]
)

export const ifeOptions = attributes('IfeOptions', 'TCA_IFE', 'Carries metadata along with packets.', [
  ['TCA_IFE_PARMS', 1, tcIfe, 'Number, result and direction. Needed.'],
  ['TCA_IFE_TM', 2, tcfT, 'Times. Read only.'],
  ['TCA_IFE_DMAC', 3, hardwareAddress(6), 'Destination of the outer Ethernet header.'],
  ['TCA_IFE_SMAC', 4, hardwareAddress(6), 'Source of the outer Ethernet header.'],
  ['TCA_IFE_TYPE', 5, u16, 'Ethertype of it, in host order. Left out: ETH_P_IFE, 0xed3e.'],
  ['TCA_IFE_METALST', 6, nest(metalst), 'Metadata. Left out: all that is known.'],
  ['TCA_IFE_PAD', 7, pad, 'Aligns.']
])
