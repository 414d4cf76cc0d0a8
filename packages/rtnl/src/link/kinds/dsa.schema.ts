/** Ports of switches in hardware: linux/if_link.h, net/dsa/netlink.c. */
import { attributes, u32 } from '@nlkit/core/schema'

export const dsa = attributes('Dsa', 'IFLA_DSA', 'Settings of a port of a switch.', [
  ['IFLA_DSA_CONDUIT', 1, u32, 'Index of the link that leads to the switch; once IFLA_DSA_MASTER.']
])
