import type { Tclass } from '../../tc/classes/codec.ts'
import { parseHandle } from '../../tc/handle.ts'
import type { DrrOptions, TcDrrStats } from '../../tc/qdiscs/drr.codec.ts'
import type { EtsOptions } from '../../tc/qdiscs/ets.codec.ts'
import type { HfscClassOptions, TcHfscStats, TcServiceCurve } from '../../tc/qdiscs/hfsc.codec.ts'
import type { HtbOptions, TcHtbXstats } from '../../tc/qdiscs/htb.codec.ts'
import type { QfqOptions } from '../../tc/qdiscs/qfq.codec.ts'
import type { FqCodelFlow } from '../../tc/classes/fq-codel-flow.ts'
import { TCA_FQ_CODEL_XSTATS_CLASS } from '../../tc/qdiscs/fq-codel.constants.ts'
import { present, type Interfaces, type JsonObject } from '../names.ts'
import { classText } from './handles.ts'
import { linkLayer, transmitSize, whenSet, type TcOutput } from './numbers.ts'
import { cakeStatsJson } from './qdiscs-shapers.ts'
import { statisticsJson } from './statistics.ts'

const ROOT = 0xffffffff

/**
 * A class as an object of `tc -j -s -d class show`. Version 6.1 of the tool writes text there whatever it was asked for;
 * these are the keys of later ones, with rates in bytes a second.
 */
export function classToIproute2(of: Tclass, interfaces: Interfaces, output: TcOutput = {}): JsonObject {
  const { statistics = true } = output
  const isRoot = parseHandle(of.parent) === ROOT
  const leaf = parseHandle(of.info) >>> 16
  return present({
    class: of.kind,
    handle: classText(of.handle),
    dev: interfaces.nameOf(of.ifindex),
    root: isRoot ? true : undefined,
    parent: isRoot ? undefined : classText(of.parent),
    leaf: leaf === 0 ? undefined : `0x${leaf.toString(16)}`,
    ...settingsJson(of, output),
    stats: statistics ? present({ ...statisticsJson(of.stats2), ...ownStatisticsJson(of) }) : undefined
  })
}

function settingsJson(of: Tclass, output: TcOutput): JsonObject | undefined {
  if (of.options === undefined) return undefined
  switch (of.kind) {
    case 'drr':
      return drrJson(of.options)
    case 'ets':
      return etsClassJson(of.options)
    case 'hfsc':
      return hfscJson(of.options)
    case 'htb':
      return htbClassJson(of.options, output)
    case 'qfq':
      return qfqJson(of.options)
    default:
      return undefined
  }
}

/** Statistics of its kind. Some kinds have them in the newer place alone. */
function ownStatisticsJson(of: Tclass): JsonObject | undefined {
  const own = { ...of, xstats: of.stats2?.app ?? of.xstats } as Tclass
  if (own.xstats === undefined) return undefined
  switch (own.kind) {
    case 'cake':
      return cakeStatsJson(own.xstats)
    case 'drr':
      return drrStatsJson(own.xstats)
    case 'fq_codel':
      return flowStatsJson(own.xstats)
    case 'hfsc':
      return hfscStatsJson(own.xstats)
    case 'htb':
      return htbStatsJson(own.xstats)
    default:
      return undefined
  }
}

function htbClassJson(options: HtbOptions, { details = true }: TcOutput): JsonObject {
  const { parms } = options
  if (parms === undefined) return {}
  const rate = options.rate64 ?? parms.rate.rate
  const ceil = options.ceil64 ?? parms.ceil.rate
  const { linklayer } = parms.rate
  const isLeaf = parms.level === 0
  return present({
    // Only a leaf's are told.
    prio: isLeaf ? parms.prio : undefined,
    quantum: isLeaf && details ? parms.quantum : undefined,
    rate,
    overhead: parms.rate.overhead === 0 ? undefined : parms.rate.overhead,
    ceil,
    linklayer: details || linklayer === 'atm' ? linkLayer(linklayer) : undefined,
    burst: transmitSize(rate, parms.buffer),
    burst_cell: details ? 1 << parms.rate.cellLog : undefined,
    mpu_rate: details ? parms.rate.mpu : undefined,
    cburst: transmitSize(ceil, parms.cbuffer),
    cburst_cell: details ? 1 << parms.ceil.cellLog : undefined,
    mpu_ceil: details ? parms.ceil.mpu : undefined,
    level: details ? parms.level : undefined
  })
}

const htbStatsJson = ({ lends, borrows, giants, tokens, ctokens }: TcHtbXstats): JsonObject => ({
  lended: lends,
  borrowed: borrows,
  giants,
  tokens,
  ctokens
})

const curve = (of: TcServiceCurve | undefined): JsonObject | undefined =>
  of === undefined ? undefined : { m1: of.m1, d: of.d, m2: of.m2 }

function hfscJson({ rsc, fsc, usc }: HfscClassOptions): JsonObject {
  const isBoth =
    rsc !== undefined && fsc !== undefined && rsc.m1 === fsc.m1 && rsc.d === fsc.d && rsc.m2 === fsc.m2
  return present({
    ...(isBoth ? { sc: curve(rsc) } : { rt: curve(rsc), ls: curve(fsc) }),
    ul: curve(usc)
  })
}

const hfscStatsJson = ({ period, work, rtwork, level }: TcHfscStats): JsonObject =>
  present({
    period,
    work: work === 0 ? undefined : work,
    rtwork: rtwork === 0 ? undefined : rtwork,
    level
  })

const drrJson = ({ quantum }: DrrOptions): JsonObject => present({ quantum })
const drrStatsJson = ({ deficit }: TcDrrStats): JsonObject => ({ deficit })
const qfqJson = ({ weight, lmax }: QfqOptions): JsonObject => present({ weight, maxpkt: lmax })
const etsClassJson = ({ quantaBand }: EtsOptions): JsonObject => present({ quantum: quantaBand })

const flowStatsJson = (flow: FqCodelFlow): JsonObject | undefined =>
  flow.type !== TCA_FQ_CODEL_XSTATS_CLASS
    ? undefined
    : present({
        deficit: flow.deficit,
        count: flow.count,
        lastcount: flow.lastcount,
        ldelay: flow.ldelay,
        dropping: whenSet(flow.dropping),
        drop_next: flow.dropping === 0 ? undefined : flow.dropNext
      })
