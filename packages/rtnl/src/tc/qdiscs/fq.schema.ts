/** fq, fair queueing with pacing: net/sched/sch_fq.c. */
import { array, attributes, counter, padding, s32, s64, struct, u32, u8 } from '@nlkit/core/schema'
import { tcPrioQopt } from './prio.schema.ts'

export const fqOptions = attributes('FqOptions', 'TCA_FQ', 'Fair queueing, with pacing by socket.', [
  ['TCA_FQ_PLIMIT', 1, u32, 'Most packets that wait.'],
  ['TCA_FQ_FLOW_PLIMIT', 2, u32, 'Most packets of a flow that wait.'],
  ['TCA_FQ_QUANTUM', 3, u32, 'Bytes for which a flow is served at a time.'],
  ['TCA_FQ_INITIAL_QUANTUM', 4, u32, 'The same for the first time.'],
  ['TCA_FQ_RATE_ENABLE', 5, u32, '1: paces by the rates of sockets.'],
  ['TCA_FQ_FLOW_DEFAULT_RATE', 6, u32, 'Not used since 3.13.'],
  ['TCA_FQ_FLOW_MAX_RATE', 7, u32, 'Most bytes a second of a flow; all ones: any.'],
  ['TCA_FQ_BUCKETS_LOG', 8, u32, 'Binary logarithm of the slots of the hash table, 0-18.'],
  ['TCA_FQ_FLOW_REFILL_DELAY', 9, u32, 'Idle time after which a flow is new again, in microseconds.'],
  ['TCA_FQ_ORPHAN_MASK', 10, u32, 'Packets without socket are told apart by their hash under this mask.'],
  [
    'TCA_FQ_LOW_RATE_THRESHOLD',
    11,
    u32,
    'Flows below so many bytes a second are throttled after each packet.'
  ],
  ['TCA_FQ_CE_THRESHOLD', 12, u32, 'Delay in microseconds from which all that can be are marked.'],
  ['TCA_FQ_TIMER_SLACK', 13, u32, 'By how much a timer may be late, in nanoseconds.'],
  ['TCA_FQ_HORIZON', 14, u32, 'How far in the future a packet may be due, in microseconds.'],
  ['TCA_FQ_HORIZON_DROP', 15, u8, '1: packets beyond are dropped; 0: they are due there.'],
  ['TCA_FQ_PRIOMAP', 16, tcPrioQopt, 'Bands, always three, of priorities.'],
  [
    'TCA_FQ_WEIGHTS',
    17,
    array(s32),
    'Bytes for which each of the three bands is served at a time, 16384 at least.'
  ],
  ['TCA_FQ_OFFLOAD_HORIZON', 18, u32, 'Packets due within so many microseconds are left to the device.']
])

export const tcFqQdStats = struct(
  'tc_fq_qd_stats',
  '',
  [
    ['gc_flows', counter, 'Flows that were cleaned up.'],
    ['highprio_packets', counter, 'Packets of the control band.'],
    ['tcp_retrans', counter, 'Not used any more.'],
    ['throttled', counter, 'How often a flow was throttled.'],
    ['flows_plimit', counter, 'Packets dropped since their flow was full.'],
    ['pkts_too_long', counter, 'Packets whose time was cut to a second.'],
    ['allocation_errors', counter, 'Flows for which there was no memory.'],
    ['time_next_delayed_flow', s64, 'When the next flow is due, nanoseconds from now.'],
    ['flows', u32, 'Flows.'],
    ['inactive_flows', u32, 'Flows without packets.'],
    ['throttled_flows', u32, 'Flows that are throttled.'],
    ['unthrottle_latency_ns', u32, 'By how much the timer is late on average, in nanoseconds.'],
    ['ce_mark', counter, 'Packets marked by delay.'],
    ['horizon_drops', counter, 'Packets dropped for being due too far in the future.'],
    ['horizon_caps', counter, 'Packets whose time was cut to that.'],
    ['fastpath_packets', counter, 'Packets that passed without a flow.'],
    ['band_drops', array(counter, 3), 'Packets dropped, by band.'],
    ['band_pkt_count', array(u32, 3), 'Packets that wait, by band.'],
    [padding(4)]
  ],
  // ce_mark came with 4.20, horizon with 5.8, the rest with 6.7.
  { minimum: 80, doc: 'Statistics of fq.' }
)
