/** Channels of a modem: linux/if_link.h, drivers/net/ethernet/qualcomm/rmnet/rmnet_config.c. */
import { attributes, flagged, flags, struct, u16, u32 } from '@nlkit/core/schema'

export const rmnetFlags = flags('RMNET_FLAGS', [
  ['RMNET_FLAGS_INGRESS_DEAGGREGATION', 0x1, 'Splits what comes together.'],
  ['RMNET_FLAGS_INGRESS_MAP_COMMANDS', 0x2, 'Obeys commands of the modem.'],
  ['RMNET_FLAGS_INGRESS_MAP_CKSUMV4', 0x4, 'Checksums of version 4 when receiving.'],
  ['RMNET_FLAGS_EGRESS_MAP_CKSUMV4', 0x8, 'Checksums of version 4 when sending.'],
  ['RMNET_FLAGS_INGRESS_MAP_CKSUMV5', 0x10, 'Checksums of version 5 when receiving.'],
  ['RMNET_FLAGS_EGRESS_MAP_CKSUMV5', 0x20, 'Checksums of version 5 when sending.']
])

export const iflaRmnetFlags = struct(
  'ifla_rmnet_flags',
  '',
  [
    ['flags', flagged(u32, rmnetFlags), 'Values, RMNET_FLAGS_*.'],
    ['mask', flagged(u32, rmnetFlags), 'Which of them are meant.']
  ],
  { doc: 'Flags of a channel.' }
)

export const rmnet = attributes('Rmnet', 'IFLA_RMNET', 'Settings of a channel of a modem.', [
  ['IFLA_RMNET_MUX_ID', 1, u16, 'Id of the channel, 0 to 254. The kernel wants it.'],
  ['IFLA_RMNET_FLAGS', 2, iflaRmnetFlags, 'Flags.']
])
