/** Links of programs, tun and tap, only told of: linux/if_link.h, drivers/net/tun.c. They are made with ioctl(). */
import { attributes, enumerated, enumeration, u32, u8 } from '@nlkit/core/schema'

export const tunTypes = enumeration('TunType', 'IFF', [
  ['IFF_TUN', 1, 'IP packets.'],
  ['IFF_TAP', 2, 'Ethernet frames.']
])

export const tun = attributes('Tun', 'IFLA_TUN', 'What a tun or tap is. 1 or 0 where it is on or off.', [
  ['IFLA_TUN_OWNER', 1, u32, 'User that may open it.'],
  ['IFLA_TUN_GROUP', 2, u32, 'Group that may open it.'],
  ['IFLA_TUN_TYPE', 3, enumerated(u8, tunTypes), 'What it carries.'],
  ['IFLA_TUN_PI', 4, u8, 'Four bytes of flags and protocol stand before packets.'],
  ['IFLA_TUN_VNET_HDR', 5, u8, 'struct virtio_net_hdr stands before packets.'],
  ['IFLA_TUN_PERSIST', 6, u8, 'Stays when nobody has it open.'],
  ['IFLA_TUN_MULTI_QUEUE', 7, u8, 'Has several queues.'],
  ['IFLA_TUN_NUM_QUEUES', 8, u32, 'Multi-queue: queues in use.'],
  ['IFLA_TUN_NUM_DISABLED_QUEUES', 9, u32, 'Multi-queue: queues out of use.']
])
