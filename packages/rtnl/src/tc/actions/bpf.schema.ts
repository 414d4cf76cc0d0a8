/** bpf, a program as action: net/sched/act_bpf.c. */
import { array, attributes, binary, pad, string, struct, u16, u32 } from '@nlkit/core/schema'
import { sockFilter } from '../sock-filter.schema.ts'
import { generic } from './generic.ts'
import { tcfT } from './tcf-t.schema.ts'

export const tcActBpf = struct('tc_act_bpf', '', generic, {
  doc: 'Number, and result unless the program has one.'
})

export const bpfActionOptions = attributes('BpfActionOptions', 'TCA_ACT_BPF', 'Runs a program.', [
  ['TCA_ACT_BPF_TM', 1, tcfT, 'Times. Read only.'],
  ['TCA_ACT_BPF_PARMS', 2, tcActBpf, 'Number and result. Needed.'],
  ['TCA_ACT_BPF_OPS_LEN', 3, u16, 'Number of instructions of classic BPF.'],
  ['TCA_ACT_BPF_OPS', 4, array(sockFilter), 'A program of classic BPF.'],
  ['TCA_ACT_BPF_FD', 5, u32, 'Descriptor of a loaded program. Write only.'],
  ['TCA_ACT_BPF_NAME', 6, string(255), 'Text to know it by.'],
  ['TCA_ACT_BPF_PAD', 7, pad, 'Aligns.'],
  ['TCA_ACT_BPF_TAG', 8, binary(8), 'Hash of the program. Read only.'],
  ['TCA_ACT_BPF_ID', 9, u32, 'Id of the program. Read only.']
])
