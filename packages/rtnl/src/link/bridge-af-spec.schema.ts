/** IFLA_AF_SPEC of messages of family AF_BRIDGE: VLANs, tunnels, spanning trees of a bridge port, MRP and CFM: linux/if_bridge.h. */
import {
  attributes,
  enumerated,
  enumeration,
  flagged,
  flags,
  multi,
  nest,
  struct,
  u16,
  u32,
  u8
} from '@nlkit/core/schema'
import { bridgeCfm } from './bridge-cfm.schema.ts'
import { bridgeMrp } from './bridge-mrp.schema.ts'
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
    ['IFLA_BRIDGE_MRP', 4, nest(bridgeMrp), 'Media redundancy protocol.'],
    ['IFLA_BRIDGE_CFM', 5, nest(bridgeCfm), 'Connectivity fault management.'],
    ['IFLA_BRIDGE_MST', 6, nest(mst), 'Multiple spanning trees.']
  ]
)
