/** A token bucket filter in SI units: net/sched/sch_tbf.c. */
import { checkKeys, type KeysOf } from '@nlkit/core'
import { nanosecondsOf, ticksOf, transmitted, transmitTime } from '../psched.ts'
import { bytesPerSecond, isRate, measureOf, rateOf, wireRate, type Measure, type Rate } from '../rate.ts'
import type { TbfOptions, TbfOptionsInput, TcTbfQoptInput } from './tbf.codec.ts'

/** A token bucket. Of `limit` and `latency` one is given. */
export interface TokenBucket extends Measure {
  readonly rate: Rate
  /** Bytes that may go at once; at least the longest packet. */
  readonly burst: number
  /** Most bytes that wait. */
  readonly limit?: number | undefined
  /** Most time that a packet waits, in nanoseconds. */
  readonly latency?: number | undefined
  readonly peakrate?: Rate | undefined
  /** Bytes that may go at once at the peak rate; needed with it. */
  readonly mtu?: number | undefined
}

const KEYS: KeysOf<TokenBucket> = {
  rate: true,
  burst: true,
  limit: true,
  latency: true,
  peakrate: true,
  mtu: true,
  overhead: true,
  mpu: true,
  linklayer: true
}

const NANOSECONDS = 1e9
const TABLE_MTU = 2047

/** Whether settings are a token bucket in SI units rather than the wire's. */
export function isTokenBucket(value: object): value is TokenBucket {
  return 'rate' in value && isRate(value.rate)
}

/** The wire's form of a token bucket. @throws TypeError, RangeError for what cannot be meant */
export function tbf(bucket: TokenBucket): TbfOptionsInput {
  checkKeys(bucket, KEYS)
  const { rate, burst, peakrate, mtu } = bucket
  if ((peakrate === undefined) !== (mtu === undefined))
    throw new TypeError('mtu: goes with peakrate, and peakrate with mtu')
  const { spec, rate64, table } = wireRate(rate, mtu ?? TABLE_MTU, bucket, 'rate')
  if (spec.rate === 0) throw new RangeError('rate: 0 lets nothing pass')
  const parms: TcTbfQoptInput = {
    rate: spec,
    limit: limitOf(bucket),
    buffer: ticksOf(transmitTime(burst, rate64 ?? spec.rate ?? 0), 'burst')
  }
  const out: TbfOptionsInput = { parms, rate64, burst, rtab: table }
  if (peakrate === undefined || mtu === undefined) return out
  const peak = wireRate(peakrate, mtu, bucket, 'peakrate')
  parms.peakrate = peak.spec
  parms.mtu = ticksOf(transmitTime(mtu, peak.rate64 ?? peak.spec.rate ?? 0), 'mtu')
  return { ...out, prate64: peak.rate64, pburst: mtu, ptab: peak.table }
}

/** What waits for so long at the rate, and goes at once before: at the peak rate where that is less. */
function limitOf({ rate, burst, limit, latency, peakrate, mtu = 0 }: TokenBucket): number {
  if ((limit === undefined) === (latency === undefined))
    throw new TypeError('limit: either limit or latency is needed')
  if (limit !== undefined) return limit
  const seconds = (latency ?? 0) / NANOSECONDS
  if (!(seconds >= 0)) throw new RangeError(`latency: ${latency} ns cannot be meant`)
  const atRate = bytesPerSecond(rate, 'rate') * seconds + burst
  const atPeak = peakrate === undefined ? atRate : bytesPerSecond(peakrate, 'peakrate') * seconds + mtu
  return Math.round(Math.min(atRate, atPeak))
}

/** A token bucket in SI units. Both limit and latency are told. */
export function tokenBucketOf({
  parms,
  rate64,
  prate64
}: TbfOptions): TokenBucket & { readonly latency: number } {
  if (parms === undefined) throw new TypeError('parms: are missing')
  const rate = rateOf(parms.rate, rate64)
  const peak = rateOf(parms.peakrate, prate64)
  const burst = transmitted(nanosecondsOf(parms.buffer), rate.bytesPerSecond)
  const wait = ((parms.limit - burst) * NANOSECONDS) / rate.bytesPerSecond
  const base = { rate, burst, limit: parms.limit, ...measureOf(parms.rate) }
  if (peak.bytesPerSecond === 0) return { ...base, latency: Math.max(0, Math.round(wait)) }
  const mtu = transmitted(nanosecondsOf(parms.mtu), peak.bytesPerSecond)
  const peakWait = ((parms.limit - mtu) * NANOSECONDS) / peak.bytesPerSecond
  return { ...base, latency: Math.max(0, Math.round(Math.max(wait, peakWait))), peakrate: peak, mtu }
}
