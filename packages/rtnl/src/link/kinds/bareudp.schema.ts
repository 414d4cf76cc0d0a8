/** Packets in UDP without more: linux/if_link.h, drivers/net/bareudp.c. */
import { attributes, be16, enumerated, flag, u16 } from '@nlkit/core/schema'
import { etherTypes } from '../../tc/ether-type.schema.ts'

export const bareudp = attributes('Bareudp', 'IFLA_BAREUDP', 'Settings of a tunnel of bare UDP.', [
  ['IFLA_BAREUDP_PORT', 1, be16, 'UDP port. The kernel wants it.'],
  [
    'IFLA_BAREUDP_ETHERTYPE',
    2,
    enumerated(be16, etherTypes),
    'Ethertype of what is inside. The kernel wants it.'
  ],
  ['IFLA_BAREUDP_SRCPORT_MIN', 3, u16, 'Lowest source port.'],
  ['IFLA_BAREUDP_MULTIPROTO_MODE', 4, flag, 'IPv4: IPv6 too. MPLS unicast: multicast too.']
])
