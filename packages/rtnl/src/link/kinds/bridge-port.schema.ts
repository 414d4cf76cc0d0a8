/** Ports of bridges: linux/if_link.h, net/bridge/br_netlink.c. Times are in hundredths of a second. Everything that is on or off is 1 or 0. */
import {
  attributes,
  enumerated,
  enumeration,
  flag,
  pad,
  quantity,
  u16,
  u32,
  u8,
  usual
} from '@nlkit/core/schema'
import { mdbRouterType } from '../../mdb/router-type.schema.ts'
import { iflaBridgeId } from './bridge.schema.ts'

export const portStates = enumeration('BridgePortState', 'BR_STATE', [
  ['BR_STATE_DISABLED', 0],
  ['BR_STATE_LISTENING', 1],
  ['BR_STATE_LEARNING', 2],
  ['BR_STATE_FORWARDING', 3],
  ['BR_STATE_BLOCKING', 4]
])

const all = attributes('BridgePort', 'IFLA_BRPORT', 'Settings and state of a port.', [
  ['IFLA_BRPORT_STATE', 1, enumerated(u8, portStates), 'State in the spanning tree.'],
  ['IFLA_BRPORT_PRIORITY', 2, u16, 'Priority, 0 to 63.'],
  ['IFLA_BRPORT_COST', 3, u32, 'Cost.'],
  ['IFLA_BRPORT_MODE', 4, u8, 'Hairpin: packets may leave where they came in.'],
  ['IFLA_BRPORT_GUARD', 5, u8, 'BPDU guard: hellos from here take it down.'],
  ['IFLA_BRPORT_PROTECT', 6, u8, 'Root block: never towards the root.'],
  ['IFLA_BRPORT_FAST_LEAVE', 7, u8, 'Multicast groups are left at once.'],
  ['IFLA_BRPORT_LEARNING', 8, u8, 'Learns addresses.'],
  ['IFLA_BRPORT_UNICAST_FLOOD', 9, u8, 'Gets unicast to unknown addresses.'],
  ['IFLA_BRPORT_PROXYARP', 10, u8, 'ARP is answered for it.'],
  ['IFLA_BRPORT_LEARNING_SYNC', 11, u8, 'Learns what hardware learned.'],
  ['IFLA_BRPORT_PROXYARP_WIFI', 12, u8, 'ARP is answered as wireless access points do.'],
  ['IFLA_BRPORT_ROOT_ID', 13, iflaBridgeId, 'The root of the tree.'],
  ['IFLA_BRPORT_BRIDGE_ID', 14, iflaBridgeId, 'The designated bridge.'],
  ['IFLA_BRPORT_DESIGNATED_PORT', 15, u16, 'The designated port.'],
  ['IFLA_BRPORT_DESIGNATED_COST', 16, u16, 'Cost of the designated port.'],
  ['IFLA_BRPORT_ID', 17, u16, 'Id, priority and number.'],
  ['IFLA_BRPORT_NO', 18, u16, 'Number.'],
  ['IFLA_BRPORT_TOPOLOGY_CHANGE_ACK', 19, u8, 'A change was acknowledged.'],
  ['IFLA_BRPORT_CONFIG_PENDING', 20, u8, 'A hello is waiting.'],
  ['IFLA_BRPORT_MESSAGE_AGE_TIMER', 21, quantity, 'Until the last hello no longer counts.'],
  ['IFLA_BRPORT_FORWARD_DELAY_TIMER', 22, quantity, 'Until the next state.'],
  ['IFLA_BRPORT_HOLD_TIMER', 23, quantity, 'Until the next hello may be sent.'],
  ['IFLA_BRPORT_FLUSH', 24, flag, 'In requests: forget learned addresses.'],
  ['IFLA_BRPORT_MULTICAST_ROUTER', 25, mdbRouterType, 'Whether it leads to multicast routers.'],
  ['IFLA_BRPORT_PAD', 26, pad, 'Aligns.'],
  ['IFLA_BRPORT_MCAST_FLOOD', 27, u8, 'Gets multicast of unknown groups.'],
  ['IFLA_BRPORT_MCAST_TO_UCAST', 28, u8, 'Multicast becomes unicast to each member.'],
  ['IFLA_BRPORT_VLAN_TUNNEL', 29, u8, 'VLANs become tunnel ids.'],
  ['IFLA_BRPORT_BCAST_FLOOD', 30, u8, 'Gets broadcast.'],
  [
    'IFLA_BRPORT_GROUP_FWD_MASK',
    31,
    u16,
    'Which link-local groups are forwarded: bit n is 01:80:c2:00:00:0n.'
  ],
  ['IFLA_BRPORT_NEIGH_SUPPRESS', 32, u8, 'ARP and neighbour discovery are answered for it.'],
  ['IFLA_BRPORT_ISOLATED', 33, u8, 'Reaches only ports that are not isolated.'],
  ['IFLA_BRPORT_BACKUP_PORT', 34, u32, 'Index of the port that takes over without carrier, 0 is none.'],
  ['IFLA_BRPORT_MRP_RING_OPEN', 35, u8, 'MRP: the ring is open.'],
  ['IFLA_BRPORT_MRP_IN_OPEN', 36, u8, 'MRP: the interconnection ring is open.'],
  ['IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT', 37, u32, 'Most hosts tracked.'],
  ['IFLA_BRPORT_MCAST_EHT_HOSTS_CNT', 38, u32, 'Hosts tracked.'],
  ['IFLA_BRPORT_LOCKED', 39, u8, 'Only known addresses may send.'],
  ['IFLA_BRPORT_MAB', 40, u8, 'Unknown senders are noted, for authentication by address.'],
  ['IFLA_BRPORT_MCAST_N_GROUPS', 41, u32, 'Multicast groups.'],
  ['IFLA_BRPORT_MCAST_MAX_GROUPS', 42, u32, 'Most multicast groups, 0 is no limit.'],
  ['IFLA_BRPORT_NEIGH_VLAN_SUPPRESS', 43, u8, 'As neighSuppress, by VLAN.'],
  ['IFLA_BRPORT_BACKUP_NHID', 44, u32, 'Id of the nexthop object that takes over, 0 is none.'],
  [
    'IFLA_BRPORT_NEIGH_FORWARD_GRAT',
    45,
    u8,
    'Gratuitous ARP and advertisements pass in spite of neighSuppress.'
  ]
])

