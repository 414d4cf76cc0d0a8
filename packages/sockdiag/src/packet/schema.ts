/** Packet sockets: linux/packet_diag.h. */
import { array, attributes, custom, flagged, flags, message, struct, u16, u32, u8 } from '@nlkit/core/schema'
import { cookie, family, skMeminfo, type } from '../family/schema.ts'

export const packetShow = flags('PACKET_SHOW', [
  ['PACKET_SHOW_INFO', 0x01, 'Interface, options, owner.'],
  ['PACKET_SHOW_MCLIST', 0x02, 'Addresses joined.'],
  ['PACKET_SHOW_RING_CFG', 0x04, 'Rings.'],
  ['PACKET_SHOW_FANOUT', 0x08, 'Fanout group.'],
  ['PACKET_SHOW_MEMINFO', 0x10, 'Memory.'],
  ['PACKET_SHOW_FILTER', 0x20, 'Filter program.']
])

export const packetInfoFlags = flags('PDI', [
  ['PDI_RUNNING', 0x01, 'Attached: packets come.'],
  ['PDI_AUXDATA', 0x02, 'PACKET_AUXDATA.'],
  ['PDI_ORIGDEV', 0x04, 'PACKET_ORIGDEV.'],
  ['PDI_VNETHDR', 0x08, 'PACKET_VNET_HDR.'],
  ['PDI_LOSS', 0x10, 'PACKET_LOSS.']
])

export const packetDiagReq = struct(
  'packet_diag_req',
  'pdiag_',
  [
    ['sdiag_family', family, 'packet.', { key: 'family', default: 17 }],
    ['sdiag_protocol', u8, '0.', { key: 'protocol' }],
    ['pad', u16, '0.'],
    ['pdiag_ino', u32, 'Not looked at: dumps have all.'],
    ['pdiag_show', flagged(u32, packetShow), 'What to tell, PACKET_SHOW_*.'],
    ['pdiag_cookie', cookie, 'Not looked at.']
  ],
  { doc: 'Asks for packet sockets.', packed: true }
)

export const packetRequestAttributes = attributes('PacketRequestAttributes', 'PACKET_DIAG_REQ', 'None.', [])

export const packetRequest = message({
  name: 'packetRequest',
  doc: 'Asks for packet sockets.',
  header: packetDiagReq,
  attributes: packetRequestAttributes,
  messages: { SOCK_DIAG_BY_FAMILY: 20 }
})

export const packetDiagMsg = struct(
  'packet_diag_msg',
  'pdiag_',
  [
    ['pdiag_family', family, 'packet.', { default: 17 }],
    ['pdiag_type', type, 'raw, dgram or packet.'],
    ['pdiag_num', u16, 'Ethertype that it receives, ETH_P_*: 3 is all, 0 nothing.'],
    ['pdiag_ino', u32, 'Inode number, by which its owners are found.'],
    ['pdiag_cookie', cookie, 'Names the socket until the next boot, SO_COOKIE.']
  ],
  { doc: 'A packet socket.' }
)

export const packetDiagInfo = struct(
  'packet_diag_info',
  'pdi_',
  [
    ['pdi_index', u32, 'Index of the interface that it is bound to, 0 for all.'],
    ['pdi_version', u32, 'PACKET_VERSION: 0 is TPACKET_V1.'],
    ['pdi_reserve', u32, 'PACKET_RESERVE, bytes.'],
    ['pdi_copy_thresh', u32, 'PACKET_COPY_THRESH, bytes.'],
    ['pdi_tstamp', u32, 'PACKET_TIMESTAMP.'],
    ['pdi_flags', flagged(u32, packetInfoFlags), 'Options, PDI_*.']
  ],
  { doc: 'Interface and options of a packet socket.' }
)

export const packetDiagRing = struct(
  'packet_diag_ring',
  'pdr_',
  [
    ['pdr_block_size', u32, 'Bytes of a block.'],
    ['pdr_block_nr', u32, 'Number of blocks.'],
    ['pdr_frame_size', u32, 'Bytes of a frame.'],
    ['pdr_frame_nr', u32, 'Number of frames.'],
    ['pdr_retire_tmo', u32, 'TPACKET_V3: time after which a block is handed over, milliseconds.'],
    ['pdr_sizeof_priv', u32, 'TPACKET_V3: private bytes of a block.'],
    ['pdr_features', u32, 'TPACKET_V3: features.']
  ],
  { doc: 'A ring shared with the process.' }
)

/** linux/filter.h */
export const sockFilter = struct(
  'sock_filter',
  '',
  [
    ['code', u16, 'Operation.'],
    ['jt', u8, 'Jump if true.'],
    ['jf', u8, 'Jump if false.'],
    ['k', u32, 'Operand.']
  ],
  { doc: 'An instruction of classic BPF.' }
)

export const packetAttributes = attributes('PacketAttributes', 'PACKET_DIAG', 'What a packet socket tells.', [
  ['PACKET_DIAG_INFO', 0, packetDiagInfo, 'Interface and options.'],
  [
    'PACKET_DIAG_MCLIST',
    1,
    custom({
      module: './mclist.ts',
      name: 'mclist',
      out: 'PacketMembership[]',
      in: 'readonly PacketMembership[]'
    }),
    'Addresses joined: PACKET_ADD_MEMBERSHIP.'
  ],
  ['PACKET_DIAG_RX_RING', 2, packetDiagRing, 'Ring for receiving.'],
  ['PACKET_DIAG_TX_RING', 3, packetDiagRing, 'Ring for sending.'],
  [
    'PACKET_DIAG_FANOUT',
    4,
    u32,
    'Fanout group: its number in the lower 16 bits, the type PACKET_FANOUT_* above.'
  ],
  ['PACKET_DIAG_UID', 5, u32, 'User id of the owner.'],
  ['PACKET_DIAG_MEMINFO', 6, skMeminfo, 'Memory.'],
  ['PACKET_DIAG_FILTER', 7, array(sockFilter), 'SO_ATTACH_FILTER. Empty without CAP_NET_ADMIN.']
])

export const packetSocket = message({
  name: 'packetSocket',
  doc: 'A packet socket.',
  header: packetDiagMsg,
  attributes: packetAttributes,
  messages: { SOCK_DIAG_BY_FAMILY: 20 },
  identity: ['cookie']
})
