/** Rate estimators, TCA_RATE: gen_new_estimator() in net/core/gen_estimator.c. */
import { checkKeys, type KeysOf } from '@nlkit/core'
import type { GnetEstimator, GnetEstimatorInput } from './ratespec.codec.ts'

/** How a rate is estimated, in nanoseconds. */
export interface Estimator {
  /** Time between two samples, 250 ms to 8 s; rounded up to 250 ms times a power of two. */
  readonly interval: number
  /** Time after which a sample counts for little; longer than the interval. */
  readonly timeConstant: number
}

const KEYS: KeysOf<Estimator> = {
  interval: true,
  timeConstant: true
}

const QUARTER = 250_000_000
const LONGEST = 5
const LOGS = 31

/** The wire's form of an estimator. @throws RangeError for times that it cannot have */
export function estimator(of: Estimator): GnetEstimatorInput {
  checkKeys(of, KEYS, 'rate')
  const { interval, timeConstant } = of
  let log = 0
  while (log <= LONGEST && interval > QUARTER * 2 ** log) log++
  if (!(interval > 0) || log > LONGEST)
    throw new RangeError(`rate.interval: ${interval} ns is not in 250 ms to 8 s`)
  let weight = 1
  while (weight < LOGS && interval / -Math.log(1 - 2 ** -weight) <= timeConstant) weight++
  weight -= 1
  if (weight === 0 || weight >= LOGS - 1) {
    throw new RangeError(
      `rate.timeConstant: ${timeConstant} ns does not go with samples every ${interval} ns`
    )
  }
  return { interval: log - 2, ewmaLog: weight }
}

/** The times of an estimator, in nanoseconds. */
export function estimatorOf({ interval, ewmaLog }: GnetEstimator): Estimator {
  const time = QUARTER * 2 ** (interval + 2)
  return { interval: time, timeConstant: Math.round(time / -Math.log(1 - 2 ** -ewmaLog)) }
}
