/** Qdiscs that keep queues short and flows apart by delay: settings and statistics, print_qopt() and print_xstats(). */
import type { CodelOptions, TcCodelXstats } from '../../tc/qdiscs/codel.codec.ts'
import type { FqCodelOptions, TcFqCodelXstats } from '../../tc/qdiscs/fq-codel.codec.ts'
import { TCA_FQ_CODEL_XSTATS_QDISC } from '../../tc/qdiscs/fq-codel.constants.ts'
import type { FqPieOptions, TcFqPieXstats } from '../../tc/qdiscs/fq-pie.codec.ts'
import type { FqOptions, TcFqQdStats } from '../../tc/qdiscs/fq.codec.ts'
import type { HhfOptions, TcHhfXstats } from '../../tc/qdiscs/hhf.codec.ts'
import type { PieOptions, TcPieXstats } from '../../tc/qdiscs/pie.codec.ts'
import { present, type JsonObject } from '../names.ts'
import { float, whenSet } from './numbers.ts'

const ALL_ONES = 0xffffffff
const unless = (value: number | undefined, nothing: number): number | undefined =>
  value === nothing ? undefined : value

export const codelJson = (options: CodelOptions): JsonObject =>
  present({
    limit: options.limit,
    target: options.target,
    ce_threshold: options.ceThreshold,
    interval: options.interval,
    ecn: whenSet(options.ecn)
  })

export const codelStatsJson = (stats: TcCodelXstats): JsonObject =>
  present({
    count: stats.count,
    lastcount: stats.lastcount,
    ldelay: stats.ldelay,
    dropping: whenSet(stats.dropping),
    drop_next: stats.dropNext,
    maxpacket: stats.maxpacket,
    ecn_mark: stats.ecnMark,
    drop_overlimit: stats.dropOverlimit,
    ce_mark: unless(stats.ceMark, 0)
  })

/** Which packets the threshold is for: those of all, of which nothing is said, have no mask. */
const isForSome = ({ ceThresholdSelector = 0, ceThresholdMask = 0 }: FqCodelOptions): boolean =>
  ceThresholdSelector !== 0 || ceThresholdMask !== 0

export const fqCodelJson = (options: FqCodelOptions): JsonObject =>
  present({
    limit: options.limit,
    flows: options.flows,
    quantum: options.quantum,
    target: options.target,
    ce_threshold: options.ceThreshold,
    ce_threshold_selector: isForSome(options) ? options.ceThresholdSelector : undefined,
    ce_threshold_mask: isForSome(options) ? options.ceThresholdMask : undefined,
    interval: options.interval,
    memory_limit: options.memoryLimit,
    ecn: whenSet(options.ecn),
    drop_batch: options.dropBatchSize
  })

/** Of a qdisc; those of its flows have another type. */
export const fqCodelStatsJson = (stats: TcFqCodelXstats): JsonObject | undefined =>
  stats.type !== TCA_FQ_CODEL_XSTATS_QDISC
    ? undefined
    : present({
        maxpacket: stats.maxpacket,
        drop_overlimit: stats.dropOverlimit,
        new_flow_count: stats.newFlowCount,
        ecn_mark: stats.ecnMark,
        ce_mark: unless(stats.ceMark, 0),
        memory_used: unless(stats.memoryUsage, 0),
        drop_overmemory: unless(stats.dropOvermemory, 0),
        new_flows_len: stats.newFlowsLen,
        old_flows_len: stats.oldFlowsLen
      })

export const fqJson = (options: FqOptions): JsonObject =>
  present({
    limit: options.plimit,
    flow_limit: options.flowPlimit,
    buckets: options.bucketsLog === undefined ? undefined : (1 << options.bucketsLog) >>> 0,
    orphan_mask: options.orphanMask,
    pacing: options.rateEnable === 0 ? false : undefined,
    quantum: options.quantum,
    initial_quantum: options.initialQuantum,
    maxrate: unless(options.flowMaxRate, ALL_ONES),
    defrate: unless(options.flowDefaultRate, 0),
    low_rate_threshold: unless(options.lowRateThreshold, 0),
    refill_delay: options.flowRefillDelay,
    ce_threshold: unless(options.ceThreshold, ALL_ONES),
    timer_slack: options.timerSlack,
    horizon: options.horizon,
    horizon_cap: options.horizonDrop === 0 ? null : undefined,
    horizon_drop: whenSet(options.horizonDrop) === undefined ? undefined : null
  })

