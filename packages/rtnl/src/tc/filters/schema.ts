/** Filters: net/sched/cls_api.c. */
import {
  attributes,
  bitfield32,
  choice,
  constants,
  converted,
  flags,
  message,
  nest,
  pad,
  padding,
  s32,
  string,
  struct,
  u32
} from '@nlkit/core/schema'
import { family } from '../../family/schema.ts'
import { gnetEstimator } from '../ratespec.schema.ts'
import { actionStats, tcStats } from '../stats.schema.ts'
import { filterKinds } from './kinds.ts'

const parent = converted(u32, {
  module: '../handle.ts',
  name: 'filterParent',
  out: 'string',
  in: 'HandleInput'
})

export const filterTcmsg = struct('tcmsg', 'tcm_', [
  ['tcm_family', family, "Always 'unspec'."],
  [padding(3)],
  [
    'tcm_ifindex',
    s32,
    'Index of the interface; -1, TCM_IFINDEX_MAGIC_BLOCK: of a block, whose number is then the parent.'
  ],
  [
    'tcm_handle',
    u32,
    'Number of the filter, as its kind has it; 0: the kernel chooses one. u32Handle() for u32.'
  ],
  [
    'tcm_parent',
    parent,
    'What it is attached to: a qdisc `1:`, a class `1:10`, `ingress`, `egress`, `root`.'
  ],
  [
    'tcm_info',
    converted(u32, {
      module: '../filter-info.ts',
      name: 'filterInfo',
      out: 'FilterInfo',
      in: 'FilterInfoInput'
    }),
    'Protocol and priority.'
  ]
])

export const filterConstants = constants([
  [
    'TCM_IFINDEX_MAGIC_BLOCK',
    0xffffffff,
    "A block's filters have this in place of an interface: as `ifindex`, -1."
  ]
])

export const dumpFlags = flags('TCA_DUMP_FLAGS', [
  ['TCA_DUMP_FLAGS_TERSE', 1, 'Without what matches and without settings of actions.']
])

export const tfilterAttributes = attributes('TfilterAttributes', 'TCA', 'A filter.', [
  ['TCA_KIND', 1, string(15), 'Its kind: `flower`.'],
  ['TCA_OPTIONS', 2, choice('kind', filterKinds), 'Settings of that kind.'],
  ['TCA_STATS', 3, tcStats, 'Statistics of a policer in the old form.'],
  ['TCA_RATE', 5, gnetEstimator, 'How the rate of a policer is estimated. Write only.'],
  ['TCA_STATS2', 7, nest(actionStats), 'Statistics of a policer in the old form.'],
  ['TCA_PAD', 9, pad, 'Aligns.'],
  ['TCA_CHAIN', 11, u32, 'Number of its chain, up to 0x0fffffff. Left out: 0; in dumps, all.'],
  ['TCA_DUMP_FLAGS', 15, bitfield32(dumpFlags), 'In a dump: TCA_DUMP_FLAGS_*.'],
  ['TCA_EXT_WARN_MSG', 16, string(), 'A warning of the kernel. Read only.']
])

export const tfilter = message({
  name: 'tfilter',
  doc: 'A filter of a qdisc, class or block.',
  header: filterTcmsg,
  attributes: tfilterAttributes,
  messages: { RTM_NEWTFILTER: 44, RTM_DELTFILTER: 45, RTM_GETTFILTER: 46 },
  identity: { module: './identity.ts', name: 'filterIdentity' }
})
