/** cake, common applications kept enhanced: net/sched/sch_cake.c. */
import {
  attributes,
  counter,
  enumerated,
  enumeration,
  indexed,
  nest,
  pad,
  quantity,
  s32,
  u32
} from '@nlkit/core/schema'

export const cakeFlowModes = enumeration('CakeFlowMode', 'CAKE_FLOW', [
  ['CAKE_FLOW_NONE', 0, 'All packets are one flow.'],
  ['CAKE_FLOW_SRC_IP', 1, 'By source address.'],
  ['CAKE_FLOW_DST_IP', 2, 'By destination address.'],
  ['CAKE_FLOW_HOSTS', 3, 'By both.'],
  ['CAKE_FLOW_FLOWS', 4, 'By addresses, protocol and ports.'],
  ['CAKE_FLOW_DUAL_SRC', 5, 'Fair among sources first.'],
  ['CAKE_FLOW_DUAL_DST', 6, 'Fair among destinations first.'],
  ['CAKE_FLOW_TRIPLE', 7, 'Fair among both first.']
])

export const cakeDiffservModes = enumeration('CakeDiffservMode', 'CAKE_DIFFSERV', [
  ['CAKE_DIFFSERV_DIFFSERV3', 0, 'Three tins.'],
  ['CAKE_DIFFSERV_DIFFSERV4', 1, 'Four tins.'],
  ['CAKE_DIFFSERV_DIFFSERV8', 2, 'Eight tins.'],
  ['CAKE_DIFFSERV_BESTEFFORT', 3, 'One tin.'],
  ['CAKE_DIFFSERV_PRECEDENCE', 4, 'Eight tins by the old precedence bits.']
])

export const cakeAckFilters = enumeration('CakeAckFilter', 'CAKE_ACK', [
  ['CAKE_ACK_NONE', 0, 'All pass.'],
  ['CAKE_ACK_FILTER', 1, 'Those that later ones make needless are dropped.'],
  ['CAKE_ACK_AGGRESSIVE', 2, 'More of them.']
])

export const cakeAtmModes = enumeration('CakeAtm', 'CAKE_ATM', [
  ['CAKE_ATM_NONE', 0, 'No.'],
  ['CAKE_ATM_ATM', 1, 'ATM cells.'],
  ['CAKE_ATM_PTM', 2, 'PTM, 64 of 65 bytes.']
])

export const cakeOptions = attributes(
  'CakeOptions',
  'TCA_CAKE',
  'Shaper, fair queueing and controlled delay in one.',
  [
    ['TCA_CAKE_PAD', 1, pad, 'Aligns.'],
    ['TCA_CAKE_BASE_RATE64', 2, quantity, 'Rate in bytes a second; 0: as fast as the device is.'],
    ['TCA_CAKE_DIFFSERV_MODE', 3, enumerated(u32, cakeDiffservModes), 'How packets are divided among tins.'],
    ['TCA_CAKE_ATM', 4, enumerated(u32, cakeAtmModes), 'How the link cuts packets.'],
    ['TCA_CAKE_FLOW_MODE', 5, enumerated(u32, cakeFlowModes), 'What a flow is.'],
    ['TCA_CAKE_OVERHEAD', 6, s32, 'Bytes that each packet costs on top of its length, -64 to 256.'],
    ['TCA_CAKE_RTT', 7, u32, 'Round trip time, in microseconds.'],
    ['TCA_CAKE_TARGET', 8, u32, 'Delay that is fine, in microseconds.'],
    ['TCA_CAKE_AUTORATE', 9, u32, '1: estimates the rate of what comes in.'],
    [
      'TCA_CAKE_MEMORY',
      10,
      u32,
      'Most bytes of memory that waiting packets take; 0: by rate and round trip.'
    ],
    ['TCA_CAKE_NAT', 11, u32, '1: looks behind address translation.'],
    [
      'TCA_CAKE_RAW',
      12,
      u32,
      'Present: lengths are taken as the stack has them, without overhead. Write, and read as 0.'
    ],
    ['TCA_CAKE_WASH', 13, u32, '1: clears the DS field.'],
    ['TCA_CAKE_MPU', 14, u32, 'What the smallest packet costs, in bytes, 0-256.'],
    ['TCA_CAKE_INGRESS', 15, u32, '1: shapes what has come in: drops count as sent.'],
    ['TCA_CAKE_ACK_FILTER', 16, enumerated(u32, cakeAckFilters), 'What becomes of TCP acknowledgements.'],
    ['TCA_CAKE_SPLIT_GSO', 17, u32, '1: aggregated packets are cut up.'],
    ['TCA_CAKE_FWMARK', 18, u32, 'Mask under which the firewall mark names the tin; 0: it does not.']
  ]
)

