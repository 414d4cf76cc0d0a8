/** Sockets over IPv4 and IPv6: linux/inet_diag.h. TCP, UDP, UDP-Lite, raw and DCCP; MPTCP and SCTP have folders of their own. */
import {
  attributes,
  be16,
  binary,
  bits,
  constants,
  enumerated,
  enumeration,
  flagged,
  flags,
  id,
  message,
  nest,
  pad,
  paddedIp,
  string,
  struct,
  u32,
  u8
} from '@nlkit/core/schema'
import type { AttributeRow, MemberRow } from '@nlkit/core/schema'
import { cookie, family, shutdownFlags, skMeminfo, state } from '../family/schema.ts'
import { md5Keys, tcpBbrInfo, tcpDctcpInfo, tcpInfo, tcpvegasInfo } from '../tcp/schema.ts'
import { bpfStorageRequest, bpfStorages } from './bpf-storage.schema.ts'
import { socketAddresses } from './addresses.schema.ts'
import { ulpInfo } from './ulp.schema.ts'

/** struct inet_diag_sockid at `offset` of an enclosing struct: its members are keys of that struct's object. */
export const sockid = (offset: number): readonly MemberRow[] => [
  ['idiag_sport', be16, 'Own port; of a raw socket, its protocol.', { offset }],
  ['idiag_dport', be16, "The peer's port, 0 without one.", { offset: offset + 2 }],
  [
    'idiag_src',
    paddedIp('family'),
    'Own address. A v4-mapped one stays as it is: `::ffff:10.0.0.1`.',
    { offset: offset + 4 }
  ],
  [
    'idiag_dst',
    paddedIp('family'),
    "The peer's address, `0.0.0.0` or `::` without one.",
    { offset: offset + 20 }
  ],
  [
    'idiag_if',
    u32,
    'Index of the interface that the socket is bound to, 0 when to none.',
    { offset: offset + 36 }
  ],
  [
    'idiag_cookie',
    cookie,
    'Names the socket until the next boot, SO_COOKIE. All ones in a request: any.',
    { offset: offset + 40 }
  ]
]

/** linux/inet_diag.h, IDIAG_TIMER_*. */
export const timers = enumeration('SocketTimer', 'IDIAG_TIMER', [
  ['IDIAG_TIMER_OFF', 0, 'No timer runs.'],
  ['IDIAG_TIMER_ON', 1, 'Retransmission, early retransmission or tail loss probe.'],
  ['IDIAG_TIMER_KEEPALIVE', 2, 'Keepalive.'],
  ['IDIAG_TIMER_TIMEWAIT', 3, 'End of time-wait.'],
  ['IDIAG_TIMER_PROBE0', 4, 'Probe of a zero window (`persist` in ss).'],
  ['IDIAG_TIMER_DELACK', 5, 'Delayed ACK.']
])

/** Bits of a request's `ext`: one less than the attribute's number. */
export const extensions = flags('INET_DIAG_EXT', [
  ['INET_DIAG_EXT_MEMINFO', 1 << 0, 'INET_DIAG_MEMINFO.'],
  ['INET_DIAG_EXT_INFO', 1 << 1, 'INET_DIAG_INFO, and with it INET_DIAG_MD5SIG and INET_DIAG_ULP_INFO.'],
  ['INET_DIAG_EXT_VEGASINFO', 1 << 2, "The congestion control's own state."],
  ['INET_DIAG_EXT_CONG', 1 << 3, 'INET_DIAG_CONG.'],
  ['INET_DIAG_EXT_TOS', 1 << 4, 'INET_DIAG_TOS.'],
  ['INET_DIAG_EXT_TCLASS', 1 << 5, 'INET_DIAG_TCLASS and INET_DIAG_CLASS_ID.'],
  ['INET_DIAG_EXT_SKMEMINFO', 1 << 6, 'INET_DIAG_SKMEMINFO.'],
  ['INET_DIAG_EXT_SHUTDOWN', 1 << 7, 'INET_DIAG_SHUTDOWN, which comes anyhow.']
])