/** In every dump and event since Linux 5.19 with IGMP snooping (br_port_fill_attrs()). */
export const bridgePort = usual(all, [
  'IFLA_BRPORT_STATE',
  'IFLA_BRPORT_PRIORITY',
  'IFLA_BRPORT_COST',
  'IFLA_BRPORT_MODE',
  'IFLA_BRPORT_GUARD',
  'IFLA_BRPORT_PROTECT',
  'IFLA_BRPORT_FAST_LEAVE',
  'IFLA_BRPORT_MCAST_TO_UCAST',
  'IFLA_BRPORT_LEARNING',
  'IFLA_BRPORT_UNICAST_FLOOD',
  'IFLA_BRPORT_MCAST_FLOOD',
  'IFLA_BRPORT_BCAST_FLOOD',
  'IFLA_BRPORT_PROXYARP',
  'IFLA_BRPORT_PROXYARP_WIFI',
  'IFLA_BRPORT_ROOT_ID',
  'IFLA_BRPORT_BRIDGE_ID',
  'IFLA_BRPORT_DESIGNATED_PORT',
  'IFLA_BRPORT_DESIGNATED_COST',
  'IFLA_BRPORT_ID',
  'IFLA_BRPORT_NO',
  'IFLA_BRPORT_TOPOLOGY_CHANGE_ACK',
  'IFLA_BRPORT_CONFIG_PENDING',
  'IFLA_BRPORT_VLAN_TUNNEL',
  'IFLA_BRPORT_GROUP_FWD_MASK',
  'IFLA_BRPORT_NEIGH_SUPPRESS',
  'IFLA_BRPORT_ISOLATED',
  'IFLA_BRPORT_LOCKED',
  'IFLA_BRPORT_MESSAGE_AGE_TIMER',
  'IFLA_BRPORT_FORWARD_DELAY_TIMER',
  'IFLA_BRPORT_HOLD_TIMER',
  'IFLA_BRPORT_MULTICAST_ROUTER',
  'IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT',
  'IFLA_BRPORT_MCAST_EHT_HOSTS_CNT'
])
