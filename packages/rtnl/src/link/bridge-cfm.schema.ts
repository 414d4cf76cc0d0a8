/** IFLA_BRIDGE_CFM: end points that watch each other, linux/cfm_bridge.h and net/bridge/br_cfm_netlink.c. */
import {
  attributes,
  binary,
  enumerated,
  enumeration,
  hardwareAddress,
  multi,
  nest,
  u32,
  u8
} from '@nlkit/core/schema'

const instance = 'Instance.'

export const cfmDomains = enumeration('CfmDomain', 'BR_CFM', [
  ['BR_CFM_PORT', 0, 'All of the port.'],
  ['BR_CFM_VLAN', 1, 'A VLAN of it.']
])
export const cfmDirections = enumeration('CfmMepDirection', 'BR_CFM_MEP_DIRECTION', [
  ['BR_CFM_MEP_DIRECTION_DOWN', 0, 'Away from the bridge.'],
  ['BR_CFM_MEP_DIRECTION_UP', 1, 'Through the bridge.']
])
export const cfmIntervals = enumeration('CfmCcmInterval', 'BR_CFM_CCM_INTERVAL', [
  ['BR_CFM_CCM_INTERVAL_NONE', 0, 'No checks.'],
  ['BR_CFM_CCM_INTERVAL_3_3_MS', 1, '3.3 ms.'],
  ['BR_CFM_CCM_INTERVAL_10_MS', 2, '10 ms.'],
  ['BR_CFM_CCM_INTERVAL_100_MS', 3, '100 ms.'],
  ['BR_CFM_CCM_INTERVAL_1_SEC', 4, '1 s.'],
  ['BR_CFM_CCM_INTERVAL_10_SEC', 5, '10 s.'],
  ['BR_CFM_CCM_INTERVAL_1_MIN', 6, '60 s.'],
  ['BR_CFM_CCM_INTERVAL_10_MIN', 7, '600 s.']
])

