/** IFLA_AF_SPEC of messages of family AF_BRIDGE: VLANs, tunnels, MRP, CFM and spanning trees of a bridge port: linux/if_bridge.h. */
import {
  attributes,
  binary,
  enumerated,
  enumeration,
  flagged,
  flags,
  hardwareAddress,
  multi,
  nest,
  struct,
  u16,
  u32,
  u8
} from '@nlkit/core/schema'
import { portStates } from './kinds/bridge-port.schema.ts'

export const bridgeFlags = flags('BRIDGE_FLAGS', [
  ['BRIDGE_FLAGS_MASTER', 1, 'To the bridge.'],
  ['BRIDGE_FLAGS_SELF', 2, 'To the device itself.']
])

export const bridgeModes = enumeration('BridgeMode', 'BRIDGE_MODE', [
  ['BRIDGE_MODE_VEB', 0, 'Switches between its functions.'],
  ['BRIDGE_MODE_VEPA', 1, 'Leaves switching to the neighbour.'],
  ['BRIDGE_MODE_UNDEF', 0xffff]
])

export const bridgeVlanFlags = flags('BRIDGE_VLAN_INFO', [
  ['BRIDGE_VLAN_INFO_MASTER', 1, "In requests: of the bridge's own port."],
  ['BRIDGE_VLAN_INFO_PVID', 2, 'Untagged packets that come in belong to it.'],
  ['BRIDGE_VLAN_INFO_UNTAGGED', 4, 'Leaves without a tag.'],
  ['BRIDGE_VLAN_INFO_RANGE_BEGIN', 8, 'First of a range.'],
  ['BRIDGE_VLAN_INFO_RANGE_END', 16, 'Last of a range.'],
  ['BRIDGE_VLAN_INFO_BRENTRY', 32, 'Of the bridge, too.'],
  ['BRIDGE_VLAN_INFO_ONLY_OPTS', 64, 'Only options are meant.']
])

export const bridgeVlanInfo = struct(
  'bridge_vlan_info',
  '',
  [
    ['flags', flagged(u16, bridgeVlanFlags), 'BRIDGE_VLAN_INFO_*.'],
    ['vid', u16, 'VLAN, 1 to 4094.']
  ],
  { doc: 'A VLAN of a port.' }
)

const vlanTunnel = attributes(
  'BridgeVlanTunnel',
  'IFLA_BRIDGE_VLAN_TUNNEL',
  'A VLAN and the tunnel id that it becomes.',
  [
    ['IFLA_BRIDGE_VLAN_TUNNEL_ID', 1, u32, 'Tunnel id, 24 bits.'],
    ['IFLA_BRIDGE_VLAN_TUNNEL_VID', 2, u16, 'VLAN.'],
    ['IFLA_BRIDGE_VLAN_TUNNEL_FLAGS', 3, flagged(u16, bridgeVlanFlags), 'BRIDGE_VLAN_INFO_RANGE_*.']
  ]
)

const ringId = 'Ring.'

