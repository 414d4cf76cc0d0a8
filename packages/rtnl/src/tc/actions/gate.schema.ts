/** gate, lets packets pass by schedule (802.1Qci): net/sched/act_gate.c. */
import { attributes, flag, multi, nest, pad, quantity, s32, struct, u32 } from '@nlkit/core/schema'
import { clock } from '../clock.schema.ts'
import { moment } from '../moment.ts'
import { generic } from './generic.ts'
import { tcfT } from './tcf-t.schema.ts'

export const tcGate = struct('tc_gate', '', generic, { doc: 'Number and result.' })

const entry = attributes('GateEntry', 'TCA_GATE_ENTRY', 'What holds for an interval.', [
  ['TCA_GATE_ENTRY_INDEX', 1, u32, 'Its number. Read only.'],
  ['TCA_GATE_ENTRY_GATE', 2, flag, 'The gate is open.'],
  ['TCA_GATE_ENTRY_INTERVAL', 3, u32, 'For how long, in nanoseconds, not 0.'],
  ['TCA_GATE_ENTRY_IPV', 4, s32, 'Priority that packets get inside; -1: their own.'],
  ['TCA_GATE_ENTRY_MAX_OCTETS', 5, s32, 'Most bytes that pass; -1: any.']
])

const entryList = attributes('GateEntryList', 'TCA_GATE', 'A schedule.', [
  ['TCA_GATE_ONE_ENTRY', 1, multi(nest(entry)), 'What holds for an interval.']
])

export const gateOptions = attributes('GateOptions', 'TCA_GATE', 'Lets packets pass by schedule.', [
  ['TCA_GATE_TM', 1, tcfT, 'Times. Read only.'],
  ['TCA_GATE_PARMS', 2, tcGate, 'Number and result. Needed.'],
  ['TCA_GATE_PAD', 3, pad, 'Aligns.'],
  ['TCA_GATE_PRIORITY', 4, s32, 'Priority of the gate; -1: any.'],
  ['TCA_GATE_ENTRY_LIST', 5, nest(entryList), 'The schedule.'],
  ['TCA_GATE_BASE_TIME', 6, moment, 'When it begins, in nanoseconds of the clock.'],
  [
    'TCA_GATE_CYCLE_TIME',
    7,
    quantity,
    'After which it begins anew, in nanoseconds. Left out: the sum of its intervals.'
  ],
  ['TCA_GATE_CYCLE_TIME_EXT', 8, quantity, 'By how much the last cycle may be longer, in nanoseconds.'],
  ['TCA_GATE_FLAGS', 9, u32, 'None are known.'],
  ['TCA_GATE_CLOCKID', 10, clock, 'The clock, `tai` when left out.']
])