const cfmMepCreate = attributes(
  'BridgeCfmMepCreate',
  'IFLA_BRIDGE_CFM_MEP_CREATE',
  'A maintenance end point to make.',
  [
    ['IFLA_BRIDGE_CFM_MEP_CREATE_INSTANCE', 1, u32, instance],
    ['IFLA_BRIDGE_CFM_MEP_CREATE_DOMAIN', 2, enumerated(u32, cfmDomains), 'Domain.'],
    ['IFLA_BRIDGE_CFM_MEP_CREATE_DIRECTION', 3, enumerated(u32, cfmDirections), 'Direction.'],
    ['IFLA_BRIDGE_CFM_MEP_CREATE_IFINDEX', 4, u32, 'Index of the port.']
  ]
)
const cfmMepDelete = attributes(
  'BridgeCfmMepDelete',
  'IFLA_BRIDGE_CFM_MEP_DELETE',
  'A maintenance end point to delete.',
  [['IFLA_BRIDGE_CFM_MEP_DELETE_INSTANCE', 1, u32, instance]]
)
const cfmMepConfig = attributes(
  'BridgeCfmMepConfig',
  'IFLA_BRIDGE_CFM_MEP_CONFIG',
  'Settings of a maintenance end point.',
  [
    ['IFLA_BRIDGE_CFM_MEP_CONFIG_INSTANCE', 1, u32, instance],
    ['IFLA_BRIDGE_CFM_MEP_CONFIG_UNICAST_MAC', 2, hardwareAddress(6), 'Its address.'],
    ['IFLA_BRIDGE_CFM_MEP_CONFIG_MDLEVEL', 3, u32, 'Level, 0 to 7.'],
    ['IFLA_BRIDGE_CFM_MEP_CONFIG_MEPID', 4, u32, 'Id, 1 to 8191.']
  ]
)
const cfmCcConfig = attributes('BridgeCfmCcConfig', 'IFLA_BRIDGE_CFM_CC_CONFIG', 'Continuity check.', [
  ['IFLA_BRIDGE_CFM_CC_CONFIG_INSTANCE', 1, u32, instance],
  ['IFLA_BRIDGE_CFM_CC_CONFIG_ENABLE', 2, u32, '1: checks.'],
  ['IFLA_BRIDGE_CFM_CC_CONFIG_EXP_INTERVAL', 3, enumerated(u32, cfmIntervals), 'Expected interval.'],
  ['IFLA_BRIDGE_CFM_CC_CONFIG_EXP_MAID', 4, binary(48), 'Expected MAID.']
])
const cfmPeerMep = attributes('BridgeCfmPeerMep', 'IFLA_BRIDGE_CFM_CC_PEER', 'A peer.', [
  ['IFLA_BRIDGE_CFM_CC_PEER_MEP_INSTANCE', 1, u32, instance],
  ['IFLA_BRIDGE_CFM_CC_PEER_MEPID', 2, u32, 'Id of the peer.']
])
const cfmRdi = attributes('BridgeCfmRdi', 'IFLA_BRIDGE_CFM_CC_RDI', 'Remote defect indication.', [
  ['IFLA_BRIDGE_CFM_CC_RDI_INSTANCE', 1, u32, instance],
  ['IFLA_BRIDGE_CFM_CC_RDI_RDI', 2, u32, '1: is sent.']
])
const cfmCcmTx = attributes('BridgeCfmCcmTx', 'IFLA_BRIDGE_CFM_CC_CCM_TX', 'Continuity checks to send.', [
  ['IFLA_BRIDGE_CFM_CC_CCM_TX_INSTANCE', 1, u32, instance],
  ['IFLA_BRIDGE_CFM_CC_CCM_TX_DMAC', 2, hardwareAddress(6), 'To this address.'],
  ['IFLA_BRIDGE_CFM_CC_CCM_TX_SEQ_NO_UPDATE', 3, u32, '1: with sequence numbers.'],
  ['IFLA_BRIDGE_CFM_CC_CCM_TX_PERIOD', 4, u32, 'For how long, seconds.'],
  ['IFLA_BRIDGE_CFM_CC_CCM_TX_IF_TLV', 5, u32, "1: with the interface's status."],
  ['IFLA_BRIDGE_CFM_CC_CCM_TX_IF_TLV_VALUE', 6, u8, "The interface's status."],
  ['IFLA_BRIDGE_CFM_CC_CCM_TX_PORT_TLV', 7, u32, "1: with the port's status."],
  ['IFLA_BRIDGE_CFM_CC_CCM_TX_PORT_TLV_VALUE', 8, u8, "The port's status."]
])
const cfmMepStatus = attributes(
  'BridgeCfmMepStatus',
  'IFLA_BRIDGE_CFM_MEP_STATUS',
  'What a maintenance end point saw.',
  [
    ['IFLA_BRIDGE_CFM_MEP_STATUS_INSTANCE', 1, u32, instance],
    ['IFLA_BRIDGE_CFM_MEP_STATUS_OPCODE_UNEXP_SEEN', 2, u32, '1: an unexpected operation.'],
    ['IFLA_BRIDGE_CFM_MEP_STATUS_VERSION_UNEXP_SEEN', 3, u32, '1: an unexpected version.'],
    ['IFLA_BRIDGE_CFM_MEP_STATUS_RX_LEVEL_LOW_SEEN', 4, u32, '1: a lower level.']
  ]
)
const cfmPeerStatus = attributes(
  'BridgeCfmPeerStatus',
  'IFLA_BRIDGE_CFM_CC_PEER_STATUS',
  'What was seen of a peer.',
  [
    ['IFLA_BRIDGE_CFM_CC_PEER_STATUS_INSTANCE', 1, u32, instance],
    ['IFLA_BRIDGE_CFM_CC_PEER_STATUS_PEER_MEPID', 2, u32, 'Id of the peer.'],
    ['IFLA_BRIDGE_CFM_CC_PEER_STATUS_CCM_DEFECT', 3, u32, '1: checks are missing.'],
    ['IFLA_BRIDGE_CFM_CC_PEER_STATUS_RDI', 4, u32, '1: the peer tells of a defect.'],
    ['IFLA_BRIDGE_CFM_CC_PEER_STATUS_PORT_TLV_VALUE', 5, u8, "The peer's port status."],
    ['IFLA_BRIDGE_CFM_CC_PEER_STATUS_IF_TLV_VALUE', 6, u8, "The peer's interface status."],
    ['IFLA_BRIDGE_CFM_CC_PEER_STATUS_SEEN', 7, u32, '1: a check came.'],
    ['IFLA_BRIDGE_CFM_CC_PEER_STATUS_TLV_SEEN', 8, u32, '1: a status came.'],
    ['IFLA_BRIDGE_CFM_CC_PEER_STATUS_SEQ_UNEXP_SEEN', 9, u32, '1: an unexpected sequence number.']
  ]
)
export const bridgeCfm = attributes('BridgeCfm', 'IFLA_BRIDGE_CFM', 'Connectivity fault management.', [
  ['IFLA_BRIDGE_CFM_MEP_CREATE', 1, nest(cfmMepCreate), 'An end point to make.'],
  ['IFLA_BRIDGE_CFM_MEP_DELETE', 2, nest(cfmMepDelete), 'An end point to delete.'],
  ['IFLA_BRIDGE_CFM_MEP_CONFIG', 3, nest(cfmMepConfig), 'Settings of an end point.'],
  ['IFLA_BRIDGE_CFM_CC_CONFIG', 4, nest(cfmCcConfig), 'Continuity check to set.'],
  ['IFLA_BRIDGE_CFM_CC_PEER_MEP_ADD', 5, nest(cfmPeerMep), 'A peer to add.'],
  ['IFLA_BRIDGE_CFM_CC_PEER_MEP_REMOVE', 6, nest(cfmPeerMep), 'A peer to remove.'],
  ['IFLA_BRIDGE_CFM_CC_RDI', 7, nest(cfmRdi), 'Remote defect indication to set.'],
  ['IFLA_BRIDGE_CFM_CC_CCM_TX', 8, nest(cfmCcmTx), 'Continuity checks to send.'],
  ['IFLA_BRIDGE_CFM_MEP_CREATE_INFO', 9, multi(nest(cfmMepCreate)), 'The end points.'],
  ['IFLA_BRIDGE_CFM_MEP_CONFIG_INFO', 10, multi(nest(cfmMepConfig)), 'Their settings.'],
  ['IFLA_BRIDGE_CFM_CC_CONFIG_INFO', 11, multi(nest(cfmCcConfig)), 'Their continuity checks.'],
  ['IFLA_BRIDGE_CFM_CC_RDI_INFO', 12, multi(nest(cfmRdi)), 'Their remote defect indication.'],
  ['IFLA_BRIDGE_CFM_CC_CCM_TX_INFO', 13, multi(nest(cfmCcmTx)), 'What they send.'],
  ['IFLA_BRIDGE_CFM_CC_PEER_MEP_INFO', 14, multi(nest(cfmPeerMep)), 'Their peers.'],
  ['IFLA_BRIDGE_CFM_MEP_STATUS_INFO', 15, multi(nest(cfmMepStatus)), 'What they saw.'],
  ['IFLA_BRIDGE_CFM_CC_PEER_STATUS_INFO', 16, multi(nest(cfmPeerStatus)), 'What they saw of their peers.']
])