/** Of its two keys `throttled` the later counts. */
export function fqStatsJson(stats: TcFqQdStats): JsonObject {
  const isBad = stats.pktsTooLong !== 0 || stats.allocationErrors !== 0
  return present({
    flows: stats.flows,
    inactive: stats.inactiveFlows,
    throttled: stats.throttled,
    next_packet_delay: stats.timeNextDelayedFlow > 0 ? stats.timeNextDelayedFlow : undefined,
    gc: stats.gcFlows,
    highprio: stats.highprioPackets,
    retrans: unless(stats.tcpRetrans, 0),
    latency: unless(stats.unthrottleLatencyNs, 0),
    ce_mark: unless(stats.ceMark, 0),
    flows_plimit: unless(stats.flowsPlimit, 0),
    pkts_too_long: isBad ? stats.pktsTooLong : undefined,
    alloc_errors: isBad ? stats.allocationErrors : undefined,
    horizon_drops: unless(stats.horizonDrops, 0),
    horizon_caps: unless(stats.horizonCaps, 0)
  })
}

export const pieJson = (options: PieOptions): JsonObject =>
  present({
    limit: options.limit,
    target: options.target,
    tupdate: options.tupdate,
    alpha: options.alpha,
    beta: options.beta,
    ecn: whenSet(options.ecn),
    bytemode: whenSet(options.bytemode),
    dq_rate_estimator: whenSet(options.dqRateEstimator)
  })

const WHOLE = 2 ** 64

export const pieStatsJson = (stats: TcPieXstats): JsonObject => ({
  prob: float(stats.prob / WHOLE),
  delay: stats.delay,
  ...(stats.dqRateEstimating === 0 ? {} : { avg_dq_rate: stats.avgDqRate }),
  pkts_in: stats.packetsIn,
  overlimit: stats.overlimit,
  dropped: stats.dropped,
  maxq: stats.maxq,
  ecn_mark: stats.ecnMark
})

export const fqPieJson = (options: FqPieOptions): JsonObject =>
  present({
    limit: options.limit,
    flows: options.flows,
    target: options.target,
    tupdate: options.tupdate,
    alpha: options.alpha,
    beta: options.beta,
    quantum: options.quantum,
    memory_limit: options.memoryLimit,
    ecn_prob: options.ecnProb,
    ecn: whenSet(options.ecn),
    bytemode: whenSet(options.bytemode),
    dq_rate_estimator: whenSet(options.dqRateEstimator)
  })

export const fqPieStatsJson = (stats: TcFqPieXstats): JsonObject => ({
  pkts_in: stats.packetsIn,
  overlimit: stats.overlimit,
  overmemory: stats.overmemory,
  dropped: stats.dropped,
  ecn_mark: stats.ecnMark,
  new_flow_count: stats.newFlowCount,
  new_flows_len: stats.newFlowsLen,
  old_flows_len: stats.oldFlowsLen,
  memory_used: stats.memoryUsage
})

export const hhfJson = (options: HhfOptions): JsonObject =>
  present({
    limit: options.backlogLimit,
    quantum: options.quantum,
    hh_limit: options.hhFlowsLimit,
    reset_timeout: options.resetTimeout,
    admit_bytes: options.admitBytes,
    evict_timeout: options.evictTimeout,
    non_hh_weight: options.nonHhWeight
  })

export const hhfStatsJson = (stats: TcHhfXstats): JsonObject => ({
  drop_overlimit: stats.dropOverlimit,
  hh_overlimit: stats.hhOverlimit,
  tot_hh: stats.hhTotCount,
  cur_hh: stats.hhCurCount
})
