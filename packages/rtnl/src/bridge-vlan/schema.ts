/** VLANs of bridges and their ports: linux/if_bridge.h; net/bridge/br_vlan.c, br_vlan_options.c. */
import {
  attributes,
  counter,
  enumerated,
  flagged,
  flags,
  ipv4,
  ipv6,
  message,
  multi,
  nest,
  pad,
  padding,
  quantity,
  struct,
  u16,
  u32,
  u8
} from '@nlkit/core/schema'
import { family } from '../family/schema.ts'
import { bridgeVlanInfo } from '../link/bridge-af-spec.schema.ts'
import { portStates } from '../link/kinds/bridge-port.schema.ts'
import { mdbRouterType } from '../mdb/router-type.schema.ts'
import { mdbAttributes } from '../mdb/schema.ts'

export const vlanDumpFlags = flags('BRIDGE_VLANDB_DUMPF', [
  ['BRIDGE_VLANDB_DUMPF_STATS', 1, 'With statistics, and each VLAN by itself.'],
  ['BRIDGE_VLANDB_DUMPF_GLOBAL', 2, "The bridge's options of each VLAN in place of the ports'."]
])

export const brVlanMsg = struct('br_vlan_msg', '', [
  ['family', family, 'Always `bridge`.'],
  [padding(3)],
  ['ifindex', u32, 'Index of the bridge or port.']
])

const tunnel = attributes('BridgeVlanTunnelInfo', 'BRIDGE_VLANDB_TINFO', 'The tunnel that a VLAN becomes.', [
  ['BRIDGE_VLANDB_TINFO_ID', 1, u32, 'Tunnel id; of a range that of its first VLAN.'],
  ['BRIDGE_VLANDB_TINFO_CMD', 2, u32, 'In requests: RTM_SETLINK or RTM_DELLINK.']
])

const stats = attributes('BridgeVlanStats', 'BRIDGE_VLANDB_STATS', 'Statistics of a VLAN.', [
  ['BRIDGE_VLANDB_STATS_RX_BYTES', 1, counter, 'Bytes received.'],
  ['BRIDGE_VLANDB_STATS_RX_PACKETS', 2, counter, 'Packets received.'],
  ['BRIDGE_VLANDB_STATS_TX_BYTES', 3, counter, 'Bytes sent.'],
  ['BRIDGE_VLANDB_STATS_TX_PACKETS', 4, counter, 'Packets sent.'],
  ['BRIDGE_VLANDB_STATS_PAD', 5, pad, 'Aligns.']
])

export const vlanEntryAttributes = attributes(
  'BridgeVlanEntry',
  'BRIDGE_VLANDB_ENTRY',
  'A VLAN of a port, or a range with the same options.',
  [
    ['BRIDGE_VLANDB_ENTRY_INFO', 1, bridgeVlanInfo, 'The VLAN, or the first of a range.'],
    ['BRIDGE_VLANDB_ENTRY_RANGE', 2, u16, 'The last of the range.'],
    ['BRIDGE_VLANDB_ENTRY_STATE', 3, enumerated(u8, portStates), 'State of the port in it.'],
    ['BRIDGE_VLANDB_ENTRY_TUNNEL_INFO', 4, nest(tunnel), 'The tunnel that it becomes.'],
    ['BRIDGE_VLANDB_ENTRY_STATS', 5, nest(stats), 'Statistics.'],
    ['BRIDGE_VLANDB_ENTRY_MCAST_ROUTER', 6, mdbRouterType, 'Whether it leads to a multicast router.'],
    ['BRIDGE_VLANDB_ENTRY_MCAST_N_GROUPS', 7, u32, 'Multicast groups that there are.'],
    ['BRIDGE_VLANDB_ENTRY_MCAST_MAX_GROUPS', 8, u32, 'Multicast groups that there may be; 0: any number.'],
    ['BRIDGE_VLANDB_ENTRY_NEIGH_SUPPRESS', 9, u8, '1: the bridge answers for neighbours.']
  ]
)

const ticks = 'hundredths of a second'

const querierState = attributes(
  'BridgeVlanQuerierState',
  'BRIDGE_QUERIER',
  'The multicast querier that was chosen.',
  [
    ['BRIDGE_QUERIER_IP_ADDRESS', 1, ipv4, 'IPv4 querier.'],
    ['BRIDGE_QUERIER_IP_PORT', 2, u32, 'Index of its port.'],
    ['BRIDGE_QUERIER_IP_OTHER_TIMER', 3, quantity, `How long it is believed, ${ticks}.`],
    ['BRIDGE_QUERIER_PAD', 4, pad, 'Aligns.'],
    ['BRIDGE_QUERIER_IPV6_ADDRESS', 5, ipv6, 'IPv6 querier.'],
    ['BRIDGE_QUERIER_IPV6_PORT', 6, u32, 'Index of its port.'],
    ['BRIDGE_QUERIER_IPV6_OTHER_TIMER', 7, quantity, `How long it is believed, ${ticks}.`]
  ]
)

