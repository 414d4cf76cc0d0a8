/** Classes of qdiscs: net/sched/sch_api.c. */
import {
  attributes,
  choice,
  converted,
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
import { statsRows } from '../stats-rows.ts'
import {
  gnetStatsBasic,
  gnetStatsQueue,
  gnetStatsRateEst,
  gnetStatsRateEst64,
  tcStats
} from '../stats.schema.ts'
import { bareClassKinds, classKinds, classStatsKinds } from './kinds.ts'

const handle = converted(u32, { module: '../handle.ts', name: 'handle', out: 'string', in: 'HandleInput' })

export const tclassTcmsg = struct('tcmsg', 'tcm_', [
  ['tcm_family', family, "Always 'unspec'."],
  [padding(3)],
  ['tcm_ifindex', s32, 'Index of the interface.'],
  ['tcm_handle', handle, "The class's id, `1:10`; the minor number may be left to the kernel: `1:`."],
  ['tcm_parent', handle, 'What it is a class of: the qdisc, `1:` or `root`, or another class, `1:1`.'],
  ['tcm_info', handle, 'Handle of the qdisc that hangs on it, `none` without one. Read only.']
])

export const tclassStats = attributes('TclassStats', 'TCA_STATS', 'Statistics of a class.', [
  ...statsRows({
    basic: gnetStatsBasic,
    rateEst: gnetStatsRateEst,
    queue: gnetStatsQueue,
    rateEst64: gnetStatsRateEst64
  }),
  ['TCA_STATS_APP', 4, choice('../kind', classStatsKinds), 'Those of its kind.'],
  ['TCA_STATS_PAD', 6, pad, 'Aligns.']
])

export const tclassAttributes = attributes('TclassAttributes', 'TCA', 'A class.', [
  ['TCA_KIND', 1, string(15), "The qdisc's kind: `htb`."],
  [
    'TCA_OPTIONS',
    2,
    choice('kind', classKinds, { bare: bareClassKinds }),
    'Settings of a class of that kind.'
  ],
  ['TCA_STATS', 3, tcStats, 'Statistics in the old form.'],
  ['TCA_XSTATS', 4, choice('kind', classStatsKinds), 'Statistics of its kind, in the old place.'],
  ['TCA_RATE', 5, gnetEstimator, 'How its rate is estimated. Write only.'],
  ['TCA_STATS2', 7, nest(tclassStats), 'Statistics.'],
  ['TCA_PAD', 9, pad, 'Aligns.'],
  ['TCA_EXT_WARN_MSG', 16, string(), 'A warning of the kernel. Read only.']
])

export const tclass = message({
  name: 'tclass',
  doc: 'A class of a qdisc.',
  header: tclassTcmsg,
  attributes: tclassAttributes,
  messages: { RTM_NEWTCLASS: 40, RTM_DELTCLASS: 41, RTM_GETTCLASS: 42 },
  identity: ['ifindex', 'handle']
})
