import { AbortError, checkKeys, type KeysOf } from '@nlkit/core'
import { builtin } from '../system.ts'
import type { TcpInfo } from './codec.ts'
import { ratesBetween } from './rates.ts'
import type { TcpRates } from './rates.ts'

/** One look at a connection. */
export interface TcpSample {
  /** When, milliseconds since 1970. */
  readonly time: number
  readonly info: TcpInfo
  /** Milliseconds since the sample before; absent in the first. */
  readonly elapsed?: number
  /** What changed since then; absent in the first. */
  readonly rates?: TcpRates
}

/** How often to look, and until when. */
export interface SampleOptions {
  /** Milliseconds between samples, 1 or more. Default: 1000. */
  readonly interval?: number | undefined
  /** Ends the loop with AbortError. */
  readonly signal?: AbortSignal | undefined
}

const KEYS: KeysOf<SampleOptions> = { interval: true, signal: true }

/** @throws RangeError for an interval that is none, TypeError for options that there are none of */
export function checkInterval(options: SampleOptions): number {
  checkKeys(options, KEYS)
  const { interval = 1000 } = options
  if (!(Number.isFinite(interval) && interval >= 1 && interval <= 0x7fffffff)) {
    throw new RangeError(`interval: expected milliseconds from 1 to 2147483647, got ${interval}`)
  }
  return interval
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await builtin('node:timers/promises').setTimeout(
      Math.max(0, milliseconds),
      undefined,
      signal === undefined ? {} : { signal }
    )
  } catch (error) {
    throw signal?.aborted === true ? new AbortError(signal.reason) : error
  }
}

/** Samples until `look` finds nothing any more. A look that was late does not delay those after it; those missed are left out. */
export async function* sample(
  look: () => Promise<TcpInfo | undefined>,
  interval: number,
  signal: AbortSignal | undefined
): AsyncGenerator<TcpSample, void, undefined> {
  const start = performance.now()
  let last: { readonly at: number; readonly info: TcpInfo } | undefined
  for (let turn = 0; ;) {
    if (signal?.aborted === true) throw new AbortError(signal.reason)
    const info = await look()
    if (info === undefined) return
    const at = performance.now()
    const time = Date.now()
    if (last === undefined) yield { time, info }
    else {
      const elapsed = at - last.at
      yield { time, info, elapsed, rates: ratesBetween(last.info, info, elapsed) }
    }
    last = { at, info }
    turn = Math.max(turn + 1, Math.ceil((performance.now() - start) / interval))
    await pause(start + turn * interval - performance.now(), signal)
  }
}
