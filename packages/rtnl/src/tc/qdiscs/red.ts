/** Random early detection in SI units: what red_set_parms() and red_calc_qavg_from_idle_time() in include/net/red.h work with. */
import { checkKeys, type KeysOf } from '@nlkit/core'
import { isAsked } from '../../objects.ts'
import { bytesPerSecond, type Rate } from '../rate.ts'
import type { RedOptionsInput } from './red.codec.ts'
import { TC_RED_ADAPTATIVE, TC_RED_ECN, TC_RED_HARDDROP, TC_RED_NODROP } from './red.constants.ts'

/** When packets are dropped early. */
export interface EarlyDetection {
  /** Most bytes that wait. */
  readonly limit: number
  /** It begins at so many bytes of average backlog. */
  readonly min: number
  /** The probability is at its greatest from so many bytes on. */
  readonly max: number
  /** Average length of a packet, in bytes. */
  readonly avpkt: number
  /** Packets that may come at once without moving the average much. Left out: (2 min + max) / (3 avpkt). */
  readonly burst?: number | undefined
  /** Rate of the link, to know how the average falls while nothing waits. Left out: 10 Mbit/s, as tc(8) has it. */
  readonly bandwidth?: Rate | undefined
  /** Greatest probability, above 0 and up to 1. Left out: 0.02. */
  readonly probability?: number | undefined
  /** Marks packets of flows that know ECN instead of dropping them. */
  readonly ecn?: boolean | undefined
  /** Drops beyond the maximum even what it could mark. */
  readonly harddrop?: boolean | undefined
  /** Adapts the probability. */
  readonly adaptive?: boolean | undefined
  /** Queues what it cannot mark instead of dropping it; needs `ecn`, and Linux 5.7. */
  readonly nodrop?: boolean | undefined
}

const KEYS: KeysOf<EarlyDetection> = {
  limit: true,
  min: true,
  max: true,
  avpkt: true,
  burst: true,
  bandwidth: true,
  probability: true,
  ecn: true,
  harddrop: true,
  adaptive: true,
  nodrop: true
}

const ALL_FLAGS = TC_RED_ECN | TC_RED_HARDDROP | TC_RED_ADAPTATIVE | TC_RED_NODROP
const LOGS = 32
const SLOTS = 256
const MAX_SHIFT = 31
const PROBABILITY = 0.02
const BANDWIDTH = { bitsPerSecond: 10_000_000 }
const MICROSECONDS = 1e6

/** Whether settings are in SI units rather than the wire's. */
export function isEarlyDetection(value: object): value is EarlyDetection {
  return 'avpkt' in value
}

/** The wire's form, of red; that of sfq has the same parts. @throws RangeError for what does not go together */
export function red(of: EarlyDetection): RedOptionsInput {
  checkKeys(of, KEYS)
  const { limit, min, max, avpkt, probability = PROBABILITY } = of
  const burst = of.burst ?? Math.floor((2 * min + max) / (3 * avpkt))
  const plog = probabilityLog(min, max, probability)
  const wlog = weightLog(min, burst, avpkt)
  const idle = idleTable(wlog, avpkt, bytesPerSecond(of.bandwidth ?? BANDWIDTH, 'bandwidth'))
  const flags =
    (isAsked(of.ecn, 'ecn') ? TC_RED_ECN : 0) |
    (isAsked(of.harddrop, 'harddrop') ? TC_RED_HARDDROP : 0) |
    (isAsked(of.adaptive, 'adaptive') ? TC_RED_ADAPTATIVE : 0) |
    (isAsked(of.nodrop, 'nodrop') ? TC_RED_NODROP : 0)
  const hasNodrop = (flags & TC_RED_NODROP) !== 0
  return {
    // Kernels know TC_RED_NODROP in the attribute alone, and refuse that beside flags here: red_get_flags().
    parms: {
      limit,
      qthMin: min,
      qthMax: max,
      wlog,
      plog,
      scellLog: idle.log,
      flags: hasNodrop ? 0 : flags
    },
    stab: idle.table,
    maxP: Math.min(0xffffffff, Math.floor(probability * 2 ** 32)),
    flags: hasNodrop ? { value: flags, selector: ALL_FLAGS } : undefined
  }
}

/** The weight of a sample with which `burst` packets in a row keep the average below the minimum. */
function weightLog(min: number, burst: number, avpkt: number): number {
  const room = burst + 1 - min / avpkt
  if (!(room >= 1))
    throw new RangeError(`burst: ${burst} packets of ${avpkt} bytes do not reach the minimum, ${min} bytes`)
  for (let log = 1; log < LOGS; log++) {
    const weight = 2 ** -log
    if (room <= (1 - (1 - weight) ** burst) / weight) return log
  }
  throw new RangeError(`burst: ${burst} packets are too many`)
}

/** The probability at the maximum over the distance of the thresholds, as a negative power of two. */
function probabilityLog(min: number, max: number, probability: number): number {
  if (!(max > min)) throw new RangeError(`max: ${max} is not above the minimum, ${min}`)
  if (!(probability > 0 && probability <= 1))
    throw new RangeError(`probability: ${probability} is not above 0 and up to 1`)
  const log = Math.ceil(-Math.log2(probability / (max - min)))
  if (log >= LOGS) throw new RangeError(`probability: ${probability} is too small for ${max - min} bytes`)
  return Math.max(0, log)
}

/** By how many bits the average is shifted after an idle time of so many cells; a cell is two to the `log` microseconds. */
function idleTable(wlog: number, avpkt: number, rate: number): { table: Uint8Array; log: number } {
  if (rate === 0) throw new RangeError('bandwidth: 0 lets nothing pass')
  const packetTime = (avpkt / rate) * MICROSECONDS
  const perMicrosecond = -Math.log(1 - 2 ** -wlog) / packetTime
  let log = 0
  while (log < LOGS && MAX_SHIFT / perMicrosecond / 2 ** log >= 2 * SLOTS) log++
  if (log === LOGS) throw new RangeError('bandwidth: is too small for the average packet')
  const table = Uint8Array.from({ length: SLOTS }, (_, slot) =>
    Math.min(MAX_SHIFT, Math.floor(slot * 2 ** log * perMicrosecond))
  )
  table[0] = 0
  table[SLOTS - 1] = MAX_SHIFT
  return { table, log }
}
