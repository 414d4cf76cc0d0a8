/** VLANs: linux/if_link.h, linux/if_vlan.h, net/8021q/vlan_netlink.c. */
import {
  attributes,
  be16,
  enumerated,
  enumeration,
  flagged,
  flags,
  multi,
  nest,
  ranged,
  struct,
  u16,
  u32
} from '@nlkit/core/schema'

export const vlanFlags = flags('VLAN_FLAG', [
  ['VLAN_FLAG_REORDER_HDR', 0x1, 'Packets look as if they came without a tag; the default.'],
  ['VLAN_FLAG_GVRP', 0x2, 'Registers itself with GVRP.'],
  ['VLAN_FLAG_LOOSE_BINDING', 0x4, 'Its state does not follow that of the link below.'],
  ['VLAN_FLAG_MVRP', 0x8, 'Registers itself with MVRP.'],
  ['VLAN_FLAG_BRIDGE_BINDING', 0x10, 'Its state follows that of the ports of the bridge below.']
])

export const vlanProtocols = enumeration('VlanProtocol', 'ETH_P', [
  ['ETH_P_8021Q', 0x8100, 'Customer tags.'],
  ['ETH_P_8021AD', 0x88a8, 'Service provider tags.']
])

export const iflaVlanFlags = struct(
  'ifla_vlan_flags',
  '',
  [
    ['flags', flagged(u32, vlanFlags), 'Values, VLAN_FLAG_*.'],
    ['mask', flagged(u32, vlanFlags), 'Which of them are meant; the kernel answers all ones.']
  ],
  { doc: 'Flags of a VLAN.' }
)

export const iflaVlanQosMapping = struct(
  'ifla_vlan_qos_mapping',
  '',
  [
    ['from', u32, 'Egress: priority of the packet. Ingress: priority in the tag.'],
    ['to', u32, 'Egress: priority in the tag. Ingress: priority of the packet.']
  ],
  { doc: 'What one priority becomes.' }
)

export const vlanQos = attributes('VlanQos', 'IFLA_VLAN_QOS', 'How priorities become others.', [
  ['IFLA_VLAN_QOS_MAPPING', 1, multi(iflaVlanQosMapping), 'A priority and what it becomes.']
])

export const vlan = attributes('Vlan', 'IFLA_VLAN', 'Settings of a VLAN.', [
  ['IFLA_VLAN_ID', 1, ranged(u16, { max: 4095 }), 'Its number, 0 to 4094. The kernel wants it at creation.'],
  ['IFLA_VLAN_FLAGS', 2, iflaVlanFlags, 'Flags.'],
  ['IFLA_VLAN_EGRESS_QOS', 3, nest(vlanQos, { flagged: false }), 'Priorities of packets that leave.'],
  ['IFLA_VLAN_INGRESS_QOS', 4, nest(vlanQos, { flagged: false }), 'Priorities of packets that come.'],
  ['IFLA_VLAN_PROTOCOL', 5, enumerated(be16, vlanProtocols), 'Kind of its tags, 802.1Q by default.']
])
