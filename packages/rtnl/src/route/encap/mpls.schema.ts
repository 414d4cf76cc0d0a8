/** MPLS: linux/mpls_iptunnel.h. */
import { attributes, labels, u8 } from '@nlkit/core/schema'

export const mplsEncap = attributes('MplsEncap', 'MPLS_IPTUNNEL', 'Packets get MPLS labels.', [
  ['MPLS_IPTUNNEL_DST', 1, labels, 'The labels, outermost first.'],
  ['MPLS_IPTUNNEL_TTL', 2, u8, "TTL of the labels; without it the packet's own."]
])
