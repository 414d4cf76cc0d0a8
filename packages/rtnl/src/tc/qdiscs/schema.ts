/** Queueing disciplines: struct tcmsg and TCA_* of include/uapi/linux/rtnetlink.h, net/sched/sch_api.c. */
import {
  attributes,
  choice,
  converted,
  flag,
  message,
  nest,
  pad,
  padding,
  s32,
  string,
  struct,
  u32,
  u8
} from '@nlkit/core/schema'
import { family } from '../../family/schema.ts'
import { gnetEstimator, stab } from '../ratespec.schema.ts'
import { statsRows } from '../stats-rows.ts'
import {
  gnetStatsBasic,
  gnetStatsQueue,
  gnetStatsRateEst,
  gnetStatsRateEst64,
  tcStats
} from '../stats.schema.ts'
import { bareQdiscKinds, qdiscKinds, qdiscStatsKinds } from './kinds.ts'

const handle = converted(u32, { module: '../handle.ts', name: 'handle', out: 'string', in: 'HandleInput' })

export const qdiscTcmsg = struct('tcmsg', 'tcm_', [
  ['tcm_family', family, "Always 'unspec'."],
  [padding(3)],
  ['tcm_ifindex', s32, 'Index of the interface.'],
  ['tcm_handle', handle, "The qdisc's handle, `1:`; `none`: the kernel chooses one, or it has none."],
  ['tcm_parent', handle, 'What it hangs on: `root`, a class `1:10`, or `ingress` for ingress and clsact.'],
  ['tcm_info', u32, 'How many hold it. Read only.']
])

export const qdiscStats = attributes('QdiscStats', 'TCA_STATS', 'Statistics of a qdisc.', [
  ...statsRows({
    basic: gnetStatsBasic,
    rateEst: gnetStatsRateEst,
    queue: gnetStatsQueue,
    rateEst64: gnetStatsRateEst64
  }),
  ['TCA_STATS_APP', 4, choice('../kind', qdiscStatsKinds), 'Those of its kind.'],
  ['TCA_STATS_PAD', 6, pad, 'Aligns.']
])

export const qdiscAttributes = attributes('QdiscAttributes', 'TCA', 'A qdisc.', [
  ['TCA_KIND', 1, string(15), 'Its kind: `htb`.'],
  ['TCA_OPTIONS', 2, choice('kind', qdiscKinds, { bare: bareQdiscKinds }), 'Settings of that kind.'],
  ['TCA_STATS', 3, tcStats, 'Statistics in the old form.'],
  ['TCA_XSTATS', 4, choice('kind', qdiscStatsKinds), 'Statistics of its kind, in the old place.'],
  ['TCA_RATE', 5, gnetEstimator, 'How its rate is estimated. Write only.'],
  ['TCA_FCNT', 6, u32, 'Not used.'],
  ['TCA_STATS2', 7, nest(qdiscStats), 'Statistics.'],
  ['TCA_STAB', 8, nest(stab), 'What packets cost by their length.'],
  ['TCA_PAD', 9, pad, 'Aligns.'],
  [
    'TCA_DUMP_INVISIBLE',
    10,
    flag,
    'In a dump: those too that are not shown by default. In answers: this is one.'
  ],
  ['TCA_HW_OFFLOAD', 12, u8, '1: the device does it. Read only.'],
  ['TCA_INGRESS_BLOCK', 13, u32, 'Block of filters, shared by several qdiscs, for what comes in; not 0.'],
  ['TCA_EGRESS_BLOCK', 14, u32, 'Block of filters, shared by several qdiscs, for what goes out; not 0.'],
  ['TCA_EXT_WARN_MSG', 16, string(), 'A warning of the kernel. Read only.']
])

export const qdisc = message({
  name: 'qdisc',
  doc: 'A queueing discipline of an interface.',
  header: qdiscTcmsg,
  attributes: qdiscAttributes,
  messages: { RTM_NEWQDISC: 36, RTM_DELQDISC: 37, RTM_GETQDISC: 38 },
  identity: { module: './identity.ts', name: 'qdiscIdentity' }
})
