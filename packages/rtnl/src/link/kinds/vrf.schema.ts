/** Virtual routing domains: linux/if_link.h, drivers/net/vrf.c. */
import { attributes, u32 } from '@nlkit/core/schema'

export const vrf = attributes('Vrf', 'IFLA_VRF', 'Settings of a VRF.', [
  ['IFLA_VRF_TABLE', 1, u32, 'Its routing table. The kernel wants it, and not 0.']
])

export const vrfPort = attributes('VrfPort', 'IFLA_VRF_PORT', 'What a link of a VRF knows of it.', [
  ['IFLA_VRF_PORT_TABLE', 1, u32, 'The routing table of its VRF.']
])
