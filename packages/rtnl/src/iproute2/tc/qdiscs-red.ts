/** Random early detection and its relatives: print_qopt() and print_xstats() of q_red.c, q_sfq.c, q_choke.c, q_sfb.c, q_gred.c. */
import type { ChokeOptions, TcChokeXstats } from '../../tc/qdiscs/choke.codec.ts'
import type { GredOptions, GredVirtualQueue, TcGredQopt } from '../../tc/qdiscs/gred.codec.ts'
import type { RedOptions, TcRedQopt, TcRedXstats } from '../../tc/qdiscs/red.codec.ts'
import {
  TC_RED_ADAPTATIVE,
  TC_RED_ECN,
  TC_RED_HARDDROP,
  TC_RED_NODROP
} from '../../tc/qdiscs/red.constants.ts'
import type { SfbOptions, TcSfbXstats } from '../../tc/qdiscs/sfb.codec.ts'
import type { TcSfqQoptV1 } from '../../tc/qdiscs/sfq.codec.ts'
import { present, type JsonObject } from '../names.ts'
import { float, probability, type TcOutput } from './numbers.ts'

const flagsJson = (flags: number): JsonObject => ({
  ecn: (flags & TC_RED_ECN) !== 0,
  harddrop: (flags & TC_RED_HARDDROP) !== 0,
  adaptive: (flags & TC_RED_ADAPTATIVE) !== 0,
  nodrop: (flags & TC_RED_NODROP) !== 0
})

/** How the average is worked out: with details only. */
function averageJson(parms: TcRedQopt, maxP: number | undefined, { details = true }: TcOutput): JsonObject {
  if (!details) return {}
  return {
    ewma: parms.wlog,
    ...(maxP === undefined || maxP === 0 ? { Plog: parms.plog } : { probability: probability(maxP) }),
    Scell_log: parms.scellLog
  }
}

export function redJson(options: RedOptions, output: TcOutput): JsonObject {
  const { parms, flags, maxP, earlyDropBlock, markBlock } = options
  if (parms === undefined) return {}
  const events = [
    { kind: 'early_drop', block: earlyDropBlock ?? 0 },
    { kind: 'mark', block: markBlock ?? 0 }
  ].filter(({ block }) => block !== 0)
  return {
    limit: parms.limit,
    min: parms.qthMin,
    max: parms.qthMax,
    ...flagsJson(flags?.value ?? parms.flags),
    ...averageJson(parms, maxP, output),
    ...(events.length === 0 ? {} : { qevents: events })
  }
}

export const redStatsJson = ({ marked, early, pdrop, other }: TcRedXstats): JsonObject => ({
  marked,
  early,
  pdrop,
  other
})

export function chokeJson({ parms, maxP }: ChokeOptions, output: TcOutput): JsonObject {
  if (parms === undefined) return {}
  return {
    limit: parms.limit,
    min: parms.qthMin,
    max: parms.qthMax,
    ...flagsJson(parms.flags),
    ...averageJson(parms, maxP, output)
  }
}

export const chokeStatsJson = ({ matched, ...stats }: TcChokeXstats): JsonObject => ({
  ...redStatsJson(stats),
  matched
})

export function sfqJson(options: TcSfqQoptV1, { details = true, statistics = true }: TcOutput): JsonObject {
  const { v0, stats } = options
  return present({
    limit: v0.limit,
    quantum: v0.quantum,
    depth: options.depth === 0 ? undefined : options.depth,
    headdrop: options.headdrop === 0 ? undefined : true,
    flows: details ? v0.flows : undefined,
    divisor: v0.divisor,
    perturb: v0.perturbPeriod === 0 ? undefined : v0.perturbPeriod,
    ...(options.qthMin === 0
      ? {}
      : {
          ewma: options.wlog,
          min: options.qthMin,
          max: options.qthMax,
          probability: probability(options.maxP),
          ...flagsJson(options.flags),
          ...(statistics
            ? {
                prob_mark: stats.probMark,
                prob_mark_head: stats.probMarkHead,
                prob_drop: stats.probDrop,
                forced_mark: stats.forcedMark,
                forced_mark_head: stats.forcedMarkHead,
                forced_drop: stats.forcedDrop
              }
            : {})
        })
  })
}

/** SFB_MAX_PROB: what a probability of sfb is out of. */
const SFB_WHOLE = 0xffff

export function sfbJson({ parms }: SfbOptions): JsonObject {
  if (parms === undefined) return {}
  return {
    rehash: (parms.rehashInterval * 1000) >>> 0,
    db: (parms.warmupTime * 1000) >>> 0,
    limit: parms.limit,
    max: parms.max,
    target: parms.binSize,
    increment: float(parms.increment / SFB_WHOLE),
    decrement: float(parms.decrement / SFB_WHOLE),
    penalty_rate: parms.penaltyRate,
    penalty_burst: parms.penaltyBurst
  }
}

export const sfbStatsJson = ({ maxprob, avgprob, ...counts }: TcSfbXstats): JsonObject => ({
  ...counts,
  maxprob: float(maxprob / SFB_WHOLE),
  avgprob: float(avgprob / SFB_WHOLE)
})

/** Numbers of virtual queues beyond this: the queue is not set up. */
const MAX_DPS = 16

export function gredJson(options: GredOptions, output: TcOutput): JsonObject {
  const { dps, parms, maxP, limit, vqList } = options
  if (dps === undefined || parms === undefined) return {}
  const entries = new Map(vqList?.entry?.map((entry) => [entry.dp, entry]))
  return present({
    dp_cnt: dps.dps,
    dp_default: dps.defDp,
    grio: dps.grio !== 0,
    limit,
    ...flagsJson(dps.flags),
    vqs: parms
      .map((queue, index) => ({ queue, most: maxP?.[index] }))
      .filter(({ queue }) => queue.dp < MAX_DPS)
      .map(({ queue, most }) => virtualQueueJson(queue, most, entries.get(queue.dp), output))
  })
}

function virtualQueueJson(
  queue: TcGredQopt,
  maxP: number | undefined,
  entry: GredVirtualQueue | undefined,
  { statistics = true, details = true }: TcOutput
): JsonObject {
  return present({
    vq: queue.dp,
    prio: queue.prio,
    limit: queue.limit,
    min: queue.qthMin,
    max: queue.qthMax,
    ...(entry?.flags === undefined ? {} : flagsJson(entry.flags)),
    ...(details
      ? {
          ewma: queue.wlog,
          ...(maxP === undefined ? { Plog: queue.plog } : { probability: probability(maxP) }),
          Scell_log: queue.scellLog
        }
      : {}),
    ...(statistics ? virtualQueueStatsJson(queue, entry) : {})
  })
}

/** Newer kernels count marks and 64 bits of bytes in a list of their own; what it does not tell the tool takes for 0. */
function virtualQueueStatsJson(queue: TcGredQopt, entry: GredVirtualQueue | undefined): JsonObject {
  const drops =
    entry === undefined
      ? { forced_drop: queue.forced, prob_drop: queue.early, pdrop: queue.pdrop, other: queue.other }
      : {
          forced_drop: entry.statForcedDrop ?? 0,
          prob_drop: entry.statProbDrop ?? 0,
          pdrop: entry.statPdrop ?? 0,
          other: entry.statOther ?? 0,
          forced_mark: entry.statForcedMark ?? 0,
          prob_mark: entry.statProbMark ?? 0
        }
  return present({
    qave: queue.qave,
    backlog: queue.backlog,
    ...drops,
    packets: queue.packets,
    bytes: entry?.statBytes ?? queue.bytesin
  })
}
