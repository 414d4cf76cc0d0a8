/** Data channels of wireless modems: linux/wwan.h, drivers/net/wwan/wwan_core.c. */
import { attributes, u32 } from '@nlkit/core/schema'

export const wwan = attributes('Wwan', 'IFLA_WWAN', 'Settings of a data channel.', [
  ['IFLA_WWAN_LINK_ID', 1, u32, 'Id of the channel. The kernel wants it.']
])
