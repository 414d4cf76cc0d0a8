import { enumerated, s32, u32, type MemberRow } from '@nlkit/core/schema'
import { tcActions } from '../verdict.schema.ts'

/** What the parameters of every action begin with: tc_gen in include/uapi/linux/pkt_cls.h. */
export const generic: readonly MemberRow[] = [
  ['index', u32, 'Number of the action among those of its kind; 0 lets the kernel choose.'],
  ['capab', u32, 'Not used.'],
  ['action', enumerated(s32, tcActions), 'What becomes of the packet then.'],
  ['refcnt', s32, 'How many hold it. Read only.'],
  ['bindcnt', s32, 'Filters that use it. Read only.']
]
