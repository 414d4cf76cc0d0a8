/** Requests about statistics, whose attributes have numbers of their own: linux/if_link.h, IFLA_STATS_GETSET_*. */
import { attributes, message, nest, u32, u8 } from '@nlkit/core/schema'
import { ifStatsMsg } from './schema.ts'

const statsFilterSet = attributes(
  'StatsFilterSet',
  'IFLA_STATS',
  'Which of the nested statistics, a bit for each.',
  [['IFLA_STATS_LINK_OFFLOAD_XSTATS', 4, u32, 'IFLA_OFFLOAD_XSTATS_*: bit n - 1.']]
)

export const statsRequest = message({
  name: 'statsRequest',
  doc: 'A request about statistics.',
  header: ifStatsMsg,
  attributes: attributes('StatsRequestAttributes', 'IFLA_STATS', 'Attributes of requests.', [
    ['IFLA_STATS_GET_FILTERS', 1, nest(statsFilterSet), 'Which of the nested statistics.'],
    ['IFLA_STATS_SET_OFFLOAD_XSTATS_L3_STATS', 2, u8, '1: count routed packets in hardware.']
  ]),
  messages: { RTM_GETSTATS: 94, RTM_SETSTATS: 95 }
})
