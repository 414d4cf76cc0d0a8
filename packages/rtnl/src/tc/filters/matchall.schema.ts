/** matchall, matches all: net/sched/cls_matchall.c. */
import { attributes, converted, counter, flagged, pad, struct, u32 } from '@nlkit/core/schema'
import { actionList } from '../actions/schema.ts'
import { classifierFlags } from './classifier-flags.schema.ts'

export const tcMatchallPcnt = struct('tc_matchall_pcnt', '', [['rhit', counter, 'Packets that matched.']], {
  doc: 'A counter.'
})

export const matchallOptions = attributes('MatchallOptions', 'TCA_MATCHALL', 'Matches all packets.', [
  [
    'TCA_MATCHALL_CLASSID',
    1,
    converted(u32, { module: '../handle.ts', name: 'handle', out: 'string', in: 'HandleInput' }),
    'Class of what matches.'
  ],
  ['TCA_MATCHALL_ACT', 2, actionList, 'Actions.'],
  ['TCA_MATCHALL_FLAGS', 3, flagged(u32, classifierFlags), 'TCA_CLS_FLAGS_*.'],
  ['TCA_MATCHALL_PCNT', 4, tcMatchallPcnt, 'A counter. Read only.'],
  ['TCA_MATCHALL_PAD', 5, pad, 'Aligns.']
])