export const protocols = constants([
  ['IPPROTO_TCP', 6],
  ['IPPROTO_UDP', 17],
  ['IPPROTO_DCCP', 33],
  ['IPPROTO_SCTP', 132],
  ['IPPROTO_UDPLITE', 136],
  ['IPPROTO_RAW', 255, 'Raw sockets of every protocol.'],
  ['IPPROTO_MPTCP', 262, 'Does not fit the header: it travels as INET_DIAG_REQ_PROTOCOL.']
])

export const inetDiagReqV2 = struct(
  'inet_diag_req_v2',
  'idiag_',
  [
    ['sdiag_family', family, 'inet or inet6.', { key: 'family' }],
    ['sdiag_protocol', u8, 'IPPROTO_*.', { key: 'protocol' }],
    ['idiag_ext', flagged(u8, extensions), 'What to tell besides, INET_DIAG_EXT_*.'],
    ['pad', u8, 'For raw sockets: the protocol of the one socket meant.', { key: 'rawProtocol' }],
    ['idiag_states', u32, 'States to dump: bit 1 << state.'],
    ...sockid(8)
  ],
  { doc: 'Asks for sockets.', packed: true, size: 56 }
)

export const inetRequestAttributes = attributes(
  'InetRequestAttributes',
  'INET_DIAG_REQ',
  'What a request carries.',
  [
    ['INET_DIAG_REQ_BYTECODE', 1, binary(), 'Filter program, struct inet_diag_bc_op.'],
    ['INET_DIAG_REQ_SK_BPF_STORAGES', 2, nest(bpfStorageRequest), 'Asks for BPF storage.'],
    [
      'INET_DIAG_REQ_PROTOCOL',
      3,
      u32,
      'The protocol, also when it is above 255.',
      { widens: 'sdiag_protocol', overflow: 255 }
    ]
  ]
)

export const inetRequest = message({
  name: 'inetRequest',
  doc: 'Asks for sockets over IPv4 or IPv6.',
  header: inetDiagReqV2,
  attributes: inetRequestAttributes,
  messages: { SOCK_DIAG_BY_FAMILY: 20, SOCK_DESTROY: 21 }
})

export const inetDiagMsg = struct(
  'inet_diag_msg',
  'idiag_',
  [
    ['idiag_family', family, 'inet or inet6.'],
    ['idiag_state', state, 'State.'],
    ['idiag_timer', enumerated(u8, timers), 'The timer that runs.'],
    ['idiag_retrans', u8, 'How often it ran out without an answer.'],
    ...sockid(4),
    ['idiag_expires', u32, 'When it runs out, milliseconds from now.', { offset: 52 }],
    [
      'idiag_rqueue',
      u32,
      'Bytes received and not read; for a listener, connections that wait to be accepted.',
      { offset: 56 }
    ],
    [
      'idiag_wqueue',
      u32,
      'Bytes written and not acknowledged; for a listener, how many may wait to be accepted.',
      { offset: 60 }
    ],
    ['idiag_uid', u32, 'User id of the owner.', { offset: 64 }],
    [
      'idiag_inode',
      u32,
      'Inode number, by which its owners are found; 0 without a process (time-wait, syn-recv, orphans).',
      { offset: 68 }
    ]
  ],
  { doc: 'A socket.', packed: true, size: 72 }
)

export const inetDiagMeminfo = struct(
  'inet_diag_meminfo',
  'idiag_',
  [
    ['idiag_rmem', u32, 'Bytes in the receive queue.'],
    ['idiag_wmem', u32, 'Bytes in the send queue.'],
    ['idiag_fmem', u32, 'Bytes reserved and not used.'],
    ['idiag_tmem', u32, 'Bytes handed down to send.']
  ],
  { doc: 'Memory of a socket, with the overhead of its buffers.' }
)

