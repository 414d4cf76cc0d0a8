/** Encrypted Ethernet: linux/if_link.h, linux/if_macsec.h, drivers/net/macsec.c. Everything that is on or off is 1 or 0. */
import { attributes, be16, enumerated, enumeration, id, network, pad, u32, u8 } from '@nlkit/core/schema'

export const macsecValidations = enumeration('MacsecValidation', 'MACSEC_VALIDATE', [
  ['MACSEC_VALIDATE_DISABLED', 0, 'No.'],
  ['MACSEC_VALIDATE_CHECK', 1, 'Counts what is wrong.'],
  ['MACSEC_VALIDATE_STRICT', 2, 'Drops what is wrong.']
])

export const macsecOffloads = enumeration('MacsecOffload', 'MACSEC_OFFLOAD', [
  ['MACSEC_OFFLOAD_OFF', 0, 'By the kernel.'],
  ['MACSEC_OFFLOAD_PHY', 1, 'By the PHY.'],
  ['MACSEC_OFFLOAD_MAC', 2, 'By the MAC.']
])

export const macsec = attributes('Macsec', 'IFLA_MACSEC', 'Settings of a MACsec link.', [
  ['IFLA_MACSEC_SCI', 1, network(id), 'Secure channel id: hardware address and port.'],
  ['IFLA_MACSEC_PORT', 2, be16, 'In requests: the port of the secure channel id.'],
  ['IFLA_MACSEC_ICV_LEN', 3, u8, 'Length of the integrity check value, 8 or 12 to 16 bytes.'],
  [
    'IFLA_MACSEC_CIPHER_SUITE',
    4,
    id,
    'Cipher suite, as in 802.1AE: 0x80c20001000001 GCM-AES-128 (0x80020001000001 where the kernel tells it), 0x80c20001000002 GCM-AES-256, 0x80c20001000003 and 4 with extended packet numbers.'
  ],
  ['IFLA_MACSEC_WINDOW', 5, u32, 'How far packets may be out of order; wanted with replayProtect.'],
  ['IFLA_MACSEC_ENCODING_SA', 6, u8, 'Secure association that packets leave with, 0 to 3.'],
  ['IFLA_MACSEC_ENCRYPT', 7, u8, 'Encrypts.'],
  ['IFLA_MACSEC_PROTECT', 8, u8, 'Protects what leaves.'],
  ['IFLA_MACSEC_INC_SCI', 9, u8, 'Packets carry the secure channel id.'],
  ['IFLA_MACSEC_ES', 10, u8, 'End station.'],
  ['IFLA_MACSEC_SCB', 11, u8, 'Single copy broadcast.'],
  ['IFLA_MACSEC_REPLAY_PROTECT', 12, u8, 'Drops what comes twice.'],
  ['IFLA_MACSEC_VALIDATION', 13, enumerated(u8, macsecValidations), 'Whether what comes is checked.'],
  ['IFLA_MACSEC_PAD', 14, pad, 'Aligns.'],
  ['IFLA_MACSEC_OFFLOAD', 15, enumerated(u8, macsecOffloads), 'Who does it.']
])
