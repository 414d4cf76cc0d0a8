/** Unix sockets: linux/unix_diag.h. */
import { attributes, custom, flagged, flags, message, struct, u16, u32, u8 } from '@nlkit/core/schema'
import { cookie, family, inodes, shutdownFlags, skMeminfo, state, type } from '../family/schema.ts'

export const unixShow = flags('UDIAG_SHOW', [
  ['UDIAG_SHOW_NAME', 0x01, 'Its name.'],
  ['UDIAG_SHOW_VFS', 0x02, 'The file it is bound to.'],
  ['UDIAG_SHOW_PEER', 0x04, 'Its peer.'],
  ['UDIAG_SHOW_ICONS', 0x08, 'Connections that wait to be accepted.'],
  ['UDIAG_SHOW_RQLEN', 0x10, 'Lengths of its queues.'],
  ['UDIAG_SHOW_MEMINFO', 0x20, 'Memory.'],
  ['UDIAG_SHOW_UID', 0x40, 'Its owner.']
])

export const unixDiagReq = struct(
  'unix_diag_req',
  'udiag_',
  [
    ['sdiag_family', family, 'unix.', { key: 'family', default: 1 }],
    ['sdiag_protocol', u8, '0.', { key: 'protocol' }],
    ['pad', u16, '0.'],
    ['udiag_states', u32, 'States to dump: bit 1 << state.'],
    ['udiag_ino', u32, 'The one socket meant, by inode number.'],
    ['udiag_show', flagged(u32, unixShow), 'What to tell, UDIAG_SHOW_*.'],
    ['udiag_cookie', cookie, 'And by cookie; all ones: any.']
  ],
  { doc: 'Asks for unix sockets.', packed: true }
)

export const unixRequestAttributes = attributes('UnixRequestAttributes', 'UNIX_DIAG_REQ', 'None.', [])

export const unixRequest = message({
  name: 'unixRequest',
  doc: 'Asks for unix sockets.',
  header: unixDiagReq,
  attributes: unixRequestAttributes,
  messages: { SOCK_DIAG_BY_FAMILY: 20 }
})

export const unixDiagMsg = struct(
  'unix_diag_msg',
  'udiag_',
  [
    ['udiag_family', family, 'unix.', { default: 1 }],
    ['udiag_type', type, 'stream, dgram or seqpacket.'],
    ['udiag_state', state, 'listen, established or close.'],
    ['pad', u8, '0.'],
    ['udiag_ino', u32, 'Inode number, by which its owners are found.'],
    ['udiag_cookie', cookie, 'Names the socket until the next boot, SO_COOKIE.']
  ],
  { doc: 'A unix socket.', packed: true }
)

export const unixDiagVfs = struct(
  'unix_diag_vfs',
  'udiag_vfs_',
  [
    ['udiag_vfs_ino', u32, 'Inode number of the file.'],
    [
      'udiag_vfs_dev',
      u32,
      'Its device, as the kernel counts: minor number in the lower 20 bits, major above.'
    ]
  ],
  { doc: 'The file that a unix socket is bound to.' }
)

export const unixDiagRqlen = struct(
  'unix_diag_rqlen',
  'udiag_',
  [
    ['udiag_rqueue', u32, 'Bytes to read; for a listener, connections that wait to be accepted.'],
    ['udiag_wqueue', u32, 'Bytes written and not read; for a listener, how many may wait.']
  ],
  { doc: 'Lengths of queues.' }
)

export const unixAttributes = attributes('UnixAttributes', 'UNIX_DIAG', 'What a unix socket tells.', [
  [
    'UNIX_DIAG_NAME',
    0,
    custom({ module: './name.ts', name: 'name', out: 'string' }),
    'Path, or abstract name with its leading NUL (`\\0name`); absent when it has none.'
  ],
  ['UNIX_DIAG_VFS', 1, unixDiagVfs, 'The file it is bound to.'],
  ['UNIX_DIAG_PEER', 2, u32, 'Inode number of its peer.'],
  ['UNIX_DIAG_ICONS', 3, inodes, 'Of a listener: inode numbers of sockets that wait to be accepted.'],
  ['UNIX_DIAG_RQLEN', 4, unixDiagRqlen, 'Lengths of its queues.'],
  ['UNIX_DIAG_MEMINFO', 5, skMeminfo, 'Memory.'],
  ['UNIX_DIAG_SHUTDOWN', 6, flagged(u8, shutdownFlags), 'Directions that were shut down.'],
  ['UNIX_DIAG_UID', 7, u32, 'User id of the owner.']
])

export const unixSocket = message({
  name: 'unixSocket',
  doc: 'A unix socket.',
  header: unixDiagMsg,
  attributes: unixAttributes,
  messages: { SOCK_DIAG_BY_FAMILY: 20 },
  identity: ['cookie']
})
