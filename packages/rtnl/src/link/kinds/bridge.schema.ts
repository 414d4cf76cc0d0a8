/** Bridges: linux/if_link.h, net/bridge/br_netlink.c. Times are in hundredths of a second. */
import {
  attributes,
  be16,
  enumerated,
  enumeration,
  flag,
  flagged,
  flags,
  hardwareAddress,
  ipv4,
  ipv6,
  nest,
  pad,
  quantity,
  struct,
  u16,
  u32,
  u8,
  usual
} from '@nlkit/core/schema'
import { mdbRouterType } from '../../mdb/router-type.schema.ts'
import { vlanProtocols } from './vlan.schema.ts'

export const iflaBridgeId = struct(
  'ifla_bridge_id',
  '',
  [
    ['prio', be16, 'Priority, 0 to 65535.'],
    ['addr', hardwareAddress(6), 'Hardware address.']
  ],
  { doc: 'Name of a bridge in the spanning tree.' }
)

export const boolOptions = flags('BR_BOOLOPT', [
  ['BR_BOOLOPT_NO_LL_LEARN', 1 << 0, 'Does not learn from link-local packets.'],
  ['BR_BOOLOPT_MCAST_VLAN_SNOOPING', 1 << 1, 'Snoops multicast by VLAN.'],
  ['BR_BOOLOPT_MST_ENABLE', 1 << 2, 'Multiple spanning trees.'],
  ['BR_BOOLOPT_MDB_OFFLOAD_FAIL_NOTIFICATION', 1 << 3, 'Tells of MDB entries that hardware refused.'],
  ['BR_BOOLOPT_FDB_LOCAL_VLAN_0', 1 << 4, 'Local FDB entries are in VLAN 0 only.']
])

export const brBooloptMulti = struct(
  'br_boolopt_multi',
  '',
  [
    ['optval', flagged(u32, boolOptions), 'Values, BR_BOOLOPT_* as bits.'],
    ['optmask', flagged(u32, boolOptions), 'Which of them are meant.']
  ],
  { doc: 'Options that are on or off.' }
)

export const stpModes = enumeration('StpMode', 'BR_STP_MODE', [
  ['BR_STP_MODE_AUTO', 0, 'A helper in user space, if there is one.'],
  ['BR_STP_MODE_USER', 1, 'User space.'],
  ['BR_STP_MODE_KERNEL', 2, 'The kernel.']
])

const querierState = attributes(
  'BridgeQuerierState',
  'BRIDGE_QUERIER',
  'The multicast querier that was chosen.',
  [
    ['BRIDGE_QUERIER_IP_ADDRESS', 1, ipv4, 'IPv4 querier.'],
    ['BRIDGE_QUERIER_IP_PORT', 2, u32, 'Index of its port.'],
    ['BRIDGE_QUERIER_IP_OTHER_TIMER', 3, quantity, 'How long it is believed.'],
    ['BRIDGE_QUERIER_PAD', 4, pad, 'Aligns.'],
    ['BRIDGE_QUERIER_IPV6_ADDRESS', 5, ipv6, 'IPv6 querier.'],
    ['BRIDGE_QUERIER_IPV6_PORT', 6, u32, 'Index of its port.'],
    ['BRIDGE_QUERIER_IPV6_OTHER_TIMER', 7, quantity, 'How long it is believed.']
  ]
)

