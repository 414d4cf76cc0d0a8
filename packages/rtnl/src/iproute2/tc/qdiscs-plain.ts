/** Qdiscs that divide traffic without measuring it: print_qopt() of q_*.c. */
import type { CbsOptions } from '../../tc/qdiscs/cbs.codec.ts'
import type { EtfOptions } from '../../tc/qdiscs/etf.codec.ts'
import {
  TC_ETF_DEADLINE_MODE_ON,
  TC_ETF_OFFLOAD_ON,
  TC_ETF_SKIP_SOCK_CHECK
} from '../../tc/qdiscs/etf.constants.ts'
import type { EtsOptions } from '../../tc/qdiscs/ets.codec.ts'
import type { TcPrioQopt } from '../../tc/qdiscs/prio.codec.ts'
import type { MqprioOptions, TcMqprioQopt } from '../../tc/qdiscs/mqprio.codec.ts'
import type { TaprioEntry, TaprioOptions } from '../../tc/qdiscs/taprio.codec.ts'
import { present, type JsonObject } from '../names.ts'
import { clockName, hexadecimal } from './numbers.ts'

/** Pure bands: `multiqueue` is of an attribute that no kernel sends any more. */
export const prioJson = ({ bands, priomap }: TcPrioQopt): JsonObject => ({
  bands,
  priomap,
  multiqueue: false
})

export const etsJson = ({ nbands, nstrict, quanta, priomap }: EtsOptions): JsonObject =>
  present({
    bands: nbands,
    strict: nstrict,
    quanta: quanta === undefined ? undefined : (quanta.quantaBand ?? []),
    priomap: priomap === undefined ? undefined : (priomap.priomapBand ?? [])
  })

export function cbsJson({ parms }: CbsOptions): JsonObject {
  if (parms === undefined) return {}
  const { hicredit, locredit, sendslope, idleslope, offload } = parms
  return { hicredit, locredit, sendslope, idleslope, offload }
}

export function etfJson({ parms }: EtfOptions): JsonObject {
  if (parms === undefined) return {}
  const word = (flag: number): string => ((parms.flags & flag) === 0 ? 'off' : 'on')
  return {
    clockid: clockName(parms.clockid),
    delta: parms.delta,
    offload: word(TC_ETF_OFFLOAD_ON),
    deadline_mode: word(TC_ETF_DEADLINE_MODE_ON),
    skip_sock_check: word(TC_ETF_SKIP_SOCK_CHECK)
  }
}

const queuesOf = ({ numTc, offset, count }: TcMqprioQopt): { offset: number; count: number }[] =>
  offset.slice(0, numTc).map((first, tc) => ({ offset: first, count: count[tc] ?? 0 }))

export function mqprioJson(options: MqprioOptions): JsonObject {
  const { numTc, prioTcMap, mode, shaper, minRate64, maxRate64 } = options
  const hasMore = [mode, shaper, minRate64, maxRate64, options.tcEntry].some((one) => one !== undefined)
  const rates = (list: readonly number[] | undefined): number[] =>
    Array.from({ length: numTc }, (_, tc) => list?.[tc] ?? 0)
  return present({
    tc: numTc,
    map: prioTcMap,
    queues: queuesOf(options).map((one) => [one.offset, one.offset + one.count - 1]),
    // Only of an attribute that is there and says so, or of one that is not among others.
    mode: mode === 'channel' ? 'channel' : mode === undefined && hasMore ? 'dcb' : undefined,
    shaper: shaper === 'bw-rate' ? 'bw_rlimit' : shaper === undefined && hasMore ? 'dcb' : undefined,
    min_rate: minRate64 === undefined ? undefined : rates(minRate64.minRate64),
    max_rate: maxRate64 === undefined ? undefined : rates(maxRate64.maxRate64)
  })
}

export function taprioJson(options: TaprioOptions): JsonObject {
  const { priomap, schedClockid = -1, flags, txtimeDelay } = options
  if (priomap === undefined) return {}
  return present({
    tc: priomap.numTc,
    map: priomap.prioTcMap,
    queues: queuesOf(priomap),
    clockid: clockName(schedClockid),
    flags: flags === undefined ? undefined : `0x${flags.toString(16)}`,
    txtime_delay: txtimeDelay,
    ...scheduleJson(options)
  })
}

/** The schedule that runs. One that is to come stands as a nameless object among the keys, which is no JSON: left out. */
function scheduleJson(options: TaprioOptions): JsonObject {
  return present({
    base_time: Number(options.schedBaseTime ?? 0),
    cycle_time: options.schedCycleTime ?? 0,
    cycle_time_extension: options.schedCycleTimeExtension ?? 0,
    schedule: options.schedEntryList?.entry?.map(entryJson)
  })
}

const COMMANDS: Readonly<Record<string, string>> = {
  'set-gates': 'S',
  'set-and-hold': 'H',
  'set-and-release': 'R'
}

const entryJson = ({
  index = 0,
  cmd = 'set-gates',
  gateMask = 0,
  interval = 0
}: TaprioEntry): JsonObject => ({
  index,
  cmd: COMMANDS[cmd] ?? 'Invalid',
  gatemask: hexadecimal(gateMask),
  interval
})
