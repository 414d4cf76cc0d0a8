import { AbortError, checkKeys, TimeoutError, type KeysOf, type WaitOptions } from '@nlkit/core'

export type { WaitOptions }

export const WAIT_KEYS: KeysOf<WaitOptions> = { signal: true, timeout: true }

/**
 * Looks every `step` milliseconds until the condition holds.
 * @throws AbortError, TimeoutError (named after `what`), and what the condition throws
 */
export async function waitUntil(
  what: string,
  condition: () => boolean | Promise<boolean>,
  step: number,
  options: WaitOptions = {}
): Promise<void> {
  const { signal, timeout } = checkWaitOptions(options)
  const until = timeout === undefined ? Number.POSITIVE_INFINITY : performance.now() + timeout
  for (;;) {
    throwIfAborted(signal)
    if (await condition()) return
    const left = until - performance.now()
    if (left <= 0) throw new TimeoutError(what, timeout ?? 0)
    await pause(Math.min(step, left), signal)
  }
}

/** @throws AbortError */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AbortError(signal.reason)
}

/** The rules that hold for every wait of nlkit. @throws TypeError, RangeError for options that cannot be meant */
export function checkWaitOptions(
  options: WaitOptions,
  keys: Readonly<Record<string, true>> = WAIT_KEYS
): WaitOptions {
  checkKeys(options, keys)
  const { signal, timeout } = options
  if (timeout !== undefined && !(Number.isInteger(timeout) && timeout >= 1 && timeout <= 0x7fffffff)) {
    throw new RangeError(`timeout: expected milliseconds from 1 to 2147483647, got ${String(timeout)}`)
  }
  if (signal !== undefined && !(typeof signal === 'object' && signal !== null && 'aborted' in signal)) {
    throw new TypeError('signal: expected an AbortSignal')
  }
  return options
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    signal?.addEventListener('abort', end, { once: true })
  })
}
