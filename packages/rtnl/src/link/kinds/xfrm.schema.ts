/** Links of IPsec policies, xfrm: linux/if_link.h, net/xfrm/xfrm_interface_core.c. */
import { attributes, flag, u32 } from '@nlkit/core/schema'

export const xfrm = attributes('Xfrm', 'IFLA_XFRM', 'Settings of a link of IPsec policies.', [
  ['IFLA_XFRM_LINK', 1, u32, 'Index of the link that carries it, 0 is any.'],
  [
    'IFLA_XFRM_IF_ID',
    2,
    u32,
    'Id that its policies and states have. The kernel wants it, or collectMetadata.'
  ],
  ['IFLA_XFRM_COLLECT_METADATA', 3, flag, 'Routes and filters say the id (`external`).']
])
