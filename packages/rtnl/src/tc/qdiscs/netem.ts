/** The network emulator in SI units: net/sched/sch_netem.c. */
import { checkKeys, type KeysOf } from '@nlkit/core'
import { nanosecondsOf, tickNanoseconds } from '../psched.ts'
import { bytesPerSecond, isRate, type Rate } from '../rate.ts'
import type { NetemOptions, NetemOptionsInput } from './netem.codec.ts'

/** What happens to packets. Times are nanoseconds, probabilities and correlations 0 to 1. */
export interface Emulation {
  /** Most packets that wait. Left out: 1000. */
  readonly limit?: number | undefined
  readonly delay?: number | undefined
  /** By how much delays differ. */
  readonly delayJitter?: number | undefined
  /** How much a delay is like the one before. */
  readonly delayCorrelation?: number | undefined
  readonly lossProbability?: number | undefined
  readonly lossCorrelation?: number | undefined
  readonly duplicateProbability?: number | undefined
  readonly duplicateCorrelation?: number | undefined
  readonly corruptProbability?: number | undefined
  readonly corruptCorrelation?: number | undefined
  /** Of being sent at once; needs a delay. */
  readonly reorderProbability?: number | undefined
  readonly reorderCorrelation?: number | undefined
  /** Every packet of that number is sent at once. Left out: every one that is to overtake. */
  readonly gap?: number | undefined
  readonly rate?: Rate | undefined
  /** Marks packets of flows that know ECN instead of losing them. */
  readonly ecn?: boolean | undefined
}

const KEYS: KeysOf<Emulation> = {
  limit: true,
  delay: true,
  delayJitter: true,
  delayCorrelation: true,
  lossProbability: true,
  lossCorrelation: true,
  duplicateProbability: true,
  duplicateCorrelation: true,
  corruptProbability: true,
  corruptCorrelation: true,
  reorderProbability: true,
  reorderCorrelation: true,
  gap: true,
  rate: true,
  ecn: true
}

const ONE = 0xffffffff
const LIMIT = 1000

/** Keys that only this form has. */
const OWN = [
  'delay',
  'delayJitter',
  'lossProbability',
  'duplicateProbability',
  'corruptProbability',
  'reorderProbability'
] as const

/** Whether settings are in SI units rather than the wire's. */
export function isEmulation(value: object): value is Emulation {
  return OWN.some((key) => key in value) || ('rate' in value && isRate(value.rate))
}

/** The wire's form. @throws TypeError, RangeError for what cannot be meant */
export function netem(of: Emulation): NetemOptionsInput {
  checkKeys(of, KEYS)
  const { limit = LIMIT, delay, delayJitter, rate, ecn } = of
  const out: NetemOptionsInput = {
    limit,
    loss: share(of.lossProbability, 'lossProbability'),
    duplicate: share(of.duplicateProbability, 'duplicateProbability'),
    gap: of.gap ?? (of.reorderProbability === undefined ? 0 : 1),
    latency: ticks(delay),
    jitter: ticks(delayJitter),
    latency64: delay,
    jitter64: delayJitter
  }
  if (
    of.delayCorrelation !== undefined ||
    of.lossCorrelation !== undefined ||
    of.duplicateCorrelation !== undefined
  ) {
    out.corr = {
      delayCorr: share(of.delayCorrelation, 'delayCorrelation'),
      lossCorr: share(of.lossCorrelation, 'lossCorrelation'),
      dupCorr: share(of.duplicateCorrelation, 'duplicateCorrelation')
    }
  }
  if (of.corruptProbability !== undefined) out.corrupt = pair(of, 'corrupt')
  if (of.reorderProbability !== undefined) out.reorder = pair(of, 'reorder')
  if (rate !== undefined) {
    const bytes = bytesPerSecond(rate, 'rate')
    out.rate = { rate: Math.min(bytes, ONE) }
    if (bytes >= ONE) out.rate64 = bytes
  }
  if (ecn !== undefined) out.ecn = ecn ? 1 : 0
  return out
}

function pair(of: Emulation, what: 'corrupt' | 'reorder'): { probability: number; correlation: number } {
  return {
    probability: share(of[`${what}Probability`], `${what}Probability`),
    correlation: share(of[`${what}Correlation`], `${what}Correlation`)
  }
}

function share(value: number | undefined, key: string): number {
  if (value === undefined) return 0
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${key}: ${value} is not in 0 to 1`)
  return Math.round(value * ONE)
}

/** For kernels before 4.15, which do not know the attributes in nanoseconds. */
function ticks(nanoseconds: number | undefined): number {
  return nanoseconds === undefined
    ? 0
    : Math.min(ONE, Math.max(0, Math.round(nanoseconds / tickNanoseconds())))
}

/** What happens to packets, in SI units; what does not happen is left out. */
export function emulationOf(options: NetemOptions): Emulation {
  const { limit, latency, jitter, latency64, jitter64, loss, duplicate, gap } = options
  const { corr, corrupt, reorder, rate, rate64, ecn } = options
  const delay = latency64 ?? nanosecondsOf(latency)
  const delayJitter = jitter64 ?? nanosecondsOf(jitter)
  const found: Record<string, number | Rate | boolean | undefined> = {
    delay,
    delayJitter,
    delayCorrelation: part(corr?.delayCorr),
    lossProbability: part(loss),
    lossCorrelation: part(corr?.lossCorr),
    duplicateProbability: part(duplicate),
    duplicateCorrelation: part(corr?.dupCorr),
    corruptProbability: part(corrupt?.probability),
    corruptCorrelation: part(corrupt?.correlation),
    reorderProbability: part(reorder?.probability),
    reorderCorrelation: part(reorder?.correlation),
    gap
  }
  const told = Object.fromEntries(
    Object.entries(found).filter(([, value]) => value !== undefined && value !== 0)
  )
  return {
    limit,
    ...told,
    ...(rate === undefined ? {} : { rate: { bytesPerSecond: rate64 ?? rate.rate } }),
    ...(ecn === undefined ? {} : { ecn: ecn !== 0 })
  }
}

function part(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value / ONE
}
