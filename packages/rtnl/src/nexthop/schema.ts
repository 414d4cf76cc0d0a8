/** Next hop objects, their groups and buckets: linux/nexthop.h; net/ipv4/nexthop.c. */
import {
  array,
  attributes,
  choice,
  counter,
  enumerated,
  enumeration,
  flag,
  flagged,
  flags,
  ip,
  message,
  multi,
  nest,
  pad,
  padding,
  struct,
  u16,
  u32,
  u8,
  uint
} from '@nlkit/core/schema'
import { family } from '../family/schema.ts'
import { encaps } from '../route/encap/encaps.ts'
import { lwtunnelEncaps, nextHopFlags, routeProtocols } from '../route/schema.ts'
import { scope } from '../route/scope.schema.ts'

export const groupTypes = enumeration('NexthopGroupType', 'NEXTHOP_GRP_TYPE', [
  ['NEXTHOP_GRP_TYPE_MPATH', 0, 'A flow goes where its hash says; a change of the group may move it.'],
  ['NEXTHOP_GRP_TYPE_RES', 1, 'Resilient: a flow stays in its bucket, and busy buckets stay.', 'resilient']
])

export const operationFlags = flags('NHA_OP_FLAG', [
  ['NHA_OP_FLAG_DUMP_STATS', 1, 'In requests: tell the statistics of groups.'],
  ['NHA_OP_FLAG_DUMP_HW_STATS', 2, "In requests, with the other: the hardware's, too."],
  ['NHA_OP_FLAG_RESP_GRP_RESVD_0', 0x80000000, 'In answers: the unused parts of `group` are zero.']
])

export const nhmsg = struct('nhmsg', 'nh_', [
  ['nh_family', family, "The gateway's family; `unspec` for groups."],
  ['nh_scope', scope, 'How far away the gateway is; in requests 0.'],
  ['nh_protocol', enumerated(u8, routeProtocols), 'Who made it.'],
  [padding(1)],
  ['nh_flags', flagged(u32, nextHopFlags), 'RTNH_F_*; in requests only RTNH_F_ONLINK.']
])

export const nexthopMember = struct(
  'nexthop_grp',
  '',
  [
    ['id', u32, 'Id of the next hop.'],
    ['weight', u8, 'Low eight bits of the weight less one.'],
    ['weight_high', u8, 'High eight bits of the weight less one, since Linux 6.12.'],
    [padding(2)]
  ],
  { doc: 'A member of a group.' }
)

const time = (what: string): string => `${what}, hundredths of a second.`

export const resilientGroup = attributes(
  'NexthopResilientGroup',
  'NHA_RES_GROUP',
  'Settings of a resilient group.',
  [
    ['NHA_RES_GROUP_PAD', 0, pad, 'Aligns.'],
    ['NHA_RES_GROUP_BUCKETS', 1, u16, 'How many buckets.'],
    ['NHA_RES_GROUP_IDLE_TIMER', 2, u32, time('How long a bucket is without traffic until it may move')],
    [
      'NHA_RES_GROUP_UNBALANCED_TIMER',
      3,
      u32,
      time('How long the group may be out of balance until buckets move by force; 0 is forever')
    ],
    ['NHA_RES_GROUP_UNBALANCED_TIME', 4, counter, time('How long it has been out of balance')]
  ]
)

export const resilientBucket = attributes(
  'NexthopBucket',
  'NHA_RES_BUCKET',
  'A bucket of a resilient group.',
  [
    ['NHA_RES_BUCKET_PAD', 0, pad, 'Aligns.'],
    ['NHA_RES_BUCKET_INDEX', 1, u16, 'Number, from 0.'],
    ['NHA_RES_BUCKET_IDLE_TIME', 2, counter, time('How long it has been without traffic')],
    ['NHA_RES_BUCKET_NH_ID', 3, u32, 'Id of the next hop that it sends to.']
  ]
)

export const groupStatsEntry = attributes(
  'NexthopGroupStatsEntry',
  'NHA_GROUP_STATS_ENTRY',
  'Statistics of a member of a group.',
  [
    ['NHA_GROUP_STATS_ENTRY_ID', 1, u32, 'Id of the next hop.'],
    ['NHA_GROUP_STATS_ENTRY_PACKETS', 2, uint, 'Packets, those in hardware and not.'],
    ['NHA_GROUP_STATS_ENTRY_PACKETS_HW', 3, uint, 'Packets in hardware.']
  ]
)

export const groupStats = attributes('NexthopGroupStats', 'NHA_GROUP_STATS', 'Statistics of a group.', [
  ['NHA_GROUP_STATS_ENTRY', 1, multi(nest(groupStatsEntry)), 'Statistics of a member.']
])

export const nexthopAttributes = attributes('NexthopAttributes', 'NHA', 'Attributes of a next hop object.', [
  ['NHA_ID', 1, u32, 'Its id; one that is made without gets a free one.'],
  ['NHA_GROUP', 2, array(nexthopMember), 'It is a group of these.'],
  ['NHA_GROUP_TYPE', 3, enumerated(u16, groupTypes), 'Kind of the group.'],
  ['NHA_BLACKHOLE', 4, flag, 'Packets are dropped in silence.'],
  ['NHA_OIF', 5, u32, 'Index of the interface.'],
  ['NHA_GATEWAY', 6, ip(), "The gateway's address."],
  ['NHA_ENCAP_TYPE', 7, enumerated(u16, lwtunnelEncaps), 'What packets are wrapped in.'],
  ['NHA_ENCAP', 8, choice('encapType', encaps), 'Settings of the encapsulation.'],
  ['NHA_GROUPS', 9, flag, 'In requests for dumps: only groups.'],
  ['NHA_MASTER', 10, u32, 'In requests for dumps: index of the master of the interface.'],
  ['NHA_FDB', 11, flag, 'For entries of forwarding databases, VXLAN; in requests for dumps: only those.'],
  ['NHA_RES_GROUP', 12, nest(resilientGroup), 'Settings of a resilient group.'],
  ['NHA_RES_BUCKET', 13, nest(resilientBucket), 'The bucket that the message is about.'],
  ['NHA_OP_FLAGS', 14, flagged(u32, operationFlags), 'NHA_OP_FLAG_*.'],
  ['NHA_GROUP_STATS', 15, nest(groupStats), 'Statistics of the group, where asked for.'],
  ['NHA_HW_STATS_ENABLE', 16, u32, '1: count in hardware, too.'],
  ['NHA_HW_STATS_USED', 17, u32, '1: the hardware counts.']
])

export const nexthop = message({
  name: 'nexthop',
  doc: 'A next hop object, a group of them, or a bucket of a resilient group.',
  header: nhmsg,
  attributes: nexthopAttributes,
  messages: {
    RTM_NEWNEXTHOP: 104,
    RTM_DELNEXTHOP: 105,
    RTM_GETNEXTHOP: 106,
    RTM_NEWNEXTHOPBUCKET: 116,
    RTM_DELNEXTHOPBUCKET: 117,
    RTM_GETNEXTHOPBUCKET: 118
  },
  identity: ['id']
})
