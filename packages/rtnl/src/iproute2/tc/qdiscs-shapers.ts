/** Qdiscs that hold traffic back: print_qopt() of q_tbf.c, q_htb.c, q_cake.c. */
import type { CakeOptions, CakeStats, CakeTinStats } from '../../tc/qdiscs/cake.codec.ts'
import type { HtbOptions } from '../../tc/qdiscs/htb.codec.ts'
import type { TbfOptions } from '../../tc/qdiscs/tbf.codec.ts'
import { present, type Json, type JsonObject } from '../names.ts'
import { hexadecimal, linkLayer, microseconds, sizeText, transmitSize, type TcOutput } from './numbers.ts'

export function htbJson({ init, directQlen, offload }: HtbOptions, { details = true }: TcOutput): JsonObject {
  return present({
    // Signed there.
    r2q: init === undefined ? undefined : init.rate2quantum | 0,
    default: init === undefined ? undefined : hexadecimal(init.defcls),
    direct_packets_stat: init?.directPkts,
    ver: details && init !== undefined ? `${init.version >>> 16}.${init.version & 0xffff}` : undefined,
    direct_qlen: directQlen,
    offload: offload === true ? null : undefined
  })
}

/** A burst, and what one slot of the rate table stands for. */
const cell = (spec: { readonly cellLog: number }, size: number): string =>
  `${sizeText(size)}/${1 << spec.cellLog}`

export function tbfJson({ parms, rate64, prate64 }: TbfOptions, { details = true }: TcOutput): JsonObject {
  if (parms === undefined) return {}
  const rate = rate64 ?? parms.rate.rate
  const peak = prate64 ?? parms.peakrate.rate
  const burst = transmitSize(rate, parms.buffer)
  const most = transmitSize(peak, parms.mtu)
  // In the tool's order, since it cuts off what remains.
  const wait = 1e6 * (parms.limit / rate) - microseconds(parms.buffer)
  const lat = peak === 0 ? wait : Math.max(wait, 1e6 * (parms.limit / peak) - microseconds(parms.mtu))
  return present({
    rate,
    burst: details ? cell(parms.rate, burst) : burst,
    mpu: details ? (peak === 0 ? parms.rate.mpu : parms.peakrate.mpu) : undefined,
    // The peak rate itself is in the text alone.
    ...(peak === 0 ? {} : details ? { mtu: cell(parms.peakrate, most) } : { minburst: most }),
    ...(lat < 0 ? { limit: parms.limit } : { lat: Math.floor(lat) }),
    overhead: parms.rate.overhead === 0 ? undefined : parms.rate.overhead,
    linklayer: details || parms.rate.linklayer === 'atm' ? linkLayer(parms.rate.linklayer) : undefined
  })
}

const FLOW_MODES: Readonly<Record<string, string>> = {
  none: 'flowblind',
  'src-ip': 'srchost',
  'dst-ip': 'dsthost',
  hosts: 'hosts',
  flows: 'flows',
  'dual-src': 'dual-srchost',
  'dual-dst': 'dual-dsthost',
  triple: 'triple-isolate'
}
const ACK_FILTERS: Readonly<Record<string, string>> = { aggressive: 'aggressive', filter: 'enabled' }

export function cakeJson(options: CakeOptions): JsonObject {
  const { baseRate64, autorate = 0, diffservMode, flowMode, ackFilter = 'none' } = options
  const isRaw = options.raw !== undefined
  return present({
    bandwidth: baseRate64 === 0 ? 'unlimited' : baseRate64,
    autorate: autorate === 0 ? undefined : autorate === 1 ? 'autorate-ingress' : 'unknown',
    diffserv: typeof diffservMode === 'number' ? 'unknown' : diffservMode,
    flowmode: flowMode === undefined ? undefined : (FLOW_MODES[flowMode] ?? 'unknown'),
    nat: isSet(options.nat),
    wash: isSet(options.wash),
    ingress: isSet(options.ingress),
    'ack-filter': ACK_FILTERS[ackFilter] ?? 'disabled',
    split_gso: isSet(options.splitGso),
    rtt: options.rtt ?? 0,
    raw: isRaw,
    atm: cellsOf(options, isRaw),
    overhead: options.overhead ?? 0,
    mpu: positive(options.mpu),
    memlimit: positive(options.memory),
    fwmark: options.fwmark === undefined ? undefined : hexadecimal(options.fwmark)
  })
}

