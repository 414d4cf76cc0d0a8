import type { ActionStats, GnetStatsBasic } from '../../tc/stats.codec.ts'
import { present, type Json } from '../names.ts'

/** What qdiscs, classes and actions have counted: print_tcstats2_attr(). */
export function statisticsJson(stats: ActionStats | undefined): Record<string, Json | undefined> {
  if (stats === undefined) return {}
  const { basic, queue, basicHw } = stats
  const rate = stats.rateEst64 ?? stats.rateEst
  return {
    bytes: basic?.bytes,
    packets: basic === undefined ? undefined : (stats.pkt64 ?? basic.packets),
    drops: queue?.drops,
    overlimits: queue?.overlimits,
    requeues: queue?.requeues,
    ...hardwareJson(basic, basicHw),
    rate: rate?.bps,
    pps: rate?.pps,
    backlog: queue?.backlog,
    qlen: queue?.qlen
  }
}

function hardwareJson(all?: GnetStatsBasic, hardware?: GnetStatsBasic): Record<string, Json | undefined> {
  if (hardware === undefined || (hardware.bytes === 0 && hardware.packets === 0)) return {}
  const isPart = all !== undefined && all.bytes >= hardware.bytes && all.packets >= hardware.packets
  return present({
    sw_bytes: isPart ? all.bytes - hardware.bytes : undefined,
    sw_packets: isPart ? all.packets - hardware.packets : undefined,
    hw_bytes: hardware.bytes,
    hw_packets: hardware.packets
  })
}
