/** Netlink sockets: linux/netlink_diag.h. */
import { attributes, custom, flagged, flags, message, struct, u16, u32, u8 } from '@nlkit/core/schema'
import { cookie, family, skMeminfo, state, type } from '../family/schema.ts'

export const netlinkShow = flags('NDIAG_SHOW', [
  ['NDIAG_SHOW_MEMINFO', 0x01, 'Memory.'],
  ['NDIAG_SHOW_GROUPS', 0x02, 'Groups joined.'],
  ['NDIAG_SHOW_RING_CFG', 0x04, 'Rings, of Linux before 4.6.'],
  ['NDIAG_SHOW_FLAGS', 0x08, 'Options.']
])

export const netlinkFlags = flags('NDIAG_FLAG', [
  ['NDIAG_FLAG_CB_RUNNING', 0x01, 'A dump is under way.'],
  ['NDIAG_FLAG_PKTINFO', 0x02, 'NETLINK_PKTINFO.'],
  ['NDIAG_FLAG_BROADCAST_ERROR', 0x04, 'NETLINK_BROADCAST_ERROR.'],
  ['NDIAG_FLAG_NO_ENOBUFS', 0x08, 'NETLINK_NO_ENOBUFS.'],
  ['NDIAG_FLAG_LISTEN_ALL_NSID', 0x10, 'NETLINK_LISTEN_ALL_NSID.'],
  ['NDIAG_FLAG_CAP_ACK', 0x20, 'NETLINK_CAP_ACK.']
])

export const netlinkDiagReq = struct(
  'netlink_diag_req',
  'ndiag_',
  [
    ['sdiag_family', family, 'netlink.', { key: 'family', default: 16 }],
    ['sdiag_protocol', u8, 'Protocol, 0-31; 255 is all.', { key: 'protocol', default: 255 }],
    ['pad', u16, '0.'],
    ['ndiag_ino', u32, 'Not looked at: dumps have all.'],
    ['ndiag_show', flagged(u32, netlinkShow), 'What to tell, NDIAG_SHOW_*.'],
    ['ndiag_cookie', cookie, 'Not looked at.']
  ],
  { doc: 'Asks for netlink sockets.', packed: true }
)

export const netlinkRequestAttributes = attributes(
  'NetlinkRequestAttributes',
  'NETLINK_DIAG_REQ',
  'None.',
  []
)

export const netlinkRequest = message({
  name: 'netlinkRequest',
  doc: 'Asks for netlink sockets.',
  header: netlinkDiagReq,
  attributes: netlinkRequestAttributes,
  messages: { SOCK_DIAG_BY_FAMILY: 20 }
})

export const netlinkDiagMsg = struct(
  'netlink_diag_msg',
  'ndiag_',
  [
    ['ndiag_family', family, 'netlink.', { default: 16 }],
    ['ndiag_type', type, 'raw or dgram, which is the same.'],
    ['ndiag_protocol', u8, 'Protocol, NETLINK_*: 0 is route.'],
    ['ndiag_state', state, 'close.'],
    ['ndiag_portid', u32, "Port id: 0 is the kernel, often a process's id."],
    ['ndiag_dst_portid', u32, 'Port id that it is connected to; 0, the kernel, unless told.'],
    ['ndiag_dst_group', u32, 'Group that it sends to.'],
    ['ndiag_ino', u32, "Inode number, by which its owners are found; 0 for the kernel's own."],
    ['ndiag_cookie', cookie, 'Names the socket until the next boot, SO_COOKIE.']
  ],
  { doc: 'A netlink socket.', packed: true }
)

export const netlinkDiagRing = struct(
  'netlink_diag_ring',
  'ndr_',
  [
    ['ndr_block_size', u32, 'Bytes of a block.'],
    ['ndr_block_nr', u32, 'Number of blocks.'],
    ['ndr_frame_size', u32, 'Bytes of a frame.'],
    ['ndr_frame_nr', u32, 'Number of frames.']
  ],
  { doc: 'A ring shared with the process.' }
)

export const netlinkAttributes = attributes(
  'NetlinkAttributes',
  'NETLINK_DIAG',
  'What a netlink socket tells.',
  [
    ['NETLINK_DIAG_MEMINFO', 0, skMeminfo, 'Memory.'],
    [
      'NETLINK_DIAG_GROUPS',
      1,
      custom({ module: './groups.ts', name: 'groups', out: 'number[]', in: 'readonly number[]' }),
      'Multicast groups joined, by number, lowest first.'
    ],
    ['NETLINK_DIAG_RX_RING', 2, netlinkDiagRing, 'Ring for receiving, of Linux before 4.6.'],
    ['NETLINK_DIAG_TX_RING', 3, netlinkDiagRing, 'Ring for sending, of Linux before 4.6.'],
    ['NETLINK_DIAG_FLAGS', 4, flagged(u32, netlinkFlags), 'Options, NDIAG_FLAG_*.']
  ]
)

export const netlinkSocket = message({
  name: 'netlinkSocket',
  doc: 'A netlink socket.',
  header: netlinkDiagMsg,
  attributes: netlinkAttributes,
  messages: { SOCK_DIAG_BY_FAMILY: 20 },
  identity: ['cookie']
})
