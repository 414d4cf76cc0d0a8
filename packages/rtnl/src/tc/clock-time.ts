/** Moments of a clock: nla_get_s64() and nla_get_u64() of what ktime_t holds. */
import { LE, short, type Bytes, type Writer } from '@nlkit/core/codec'

/**
 * Nanoseconds of a clock: a number up to 2^53, decimal digits beyond. Those of UTC and TAI have been beyond since April 1970,
 * and a schedule that devices share counts each of them.
 */
export type ClockTime = number | string

/** For encode: a number that is exact, a bigint, or decimal digits. */
export type ClockTimeInput = number | bigint | string

const LEAST = -(2n ** 63n)
const MOST = 2n ** 63n - 1n

export const clockTime = {
  decode({ view }: Bytes, at: number, end: number): ClockTime {
    if (end - at < 8) short(at, end, 8)
    const time = view.getBigInt64(at, LE)
    const number = Number(time)
    return Number.isSafeInteger(number) ? number : time.toString()
  },
  encode(writer: Writer, value: ClockTimeInput): void {
    const time = exact(writer, value)
    if (time < LEAST || time > MOST) writer.refuse('', `${value} is not in ${LEAST} to ${MOST}`)
    const at = writer.reserve(8)
    writer.view.setBigInt64(at, time, LE)
  },
  locate: (): undefined => undefined
}

function exact(writer: Writer, value: ClockTimeInput): bigint {
  if (typeof value === 'bigint') return value
  if (typeof value === 'string')
    return /^-?\d{1,19}$/.test(value)
      ? BigInt(value)
      : writer.mistake('', `'${value}' is not decimal digits of nanoseconds`)
  if (typeof value !== 'number') return writer.mistake('', `${String(value)} is not a number of nanoseconds`)
  return Number.isSafeInteger(value)
    ? BigInt(value)
    : writer.refuse('', `${value} is not exact: beyond 2^53 it takes a bigint, or digits`)
}
