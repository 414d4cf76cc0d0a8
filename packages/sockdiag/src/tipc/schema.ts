/** TIPC sockets: linux/tipc_sockets_diag.h and TIPC_NLA_SOCK of linux/tipc_netlink.h. */
import {
  attributes,
  enumerated,
  flag,
  id,
  message,
  nest,
  pad,
  struct,
  u16,
  u32,
  u8
} from '@nlkit/core/schema'
import { family, socketStates, socketTypes } from '../family/schema.ts'

export const tipcSockDiagReq = struct(
  'tipc_sock_diag_req',
  'tidiag_',
  [
    ['sdiag_family', family, 'tipc.', { key: 'family', default: 30 }],
    ['sdiag_protocol', u8, '0.', { key: 'protocol' }],
    ['pad', u16, '0.'],
    ['tidiag_states', u32, 'States to dump: bit 1 << state.']
  ],
  { doc: 'Asks for TIPC sockets.' }
)

export const tipcRequestAttributes = attributes('TipcRequestAttributes', 'TIPC_NLA_REQ', 'None.', [])

export const tipcRequest = message({
  name: 'tipcRequest',
  doc: 'Asks for TIPC sockets.',
  header: tipcSockDiagReq,
  attributes: tipcRequestAttributes,
  messages: { SOCK_DIAG_BY_FAMILY: 20 }
})

export const tipcConnection = attributes('TipcConnection', 'TIPC_NLA_CON', 'A connection.', [
  ['TIPC_NLA_CON_FLAG', 1, flag, 'Made by the service address below.'],
  ['TIPC_NLA_CON_NODE', 2, u32, "The peer's node."],
  ['TIPC_NLA_CON_SOCK', 3, u32, "The peer's port."],
  ['TIPC_NLA_CON_TYPE', 4, u32, 'Service type.'],
  ['TIPC_NLA_CON_INST', 5, u32, 'Service instance.']
])

export const tipcStatistics = attributes('TipcStatistics', 'TIPC_NLA_SOCK_STAT', 'Queues of a TIPC socket.', [
  ['TIPC_NLA_SOCK_STAT_RCVQ', 0, u32, 'Messages to read.'],
  ['TIPC_NLA_SOCK_STAT_SENDQ', 1, u32, 'Messages to send.'],
  ['TIPC_NLA_SOCK_STAT_LINK_CONG', 2, flag, 'Its link is congested.'],
  ['TIPC_NLA_SOCK_STAT_CONN_CONG', 3, flag, 'Its connection is congested.'],
  ['TIPC_NLA_SOCK_STAT_DROP', 4, u32, 'Messages dropped.']
])

export const tipcGroup = attributes(
  'TipcGroup',
  'TIPC_NLA_SOCK_GROUP',
  'Membership of a communication group.',
  [
    ['TIPC_NLA_SOCK_GROUP_ID', 0, u32, "The group's type."],
    ['TIPC_NLA_SOCK_GROUP_OPEN', 1, flag, 'Open.'],
    ['TIPC_NLA_SOCK_GROUP_NODE_SCOPE', 2, flag, 'Within the node.'],
    ['TIPC_NLA_SOCK_GROUP_CLUSTER_SCOPE', 3, flag, 'Within the cluster.'],
    ['TIPC_NLA_SOCK_GROUP_INSTANCE', 4, u32, "The member's instance."],
    ['TIPC_NLA_SOCK_GROUP_BC_SEND_NEXT', 5, u32, 'Number of the next broadcast.']
  ]
)

export const tipcSockAttributes = attributes('TipcSock', 'TIPC_NLA_SOCK', 'A TIPC socket.', [
  ['TIPC_NLA_SOCK_ADDR', 1, u32, 'Address of the own node.'],
  ['TIPC_NLA_SOCK_REF', 2, u32, 'Own port.'],
  ['TIPC_NLA_SOCK_CON', 3, nest(tipcConnection), 'Its connection.'],
  ['TIPC_NLA_SOCK_HAS_PUBL', 4, flag, 'It is bound to service addresses.'],
  ['TIPC_NLA_SOCK_STAT', 5, nest(tipcStatistics), 'Queues.'],
  ['TIPC_NLA_SOCK_TYPE', 6, enumerated(u32, socketTypes), 'stream, dgram, rdm or seqpacket.'],
  ['TIPC_NLA_SOCK_INO', 7, u32, 'Inode number, by which its owners are found.'],
  ['TIPC_NLA_SOCK_UID', 8, u32, 'User id of the owner.'],
  [
    'TIPC_NLA_SOCK_TIPC_STATE',
    9,
    enumerated(u32, socketStates),
    'listen, established, close (open), close-wait or syn-sent.'
  ],
  ['TIPC_NLA_SOCK_COOKIE', 10, id, 'Names the socket until the next boot, SO_COOKIE.'],
  ['TIPC_NLA_SOCK_PAD', 11, pad, 'Alignment.'],
  ['TIPC_NLA_SOCK_GROUP', 12, nest(tipcGroup), 'Its group.']
])

export const tipcAttributes = attributes('TipcAttributes', 'TIPC_NLA', 'What a TIPC socket tells.', [
  ['TIPC_NLA_SOCK', 2, nest(tipcSockAttributes), 'The socket.']
])

/** __tipc_add_sock_diag(): the message has no header of its own. */
export const tipcHeader = struct('tipc_sock_diag_msg', '', [], { doc: 'Empty.' })

export const tipcSocket = message({
  name: 'tipcSocket',
  doc: 'A TIPC socket.',
  header: tipcHeader,
  attributes: tipcAttributes,
  messages: { SOCK_DIAG_BY_FAMILY: 20 }
})
