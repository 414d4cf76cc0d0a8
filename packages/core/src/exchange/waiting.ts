import { AbortError, TimeoutError } from '../errors/outcomes.ts'
import type { WaitOptions } from './spec.ts'

/**
 * The abort signal and the timeout of something that waits. Armed only once it really waits: what is answered inline
 * pays for neither.
 */
export class Waiting {
  readonly #options: WaitOptions
  readonly #onAbort: () => void
  #timer: NodeJS.Timeout | undefined

  /** @param fail called at most once, with AbortError or TimeoutError */
  constructor(options: WaitOptions, name: string, fail: (error: Error) => void) {
    this.#options = options
    const { signal, timeout } = options
    this.#onAbort = () => {
      this.disarm()
      fail(new AbortError(signal?.reason))
    }
    signal?.addEventListener('abort', this.#onAbort, { once: true })
    if (timeout !== undefined) {
      this.#timer = setTimeout(() => {
        this.disarm()
        fail(new TimeoutError(name, timeout))
      }, timeout)
    }
  }

  disarm(): void {
    this.#options.signal?.removeEventListener('abort', this.#onAbort)
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
