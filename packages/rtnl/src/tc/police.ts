/** A policer in SI units: net/sched/act_police.c. */
import { checkKeys, type KeysOf } from '@nlkit/core'
import type { PoliceOptions, PoliceOptionsInput, TcPoliceInput } from './police.codec.ts'
import type { TcAction } from './verdict.codec.ts'
import { nanosecondsOf, ticksOf, transmitted, transmitTime } from './psched.ts'
import { isRate, measureOf, rateOf, wireRate, type Measure, type Rate } from './rate.ts'

/** A policer: a rate in bytes, or one in packets. */
export interface Policer extends Measure {
  /** Number of the action; left out, the kernel chooses. */
  readonly index?: number | undefined
  readonly rate?: Rate | undefined
  /** Bytes that may come at once; needed with a rate. */
  readonly burst?: number | undefined
  readonly peakrate?: Rate | undefined
  /** Longest packet in bytes; with a peak rate also the burst at that. Left out: 2047. */
  readonly mtu?: number | undefined
  /** Most bytes a second by the estimator. */
  readonly avrate?: Rate | undefined
  readonly packetsPerSecond?: number | undefined
  /** Packets that may come at once; needed with a rate in packets. */
  readonly packetBurst?: number | undefined
  /** What happens to packets above the rate. Left out: 'reclassify', as tc(8) has it. */
  readonly exceed?: TcAction | number | undefined
  /** What happens to packets within the rate. Left out: 'ok'. */
  readonly conform?: TcAction | number | undefined
}

const KEYS: KeysOf<Policer> = {
  index: true,
  rate: true,
  burst: true,
  peakrate: true,
  mtu: true,
  avrate: true,
  packetsPerSecond: true,
  packetBurst: true,
  exceed: true,
  conform: true,
  overhead: true,
  linklayer: true,
  mpu: true
}

const MTU = 2047
const NANOSECONDS = 1e9

/** Whether settings are a policer in SI units rather than the wire's. */
export function isPolicer(value: object): value is Policer {
  // Of these the wire's form has none, so that a rate beside them which is none is said to be none.
  const isSaid = ['burst', 'packetsPerSecond', 'exceed', 'conform'].some((key) => key in value)
  return isSaid || ('rate' in value && isRate(value.rate))
}

/** The wire's form of a policer. @throws TypeError, RangeError for what cannot be meant */
export function police(policer: Policer): PoliceOptionsInput {
  checkKeys(policer, KEYS)
  const { index, rate, burst, peakrate, mtu, avrate, packetsPerSecond, packetBurst, exceed, conform } =
    policer
  if ((rate === undefined) !== (burst === undefined))
    throw new TypeError('burst: goes with rate, and rate with burst')
  if (rate !== undefined && packetsPerSecond !== undefined)
    throw new TypeError('packetsPerSecond: excludes a rate in bytes')
  if (peakrate !== undefined && mtu === undefined) throw new TypeError('mtu: is needed with a peak rate')
  const tbf: TcPoliceInput = { action: exceed ?? 'reclassify' }
  const out: PoliceOptionsInput = { tbf }
  if (index !== undefined) tbf.index = index
  if (mtu !== undefined) tbf.mtu = mtu
  if (rate !== undefined && burst !== undefined) {
    const { spec, rate64, table } = wireRate(rate, mtu ?? MTU, policer, 'rate')
    tbf.rate = spec
    tbf.burst = ticksOf(transmitTime(burst, rate64 ?? spec.rate ?? 0), 'burst')
    out.rate = table
    out.rate64 = rate64
  }
  if (peakrate !== undefined) {
    const { spec, rate64, table } = wireRate(peakrate, mtu ?? MTU, policer, 'peakrate')
    tbf.peakrate = spec
    out.peakrate = table
    out.peakrate64 = rate64
  }
  if (avrate !== undefined) out.avrate = wireRate(avrate, MTU, {}, 'avrate').spec.rate
  if (packetsPerSecond !== undefined) {
    if (packetBurst === undefined) throw new TypeError('packetBurst: is needed with a rate in packets')
    out.pktrate64 = packetsPerSecond
    out.pktburst64 = ticksOf((packetBurst * NANOSECONDS) / packetsPerSecond, 'packetBurst')
  }
  if (conform !== undefined) out.result = conform
  return out
}

/** A policer in SI units. */
export function policerOf(options: PoliceOptions): Policer {
  const { tbf, rate64, peakrate64, avrate, pktrate64, pktburst64, result } = options
  if (tbf === undefined) return {}
  const rate = rateOf(tbf.rate, rate64)
  const peakrate = rateOf(tbf.peakrate, peakrate64)
  return {
    index: tbf.index,
    exceed: tbf.action,
    ...(result === undefined ? {} : { conform: result }),
    ...(rate.bytesPerSecond === 0
      ? {}
      : { rate, burst: transmitted(nanosecondsOf(tbf.burst), rate.bytesPerSecond), ...measureOf(tbf.rate) }),
    ...(tbf.mtu === 0 ? {} : { mtu: tbf.mtu }),
    ...(peakrate.bytesPerSecond === 0 ? {} : { peakrate }),
    ...(avrate === undefined ? {} : { avrate: { bytesPerSecond: avrate } }),
    ...(pktrate64 === undefined
      ? {}
      : {
          packetsPerSecond: pktrate64,
          packetBurst: Math.floor((nanosecondsOf(pktburst64 ?? 0) * pktrate64) / NANOSECONDS + 1e-6)
        })
  }
}
