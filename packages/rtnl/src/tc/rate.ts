/** Rates as users write them, and as struct tc_ratespec and its table want them. */
import type { TcLinkLayer, TcRatespec, TcRatespecInput } from './ratespec.codec.ts'
import { TC_LINKLAYER } from './ratespec.constants.ts'
import { ticksOf, transmitTime } from './psched.ts'

/** A rate, in bytes or bits a second: `{ bytesPerSecond: 125_000 }`, `{ bitsPerSecond: 1e6 }`. Bits are rounded down to bytes. */
export type Rate = { readonly bytesPerSecond: number } | { readonly bitsPerSecond: number }

/** How packets are measured. */
export interface Measure {
  /** Bytes that each packet costs on top of its length. */
  readonly overhead?: number | undefined
  /** What the smallest packet costs, in bytes. */
  readonly mpu?: number | undefined
  /** How the link divides packets. */
  readonly linklayer?: TcLinkLayer | undefined
}

const BEYOND = 0xffffffff
const SLOTS = 256
const CELL_PAYLOAD = 48
const CELL = 53

/** Whether a value is meant as a rate. */
export function isRate(value: unknown): value is Rate {
  return (
    typeof value === 'object' && value !== null && ('bytesPerSecond' in value || 'bitsPerSecond' in value)
  )
}

/** Whole bytes a second. @throws TypeError for what is no rate, RangeError for what cannot be one */
export function bytesPerSecond(rate: Rate, key: string): number {
  if (!isRate(rate))
    throw new TypeError(`${key}: expected { bytesPerSecond } or { bitsPerSecond }, got ${String(rate)}`)
  const { bytesPerSecond, bitsPerSecond }: Partial<Record<'bytesPerSecond' | 'bitsPerSecond', unknown>> = rate
  if (bytesPerSecond !== undefined && bitsPerSecond !== undefined)
    throw new TypeError(`${key}: bytesPerSecond and bitsPerSecond exclude each other`)
  return bitsPerSecond === undefined
    ? wholeBytes(bytesPerSecond, 1, `${key}.bytesPerSecond`)
    : wholeBytes(bitsPerSecond, 8, `${key}.bitsPerSecond`)
}

/** Bytes out of a number of them or of their bits; errors are about the number. */
function wholeBytes(given: unknown, perByte: number, key: string): number {
  const most = Number.MAX_SAFE_INTEGER
  if (typeof given !== 'number' || Number.isNaN(given))
    throw new TypeError(`${key}: expected a number, got ${String(given)}`)
  if (given < 0 || given / perByte > most)
    throw new RangeError(`${key}: ${given} is not in 0 to ${most * perByte}`)
  const bytes = Math.floor(given / perByte)
  if (bytes === 0 && given > 0) throw new RangeError(`${key}: ${given} is less than a byte a second`)
  return bytes
}

/** What a packet of that length costs. */
export function costOf(length: number, { mpu = 0, linklayer = 'ethernet' }: Measure): number {
  const size = Math.max(length, mpu)
  return linklayer === 'atm' ? Math.ceil(size / CELL_PAYLOAD) * CELL : size
}

/** A rate on the wire. */
export interface WireRate {
  readonly spec: TcRatespecInput
  /** What belongs into the attribute of 64 bits, where the struct's 32 are not enough. */
  readonly rate64: number | undefined
  /** Ticks by slot. The kernel has clocks of its own now, but refuses some kinds without and reads the link layer out of it. */
  readonly table: readonly number[]
}

/**
 * The wire's form of a rate.
 * @param mtu the longest packet that the table says something of, in bytes
 */
export function wireRate(rate: Rate, mtu: number, measure: Measure, key: string): WireRate {
  const bytes = bytesPerSecond(rate, key)
  // qdisc_get_rtab(): a cell of one byte is refused.
  let cellLog = 1
  while (mtu >> cellLog >= SLOTS) cellLog++
  const { overhead = 0, mpu = 0, linklayer = 'ethernet' } = measure
  const table = Array.from({ length: SLOTS }, (_, slot) => slotTicks((slot + 1) << cellLog, bytes, measure))
  const spec = { cellLog, linklayer, overhead, cellAlign: -1, mpu, rate: Math.min(bytes, BEYOND) }
  return { spec, rate64: bytes >= BEYOND ? bytes : undefined, table }
}

function slotTicks(length: number, rate: number, measure: Measure): number {
  const time = transmitTime(costOf(length, measure), rate)
  // Where a packet would take minutes the table cannot say it, nor need it.
  return time > 200e9 ? BEYOND : ticksOf(time, '')
}

/** The rate and the measure of a struct. */
export function rateOf(spec: TcRatespec, rate64: number | undefined): { readonly bytesPerSecond: number } {
  return { bytesPerSecond: rate64 ?? spec.rate }
}

/** What a struct says of how packets are measured, as far as it is not what all have. */
export function measureOf({ overhead, mpu, linklayer }: TcRatespec): Measure {
  return {
    ...(overhead === 0 ? {} : { overhead }),
    ...(mpu === 0 ? {} : { mpu }),
    ...(linklayer === 'atm' || linklayer === TC_LINKLAYER.number.atm ? { linklayer: 'atm' } : {})
  }
}