const tin = attributes('CakeTinStats', 'TCA_CAKE_TIN_STATS', 'Statistics of a tin.', [
  ['TCA_CAKE_TIN_STATS_PAD', 1, pad, 'Aligns.'],
  ['TCA_CAKE_TIN_STATS_SENT_PACKETS', 2, u32, 'Packets sent.'],
  ['TCA_CAKE_TIN_STATS_SENT_BYTES64', 3, counter, 'Bytes sent.'],
  ['TCA_CAKE_TIN_STATS_DROPPED_PACKETS', 4, u32, 'Packets dropped.'],
  ['TCA_CAKE_TIN_STATS_DROPPED_BYTES64', 5, counter, 'Bytes dropped.'],
  ['TCA_CAKE_TIN_STATS_ACKS_DROPPED_PACKETS', 6, u32, 'Acknowledgements dropped.'],
  ['TCA_CAKE_TIN_STATS_ACKS_DROPPED_BYTES64', 7, counter, 'Bytes of acknowledgements dropped.'],
  ['TCA_CAKE_TIN_STATS_ECN_MARKED_PACKETS', 8, u32, 'Packets marked.'],
  ['TCA_CAKE_TIN_STATS_ECN_MARKED_BYTES64', 9, counter, 'Bytes marked.'],
  ['TCA_CAKE_TIN_STATS_BACKLOG_PACKETS', 10, u32, 'Packets that wait.'],
  ['TCA_CAKE_TIN_STATS_BACKLOG_BYTES', 11, u32, 'Bytes that wait.'],
  ['TCA_CAKE_TIN_STATS_THRESHOLD_RATE64', 12, counter, 'Rate up to which it has priority, bytes a second.'],
  ['TCA_CAKE_TIN_STATS_TARGET_US', 13, u32, 'Delay that is fine, in microseconds.'],
  ['TCA_CAKE_TIN_STATS_INTERVAL_US', 14, u32, 'For how long it may be exceeded, in microseconds.'],
  ['TCA_CAKE_TIN_STATS_WAY_INDIRECT_HITS', 15, u32, 'Flows found in another way of their set.'],
  ['TCA_CAKE_TIN_STATS_WAY_MISSES', 16, u32, 'Flows that were new.'],
  ['TCA_CAKE_TIN_STATS_WAY_COLLISIONS', 17, u32, 'Flows that shared a queue since their set was full.'],
  ['TCA_CAKE_TIN_STATS_PEAK_DELAY_US', 18, u32, 'Peak delay, in microseconds.'],
  ['TCA_CAKE_TIN_STATS_AVG_DELAY_US', 19, u32, 'Average delay, in microseconds.'],
  ['TCA_CAKE_TIN_STATS_BASE_DELAY_US', 20, u32, 'Least delay, in microseconds.'],
  ['TCA_CAKE_TIN_STATS_SPARSE_FLOWS', 21, u32, 'Flows that are sparse.'],
  ['TCA_CAKE_TIN_STATS_BULK_FLOWS', 22, u32, 'Flows that are not.'],
  ['TCA_CAKE_TIN_STATS_UNRESPONSIVE_FLOWS', 23, u32, 'Flows that do not react.'],
  ['TCA_CAKE_TIN_STATS_MAX_SKBLEN', 24, u32, 'Longest packet, in bytes.'],
  ['TCA_CAKE_TIN_STATS_FLOW_QUANTUM', 25, u32, 'Bytes for which a flow is served at a time.']
])

export const cakeStats = attributes('CakeStats', 'TCA_CAKE_STATS', 'Statistics of cake.', [
  ['TCA_CAKE_STATS_PAD', 1, pad, 'Aligns.'],
  ['TCA_CAKE_STATS_CAPACITY_ESTIMATE64', 2, counter, 'Estimated rate of what comes in, bytes a second.'],
  ['TCA_CAKE_STATS_MEMORY_LIMIT', 3, u32, 'Most bytes of memory that waiting packets may take.'],
  ['TCA_CAKE_STATS_MEMORY_USED', 4, u32, 'Most that they ever took.'],
  [
    'TCA_CAKE_STATS_AVG_NETOFF',
    5,
    u32,
    'Average length of the headers before the network layer, in 65536ths of a byte.'
  ],
  ['TCA_CAKE_STATS_MIN_NETLEN', 6, u32, 'Shortest packet at the network layer, in bytes.'],
  ['TCA_CAKE_STATS_MAX_NETLEN', 7, u32, 'Longest packet at the network layer, in bytes.'],
  ['TCA_CAKE_STATS_MIN_ADJLEN', 8, u32, 'Cheapest packet, in bytes.'],
  ['TCA_CAKE_STATS_MAX_ADJLEN', 9, u32, 'Dearest packet, in bytes.'],
  ['TCA_CAKE_STATS_TIN_STATS', 10, indexed(nest(tin)), 'By tin.'],
  ['TCA_CAKE_STATS_DEFICIT', 11, s32, 'Of a flow: bytes that it may still send in this round.'],
  ['TCA_CAKE_STATS_COBALT_COUNT', 12, u32, 'Of a flow: packets dropped since dropping began.'],
  ['TCA_CAKE_STATS_DROPPING', 13, u32, 'Of a flow: 1 while it is dropping.'],
  ['TCA_CAKE_STATS_DROP_NEXT_US', 14, s32, 'Of a flow: when the next one is dropped, microseconds from now.'],
  ['TCA_CAKE_STATS_P_DROP', 15, u32, 'Of a flow: probability, 2^32 is 1.'],
  ['TCA_CAKE_STATS_BLUE_TIMER_US', 16, s32, 'Of a flow: when that changes, microseconds from now.'],
  ['TCA_CAKE_STATS_ACTIVE_QUEUES', 17, u32, 'Queues among which the rate is divided (cake_mq).']
])