const isSet = (value: number | undefined): boolean => value !== undefined && value !== 0
const positive = (value: number | undefined): number | undefined => (value === 0 ? undefined : value)

function cellsOf({ atm }: CakeOptions, isRaw: boolean): string | undefined {
  if (atm === 'atm' || atm === 'ptm') return atm
  return isRaw ? undefined : 'noatm'
}

const TIN_KEYS: readonly (readonly [name: string, key: keyof CakeTinStats & string])[] = [
  ['threshold_rate', 'thresholdRate64'],
  ['sent_bytes', 'sentBytes64'],
  ['backlog_bytes', 'backlogBytes'],
  ['target_us', 'targetUs'],
  ['interval_us', 'intervalUs'],
  ['peak_delay_us', 'peakDelayUs'],
  ['avg_delay_us', 'avgDelayUs'],
  ['base_delay_us', 'baseDelayUs'],
  ['sent_packets', 'sentPackets'],
  ['way_indirect_hits', 'wayIndirectHits'],
  ['way_misses', 'wayMisses'],
  ['way_collisions', 'wayCollisions'],
  ['drops', 'droppedPackets'],
  ['ecn_mark', 'ecnMarkedPackets'],
  ['ack_drops', 'acksDroppedPackets'],
  ['sparse_flows', 'sparseFlows'],
  ['bulk_flows', 'bulkFlows'],
  ['unresponsive_flows', 'unresponsiveFlows'],
  ['max_pkt_len', 'maxSkblen'],
  ['flow_quantum', 'flowQuantum']
]

/** Statistics of cake, of the qdisc and of its flows. */
export function cakeStatsJson(stats: CakeStats): JsonObject {
  const hasMemory = stats.memoryUsed !== undefined && stats.memoryLimit !== undefined
  const hasNetwork = stats.minNetlen !== undefined && stats.maxNetlen !== undefined
  const hasAdjusted = stats.minAdjlen !== undefined && stats.maxAdjlen !== undefined
  const isDropping = isSet(stats.dropping)
  return present({
    memory_used: hasMemory ? stats.memoryUsed : undefined,
    memory_limit: hasMemory ? stats.memoryLimit : undefined,
    capacity_estimate: stats.capacityEstimate64,
    min_network_size: hasNetwork ? stats.minNetlen : undefined,
    max_network_size: hasNetwork ? stats.maxNetlen : undefined,
    min_adj_size: hasAdjusted ? stats.minAdjlen : undefined,
    max_adj_size: hasAdjusted ? stats.maxAdjlen : undefined,
    avg_hdr_offset: stats.avgNetoff,
    deficit: stats.deficit,
    count: stats.cobaltCount,
    dropping: isDropping ? true : undefined,
    drop_next: isDropping ? notPast(stats.dropNextUs) : undefined,
    blue_prob: stats.pDrop,
    blue_timer: stats.pDrop === undefined ? undefined : notPast(stats.blueTimerUs),
    tins: tinsJson(stats)
  })
}

const notPast = (value: number | undefined): number | undefined =>
  value !== undefined && value < 0 ? undefined : value

function tinsJson({ tinStats }: CakeStats): Json | undefined {
  if (tinStats === undefined || tinStats.length === 0) return undefined
  return tinStats.map((tin) => present(Object.fromEntries(TIN_KEYS.map(([name, key]) => [name, tin[key]]))))
}
