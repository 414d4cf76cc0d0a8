/** XDP programs on a link: linux/if_link.h. */
import { attributes, enumerated, enumeration, flagged, flags, s32, u32, u8 } from '@nlkit/core/schema'

export const xdpAttached = enumeration('XdpAttached', 'XDP_ATTACHED', [
  ['XDP_ATTACHED_NONE', 0],
  ['XDP_ATTACHED_DRV', 1, 'In the driver.'],
  ['XDP_ATTACHED_SKB', 2, 'In the stack.'],
  ['XDP_ATTACHED_HW', 3, 'In hardware.'],
  ['XDP_ATTACHED_MULTI', 4, 'In more than one place.']
])

export const xdpFlags = flags('XDP_FLAGS', [
  ['XDP_FLAGS_UPDATE_IF_NOEXIST', 1, 'Only where there is none.'],
  ['XDP_FLAGS_SKB_MODE', 2, 'In the stack.'],
  ['XDP_FLAGS_DRV_MODE', 4, 'In the driver.'],
  ['XDP_FLAGS_HW_MODE', 8, 'In hardware.'],
  ['XDP_FLAGS_REPLACE', 16, 'Only in place of expectedFd.']
])

export const xdp = attributes('Xdp', 'IFLA_XDP', 'XDP programs.', [
  ['IFLA_XDP_FD', 1, s32, 'Descriptor of the program to attach; -1 detaches.'],
  ['IFLA_XDP_ATTACHED', 2, enumerated(u8, xdpAttached), 'Where programs are.'],
  ['IFLA_XDP_FLAGS', 3, flagged(u32, xdpFlags), 'XDP_FLAGS_*.'],
  ['IFLA_XDP_PROG_ID', 4, u32, 'Id of the program, where there is one only.'],
  ['IFLA_XDP_DRV_PROG_ID', 5, u32, 'Id of the program in the driver.'],
  ['IFLA_XDP_SKB_PROG_ID', 6, u32, 'Id of the program in the stack.'],
  ['IFLA_XDP_HW_PROG_ID', 7, u32, 'Id of the program in hardware.'],
  ['IFLA_XDP_EXPECTED_FD', 8, s32, 'Descriptor of the program that must be there.']
])
