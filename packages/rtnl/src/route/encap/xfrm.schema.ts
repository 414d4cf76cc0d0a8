/** XFRM interface metadata: linux/lwtunnel.h. */
import { attributes, u32 } from '@nlkit/core/schema'

export const xfrmEncap = attributes('XfrmEncap', 'LWT_XFRM', 'Packets get metadata for XFRM interfaces.', [
  ['LWT_XFRM_IF_ID', 1, u32, 'Interface id of the policy, not 0.'],
  ['LWT_XFRM_LINK', 2, u32, 'Index of the underlying interface.']
])
