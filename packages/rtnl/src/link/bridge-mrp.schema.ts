/** IFLA_BRIDGE_MRP: rings and their interconnections, linux/mrp_bridge.h and net/bridge/br_mrp_netlink.c. */
import { attributes, enumerated, enumeration, multi, nest, u16, u32 } from '@nlkit/core/schema'

const ringId = 'Ring.'

export const mrpRingRoles = enumeration('MrpRingRole', 'BR_MRP_RING_ROLE', [
  ['BR_MRP_RING_ROLE_DISABLED', 0, 'Takes no part.'],
  ['BR_MRP_RING_ROLE_MRC', 1, 'Client.'],
  ['BR_MRP_RING_ROLE_MRM', 2, 'Manager: blocks one of its ports.'],
  ['BR_MRP_RING_ROLE_MRA', 3, 'Manager or client, as the ring agrees.']
])
export const mrpInRoles = enumeration('MrpInRole', 'BR_MRP_IN_ROLE', [
  ['BR_MRP_IN_ROLE_DISABLED', 0, 'Takes no part.'],
  ['BR_MRP_IN_ROLE_MIC', 1, 'Client.'],
  ['BR_MRP_IN_ROLE_MIM', 2, 'Manager.']
])
export const mrpRingStates = enumeration('MrpRingState', 'BR_MRP_RING_STATE', [
  ['BR_MRP_RING_STATE_OPEN', 0, 'Interrupted.'],
  ['BR_MRP_RING_STATE_CLOSED', 1, 'Whole.']
])
export const mrpInStates = enumeration('MrpInState', 'BR_MRP_IN_STATE', [
  ['BR_MRP_IN_STATE_OPEN', 0, 'Interrupted.'],
  ['BR_MRP_IN_STATE_CLOSED', 1, 'Whole.']
])
export const mrpPortStates = enumeration('MrpPortState', 'BR_MRP_PORT_STATE', [
  ['BR_MRP_PORT_STATE_DISABLED', 0, 'Takes no frames.'],
  ['BR_MRP_PORT_STATE_BLOCKED', 1, 'Takes frames of MRP only.'],
  ['BR_MRP_PORT_STATE_FORWARDING', 2, 'Takes all frames.'],
  ['BR_MRP_PORT_STATE_NOT_CONNECTED', 3, 'Without carrier.']
])
export const mrpPortRoles = enumeration('MrpPortRole', 'BR_MRP_PORT_ROLE', [
  ['BR_MRP_PORT_ROLE_PRIMARY', 0, 'First of the ring.'],
  ['BR_MRP_PORT_ROLE_SECONDARY', 1, 'Second of the ring.'],
  ['BR_MRP_PORT_ROLE_INTER', 2, 'Of the interconnection.']
])

