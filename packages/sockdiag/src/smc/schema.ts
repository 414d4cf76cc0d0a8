/** SMC sockets: linux/smc_diag.h. */
import {
  attributes,
  binary,
  characters,
  constants,
  counter,
  enumerated,
  enumeration,
  flagged,
  flags,
  id,
  message,
  struct,
  u16,
  u32,
  u8,
  be16
} from '@nlkit/core/schema'
import type { MemberRow } from '@nlkit/core/schema'
import { cookie, family, shutdownFlags } from '../family/schema.ts'

/** net/smc/smc.h */
export const smcStates = enumeration('SmcState', 'SMC', [
  ['SMC_ACTIVE', 1, 'Connected.'],
  ['SMC_INIT', 2, 'New.'],
  ['SMC_CLOSED', 7, 'Closed.'],
  ['SMC_LISTEN', 10, 'Waits for connections.'],
  ['SMC_PEERCLOSEWAIT1', 20, 'Closed here, waits for the peer.'],
  ['SMC_PEERCLOSEWAIT2', 21, 'Closed here, waits for the peer.'],
  ['SMC_APPCLOSEWAIT1', 22, 'Closed by the peer, waits for the application.'],
  ['SMC_APPCLOSEWAIT2', 23, 'Closed by the peer, waits for the application.'],
  ['SMC_APPFINCLOSEWAIT', 24, 'Waits for the application.'],
  ['SMC_PEERFINCLOSEWAIT', 25, 'Waits for the peer.'],
  ['SMC_PEERABORTWAIT', 26, 'Aborted, waits for the peer.'],
  ['SMC_PROCESSABORT', 27, 'Being aborted.']
])

export const smcModes = enumeration('SmcMode', 'SMC_DIAG_MODE', [
  ['SMC_DIAG_MODE_SMCR', 0, 'Over RDMA.'],
  ['SMC_DIAG_MODE_FALLBACK_TCP', 1, 'Fell back to TCP.'],
  ['SMC_DIAG_MODE_SMCD', 2, 'Over shared memory (ISM).']
])

/** net/smc/smc_core.h */
export const smcRoles = constants([
  ['SMC_CLNT', 0, 'Client.'],
  ['SMC_SERV', 1, 'Server.']
])

/** Bits of a request's `ext`. */
export const smcExtensions = flags('SMC_DIAG_EXT', [
  ['SMC_DIAG_EXT_CONNINFO', 1 << 0, 'SMC_DIAG_CONNINFO.'],
  ['SMC_DIAG_EXT_LGRINFO', 1 << 1, 'SMC_DIAG_LGRINFO.'],
  ['SMC_DIAG_EXT_SHUTDOWN', 1 << 2, 'SMC_DIAG_SHUTDOWN.'],
  ['SMC_DIAG_EXT_DMBINFO', 1 << 3, 'SMC_DIAG_DMBINFO.'],
  ['SMC_DIAG_EXT_FALLBACK', 1 << 4, 'SMC_DIAG_FALLBACK.']
])

// struct inet_diag_sockid. The family tells nothing of the addresses: AF_SMC stands for both, and IPv4 uses the first four bytes.
const sockid: readonly MemberRow[] = [
  ['idiag_sport', be16, 'Own port.', { key: 'sport', offset: 4 }],
  ['idiag_dport', be16, "The peer's port.", { key: 'dport', offset: 6 }],
  ['idiag_src', binary(16), 'Own address.', { key: 'src', offset: 8 }],
  ['idiag_dst', binary(16), "The peer's address.", { key: 'dst', offset: 24 }],
  [
    'idiag_if',
    u32,
    'Index of the interface that the socket is bound to, 0 when to none.',
    { key: 'if', offset: 40 }
  ],
  ['idiag_cookie', cookie, 'Names the socket until the next boot, SO_COOKIE.', { key: 'cookie', offset: 44 }]
]

export const smcDiagReq = struct(
  'smc_diag_req',
  'diag_',
  [
    ['diag_family', family, 'smc.', { default: 43 }],
    ['pad', u16, '0.'],
    ['diag_ext', flagged(u8, smcExtensions), 'What to tell, SMC_DIAG_EXT_*.'],
    ...sockid
  ],
  { doc: 'Asks for SMC sockets.', packed: true, size: 52 }
)

export const smcRequestAttributes = attributes('SmcRequestAttributes', 'SMC_DIAG_REQ', 'None.', [])

export const smcRequest = message({
  name: 'smcRequest',
  doc: 'Asks for SMC sockets.',
  header: smcDiagReq,
  attributes: smcRequestAttributes,
  messages: { SOCK_DIAG_BY_FAMILY: 20 }
})

