/** basic, matches by ematches: net/sched/cls_basic.c. */
import { attributes, converted, counter, nest, pad, struct, u32 } from '@nlkit/core/schema'
import { actionList } from '../actions/schema.ts'
import { ematches } from '../ematches/tree.schema.ts'
import { policeOptions } from '../police.schema.ts'

export const tcBasicPcnt = struct(
  'tc_basic_pcnt',
  '',
  [
    ['rcnt', counter, 'Packets that were looked at.'],
    ['rhit', counter, 'Packets that matched.']
  ],
  { doc: 'Counters.' }
)

export const basicOptions = attributes(
  'BasicOptions',
  'TCA_BASIC',
  'Matches by ematches; without them, all.',
  [
    [
      'TCA_BASIC_CLASSID',
      1,
      converted(u32, { module: '../handle.ts', name: 'handle', out: 'string', in: 'HandleInput' }),
      'Class of what matches.'
    ],
    ['TCA_BASIC_EMATCHES', 2, nest(ematches), 'What must match.'],
    ['TCA_BASIC_ACT', 3, actionList, 'Actions.'],
    ['TCA_BASIC_POLICE', 4, nest(policeOptions), 'A policer, in the old form.'],
    ['TCA_BASIC_PCNT', 5, tcBasicPcnt, 'Counters. Read only.'],
    ['TCA_BASIC_PAD', 6, pad, 'Aligns.']
  ]
)
