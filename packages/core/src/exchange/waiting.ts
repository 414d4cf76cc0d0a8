import { AbortError, TimeoutError } from '../errors/outcomes.ts'
import type { WaitOptions } from './spec.ts'

/**
 * The abort signal and the timeout of something that waits. Armed only once it really waits: what is answered inline
 * pays for neither.
 */
export class Waiting {
  readonly #options: WaitOptions
  readonly #onAbort: () => void
  readonly #onTimeout: () => void
  #timer: NodeJS.Timeout | undefined
  #isArmed = true

  /** @param fail called at most once, with AbortError or TimeoutError */
  constructor(options: WaitOptions, name: string, fail: (error: Error) => void) {
    this.#options = options
    const { signal, timeout = 0 } = options
    this.#onAbort = () => {
      this.disarm()
      fail(new AbortError(signal?.reason))
    }
    this.#onTimeout = () => {
      this.disarm()
      fail(new TimeoutError(name, timeout))
    }
    signal?.addEventListener('abort', this.#onAbort, { once: true })
    // By a getter in what was encoded, or by who traces: that event is over. Who waits has to have begun before it is told.
    if (signal?.aborted === true) queueMicrotask(() => this.#isArmed && this.#onAbort())
    this.restart()
  }

  /** Counts the time anew: something came. */
  restart(): void {
    const { timeout } = this.#options
    if (timeout === undefined) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#onTimeout, timeout)
  }

  disarm(): void {
    this.#isArmed = false
    this.#options.signal?.removeEventListener('abort', this.#onAbort)
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
