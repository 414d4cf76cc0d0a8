/** CAN gateways: linux/can/gw.h, linux/can.h; net/can/gw.c. They have the messages of routes under another header. */
import {
  attributes,
  binary,
  constants,
  enumerated,
  enumeration,
  flagged,
  flags,
  message,
  padding,
  s8,
  struct,
  u16,
  u32,
  u8
} from '@nlkit/core/schema'
import { family } from '../family/schema.ts'

export const canGatewayTypes = enumeration('CanGatewayType', 'CGW_TYPE', [
  ['CGW_TYPE_UNSPEC', 0, 'None; the kernel refuses it.'],
  ['CGW_TYPE_CAN_CAN', 1, 'From CAN to CAN.']
])

export const canGatewayFlags = flags('CGW_FLAGS', [
  ['CGW_FLAGS_CAN_ECHO', 0x01, 'Programs on the way out see what was sent there, too.'],
  ['CGW_FLAGS_CAN_SRC_TSTAMP', 0x02, 'Frames keep the time at which they came in.'],
  ['CGW_FLAGS_CAN_IIF_TX_OK', 0x04, 'Frames may leave by the interface that they came in by.'],
  ['CGW_FLAGS_CAN_FD', 0x08, 'Takes CAN FD frames, and no others; without it classic frames, and no others.']
])

export const canModifiedParts = flags('CGW_MOD', [
  ['CGW_MOD_ID', 0x01, 'The identifier.'],
  ['CGW_MOD_DLC', 0x02, 'The length.'],
  ['CGW_MOD_DATA', 0x04, 'The data.'],
  ['CGW_MOD_FLAGS', 0x08, 'CAN FD: the flags.']
])

export const canModifiedLength = constants([['CGW_MOD_LEN', 0x02, 'CAN FD: the length, CGW_MOD_DLC.']])

export const canCrc8Profiles = enumeration('CanCrc8Profile', 'CGW_CRC8PRF', [
  ['CGW_CRC8PRF_UNSPEC', 0, 'Of the data alone.'],
  ['CGW_CRC8PRF_1U8', 1, 'And of the first byte of profileData.'],
  ['CGW_CRC8PRF_16U8', 2, 'And of the byte of profileData that the low four bits of data[1] number.'],
  ['CGW_CRC8PRF_SFFID_XOR', 3, 'And of both bytes of the identifier, xor.']
])

export const canIdentifierFlags = flags('CAN', [
  ['CAN_EFF_FLAG', 0x80000000, 'An identifier of 29 bits. It is added: by `|`, numbers become negative.'],
  ['CAN_RTR_FLAG', 0x40000000, 'A request for a frame.'],
  ['CAN_ERR_FLAG', 0x20000000, 'Tells of an error.']
])

export const canIdentifierMasks = constants([
  ['CAN_SFF_MASK', 0x7ff, 'An identifier of 11 bits.'],
  ['CAN_EFF_MASK', 0x1fffffff, 'An identifier of 29 bits.'],
  ['CAN_ERR_MASK', 0x1fffffff, 'Classes of errors.'],
  ['CAN_INV_FILTER', 0x20000000, 'In the identifier of a filter: takes what does not match.']
])

export const canFdFlags = flags('CANFD', [
  ['CANFD_BRS', 0x01, 'The data is sent at the faster rate.'],
  ['CANFD_ESI', 0x02, 'The sender is error passive.'],
  ['CANFD_FDF', 0x04, 'A CAN FD frame.']
])

const canId = [
  'can_id',
  flagged(u32, canIdentifierFlags),
  'Identifier, and CAN_EFF_FLAG and its like.'
] as const

export const canFrame = struct('can_frame', 'can_', [
  canId,
  ['len', u8, 'Bytes of data, 0 to 8; in modifications of the length also the length code, 0 to 15.'],
  [padding(2)],
  ['len8_dlc', u8, 'Length code 9 to 15 of 8 bytes. Gateways do not look at it.'],
  ['data', binary(8), 'Data, 8 bytes.']
])

export const canfdFrame = struct('canfd_frame', 'can_', [
  canId,
  ['len', u8, 'Bytes of data, 0 to 64.'],
  ['flags', flagged(u8, canFdFlags), 'Flags, CANFD_*.'],
  [padding(2)],
  ['data', binary(64), 'Data, 64 bytes.']
])

const parts = 'What of the frame is modified, CGW_MOD_*.'

export const cgwFrameMod = struct(
  'cgw_frame_mod',
  '',
  [
    ['cf', canFrame, 'The operand.'],
    ['modtype', flagged(u8, canModifiedParts), parts]
  ],
  { packed: true, doc: 'A modification of classic frames.' }
)

export const cgwFdframeMod = struct(
  'cgw_fdframe_mod',
  '',
  [
    ['cf', canfdFrame, 'The operand.'],
    ['modtype', flagged(u8, canModifiedParts), parts]
  ],
  { packed: true, doc: 'A modification of CAN FD frames.' }
)

