import type { Qdisc } from '../../tc/qdiscs/codec.ts'
import { parseHandle } from '../../tc/handle.ts'
import { present, type Interfaces, type Json, type JsonObject } from '../names.ts'
import { netemJson } from './netem.ts'
import { linkLayer, type TcOutput } from './numbers.ts'
import {
  codelJson,
  codelStatsJson,
  fqCodelJson,
  fqCodelStatsJson,
  fqJson,
  fqPieJson,
  fqPieStatsJson,
  fqStatsJson,
  hhfJson,
  hhfStatsJson,
  pieJson,
  pieStatsJson
} from './qdiscs-fair.ts'
import { cbsJson, etfJson, etsJson, mqprioJson, prioJson, taprioJson } from './qdiscs-plain.ts'
import {
  chokeJson,
  chokeStatsJson,
  gredJson,
  redJson,
  redStatsJson,
  sfbJson,
  sfbStatsJson,
  sfqJson
} from './qdiscs-red.ts'
import { cakeJson, cakeStatsJson, htbJson, tbfJson } from './qdiscs-shapers.ts'
import { statisticsJson } from './statistics.ts'

const ROOT = 0xffffffff
const INGRESS = 0xfffffff1

/** A qdisc as an object of `tc -j -s -d qdisc show`. */
export function qdiscToIproute2(qdisc: Qdisc, interfaces: Interfaces, output: TcOutput = {}): JsonObject {
  const { statistics = true, details = true } = output
  const at = parseHandle(qdisc.parent)
  return present({
    kind: qdisc.kind,
    handle: `${(parseHandle(qdisc.handle) >>> 16).toString(16)}:`,
    dev: interfaces.nameOf(qdisc.ifindex),
    root: at === ROOT ? true : undefined,
    // The parent of what has none is not said.
    parent: at === ROOT || at === 0 ? undefined : at === INGRESS ? 'ffff:fff1' : qdisc.parent,
    offloaded: qdisc.hwOffload === undefined || qdisc.hwOffload === 0 ? undefined : true,
    refcnt: qdisc.info === 1 ? undefined : qdisc.info,
    ingress_block: blockOf(qdisc.ingressBlock),
    egress_block: blockOf(qdisc.egressBlock),
    options: optionsJson(qdisc, output) ?? {},
    stab: details ? sizeTableJson(qdisc) : undefined,
    ...(statistics ? { ...statisticsJson(qdisc.stats2), ...kindStatisticsJson(qdisc) } : {})
  })
}

const blockOf = (block: number | undefined): number | undefined => (block === 0 ? undefined : block)

function sizeTableJson({ stab }: Qdisc): Json | undefined {
  const base = stab?.base
  if (base === undefined) return undefined
  return present({
    linklayer: base.linklayer === 'unaware' ? undefined : linkLayer(base.linklayer),
    overhead: base.overhead === 0 ? undefined : base.overhead,
    mpu: base.mpu === 0 ? undefined : base.mpu,
    mtu: base.mtu === 0 ? undefined : base.mtu,
    tsize: base.tsize === 0 ? undefined : base.tsize
  })
}

function optionsJson(qdisc: Qdisc, output: TcOutput): JsonObject | undefined {
  if (qdisc.options === undefined) return undefined
  switch (qdisc.kind) {
    case 'bfifo':
    case 'pfifo':
    case 'pfifo_head_drop':
    case 'skbprio':
      return { limit: qdisc.options.limit }
    case 'cake':
      return cakeJson(qdisc.options)
    case 'cbs':
      return cbsJson(qdisc.options)
    case 'choke':
      return chokeJson(qdisc.options, output)
    case 'codel':
      return codelJson(qdisc.options)
    case 'etf':
      return etfJson(qdisc.options)
    case 'ets':
      return etsJson(qdisc.options)
    case 'fq':
      return fqJson(qdisc.options)
    case 'fq_codel':
      return fqCodelJson(qdisc.options)
    case 'fq_pie':
      return fqPieJson(qdisc.options)
    case 'gred':
      return gredJson(qdisc.options, output)
    case 'hfsc':
      // Text in this version, `default 11 `; a number as htb's in later ones.
      return qdisc.options.defcls === 0 ? {} : { default: `0x${qdisc.options.defcls.toString(16)}` }
    case 'hhf':
      return hhfJson(qdisc.options)
    case 'htb':
      return htbJson(qdisc.options, output)
    case 'mqprio':
      return mqprioJson(qdisc.options)
    case 'multiq':
      // Text in every version, `bands 1/2 `.
      return { bands: qdisc.options.bands, max_bands: qdisc.options.maxBands }
    case 'netem':
      return netemJson(qdisc.options)
    case 'pfifo_fast':
    case 'prio':
      return prioJson(qdisc.options)
    case 'pie':
      return pieJson(qdisc.options)
    case 'red':
      return redJson(qdisc.options, output)
    case 'sfb':
      return sfbJson(qdisc.options)
    case 'sfq':
      return sfqJson(qdisc.options, output)
    case 'taprio':
      return taprioJson(qdisc.options)
    case 'tbf':
      return tbfJson(qdisc.options, output)
    default:
      return undefined
  }
}

/** Statistics of its kind stand beside the others. Some kinds have them in the newer place alone. */
function kindStatisticsJson(qdisc: Qdisc): JsonObject | undefined {
  const own = { ...qdisc, xstats: qdisc.stats2?.app ?? qdisc.xstats } as Qdisc
  if (own.xstats === undefined) return undefined
  switch (own.kind) {
    case 'cake':
      return cakeStatsJson(own.xstats)
    case 'choke':
      return chokeStatsJson(own.xstats)
    case 'codel':
      return codelStatsJson(own.xstats)
    case 'fq':
      return fqStatsJson(own.xstats)
    case 'fq_codel':
      return fqCodelStatsJson(own.xstats)
    case 'fq_pie':
      return fqPieStatsJson(own.xstats)
    case 'hhf':
      return hhfStatsJson(own.xstats)
    case 'pie':
      return pieStatsJson(own.xstats)
    case 'red':
      return redStatsJson(own.xstats)
    case 'sfb':
      return sfbStatsJson(own.xstats)
    default:
      return undefined
  }
}