const mrpInstance = attributes('BridgeMrpInstance', 'IFLA_BRIDGE_MRP_INSTANCE', 'An MRP instance.', [
  ['IFLA_BRIDGE_MRP_INSTANCE_RING_ID', 1, u32, ringId],
  ['IFLA_BRIDGE_MRP_INSTANCE_P_IFINDEX', 2, u32, 'Index of the primary port.'],
  ['IFLA_BRIDGE_MRP_INSTANCE_S_IFINDEX', 3, u32, 'Index of the secondary port.'],
  ['IFLA_BRIDGE_MRP_INSTANCE_PRIO', 4, u16, 'Priority.']
])
const mrpPortState = attributes('BridgeMrpPortState', 'IFLA_BRIDGE_MRP_PORT_STATE', 'State of an MRP port.', [
  ['IFLA_BRIDGE_MRP_PORT_STATE_STATE', 1, enumerated(u32, mrpPortStates), 'State.']
])
const mrpPortRole = attributes('BridgeMrpPortRole', 'IFLA_BRIDGE_MRP_PORT_ROLE', 'Role of an MRP port.', [
  ['IFLA_BRIDGE_MRP_PORT_ROLE_ROLE', 1, enumerated(u32, mrpPortRoles), 'Role.']
])
const mrpRingState = attributes('BridgeMrpRingState', 'IFLA_BRIDGE_MRP_RING_STATE', 'State of a ring.', [
  ['IFLA_BRIDGE_MRP_RING_STATE_RING_ID', 1, u32, ringId],
  ['IFLA_BRIDGE_MRP_RING_STATE_STATE', 2, enumerated(u32, mrpRingStates), 'State.']
])
const mrpRingRole = attributes('BridgeMrpRingRole', 'IFLA_BRIDGE_MRP_RING_ROLE', 'Role in a ring.', [
  ['IFLA_BRIDGE_MRP_RING_ROLE_RING_ID', 1, u32, ringId],
  ['IFLA_BRIDGE_MRP_RING_ROLE_ROLE', 2, enumerated(u32, mrpRingRoles), 'Role.']
])
const mrpStartTest = attributes(
  'BridgeMrpStartTest',
  'IFLA_BRIDGE_MRP_START_TEST',
  'Test frames in a ring.',
  [
    ['IFLA_BRIDGE_MRP_START_TEST_RING_ID', 1, u32, ringId],
    ['IFLA_BRIDGE_MRP_START_TEST_INTERVAL', 2, u32, 'Between frames, microseconds.'],
    ['IFLA_BRIDGE_MRP_START_TEST_MAX_MISS', 3, u32, 'How many may be missed.'],
    ['IFLA_BRIDGE_MRP_START_TEST_PERIOD', 4, u32, 'For how long, microseconds.'],
    ['IFLA_BRIDGE_MRP_START_TEST_MONITOR', 5, u32, '1: only watches.']
  ]
)
const mrpInfo = attributes('BridgeMrpInfo', 'IFLA_BRIDGE_MRP_INFO', 'An MRP instance, as it is.', [
  ['IFLA_BRIDGE_MRP_INFO_RING_ID', 1, u32, ringId],
  ['IFLA_BRIDGE_MRP_INFO_P_IFINDEX', 2, u32, 'Index of the primary port.'],
  ['IFLA_BRIDGE_MRP_INFO_S_IFINDEX', 3, u32, 'Index of the secondary port.'],
  ['IFLA_BRIDGE_MRP_INFO_PRIO', 4, u16, 'Priority.'],
  ['IFLA_BRIDGE_MRP_INFO_RING_STATE', 5, enumerated(u32, mrpRingStates), 'State of the ring.'],
  ['IFLA_BRIDGE_MRP_INFO_RING_ROLE', 6, enumerated(u32, mrpRingRoles), 'Role in the ring.'],
  ['IFLA_BRIDGE_MRP_INFO_TEST_INTERVAL', 7, u32, 'Between test frames, microseconds.'],
  ['IFLA_BRIDGE_MRP_INFO_TEST_MAX_MISS', 8, u32, 'How many may be missed.'],
  ['IFLA_BRIDGE_MRP_INFO_TEST_MONITOR', 9, u32, '1: only watches.'],
  ['IFLA_BRIDGE_MRP_INFO_I_IFINDEX', 10, u32, 'Index of the interconnection port.'],
  ['IFLA_BRIDGE_MRP_INFO_IN_STATE', 11, enumerated(u32, mrpInStates), 'State of the interconnection.'],
  ['IFLA_BRIDGE_MRP_INFO_IN_ROLE', 12, enumerated(u32, mrpInRoles), 'Role in the interconnection.'],
  ['IFLA_BRIDGE_MRP_INFO_IN_TEST_INTERVAL', 13, u32, 'Between its test frames, microseconds.'],
  ['IFLA_BRIDGE_MRP_INFO_IN_TEST_MAX_MISS', 14, u32, 'How many of those may be missed.']
])
const mrpInRole = attributes('BridgeMrpInRole', 'IFLA_BRIDGE_MRP_IN_ROLE', 'Role in an interconnection.', [
  ['IFLA_BRIDGE_MRP_IN_ROLE_RING_ID', 1, u32, ringId],
  ['IFLA_BRIDGE_MRP_IN_ROLE_IN_ID', 2, u16, 'Interconnection.'],
  ['IFLA_BRIDGE_MRP_IN_ROLE_ROLE', 3, enumerated(u32, mrpInRoles), 'Role.'],
  ['IFLA_BRIDGE_MRP_IN_ROLE_I_IFINDEX', 4, u32, 'Index of the interconnection port.']
])
const mrpInState = attributes(
  'BridgeMrpInState',
  'IFLA_BRIDGE_MRP_IN_STATE',
  'State of an interconnection.',
  [
    ['IFLA_BRIDGE_MRP_IN_STATE_IN_ID', 1, u32, 'Interconnection.'],
    ['IFLA_BRIDGE_MRP_IN_STATE_STATE', 2, enumerated(u32, mrpInStates), 'State.']
  ]
)
const mrpStartInTest = attributes(
  'BridgeMrpStartInTest',
  'IFLA_BRIDGE_MRP_START_IN_TEST',
  'Test frames in an interconnection.',
  [
    ['IFLA_BRIDGE_MRP_START_IN_TEST_IN_ID', 1, u32, 'Interconnection.'],
    ['IFLA_BRIDGE_MRP_START_IN_TEST_INTERVAL', 2, u32, 'Between frames, microseconds.'],
    ['IFLA_BRIDGE_MRP_START_IN_TEST_MAX_MISS', 3, u32, 'How many may be missed.'],
    ['IFLA_BRIDGE_MRP_START_IN_TEST_PERIOD', 4, u32, 'For how long, microseconds.']
  ]
)
export const bridgeMrp = attributes('BridgeMrp', 'IFLA_BRIDGE_MRP', 'Media redundancy protocol.', [
  ['IFLA_BRIDGE_MRP_INSTANCE', 1, nest(mrpInstance), 'An instance to make or delete.'],
  ['IFLA_BRIDGE_MRP_PORT_STATE', 2, nest(mrpPortState), "A port's state to set."],
  ['IFLA_BRIDGE_MRP_PORT_ROLE', 3, nest(mrpPortRole), "A port's role to set."],
  ['IFLA_BRIDGE_MRP_RING_STATE', 4, nest(mrpRingState), "A ring's state to set."],
  ['IFLA_BRIDGE_MRP_RING_ROLE', 5, nest(mrpRingRole), 'A role in a ring to set.'],
  ['IFLA_BRIDGE_MRP_START_TEST', 6, nest(mrpStartTest), 'Test frames to start.'],
  ['IFLA_BRIDGE_MRP_INFO', 7, multi(nest(mrpInfo)), 'The instances.'],
  ['IFLA_BRIDGE_MRP_IN_ROLE', 8, nest(mrpInRole), 'A role in an interconnection to set.'],
  ['IFLA_BRIDGE_MRP_IN_STATE', 9, nest(mrpInState), "An interconnection's state to set."],
  ['IFLA_BRIDGE_MRP_START_IN_TEST', 10, nest(mrpStartInTest), 'Test frames to start.']
])
