/** Classes of hfsc in SI units: net/sched/sch_hfsc.c. */
import { checkKeys, type KeysOf } from '@nlkit/core'
import { bytesPerSecond, type Rate } from '../rate.ts'
import type {
  HfscClassOptions,
  HfscClassOptionsInput,
  TcServiceCurve,
  TcServiceCurveInput
} from '../qdiscs/hfsc.codec.ts'

/** A service curve: one rate at first, another from then on. */
export interface ServiceCurve {
  /** Rate at first. */
  readonly m1?: Rate | undefined
  /** For how long, in nanoseconds; whole microseconds. */
  readonly d?: number | undefined
  /** Rate from then on. */
  readonly m2: Rate
}

/** A class of hfsc. */
export interface HfscClass {
  /** What it gets in real time, whatever others do. */
  readonly realTime?: ServiceCurve | undefined
  /** How it shares what is left with its siblings. */
  readonly linkShare?: ServiceCurve | undefined
  /** What it gets at most. */
  readonly upperLimit?: ServiceCurve | undefined
}

const KEYS: KeysOf<HfscClass> = {
  realTime: true,
  linkShare: true,
  upperLimit: true
}

const CURVE_KEYS: KeysOf<ServiceCurve> = {
  m1: true,
  d: true,
  m2: true
}

const MICROSECOND = 1000

/** Whether settings are a class in SI units rather than the wire's. */
export function isHfscClass(value: object): value is HfscClass {
  return 'realTime' in value || 'linkShare' in value || 'upperLimit' in value
}

/** The wire's form of a class. @throws TypeError, RangeError for what cannot be meant */
export function hfscClass(of: HfscClass): HfscClassOptionsInput {
  checkKeys(of, KEYS)
  const { realTime, linkShare, upperLimit } = of
  return {
    rsc: realTime === undefined ? undefined : curve(realTime, 'realTime'),
    fsc: linkShare === undefined ? undefined : curve(linkShare, 'linkShare'),
    usc: upperLimit === undefined ? undefined : curve(upperLimit, 'upperLimit')
  }
}

function curve(of: ServiceCurve, key: string): TcServiceCurveInput {
  checkKeys(of, CURVE_KEYS, key)
  const { m1, d = 0, m2 } = of
  return {
    m1: m1 === undefined ? 0 : bytesPerSecond(m1, `${key}.m1`),
    d: Math.ceil(d / MICROSECOND),
    m2: bytesPerSecond(m2, `${key}.m2`)
  }
}

/** A class in SI units. */
export function hfscClassOf({ rsc, fsc, usc }: HfscClassOptions): HfscClass {
  return {
    ...(rsc === undefined ? {} : { realTime: curveOf(rsc) }),
    ...(fsc === undefined ? {} : { linkShare: curveOf(fsc) }),
    ...(usc === undefined ? {} : { upperLimit: curveOf(usc) })
  }
}

function curveOf({ m1, d, m2 }: TcServiceCurve): ServiceCurve {
  const rest = { m2: { bytesPerSecond: m2 } }
  return d === 0 && m1 === 0 ? rest : { m1: { bytesPerSecond: m1 }, d: d * MICROSECOND, ...rest }
}