const index = 'from the end of the data where it is negative: -8 to 7, of CAN FD -64 to 63.'
const range = [
  ['from_idx', s8, `First byte that counts, ${index}`],
  ['to_idx', s8, `Last byte that counts, ${index}`],
  ['result_idx', s8, `Byte that the checksum is put into, ${index}`]
] as const

export const cgwCsumXor = struct(
  'cgw_csum_xor',
  '',
  [...range, ['init_xor_val', u8, 'What it begins with.']],
  { packed: true, doc: 'A checksum by xor.' }
)

export const cgwCsumCrc8 = struct(
  'cgw_csum_crc8',
  '',
  [
    ...range,
    ['init_crc_val', u8, 'What it begins with.'],
    ['final_xor_val', u8, 'What the result is combined with by xor.'],
    ['crctab', binary(256), 'The CRC of each byte, 256 bytes.'],
    ['profile', enumerated(u8, canCrc8Profiles), 'What it is of beside the data.'],
    ['profile_data', binary(20), 'Data of the profile, 20 bytes.']
  ],
  { packed: true, doc: 'A checksum by an 8-bit CRC.' }
)

export const canFilter = struct(
  'can_filter',
  'can_',
  [
    ['can_id', flagged(u32, canIdentifierFlags), 'Identifier; with CAN_INV_FILTER all others are meant.'],
    ['can_mask', flagged(u32, canIdentifierFlags), 'The bits of it that count; 0 takes every frame.']
  ],
  { doc: 'Which frames a gateway takes: those where `received & mask` is `id & mask`.' }
)

export const rtcanmsg = struct('rtcanmsg', 'can_', [
  ['can_family', family, 'Always `can`.'],
  ['gwtype', enumerated(u8, canGatewayTypes), 'What it leads from and to.'],
  ['flags', flagged(u16, canGatewayFlags), 'Flags, CGW_FLAGS_*.']
])

const classic = 'Without CGW_FLAGS_CAN_FD'
const fd = 'With CGW_FLAGS_CAN_FD'
const modified = 'The kernel forgets it where the gateway modifies nothing.'

export const canGateway = message({
  name: 'canGateway',
  doc: 'A CAN gateway job: frames that an interface receives are sent by another, changed or not.',
  header: rtcanmsg,
  attributes: attributes('CanGatewayAttributes', 'CGW', 'Attributes of a CAN gateway.', [
    ['CGW_MOD_AND', 1, cgwFrameMod, `${classic}: the first of the modifications, by and.`],
    ['CGW_MOD_OR', 2, cgwFrameMod, `${classic}: the second, by or.`],
    ['CGW_MOD_XOR', 3, cgwFrameMod, `${classic}: the third, by xor.`],
    ['CGW_MOD_SET', 4, cgwFrameMod, `${classic}: the last, by setting.`],
    ['CGW_CS_XOR', 5, cgwCsumXor, `Checksum by xor, after the other one. ${modified}`],
    ['CGW_CS_CRC8', 6, cgwCsumCrc8, `Checksum by an 8-bit CRC, after the modifications. ${modified}`],
    ['CGW_HANDLED', 7, u32, 'Frames that were sent. Absent while it is 0. Read only.'],
    ['CGW_DROPPED', 8, u32, 'Frames that could not be sent. Absent while it is 0. Read only.'],
    ['CGW_SRC_IF', 9, u32, 'Index of the interface that frames come in by.'],
    ['CGW_DST_IF', 10, u32, 'Index of the interface that they are sent by.'],
    ['CGW_FILTER', 11, canFilter, 'Which frames it takes; left out: all.'],
    [
      'CGW_DELETED',
      12,
      u32,
      'Frames that had gone through too many gateways or were too long once modified. Absent while it is 0. Read only.'
    ],
    [
      'CGW_LIM_HOPS',
      13,
      u8,
      'Through how many gateways a frame may go from here, 1 to what the module was loaded with (max_hops: 1 to 6, by default 1).'
    ],
    [
      'CGW_MOD_UID',
      14,
      u32,
      `Number by which its modifications can be changed and it can be deleted, not 0. ${modified}`
    ],
    ['CGW_FDMOD_AND', 15, cgwFdframeMod, `${fd}: the first of the modifications, by and.`],
    ['CGW_FDMOD_OR', 16, cgwFdframeMod, `${fd}: the second, by or.`],
    ['CGW_FDMOD_XOR', 17, cgwFdframeMod, `${fd}: the third, by xor.`],
    ['CGW_FDMOD_SET', 18, cgwFdframeMod, `${fd}: the last, by setting.`]
  ]),
  messages: {},
  identity: { module: './identity.ts', name: 'canGatewayIdentity' }
})
