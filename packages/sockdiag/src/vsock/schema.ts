/** Sockets between virtual machines and their hosts: linux/vm_sockets_diag.h. */
import { attributes, flagged, message, struct, u16, u32, u8 } from '@nlkit/core/schema'
import { cookie, family, shutdownFlags, state, type } from '../family/schema.ts'

export const vsockDiagReq = struct(
  'vsock_diag_req',
  'vdiag_',
  [
    ['sdiag_family', family, 'vsock.', { key: 'family', default: 40 }],
    ['sdiag_protocol', u8, '0.', { key: 'protocol' }],
    ['pad', u16, '0.'],
    ['vdiag_states', u32, 'States to dump: bit 1 << state.'],
    ['vdiag_ino', u32, 'Not looked at: dumps have all.'],
    ['vdiag_show', u32, 'Not looked at.'],
    ['vdiag_cookie', cookie, 'Not looked at.']
  ],
  { doc: 'Asks for vsock sockets.', packed: true }
)

export const vsockAttributes = attributes('VsockAttributes', 'VSOCK_DIAG', 'None yet.', [])

export const vsockRequest = message({
  name: 'vsockRequest',
  doc: 'Asks for vsock sockets.',
  header: vsockDiagReq,
  attributes: vsockAttributes,
  messages: { SOCK_DIAG_BY_FAMILY: 20 }
})

export const vsockDiagMsg = struct(
  'vsock_diag_msg',
  'vdiag_',
  [
    ['vdiag_family', family, 'vsock.', { default: 40 }],
    ['vdiag_type', type, 'stream, dgram or seqpacket.'],
    ['vdiag_state', state, 'State.'],
    ['vdiag_shutdown', flagged(u8, shutdownFlags), 'Directions that were shut down.'],
    ['vdiag_src_cid', u32, 'Own context id: 2 is a host, 1 local, 0xffffffff any.'],
    ['vdiag_src_port', u32, 'Own port; 0xffffffff is any.'],
    ['vdiag_dst_cid', u32, "The peer's context id, 0xffffffff without one."],
    ['vdiag_dst_port', u32, "The peer's port, 0xffffffff without one."],
    ['vdiag_ino', u32, 'Inode number, by which its owners are found.'],
    ['vdiag_cookie', cookie, 'Names the socket until the next boot, SO_COOKIE.']
  ],
  { doc: 'A vsock socket.' }
)

export const vsockSocket = message({
  name: 'vsockSocket',
  doc: 'A vsock socket.',
  header: vsockDiagMsg,
  attributes: vsockAttributes,
  messages: { SOCK_DIAG_BY_FAMILY: 20 },
  identity: ['cookie']
})
