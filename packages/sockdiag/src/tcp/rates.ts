import type { TcpInfo } from './codec.ts'

/** What changed between two samples, per second. A key is absent where the kernel does not tell its field. */
export interface TcpRates {
  /** Bytes per second. */
  readonly bytesSent?: number
  readonly bytesAcked?: number
  readonly bytesReceived?: number
  readonly bytesRetrans?: number
  /** Segments per second. */
  readonly segsOut?: number
  readonly segsIn?: number
  readonly dataSegsOut?: number
  readonly dataSegsIn?: number
  readonly delivered?: number
  readonly totalRetrans: number
  /** Shares of the time between the samples, 0 to 1: with data to send, and of it held up by the peer's window, by the send buffer. */
  readonly busyTime?: number
  readonly rwndLimited?: number
  readonly sndbufLimited?: number
}

const PER_SECOND_64 = ['bytesSent', 'bytesAcked', 'bytesReceived', 'bytesRetrans'] as const
const PER_SECOND_32 = ['segsOut', 'segsIn', 'dataSegsOut', 'dataSegsIn', 'delivered'] as const
const SHARES = ['busyTime', 'rwndLimited', 'sndbufLimited'] as const

/** Rates between two samples that are `elapsed` milliseconds apart. Counters of 32 bits may have wrapped around once. */
export function ratesBetween(before: TcpInfo, after: TcpInfo, elapsed: number): TcpRates {
  const seconds = elapsed / 1000
  const perSecond = (difference: number): number => difference / seconds
  const rates: { -readonly [Key in keyof TcpRates]: TcpRates[Key] } = {
    totalRetrans: perSecond((after.totalRetrans - before.totalRetrans) >>> 0)
  }
  for (const key of PER_SECOND_64) {
    const [from, to] = [before[key], after[key]]
    if (from !== undefined && to !== undefined) rates[key] = perSecond(to - from)
  }
  for (const key of PER_SECOND_32) {
    const [from, to] = [before[key], after[key]]
    if (from !== undefined && to !== undefined) rates[key] = perSecond((to - from) >>> 0)
  }
  for (const key of SHARES) {
    const [from, to] = [before[key], after[key]]
    // Microseconds against milliseconds; the kernel's jiffies may run a little ahead.
    if (from !== undefined && to !== undefined)
      rates[key] = Math.min(1, Math.max(0, (to - from) / (elapsed * 1000)))
  }
  return rates
}