const mrpInstance = attributes('BridgeMrpInstance', 'IFLA_BRIDGE_MRP_INSTANCE', 'An MRP instance.', [
  ['IFLA_BRIDGE_MRP_INSTANCE_RING_ID', 1, u32, ringId],
  ['IFLA_BRIDGE_MRP_INSTANCE_P_IFINDEX', 2, u32, 'Index of the primary port.'],
  ['IFLA_BRIDGE_MRP_INSTANCE_S_IFINDEX', 3, u32, 'Index of the secondary port.'],
  ['IFLA_BRIDGE_MRP_INSTANCE_PRIO', 4, u16, 'Priority.']
])
const mrpPortState = attributes('BridgeMrpPortState', 'IFLA_BRIDGE_MRP_PORT_STATE', 'State of an MRP port.', [
  ['IFLA_BRIDGE_MRP_PORT_STATE_STATE', 1, u32, 'State.']
])
const mrpPortRole = attributes('BridgeMrpPortRole', 'IFLA_BRIDGE_MRP_PORT_ROLE', 'Role of an MRP port.', [
  ['IFLA_BRIDGE_MRP_PORT_ROLE_ROLE', 1, u32, 'Role.']
])
const mrpRingState = attributes('BridgeMrpRingState', 'IFLA_BRIDGE_MRP_RING_STATE', 'State of a ring.', [
  ['IFLA_BRIDGE_MRP_RING_STATE_RING_ID', 1, u32, ringId],
  ['IFLA_BRIDGE_MRP_RING_STATE_STATE', 2, u32, 'State.']
])
const mrpRingRole = attributes('BridgeMrpRingRole', 'IFLA_BRIDGE_MRP_RING_ROLE', 'Role in a ring.', [
  ['IFLA_BRIDGE_MRP_RING_ROLE_RING_ID', 1, u32, ringId],
  ['IFLA_BRIDGE_MRP_RING_ROLE_ROLE', 2, u32, 'Role.']
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
  ['IFLA_BRIDGE_MRP_INFO_RING_STATE', 5, u32, 'State of the ring.'],
  ['IFLA_BRIDGE_MRP_INFO_RING_ROLE', 6, u32, 'Role in the ring.'],
  ['IFLA_BRIDGE_MRP_INFO_TEST_INTERVAL', 7, u32, 'Between test frames, microseconds.'],
  ['IFLA_BRIDGE_MRP_INFO_TEST_MAX_MISS', 8, u32, 'How many may be missed.'],
  ['IFLA_BRIDGE_MRP_INFO_TEST_MONITOR', 9, u32, '1: only watches.'],
  ['IFLA_BRIDGE_MRP_INFO_I_IFINDEX', 10, u32, 'Index of the interconnection port.'],
  ['IFLA_BRIDGE_MRP_INFO_IN_STATE', 11, u32, 'State of the interconnection.'],
  ['IFLA_BRIDGE_MRP_INFO_IN_ROLE', 12, u32, 'Role in the interconnection.'],
  ['IFLA_BRIDGE_MRP_INFO_IN_TEST_INTERVAL', 13, u32, 'Between its test frames, microseconds.'],
  ['IFLA_BRIDGE_MRP_INFO_IN_TEST_MAX_MISS', 14, u32, 'How many of those may be missed.']
])
const mrpInRole = attributes('BridgeMrpInRole', 'IFLA_BRIDGE_MRP_IN_ROLE', 'Role in an interconnection.', [
  ['IFLA_BRIDGE_MRP_IN_ROLE_RING_ID', 1, u32, ringId],
  ['IFLA_BRIDGE_MRP_IN_ROLE_IN_ID', 2, u16, 'Interconnection.'],
  ['IFLA_BRIDGE_MRP_IN_ROLE_ROLE', 3, u32, 'Role.'],
  ['IFLA_BRIDGE_MRP_IN_ROLE_I_IFINDEX', 4, u32, 'Index of the interconnection port.']
])
const mrpInState = attributes(
  'BridgeMrpInState',
  'IFLA_BRIDGE_MRP_IN_STATE',
  'State of an interconnection.',
  [
    ['IFLA_BRIDGE_MRP_IN_STATE_IN_ID', 1, u32, 'Interconnection.'],
    ['IFLA_BRIDGE_MRP_IN_STATE_STATE', 2, u32, 'State.']
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
const mrp = attributes('BridgeMrp', 'IFLA_BRIDGE_MRP', 'Media redundancy protocol.', [
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

const instance = 'Instance.'

const cfmMepCreate = attributes(
  'BridgeCfmMepCreate',
  'IFLA_BRIDGE_CFM_MEP_CREATE',
  'A maintenance end point to make.',
  [
    ['IFLA_BRIDGE_CFM_MEP_CREATE_INSTANCE', 1, u32, instance],
    ['IFLA_BRIDGE_CFM_MEP_CREATE_DOMAIN', 2, u32, 'Domain: 0 port, 1 VLAN.'],
    ['IFLA_BRIDGE_CFM_MEP_CREATE_DIRECTION', 3, u32, 'Direction: 0 down, 1 up.'],
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
  ['IFLA_BRIDGE_CFM_CC_CONFIG_EXP_INTERVAL', 3, u32, 'Expected interval, BR_CFM_CCM_INTERVAL_*.'],
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
const cfm = attributes('BridgeCfm', 'IFLA_BRIDGE_CFM', 'Connectivity fault management.', [
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

const mstEntry = attributes('BridgeMstEntry', 'IFLA_BRIDGE_MST_ENTRY', 'A spanning tree instance.', [
  ['IFLA_BRIDGE_MST_ENTRY_MSTI', 1, u16, 'Instance.'],
  ['IFLA_BRIDGE_MST_ENTRY_STATE', 2, enumerated(u8, portStates), "The port's state in it."]
])
const mst = attributes('BridgeMst', 'IFLA_BRIDGE_MST', 'Multiple spanning trees.', [
  ['IFLA_BRIDGE_MST_ENTRY', 1, multi(nest(mstEntry)), 'The instances.']
])

export const bridgeAfSpec = attributes(
  'BridgeAfSpec',
  'IFLA_BRIDGE',
  'Settings of a bridge port by the bridge.',
  [
    ['IFLA_BRIDGE_FLAGS', 0, flagged(u16, bridgeFlags), 'Whom a request is for, BRIDGE_FLAGS_*.'],
    ['IFLA_BRIDGE_MODE', 1, enumerated(u16, bridgeModes), 'Where switching happens.'],
    ['IFLA_BRIDGE_VLAN_INFO', 2, multi(bridgeVlanInfo), 'VLANs; ranges are two entries.'],
    [
      'IFLA_BRIDGE_VLAN_TUNNEL_INFO',
      3,
      multi(nest(vlanTunnel, { flagged: false })),
      'VLANs and tunnel ids; ranges are two entries.'
    ],
    ['IFLA_BRIDGE_MRP', 4, nest(mrp), 'Media redundancy protocol.'],
    ['IFLA_BRIDGE_CFM', 5, nest(cfm), 'Connectivity fault management.'],
    ['IFLA_BRIDGE_MST', 6, nest(mst), 'Multiple spanning trees.']
  ]
)