export const smcDiagMsg = struct(
  'smc_diag_msg',
  'diag_',
  [
    ['diag_family', family, 'smc.', { default: 43 }],
    ['diag_state', enumerated(u8, smcStates), 'State.'],
    ['diag_mode', enumerated(u8, smcModes), 'What carries the connection.'],
    ['diag_shutdown', flagged(u8, shutdownFlags), 'Directions that were shut down.'],
    ...sockid,
    ['diag_uid', u32, 'User id of the owner.', { offset: 52 }],
    ['diag_inode', counter, 'Inode number, by which its owners are found.', { offset: 56 }]
  ],
  { doc: 'An SMC socket.', packed: true, size: 64 }
)

export const smcDiagCursor = struct(
  'smc_diag_cursor',
  '',
  [
    ['reserved', u16, 'Not used.'],
    ['wrap', u16, 'How often it came round.'],
    ['count', u32, 'Bytes from the start.']
  ],
  { doc: 'A place in a ring buffer.' }
)

export const smcDiagConninfo = struct(
  'smc_diag_conninfo',
  '',
  [
    ['token', u32, 'Own token.'],
    ['sndbuf_size', u32, 'Send buffer, bytes.'],
    ['rmbe_size', u32, 'Own receive buffer, bytes.'],
    ['peer_rmbe_size', u32, "The peer's receive buffer, bytes."],
    ['rx_prod', smcDiagCursor, 'Received: written up to here.'],
    ['rx_cons', smcDiagCursor, 'Received: read up to here.'],
    ['tx_prod', smcDiagCursor, 'Sent: written up to here.'],
    ['tx_cons', smcDiagCursor, 'Sent: read by the peer up to here.'],
    ['rx_prod_flags', u8, "The peer's flags as a writer."],
    ['rx_conn_state_flags', u8, "The peer's state."],
    ['tx_prod_flags', u8, 'Own flags as a writer.'],
    ['tx_conn_state_flags', u8, 'Own state.'],
    ['tx_prep', smcDiagCursor, 'Prepared to send up to here.'],
    ['tx_sent', smcDiagCursor, 'Sent up to here.'],
    ['tx_fin', smcDiagCursor, 'Confirmed up to here.']
  ],
  { doc: 'State of an SMC connection.' }
)

export const smcDiagLinkinfo = struct(
  'smc_diag_linkinfo',
  '',
  [
    ['link_id', u8, 'Number of the link.'],
    ['ibname', characters(64), 'Name of the RDMA device.'],
    ['ibport', u8, 'Its port.'],
    ['gid', characters(40), 'Own GID, as an IPv6 address in full.'],
    ['peer_gid', characters(40), "The peer's GID."]
  ],
  { doc: 'A link over RDMA.' }
)

export const smcDiagLgrinfo = struct(
  'smc_diag_lgrinfo',
  '',
  [
    ['lnk', smcDiagLinkinfo, 'Its first link; the kernel declares an array of one.'],
    ['role', u8, 'Which side this is, SMC_CLNT or SMC_SERV.']
  ],
  { doc: 'The link group of an SMC-R connection.' }
)

export const smcdDiagDmbinfo = struct(
  'smcd_diag_dmbinfo',
  '',
  [
    ['linkid', u32, 'Number of the link group.'],
    ['peer_gid', id, "The peer's GID."],
    ['my_gid', id, 'Own GID.'],
    ['token', id, 'Token of the own buffer.'],
    ['peer_token', id, "Token of the peer's buffer."],
    ['peer_gid_ext', id, "The peer's GID, second half, since Linux 6.9."],
    ['my_gid_ext', id, 'Own GID, second half.']
  ],
  { doc: 'The shared memory of an SMC-D connection.', minimum: 40 }
)

export const smcDiagFallback = struct(
  'smc_diag_fallback',
  '',
  [
    ['reason', u32, 'Why, SMC_CLC_DECL_*.'],
    ['peer_diagnosis', u32, 'Why, says the peer.']
  ],
  { doc: 'Why a connection fell back to TCP.' }
)

export const smcAttributes = attributes('SmcAttributes', 'SMC_DIAG', 'What an SMC socket tells.', [
  ['SMC_DIAG_CONNINFO', 1, smcDiagConninfo, 'State of the connection.'],
  ['SMC_DIAG_LGRINFO', 2, smcDiagLgrinfo, 'SMC-R: link group.'],
  // The header's field is never filled in: smc_diag_msg_attrs_fill().
  [
    'SMC_DIAG_SHUTDOWN',
    3,
    flagged(u8, shutdownFlags),
    'Directions that were shut down.',
    { widens: 'diag_shutdown' }
  ],
  ['SMC_DIAG_DMBINFO', 4, smcdDiagDmbinfo, 'SMC-D: shared memory.'],
  ['SMC_DIAG_FALLBACK', 5, smcDiagFallback, 'Why it fell back to TCP.']
])

export const smcSocket = message({
  name: 'smcSocket',
  doc: 'An SMC socket.',
  header: smcDiagMsg,
  attributes: smcAttributes,
  messages: { SOCK_DIAG_BY_FAMILY: 20 },
  identity: ['cookie']
})