const all = attributes('Bridge', 'IFLA_BR', 'Settings and state of a bridge.', [
  ['IFLA_BR_FORWARD_DELAY', 1, u32, 'Time in listening and in learning state.'],
  ['IFLA_BR_HELLO_TIME', 2, u32, 'Time between hellos.'],
  ['IFLA_BR_MAX_AGE', 3, u32, 'How long a hello counts.'],
  ['IFLA_BR_AGEING_TIME', 4, u32, 'How long a learned address counts.'],
  ['IFLA_BR_STP_STATE', 5, u32, 'Spanning tree: 0 off, 1 in the kernel, 2 in user space.'],
  ['IFLA_BR_PRIORITY', 6, u16, 'Priority in the spanning tree.'],
  ['IFLA_BR_VLAN_FILTERING', 7, u8, '1: filters by VLAN.'],
  ['IFLA_BR_VLAN_PROTOCOL', 8, enumerated(be16, vlanProtocols), 'Kind of its VLAN tags.'],
  ['IFLA_BR_GROUP_FWD_MASK', 9, u16, 'Which link-local groups are forwarded: bit n is 01:80:c2:00:00:0n.'],
  ['IFLA_BR_ROOT_ID', 10, iflaBridgeId, 'The root of the tree.'],
  ['IFLA_BR_BRIDGE_ID', 11, iflaBridgeId, 'This bridge.'],
  ['IFLA_BR_ROOT_PORT', 12, u16, 'Port towards the root.'],
  ['IFLA_BR_ROOT_PATH_COST', 13, u32, 'Cost to the root.'],
  ['IFLA_BR_TOPOLOGY_CHANGE', 14, u8, '1: the tree is changing.'],
  ['IFLA_BR_TOPOLOGY_CHANGE_DETECTED', 15, u8, '1: this bridge saw it change.'],
  ['IFLA_BR_HELLO_TIMER', 16, quantity, 'Until the next hello.'],
  ['IFLA_BR_TCN_TIMER', 17, quantity, 'Until the next change notification.'],
  ['IFLA_BR_TOPOLOGY_CHANGE_TIMER', 18, quantity, 'Until the change is over.'],
  ['IFLA_BR_GC_TIMER', 19, quantity, 'Until old addresses are looked for.'],
  ['IFLA_BR_GROUP_ADDR', 20, hardwareAddress(6), 'Group address of the spanning tree.'],
  ['IFLA_BR_FDB_FLUSH', 21, flag, 'In requests: forget learned addresses.'],
  ['IFLA_BR_MCAST_ROUTER', 22, mdbRouterType, 'Whether it is a multicast router itself.'],
  ['IFLA_BR_MCAST_SNOOPING', 23, u8, '1: snoops IGMP and MLD.'],
  ['IFLA_BR_MCAST_QUERY_USE_IFADDR', 24, u8, '1: queries carry its own address.'],
  ['IFLA_BR_MCAST_QUERIER', 25, u8, '1: sends queries.'],
  ['IFLA_BR_MCAST_HASH_ELASTICITY', 26, u32, 'Unused.'],
  ['IFLA_BR_MCAST_HASH_MAX', 27, u32, 'Most multicast groups.'],
  ['IFLA_BR_MCAST_LAST_MEMBER_CNT', 28, u32, 'Queries before a group is left.'],
  ['IFLA_BR_MCAST_STARTUP_QUERY_CNT', 29, u32, 'Queries at the start.'],
  ['IFLA_BR_MCAST_LAST_MEMBER_INTVL', 30, quantity, 'Time between queries before a group is left.'],
  ['IFLA_BR_MCAST_MEMBERSHIP_INTVL', 31, quantity, 'How long a membership counts.'],
  ['IFLA_BR_MCAST_QUERIER_INTVL', 32, quantity, 'How long another querier is believed.'],
  ['IFLA_BR_MCAST_QUERY_INTVL', 33, quantity, 'Time between queries.'],
  ['IFLA_BR_MCAST_QUERY_RESPONSE_INTVL', 34, quantity, 'Time for answers.'],
  ['IFLA_BR_MCAST_STARTUP_QUERY_INTVL', 35, quantity, 'Time between queries at the start.'],
  ['IFLA_BR_NF_CALL_IPTABLES', 36, u8, '1: IPv4 goes through iptables.'],
  ['IFLA_BR_NF_CALL_IP6TABLES', 37, u8, '1: IPv6 goes through ip6tables.'],
  ['IFLA_BR_NF_CALL_ARPTABLES', 38, u8, '1: ARP goes through arptables.'],
  ['IFLA_BR_VLAN_DEFAULT_PVID', 39, u16, 'VLAN of untagged packets on new ports, 0 is none.'],
  ['IFLA_BR_PAD', 40, pad, 'Aligns.'],
  ['IFLA_BR_VLAN_STATS_ENABLED', 41, u8, '1: counts by VLAN.'],
  ['IFLA_BR_MCAST_STATS_ENABLED', 42, u8, '1: counts IGMP and MLD.'],
  ['IFLA_BR_MCAST_IGMP_VERSION', 43, u8, 'IGMP version, 2 or 3.'],
  ['IFLA_BR_MCAST_MLD_VERSION', 44, u8, 'MLD version, 1 or 2.'],
  ['IFLA_BR_VLAN_STATS_PER_PORT', 45, u8, '1: counts by VLAN and port.'],
  ['IFLA_BR_MULTI_BOOLOPT', 46, brBooloptMulti, 'Options that are on or off.'],
  ['IFLA_BR_MCAST_QUERIER_STATE', 47, nest(querierState), 'The querier that was chosen.'],
  ['IFLA_BR_FDB_N_LEARNED', 48, u32, 'Learned addresses.'],
  ['IFLA_BR_FDB_MAX_LEARNED', 49, u32, 'Most learned addresses, 0 is no limit.'],
  ['IFLA_BR_STP_MODE', 50, enumerated(u32, stpModes), 'Who runs the spanning tree.']
])

