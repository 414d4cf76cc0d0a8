/** What sockets of every family have: address family, type, state, shutdown, memory. */
import {
  array,
  constants,
  converted,
  enumerated,
  enumeration,
  flags,
  id,
  slots,
  u32,
  u8
} from '@nlkit/core/schema'

export const addressFamilies = enumeration('AddressFamily', 'AF', [
  ['AF_UNIX', 1],
  ['AF_INET', 2],
  ['AF_INET6', 10],
  ['AF_NETLINK', 16],
  ['AF_PACKET', 17],
  ['AF_TIPC', 30],
  ['AF_VSOCK', 40],
  ['AF_SMC', 43],
  ['AF_XDP', 44]
])

/** net/tcp_states.h; the other families borrow the numbers. */
export const socketStates = enumeration('SocketState', 'TCP', [
  ['TCP_ESTABLISHED', 1, 'Connected; unix and UDP sockets with a peer, too.'],
  ['TCP_SYN_SENT', 2, 'Connecting.'],
  ['TCP_SYN_RECV', 3, 'A handshake that waits for its last packet.'],
  ['TCP_FIN_WAIT1', 4, 'Closed here, not yet acknowledged.'],
  ['TCP_FIN_WAIT2', 5, 'Closed here, acknowledged, the peer may still send.'],
  ['TCP_TIME_WAIT', 6, 'Closed on both sides, kept for late packets.'],
  ['TCP_CLOSE', 7, 'Without a peer.'],
  ['TCP_CLOSE_WAIT', 8, 'Closed by the peer, not yet here.'],
  ['TCP_LAST_ACK', 9, 'Closed by the peer, then here, not yet acknowledged.'],
  ['TCP_LISTEN', 10, 'Waits for connections.'],
  ['TCP_CLOSING', 11, 'Both sides closed at once.'],
  ['TCP_NEW_SYN_RECV', 12, 'As syn-recv, inside the kernel.'],
  [
    'TCP_BOUND_INACTIVE',
    13,
    'Bound, neither listening nor connecting; only to ask for, such sockets tell `close`.'
  ]
])

/** include/linux/net.h, enum sock_type. */
export const socketTypes = enumeration('SocketType', 'SOCK', [
  ['SOCK_STREAM', 1],
  ['SOCK_DGRAM', 2],
  ['SOCK_RAW', 3],
  ['SOCK_RDM', 4],
  ['SOCK_SEQPACKET', 5],
  ['SOCK_DCCP', 6],
  ['SOCK_PACKET', 10]
])

/** net/sock.h: which directions were shut down. */
export const shutdownFlags = flags('SHUTDOWN', [
  ['RCV_SHUTDOWN', 1, 'Nothing more is received.'],
  ['SEND_SHUTDOWN', 2, 'Nothing more is sent.']
])

export const family = enumerated(u8, addressFamilies)
export const state = enumerated(u8, socketStates)
export const type = enumerated(u8, socketTypes)

/** A socket's cookie: two words, the lower one first. */
export const cookie = converted(id, { module: '../family/cookie.ts', name: 'cookie', out: 'string' })

/** The array of sk_get_meminfo(), the same as SO_MEMINFO's. Bytes, but for the last. */
export const skMeminfo = slots('SkMeminfo', 'SK_MEMINFO', u32, [
  ['SK_MEMINFO_RMEM_ALLOC', 0, 'Bytes of packets in the receive queue, with the overhead of their buffers.'],
  ['SK_MEMINFO_RCVBUF', 1, 'Most that the receive queue may take, bytes: SO_RCVBUF.'],
  ['SK_MEMINFO_WMEM_ALLOC', 2, 'Bytes handed down to send and not yet freed.'],
  ['SK_MEMINFO_SNDBUF', 3, 'Most that the send queue may take, bytes: SO_SNDBUF.'],
  ['SK_MEMINFO_FWD_ALLOC', 4, 'Bytes reserved for this socket and not used.'],
  ['SK_MEMINFO_WMEM_QUEUED', 5, 'Bytes in the send queue, with the overhead of their buffers.'],
  ['SK_MEMINFO_OPTMEM', 6, 'Bytes that options take: filters, keys.'],
  ['SK_MEMINFO_BACKLOG', 7, 'Bytes that wait because a process holds the socket.'],
  ['SK_MEMINFO_DROPS', 8, 'Packets dropped since the socket exists.']
])

export const sockDiagMessages = constants([
  ['SOCK_DIAG_BY_FAMILY', 20, 'Asks for sockets, and tells one.'],
  ['SOCK_DESTROY', 21, 'Closes a socket.']
])

/** Multicast groups of NETLINK_SOCK_DIAG, linux/sock_diag.h. */
export const sockDiagGroups = constants([
  ['SKNLGRP_INET_TCP_DESTROY', 1, 'IPv4 TCP sockets that end.'],
  ['SKNLGRP_INET_UDP_DESTROY', 2, 'IPv4 UDP sockets that end.'],
  ['SKNLGRP_INET6_TCP_DESTROY', 3, 'IPv6 TCP sockets that end.'],
  ['SKNLGRP_INET6_UDP_DESTROY', 4, 'IPv6 UDP sockets that end.']
])

/** Inode numbers in a row. */
export const inodes = array(u32)
