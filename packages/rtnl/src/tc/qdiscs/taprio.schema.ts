/** taprio, time-aware priority shaper (802.1Qbv): net/sched/sch_taprio.c. */
import {
  attributes,
  counter,
  enumerated,
  enumeration,
  flagged,
  flags,
  multi,
  nest,
  pad,
  s64,
  u32,
  u8
} from '@nlkit/core/schema'
import { clock } from '../clock.schema.ts'
import { moment } from '../moment.ts'
import { framePreemption } from './frame-preemption.schema.ts'
import { tcMqprioQopt } from './mqprio.schema.ts'

export const taprioCommands = enumeration('TaprioCommand', 'TC_TAPRIO_CMD', [
  ['TC_TAPRIO_CMD_SET_GATES', 0, 'Opens and shuts gates.'],
  ['TC_TAPRIO_CMD_SET_AND_HOLD', 1, 'And holds preemptible frames back.'],
  ['TC_TAPRIO_CMD_SET_AND_RELEASE', 2, 'And lets them go.']
])

export const taprioFlags = flags('TCA_TAPRIO_ATTR_FLAG', [
  ['TCA_TAPRIO_ATTR_FLAG_TXTIME_ASSIST', 1, 'Packets get the time at which their gate opens.'],
  ['TCA_TAPRIO_ATTR_FLAG_FULL_OFFLOAD', 2, 'The device does it.']
])

const entry = attributes('TaprioEntry', 'TCA_TAPRIO_SCHED_ENTRY', 'What holds for an interval.', [
  ['TCA_TAPRIO_SCHED_ENTRY_INDEX', 1, u32, 'Its number. Read only.'],
  ['TCA_TAPRIO_SCHED_ENTRY_CMD', 2, enumerated(u8, taprioCommands), 'What is done.'],
  ['TCA_TAPRIO_SCHED_ENTRY_GATE_MASK', 3, u32, 'Traffic classes whose gates are open, a bit for each.'],
  ['TCA_TAPRIO_SCHED_ENTRY_INTERVAL', 4, u32, 'For how long, in nanoseconds.']
])

const entryList = attributes('TaprioEntryList', 'TCA_TAPRIO_SCHED', 'A schedule.', [
  ['TCA_TAPRIO_SCHED_ENTRY', 1, multi(nest(entry)), 'What holds for an interval.']
])

const tcEntry = attributes('TaprioTcEntry', 'TCA_TAPRIO_TC_ENTRY', 'A traffic class.', [
  ['TCA_TAPRIO_TC_ENTRY_INDEX', 1, u32, 'Its number, 0-15.'],
  ['TCA_TAPRIO_TC_ENTRY_MAX_SDU', 2, u32, 'Most bytes of a frame above the Ethernet header; 0: any.'],
  ['TCA_TAPRIO_TC_ENTRY_FP', 3, enumerated(u32, framePreemption), 'Whether its frames may be interrupted.']
])

export const taprioOptions = attributes(
  'TaprioOptions',
  'TCA_TAPRIO_ATTR',
  'Time-aware shaper: gates by schedule.',
  [
    ['TCA_TAPRIO_ATTR_PRIOMAP', 1, tcMqprioQopt, 'Traffic classes and their queues.'],
    ['TCA_TAPRIO_ATTR_SCHED_ENTRY_LIST', 2, nest(entryList), 'The schedule.'],
    ['TCA_TAPRIO_ATTR_SCHED_BASE_TIME', 3, moment, 'When it begins, in nanoseconds of the clock.'],
    ['TCA_TAPRIO_ATTR_SCHED_SINGLE_ENTRY', 4, nest(entry), 'Not used.'],
    ['TCA_TAPRIO_ATTR_SCHED_CLOCKID', 5, clock, 'The clock: `realtime`, `monotonic`, `boottime` or `tai`.'],
    ['TCA_TAPRIO_ATTR_PAD', 6, pad, 'Aligns.'],
    ['TCA_TAPRIO_ATTR_ADMIN_SCHED', 7, nest(() => taprioOptions), 'The schedule to come. Read only.'],
    [
      'TCA_TAPRIO_ATTR_SCHED_CYCLE_TIME',
      8,
      s64,
      'After which it begins anew, in nanoseconds. Left out: the sum of its intervals.'
    ],
    [
      'TCA_TAPRIO_ATTR_SCHED_CYCLE_TIME_EXTENSION',
      9,
      s64,
      'By how much the last cycle before another schedule may be longer, in nanoseconds.'
    ],
    ['TCA_TAPRIO_ATTR_FLAGS', 10, flagged(u32, taprioFlags), 'TCA_TAPRIO_ATTR_FLAG_*. Cannot be changed.'],
    ['TCA_TAPRIO_ATTR_TXTIME_DELAY', 11, u32, 'Least time between a packet and its time, in nanoseconds.'],
    ['TCA_TAPRIO_ATTR_TC_ENTRY', 12, multi(nest(tcEntry)), 'Traffic classes.']
  ]
)

export const taprioStats = attributes(
  'TaprioStats',
  'TCA_TAPRIO_OFFLOAD_STATS',
  'Statistics of the device.',
  [
    ['TCA_TAPRIO_OFFLOAD_STATS_PAD', 1, pad, 'Aligns.'],
    [
      'TCA_TAPRIO_OFFLOAD_STATS_WINDOW_DROPS',
      2,
      counter,
      'Frames dropped for being longer than their window.'
    ],
    [
      'TCA_TAPRIO_OFFLOAD_STATS_TX_OVERRUNS',
      3,
      counter,
      'Frames that were still being sent when their gate shut.'
    ]
  ]
)
