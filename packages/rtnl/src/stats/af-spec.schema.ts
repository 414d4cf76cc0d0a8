/** Statistics of address families on a link: linux/mpls.h; net/mpls/af_mpls.c. */
import { attributes, counter, nest, struct } from '@nlkit/core/schema'

const mplsLinkStats = struct('mpls_link_stats', '', [
  ['rx_packets', counter, 'Packets received.'],
  ['tx_packets', counter, 'Packets sent.'],
  ['rx_bytes', counter, 'Bytes received.'],
  ['tx_bytes', counter, 'Bytes sent.'],
  ['rx_errors', counter, 'Bad packets received.'],
  ['tx_errors', counter, 'Packets that could not be sent.'],
  ['rx_dropped', counter, 'Received and dropped.'],
  ['tx_dropped', counter, 'Dropped on the way out.'],
  ['rx_noroute', counter, 'Received without a route.']
])

const mplsStats = attributes('MplsStats', 'MPLS_STATS', 'Counters of MPLS.', [
  ['MPLS_STATS_LINK', 1, mplsLinkStats, 'Of the link.']
])

export const statsAfSpec = attributes('StatsAfSpec', 'AF', 'Counters by address family.', [
  ['AF_MPLS', 28, nest(mplsStats, { flagged: false }), 'MPLS.']
])
