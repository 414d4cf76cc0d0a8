/** Classes of htb in SI units: net/sched/sch_htb.c. */
import { checkKeys, type KeysOf } from '@nlkit/core'
import { nanosecondsOf, ticksOf, transmitted, transmitTime } from '../psched.ts'
import { isRate, measureOf, rateOf, wireRate, type Measure, type Rate } from '../rate.ts'
import type { HtbOptions, HtbOptionsInput } from '../qdiscs/htb.codec.ts'

/** A class of htb. */
export interface HtbClass extends Measure {
  /** What the class has for itself. */
  readonly rate: Rate
  /** What it may have when its parent has some to lend. Left out: the rate. */
  readonly ceil?: Rate | undefined
  /** Bytes that may go at once at `rate`. Left out: the longest packet and what a nanosecond brings, as tc(8) has it. */
  readonly burst?: number | undefined
  /** Bytes that may go at once at `ceil`. Left out: likewise. */
  readonly cburst?: number | undefined
  /** Priority of a leaf, 0-7: spare rate goes to the lowest number first. */
  readonly prio?: number | undefined
  /** Bytes for which a leaf is served at a time. Left out: by the rate. */
  readonly quantum?: number | undefined
  /** Longest packet, in bytes. Left out: 1600. */
  readonly mtu?: number | undefined
}

const KEYS: KeysOf<HtbClass> = {
  rate: true,
  ceil: true,
  burst: true,
  cburst: true,
  prio: true,
  quantum: true,
  mtu: true,
  overhead: true,
  mpu: true,
  linklayer: true
}

const MTU = 1600

/** Whether settings are a class in SI units rather than the wire's. */
export function isHtbClass(value: object): value is HtbClass {
  return 'rate' in value && isRate(value.rate)
}

/** The wire's form of a class. @throws TypeError, RangeError for what cannot be meant */
export function htbClass(of: HtbClass): HtbOptionsInput {
  checkKeys(of, KEYS)
  const { prio, quantum, mtu = MTU } = of
  const rate = wireRate(of.rate, mtu, of, 'rate')
  const ceil = of.ceil === undefined ? rate : wireRate(of.ceil, mtu, of, 'ceil')
  if (rate.spec.rate === 0) throw new RangeError('rate: 0 lets nothing pass')
  const perSecond = rate.rate64 ?? rate.spec.rate ?? 0
  const ceilPerSecond = ceil.rate64 ?? ceil.spec.rate ?? 0
  return {
    parms: {
      rate: rate.spec,
      ceil: ceil.spec,
      buffer: ticksOf(transmitTime(of.burst ?? burstOf(perSecond, mtu), perSecond), 'burst'),
      cbuffer: ticksOf(transmitTime(of.cburst ?? burstOf(ceilPerSecond, mtu), ceilPerSecond), 'cburst'),
      prio,
      quantum
    },
    rate64: rate.rate64,
    ceil64: ceil.rate64,
    rtab: rate.table,
    ctab: ceil.table
  }
}

function burstOf(perSecond: number, mtu: number): number {
  return mtu + Math.floor(perSecond / 1e9)
}

/** A class in SI units. */
export function htbClassOf({ parms, rate64, ceil64 }: HtbOptions): HtbClass & { readonly ceil: Rate } {
  if (parms === undefined) throw new TypeError('parms: are missing')
  const rate = rateOf(parms.rate, rate64)
  const ceil = rateOf(parms.ceil, ceil64)
  return {
    rate,
    ceil,
    burst: transmitted(nanosecondsOf(parms.buffer), rate.bytesPerSecond),
    cburst: transmitted(nanosecondsOf(parms.cbuffer), ceil.bytesPerSecond),
    prio: parms.prio,
    quantum: parms.quantum,
    ...measureOf(parms.rate)
  }
}
