/** XDP sockets: linux/xdp_diag.h. */
import { attributes, counter, flagged, flags, message, struct, u16, u32, u8 } from '@nlkit/core/schema'
import { cookie, family, skMeminfo, type } from '../family/schema.ts'

export const xdpShow = flags('XDP_SHOW', [
  ['XDP_SHOW_INFO', 0x01, 'Interface, queue, owner.'],
  ['XDP_SHOW_RING_CFG', 0x02, 'Rings.'],
  ['XDP_SHOW_UMEM', 0x04, 'Shared memory.'],
  ['XDP_SHOW_MEMINFO', 0x08, 'Memory.'],
  ['XDP_SHOW_STATS', 0x10, 'Statistics.']
])

export const xdpUmemFlags = flags('XDP_DU_F', [['XDP_DU_F_ZEROCOPY', 1, 'Without copies.']])

export const xdpDiagReq = struct(
  'xdp_diag_req',
  'xdiag_',
  [
    ['sdiag_family', family, 'xdp.', { key: 'family', default: 44 }],
    ['sdiag_protocol', u8, '0.', { key: 'protocol' }],
    ['pad', u16, '0.'],
    ['xdiag_ino', u32, 'Not looked at: dumps have all.'],
    ['xdiag_show', flagged(u32, xdpShow), 'What to tell, XDP_SHOW_*.'],
    ['xdiag_cookie', cookie, 'Not looked at.']
  ],
  { doc: 'Asks for XDP sockets.', packed: true }
)

export const xdpRequestAttributes = attributes('XdpRequestAttributes', 'XDP_DIAG_REQ', 'None.', [])

export const xdpRequest = message({
  name: 'xdpRequest',
  doc: 'Asks for XDP sockets.',
  header: xdpDiagReq,
  attributes: xdpRequestAttributes,
  messages: { SOCK_DIAG_BY_FAMILY: 20 }
})

export const xdpDiagMsg = struct(
  'xdp_diag_msg',
  'xdiag_',
  [
    ['xdiag_family', family, 'xdp.', { default: 44 }],
    ['xdiag_type', type, 'raw.'],
    ['pad', u16, '0.'],
    ['xdiag_ino', u32, 'Inode number, by which its owners are found.'],
    ['xdiag_cookie', cookie, 'Names the socket until the next boot, SO_COOKIE.']
  ],
  { doc: 'An XDP socket.' }
)

export const xdpDiagInfo = struct(
  'xdp_diag_info',
  '',
  [
    ['ifindex', u32, 'Index of the interface, 0 when it is not bound.'],
    ['queue_id', u32, 'Queue of the interface.']
  ],
  { doc: 'Where an XDP socket is bound.' }
)

export const xdpDiagRing = struct('xdp_diag_ring', '', [['entries', u32, 'Number of entries.']], {
  doc: 'A ring.'
})

export const xdpDiagUmem = struct(
  'xdp_diag_umem',
  '',
  [
    ['size', counter, 'Bytes.'],
    ['id', u32, 'Identifier.'],
    ['num_pages', u32, 'Pages.'],
    ['chunk_size', u32, 'Bytes of a frame.'],
    ['headroom', u32, "Bytes in front of a frame's data."],
    ['ifindex', u32, 'Index of the interface.'],
    ['queue_id', u32, 'Queue of the interface.'],
    ['flags', flagged(u32, xdpUmemFlags), 'XDP_DU_F_*.'],
    ['refs', u32, 'Sockets that share it.']
  ],
  { doc: 'Memory shared with the process.' }
)

export const xdpDiagStats = struct(
  'xdp_diag_stats',
  '',
  [
    ['n_rx_dropped', counter, 'Packets dropped for other reasons than the next ones.'],
    ['n_rx_invalid', counter, 'Packets dropped for invalid descriptors.'],
    ['n_rx_full', counter, 'Packets dropped because the receive ring was full.'],
    ['n_fill_ring_empty', counter, 'How often the fill ring was empty.'],
    ['n_tx_invalid', counter, 'Packets not sent for invalid descriptors.'],
    ['n_tx_ring_empty', counter, 'How often the send ring was empty.']
  ],
  { doc: 'Statistics, as XDP_STATISTICS.' }
)

export const xdpAttributes = attributes('XdpAttributes', 'XDP_DIAG', 'What an XDP socket tells.', [
  ['XDP_DIAG_INFO', 1, xdpDiagInfo, 'Interface and queue.'],
  ['XDP_DIAG_UID', 2, u32, 'User id of the owner.'],
  ['XDP_DIAG_RX_RING', 3, xdpDiagRing, 'Ring for receiving.'],
  ['XDP_DIAG_TX_RING', 4, xdpDiagRing, 'Ring for sending.'],
  ['XDP_DIAG_UMEM', 5, xdpDiagUmem, 'Shared memory.'],
  ['XDP_DIAG_UMEM_FILL_RING', 6, xdpDiagRing, 'Ring of frames to fill.'],
  ['XDP_DIAG_UMEM_COMPLETION_RING', 7, xdpDiagRing, 'Ring of frames that were sent.'],
  ['XDP_DIAG_MEMINFO', 8, skMeminfo, 'Memory.'],
  ['XDP_DIAG_STATS', 9, xdpDiagStats, 'Statistics.']
])

export const xdpSocket = message({
  name: 'xdpSocket',
  doc: 'An XDP socket.',
  header: xdpDiagMsg,
  attributes: xdpAttributes,
  messages: { SOCK_DIAG_BY_FAMILY: 20 },
  identity: ['cookie']
})
