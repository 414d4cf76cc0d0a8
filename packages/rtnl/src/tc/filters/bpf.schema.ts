/** bpf, a program as filter: net/sched/cls_bpf.c. */
import {
  array,
  attributes,
  binary,
  converted,
  flagged,
  flags,
  nest,
  string,
  u16,
  u32
} from '@nlkit/core/schema'
import { actionList } from '../actions/schema.ts'
import { policeOptions } from '../police.schema.ts'
import { sockFilter } from '../sock-filter.schema.ts'
import { classifierFlags } from './classifier-flags.schema.ts'

export const bpfFilterFlags = flags('TCA_BPF_FLAG', [
  ['TCA_BPF_FLAG_ACT_DIRECT', 1, 'What the program returns is the result, TC_ACT_*: direct action.']
])

export const bpfFilterOptions = attributes('BpfFilterOptions', 'TCA_BPF', 'Runs a program.', [
  ['TCA_BPF_ACT', 1, actionList, 'Actions.'],
  ['TCA_BPF_POLICE', 2, nest(policeOptions), 'A policer, in the old form.'],
  [
    'TCA_BPF_CLASSID',
    3,
    converted(u32, { module: '../handle.ts', name: 'handle', out: 'string', in: 'HandleInput' }),
    'Class of what matches.'
  ],
  ['TCA_BPF_OPS_LEN', 4, u16, 'Number of instructions of classic BPF.'],
  ['TCA_BPF_OPS', 5, array(sockFilter), 'A program of classic BPF.'],
  ['TCA_BPF_FD', 6, u32, 'Descriptor of a loaded program. Write only.'],
  ['TCA_BPF_NAME', 7, string(255), 'Text to know it by.'],
  ['TCA_BPF_FLAGS', 8, flagged(u32, bpfFilterFlags), 'TCA_BPF_FLAG_*.'],
  ['TCA_BPF_FLAGS_GEN', 9, flagged(u32, classifierFlags), 'TCA_CLS_FLAGS_*.'],
  ['TCA_BPF_TAG', 10, binary(8), 'Hash of the program. Read only.'],
  ['TCA_BPF_ID', 11, u32, 'Id of the program. Read only.']
])
