/** mqprio, transmit queues by priority: net/sched/sch_mqprio.c. */
import {
  array,
  attributes,
  constants,
  enumerated,
  enumeration,
  headed,
  multi,
  nest,
  quantity,
  struct,
  u16,
  u32,
  u8
} from '@nlkit/core/schema'
import { framePreemption } from './frame-preemption.schema.ts'

export const mqprioHwOffloads = enumeration('MqprioHwOffload', 'TC_MQPRIO_HW_OFFLOAD', [
  ['TC_MQPRIO_HW_OFFLOAD_NONE', 0, 'The stack chooses queues.'],
  ['TC_MQPRIO_HW_OFFLOAD_TCS', 1, 'The device knows the traffic classes.']
])

export const mqprioModes = enumeration('MqprioMode', 'TC_MQPRIO_MODE', [
  ['TC_MQPRIO_MODE_DCB', 0, 'As DCB says.'],
  ['TC_MQPRIO_MODE_CHANNEL', 1, 'As said here.']
])

export const mqprioShapers = enumeration('MqprioShaper', 'TC_MQPRIO_SHAPER', [
  ['TC_MQPRIO_SHAPER_DCB', 0, 'As DCB says.'],
  ['TC_MQPRIO_SHAPER_BW_RATE', 1, 'By the rates given here.']
])

export const mqprioLimits = constants([
  ['TC_QOPT_MAX_QUEUE', 16, 'Most traffic classes, and most priorities.']
])

export const tcMqprioQopt = struct(
  'tc_mqprio_qopt',
  '',
  [
    ['num_tc', u8, 'Number of traffic classes, 1-16.'],
    ['prio_tc_map', array(u8, 16), 'Traffic class of each priority, 0-15.'],
    ['hw', enumerated(u8, mqprioHwOffloads), 'Whether the device does it.'],
    ['count', array(u16, 16), 'Number of transmit queues of each traffic class.'],
    ['offset', array(u16, 16), 'First transmit queue of each traffic class.']
  ],
  { doc: 'Traffic classes and their queues.' }
)

const entry = attributes('MqprioTcEntry', 'TCA_MQPRIO_TC_ENTRY', 'A traffic class.', [
  ['TCA_MQPRIO_TC_ENTRY_INDEX', 1, u32, 'Its number, 0-15.'],
  ['TCA_MQPRIO_TC_ENTRY_FP', 2, enumerated(u32, framePreemption), 'Whether its frames may be interrupted.']
])

// The kernel gives the entries the number of the nest they are in.
const minRates = attributes('MqprioMinRates', 'TCA_MQPRIO', 'Least rates.', [
  ['TCA_MQPRIO_MIN_RATE64', 3, multi(quantity), 'Bytes a second of the next traffic class.']
])

const maxRates = attributes('MqprioMaxRates', 'TCA_MQPRIO', 'Most rates.', [
  ['TCA_MQPRIO_MAX_RATE64', 4, multi(quantity), 'Bytes a second of the next traffic class.']
])

export const mqprioAttributes = attributes('MqprioAttributes', 'TCA_MQPRIO', 'What the device does.', [
  ['TCA_MQPRIO_MODE', 1, enumerated(u16, mqprioModes), 'Who says which queue is for what.'],
  ['TCA_MQPRIO_SHAPER', 2, enumerated(u16, mqprioShapers), 'Who says how fast they are.'],
  ['TCA_MQPRIO_MIN_RATE64', 3, nest(minRates), 'Rate that each traffic class gets at least.'],
  ['TCA_MQPRIO_MAX_RATE64', 4, nest(maxRates), 'Rate that each traffic class gets at most.'],
  ['TCA_MQPRIO_TC_ENTRY', 5, multi(nest(entry)), 'Traffic classes.']
])

export const mqprioOptions = headed('MqprioOptions', tcMqprioQopt, mqprioAttributes)
