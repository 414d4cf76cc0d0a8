/** Quantities as tc(8) has them. */
import type { Rate } from '@nlkit/rtnl'
import { UsageError } from '../shared/errors.ts'
import type { Words } from '../shared/words.ts'

const BITS: Readonly<Record<string, number>> = {
  '': 1,
  bit: 1,
  kbit: 1e3,
  mbit: 1e6,
  gbit: 1e9,
  tbit: 1e12,
  kibit: 2 ** 10,
  mibit: 2 ** 20,
  gibit: 2 ** 30,
  tibit: 2 ** 40,
  bps: 8,
  kbps: 8e3,
  mbps: 8e6,
  gbps: 8e9,
  tbps: 8e12,
  kibps: 8 * 2 ** 10,
  mibps: 8 * 2 ** 20,
  gibps: 8 * 2 ** 30,
  tibps: 8 * 2 ** 40
}
const BYTES: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 2 ** 10,
  kb: 2 ** 10,
  m: 2 ** 20,
  mb: 2 ** 20,
  g: 2 ** 30,
  gb: 2 ** 30,
  kbit: 2 ** 10 / 8,
  mbit: 2 ** 20 / 8,
  gbit: 2 ** 30 / 8
}
/** Nanoseconds; a number alone is microseconds. */
const TIMES: Readonly<Record<string, number>> = {
  '': 1e3,
  s: 1e9,
  sec: 1e9,
  secs: 1e9,
  ms: 1e6,
  msec: 1e6,
  msecs: 1e6,
  us: 1e3,
  usec: 1e3,
  usecs: 1e3,
  ns: 1,
  nsec: 1,
  nsecs: 1
}

/** `10mbit`, `1gbps`: bits and bytes a second. */
export const rateOf = (words: Words, what: string): Rate => {
  return { bytesPerSecond: Math.floor(scaled(words, what, BITS, 'a rate such as 10mbit or 1mbps') / 8) }
}

/** `1600`, `15k`: bytes. */
export const sizeOf = (words: Words, what: string): number =>
  Math.floor(scaled(words, what, BYTES, 'a size such as 1600 or 32k'))

/** `10ms`: nanoseconds. */
export const timeOf = (words: Words, what: string): number =>
  Math.round(scaled(words, what, TIMES, 'a time such as 10ms or 1s'))

/** `10ms` in microseconds. */
export const microsecondsOf = (words: Words, what: string): number => Math.round(timeOf(words, what) / 1e3)

/** `1%`: a share of 1. */
export function shareOf(words: Words, what: string): number {
  const match = /^(\d+(?:\.\d+)?)%$/.exec(words.take(what))
  const share = Number(match?.[1]) / 100
  if (match !== null && share <= 1) return share
  throw new UsageError(`${what}: expected a percentage such as 1%`)
}

function scaled(
  words: Words,
  what: string,
  units: Readonly<Record<string, number>>,
  expected: string
): number {
  const word = words.take(what)
  const match = /^(\d+(?:\.\d+)?)([a-z]*)$/i.exec(word)
  const unit = match?.[2]?.toLowerCase() ?? ''
  if (match === null || !Object.hasOwn(units, unit))
    throw new UsageError(`${what}: expected ${expected}, got '${word}'`)
  return Number(match[1]) * (units[unit] ?? 1)
}