export const inetDiagSockopt = struct(
  'inet_diag_sockopt',
  '',
  [
    [
      bits(u8, [
        ['recverr', 1, 'IP_RECVERR.'],
        ['is_icsk', 1, 'A protocol with connections.'],
        ['freebind', 1, 'IP_FREEBIND.'],
        ['hdrincl', 1, 'IP_HDRINCL.'],
        ['mc_loop', 1, 'IP_MULTICAST_LOOP.'],
        ['transparent', 1, 'IP_TRANSPARENT.'],
        ['mc_all', 1, 'IP_MULTICAST_ALL.'],
        ['nodefrag', 1, 'IP_NODEFRAG.']
      ])
    ],
    [
      bits(u8, [
        ['bind_address_no_port', 1, 'IP_BIND_ADDRESS_NO_PORT.'],
        ['recverr_rfc4884', 1, 'IP_RECVERR_RFC4884.'],
        ['defer_connect', 1, 'TCP_FASTOPEN_CONNECT: the SYN waits for data.'],
        ['unused', 5, 'Not used.']
      ])
    ]
  ],
  { doc: 'Options of a socket, 1 when they are set.' }
)

/** What a socket carries; INET_DIAG_INFO differs by protocol. */
export const inetAttributeRows = (info: AttributeRow, addressModule: string): readonly AttributeRow[] => [
  ['INET_DIAG_MEMINFO', 1, inetDiagMeminfo, 'Memory, in short.'],
  info,
  [
    'INET_DIAG_VEGASINFO',
    3,
    tcpvegasInfo,
    'State of congestion control: Vegas, Veno, Westwood, Illinois, NV.'
  ],
  ['INET_DIAG_CONG', 4, string(), 'Name of the congestion control.'],
  ['INET_DIAG_TOS', 5, u8, 'IP_TOS.'],
  ['INET_DIAG_TCLASS', 6, u8, 'IPV6_TCLASS.'],
  ['INET_DIAG_SKMEMINFO', 7, skMeminfo, 'Memory.'],
  ['INET_DIAG_SHUTDOWN', 8, flagged(u8, shutdownFlags), 'Directions that were shut down.'],
  ['INET_DIAG_DCTCPINFO', 9, tcpDctcpInfo, 'State of congestion control: DCTCP.'],
  ['INET_DIAG_PROTOCOL', 10, u8, 'IPPROTO_*; of raw sockets, and in destroy events.'],
  ['INET_DIAG_SKV6ONLY', 11, u8, 'IPV6_V6ONLY: 1 takes no IPv4. Of listeners and sockets without a peer.'],
  ['INET_DIAG_LOCALS', 12, socketAddresses(addressModule), 'SCTP: own addresses.'],
  ['INET_DIAG_PEERS', 13, socketAddresses(addressModule), "SCTP: the peer's addresses."],
  ['INET_DIAG_PAD', 14, pad, 'Alignment.'],
  ['INET_DIAG_MARK', 15, u32, 'SO_MARK. Told only with CAP_NET_ADMIN.'],
  ['INET_DIAG_BBRINFO', 16, tcpBbrInfo, 'State of congestion control: BBR.'],
  ['INET_DIAG_CLASS_ID', 17, u32, 'Class of net_cls, or else SO_PRIORITY.'],
  ['INET_DIAG_MD5SIG', 18, md5Keys, 'Keys of TCP MD5 signatures. Told only with CAP_NET_ADMIN.'],
  ['INET_DIAG_ULP_INFO', 19, nest(ulpInfo), 'The protocol on top: TLS, MPTCP.'],
  ['INET_DIAG_SK_BPF_STORAGES', 20, nest(bpfStorages), 'Values in BPF maps, when asked for.'],
  ['INET_DIAG_CGROUP_ID', 21, id, 'The cgroup that the socket was made in.'],
  ['INET_DIAG_SOCKOPT', 22, inetDiagSockopt, 'Options.']
]

export const inetAttributes = attributes(
  'InetAttributes',
  'INET_DIAG',
  'What a socket tells.',
  inetAttributeRows(['INET_DIAG_INFO', 2, tcpInfo, 'TCP: state of the connection.'], './addresses.ts')
)

export const inetSocket = message({
  name: 'inetSocket',
  doc: 'A socket over IPv4 or IPv6: TCP, UDP, UDP-Lite, raw, DCCP.',
  header: inetDiagMsg,
  attributes: inetAttributes,
  messages: { SOCK_DIAG_BY_FAMILY: 20 },
  identity: ['cookie']
})
