/** Trees of extended matches, as filters take them: net/sched/ematch.c. */
import { attributes, custom, struct, u16 } from '@nlkit/core/schema'
import { tcU32Key } from '../u32-key.schema.ts'
import {
  canFilter,
  emIpt,
  emMeta,
  tcfEmatchHdr,
  tcfEmCmp,
  tcfEmNbyte,
  tcfEmText,
  xtSetInfo
} from './ematch.schema.ts'

export const tcfEmatchTreeHdr = struct(
  'tcf_ematch_tree_hdr',
  '',
  [
    ['nmatches', u16, 'Number of matches.'],
    ['progid', u16, 'Who made them: 0, TCF_EM_PROG_TC.']
  ],
  { doc: 'A tree of extended matches.' }
)

export const ematches = attributes('Ematches', 'TCA_EMATCH_TREE', 'Extended matches.', [
  ['TCA_EMATCH_TREE_HDR', 1, tcfEmatchTreeHdr, 'How many there are. Needed.'],
  [
    'TCA_EMATCH_TREE_LIST',
    2,
    custom({
      module: './ematch-list.ts',
      name: 'ematchList',
      out: 'Ematch[]',
      in: 'readonly EmatchInput[]',
      flagged: true,
      sets: [emMeta, emIpt],
      structs: [tcfEmatchHdr, tcfEmCmp, tcfEmNbyte, tcfEmText, tcU32Key, canFilter, xtSetInfo]
    }),
    'The matches, in order; a container names the number, from 0, of the first one inside it.'
  ]
])
