/** PPP: linux/if_link.h, drivers/net/ppp/ppp_generic.c. */
import { attributes, s32 } from '@nlkit/core/schema'

export const ppp = attributes('Ppp', 'IFLA_PPP', 'Settings of a PPP link.', [
  ['IFLA_PPP_DEV_FD', 1, s32, 'In requests: descriptor of /dev/ppp. The kernel wants it.']
])
