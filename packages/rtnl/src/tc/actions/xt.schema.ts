/** xt, targets of iptables, gone with Linux 6.8: include/uapi/linux/tc_act/tc_ipt.h, struct xt_entry_target. */
import {
  attributes,
  binary,
  characters,
  enumerated,
  pad,
  s32,
  string,
  struct,
  u16,
  u32,
  u8
} from '@nlkit/core/schema'
import { netfilterHooks } from '../netfilter.schema.ts'
import { tcfT } from './tcf-t.schema.ts'

export const tcCnt = struct(
  'tc_cnt',
  '',
  [
    ['refcnt', s32, 'How many hold it.'],
    ['bindcnt', s32, 'Filters that use it.']
  ],
  { doc: 'Counts.' }
)

export const xtEntryTarget = struct(
  'xt_entry_target',
  '',
  [
    ['target_size', u16, 'Bytes of all of this.'],
    ['name', characters(29), 'Name of the target: `MARK`.'],
    ['revision', u8, 'Version of its data.'],
    ['data', binary(), 'What belongs to it, in a form of its own.']
  ],
  { doc: 'A target of iptables.' }
)

export const xtOptions = attributes('XtOptions', 'TCA_IPT', 'Runs a target of iptables.', [
  ['TCA_IPT_TABLE', 1, string(15), 'Table that it believes to be in: `mangle`.'],
  ['TCA_IPT_HOOK', 2, enumerated(u32, netfilterHooks), 'Hook that it believes to be at.'],
  ['TCA_IPT_INDEX', 3, u32, 'Number of the action.'],
  ['TCA_IPT_CNT', 4, tcCnt, 'Counts. Read only.'],
  ['TCA_IPT_TM', 5, tcfT, 'Times. Read only.'],
  ['TCA_IPT_TARG', 6, xtEntryTarget, 'The target. Needed.'],
  ['TCA_IPT_PAD', 7, pad, 'Aligns.']
])