export const vlanGlobalAttributes = attributes(
  'BridgeVlanGlobalOptions',
  'BRIDGE_VLANDB_GOPTS',
  "A bridge's options of a VLAN, or of a range with the same.",
  [
    ['BRIDGE_VLANDB_GOPTS_ID', 1, u16, 'The VLAN, or the first of a range.'],
    ['BRIDGE_VLANDB_GOPTS_RANGE', 2, u16, 'The last of the range.'],
    ['BRIDGE_VLANDB_GOPTS_MCAST_SNOOPING', 3, u8, '1: multicast snooping.'],
    ['BRIDGE_VLANDB_GOPTS_MCAST_IGMP_VERSION', 4, u8, 'IGMP version, 2 or 3.'],
    ['BRIDGE_VLANDB_GOPTS_MCAST_MLD_VERSION', 5, u8, 'MLD version, 1 or 2.'],
    ['BRIDGE_VLANDB_GOPTS_MCAST_LAST_MEMBER_CNT', 6, u32, 'Queries for the last member.'],
    ['BRIDGE_VLANDB_GOPTS_MCAST_STARTUP_QUERY_CNT', 7, u32, 'Queries at the beginning.'],
    [
      'BRIDGE_VLANDB_GOPTS_MCAST_LAST_MEMBER_INTVL',
      8,
      quantity,
      `Between queries for the last member, ${ticks}.`
    ],
    ['BRIDGE_VLANDB_GOPTS_PAD', 9, pad, 'Aligns.'],
    ['BRIDGE_VLANDB_GOPTS_MCAST_MEMBERSHIP_INTVL', 10, quantity, `How long a member is believed, ${ticks}.`],
    [
      'BRIDGE_VLANDB_GOPTS_MCAST_QUERIER_INTVL',
      11,
      quantity,
      `How long another querier is believed, ${ticks}.`
    ],
    ['BRIDGE_VLANDB_GOPTS_MCAST_QUERY_INTVL', 12, quantity, `Between queries, ${ticks}.`],
    [
      'BRIDGE_VLANDB_GOPTS_MCAST_QUERY_RESPONSE_INTVL',
      13,
      quantity,
      `How long is waited for an answer, ${ticks}.`
    ],
    [
      'BRIDGE_VLANDB_GOPTS_MCAST_STARTUP_QUERY_INTVL',
      14,
      quantity,
      `Between queries at the beginning, ${ticks}.`
    ],
    ['BRIDGE_VLANDB_GOPTS_MCAST_QUERIER', 15, u8, '1: sends queries.'],
    [
      'BRIDGE_VLANDB_GOPTS_MCAST_ROUTER_PORTS',
      16,
      nest(mdbAttributes),
      'Ports that lead to multicast routers.'
    ],
    ['BRIDGE_VLANDB_GOPTS_MCAST_QUERIER_STATE', 17, nest(querierState), 'The querier that was chosen.'],
    ['BRIDGE_VLANDB_GOPTS_MSTI', 18, u16, 'Spanning tree instance.']
  ]
)

export const bridgeVlan = message({
  name: 'bridgeVlan',
  doc: 'VLANs of a bridge or port, or a bridge’s options of them.',
  header: brVlanMsg,
  attributes: attributes('BridgeVlanAttributes', 'BRIDGE_VLANDB', 'VLANs, or options.', [
    ['BRIDGE_VLANDB_ENTRY', 1, multi(nest(vlanEntryAttributes)), 'VLANs.'],
    ['BRIDGE_VLANDB_GLOBAL_OPTIONS', 2, multi(nest(vlanGlobalAttributes)), "The bridge's options."]
  ]),
  messages: { RTM_NEWVLAN: 112, RTM_DELVLAN: 113, RTM_GETVLAN: 114 },
  identity: { module: './identity.ts', name: 'bridgeVlanIdentity' }
})

export const bridgeVlanDump = message({
  name: 'bridgeVlanDump',
  doc: 'Which VLANs a dump is to tell of.',
  header: brVlanMsg,
  attributes: attributes('BridgeVlanDumpAttributes', 'BRIDGE_VLANDB_DUMP', 'What a dump is to tell.', [
    ['BRIDGE_VLANDB_DUMP_FLAGS', 1, flagged(u32, vlanDumpFlags), 'BRIDGE_VLANDB_DUMPF_*.']
  ]),
  messages: {}
})