/** In every dump and event since Linux 5.10 with IGMP snooping (br_fill_info()). */
export const bridge = usual(all, [
  'IFLA_BR_HELLO_TIMER',
  'IFLA_BR_TCN_TIMER',
  'IFLA_BR_TOPOLOGY_CHANGE_TIMER',
  'IFLA_BR_GC_TIMER',
  'IFLA_BR_FORWARD_DELAY',
  'IFLA_BR_HELLO_TIME',
  'IFLA_BR_MAX_AGE',
  'IFLA_BR_AGEING_TIME',
  'IFLA_BR_STP_STATE',
  'IFLA_BR_PRIORITY',
  'IFLA_BR_VLAN_FILTERING',
  'IFLA_BR_GROUP_FWD_MASK',
  'IFLA_BR_BRIDGE_ID',
  'IFLA_BR_ROOT_ID',
  'IFLA_BR_ROOT_PORT',
  'IFLA_BR_ROOT_PATH_COST',
  'IFLA_BR_TOPOLOGY_CHANGE',
  'IFLA_BR_TOPOLOGY_CHANGE_DETECTED',
  'IFLA_BR_GROUP_ADDR',
  'IFLA_BR_MULTI_BOOLOPT',
  'IFLA_BR_MCAST_ROUTER',
  'IFLA_BR_MCAST_SNOOPING',
  'IFLA_BR_MCAST_QUERY_USE_IFADDR',
  'IFLA_BR_MCAST_QUERIER',
  'IFLA_BR_MCAST_STATS_ENABLED',
  'IFLA_BR_MCAST_HASH_ELASTICITY',
  'IFLA_BR_MCAST_HASH_MAX',
  'IFLA_BR_MCAST_LAST_MEMBER_CNT',
  'IFLA_BR_MCAST_STARTUP_QUERY_CNT',
  'IFLA_BR_MCAST_IGMP_VERSION',
  'IFLA_BR_MCAST_MLD_VERSION',
  'IFLA_BR_MCAST_LAST_MEMBER_INTVL',
  'IFLA_BR_MCAST_MEMBERSHIP_INTVL',
  'IFLA_BR_MCAST_QUERIER_INTVL',
  'IFLA_BR_MCAST_QUERY_INTVL',
  'IFLA_BR_MCAST_QUERY_RESPONSE_INTVL',
  'IFLA_BR_MCAST_STARTUP_QUERY_INTVL'
])
