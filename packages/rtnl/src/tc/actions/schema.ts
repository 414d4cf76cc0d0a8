/** Actions: struct tcamsg and TCA_ROOT_* of include/uapi/linux/rtnetlink.h, TCA_ACT_* of pkt_cls.h, net/sched/act_api.c. */
import {
  attributes,
  binary,
  bitfield32,
  choice,
  constants,
  flags,
  indexed,
  message,
  nest,
  pad,
  padding,
  string,
  struct,
  u32
} from '@nlkit/core/schema'
import { family } from '../../family/schema.ts'
import { actionStats } from '../stats.schema.ts'
import { actionKinds } from './kinds.ts'

export const actionFlags = flags('TCA_ACT_FLAGS', [
  ['TCA_ACT_FLAGS_NO_PERCPU_STATS', 1, 'Counts without a counter for each processor: slower, smaller.'],
  ['TCA_ACT_FLAGS_SKIP_HW', 2, 'Not by the device.'],
  ['TCA_ACT_FLAGS_SKIP_SW', 4, 'Only by the device.']
])

export const actionHwStats = flags('TCA_ACT_HW_STATS', [
  ['TCA_ACT_HW_STATS_IMMEDIATE', 1, 'The device is asked in each dump.'],
  ['TCA_ACT_HW_STATS_DELAYED', 2, 'The device is asked now and then.']
])

export const actionLimits = constants([
  ['TCA_ACT_MAX_PRIO', 32, 'Most actions of a filter.'],
  ['TC_COOKIE_MAX_SIZE', 16, 'Most bytes of a cookie.']
])

/** The kernel's numbers of kinds. They are never sent. */
export const actionIds = constants([
  ['TCA_ID_POLICE', 1],
  ['TCA_ID_GACT', 5],
  ['TCA_ID_IPT', 6],
  ['TCA_ID_PEDIT', 7],
  ['TCA_ID_MIRRED', 8],
  ['TCA_ID_NAT', 9],
  ['TCA_ID_XT', 10],
  ['TCA_ID_SKBEDIT', 11],
  ['TCA_ID_VLAN', 12],
  ['TCA_ID_BPF', 13],
  ['TCA_ID_CONNMARK', 14],
  ['TCA_ID_SKBMOD', 15],
  ['TCA_ID_CSUM', 16],
  ['TCA_ID_TUNNEL_KEY', 17],
  ['TCA_ID_SIMP', 22],
  ['TCA_ID_IFE', 25],
  ['TCA_ID_SAMPLE', 26],
  ['TCA_ID_CTINFO', 27],
  ['TCA_ID_MPLS', 28],
  ['TCA_ID_CT', 29],
  ['TCA_ID_GATE', 30]
])

export const action = attributes('Action', 'TCA_ACT', 'An action.', [
  ['TCA_ACT_KIND', 1, string(15), 'Its kind: `mirred`.'],
  ['TCA_ACT_OPTIONS', 2, choice('kind', actionKinds), 'Settings of that kind.'],
  ['TCA_ACT_INDEX', 3, u32, 'Number of an action that is there, to get or delete it.'],
  ['TCA_ACT_STATS', 4, nest(actionStats), 'Statistics. Read only.'],
  ['TCA_ACT_PAD', 5, pad, 'Aligns.'],
  ['TCA_ACT_COOKIE', 6, binary({ max: 16 }), 'Bytes to know it by, which mean nothing to the kernel.'],
  ['TCA_ACT_FLAGS', 7, bitfield32(actionFlags), 'TCA_ACT_FLAGS_*.'],
  [
    'TCA_ACT_HW_STATS',
    8,
    bitfield32(actionHwStats),
    'How statistics of the device are to be had: TCA_ACT_HW_STATS_*.'
  ],
  ['TCA_ACT_USED_HW_STATS', 9, bitfield32(actionHwStats), 'How they are. Read only.'],
  ['TCA_ACT_IN_HW_COUNT', 10, u32, 'Devices that do it. Read only.']
])

/** The actions of a filter, in order. The kernel numbers those of requests from 1, those of dumps from 0. */
export const actionList = indexed(nest(() => action))

export const tcamsg = struct('tcamsg', 'tca_', [['tca_family', family, "Always 'unspec'."], [padding(3)]])

export const actionRootFlags = flags('TCA_ACT_FLAG', [
  ['TCA_ACT_FLAG_LARGE_DUMP_ON', 1, 'In a dump: as many in a message as fit, not 32 at most.'],
  ['TCA_ACT_FLAG_TERSE_DUMP', 2, 'In a dump: without settings.']
])

export const actionsAttributes = attributes('ActionsAttributes', 'TCA_ROOT', 'Actions.', [
  ['TCA_ROOT_TAB', 1, actionList, 'The actions.'],
  ['TCA_ROOT_FLAGS', 2, bitfield32(actionRootFlags), 'TCA_ACT_FLAG_*.'],
  ['TCA_ROOT_COUNT', 3, u32, 'Actions in this message. Read only.'],
  ['TCA_ROOT_TIME_DELTA', 4, u32, 'In a dump: only those used within so many milliseconds.'],
  ['TCA_ROOT_EXT_WARN_MSG', 5, string(), 'A warning of the kernel. Read only.']
])

export const actions = message({
  name: 'actions',
  doc: 'Actions that filters share.',
  header: tcamsg,
  attributes: actionsAttributes,
  messages: { RTM_NEWACTION: 48, RTM_DELACTION: 49, RTM_GETACTION: 50 }
})
