import { checkWaitOptions, throwIfAborted, WAIT_KEYS, type WaitOptions } from '../exchange/spec.ts'
import { Waiting } from '../exchange/waiting.ts'

interface Waiter<Value> {
  resolve(step: IteratorResult<Value, undefined>): void
  reject(error: Error): void
  waiting?: Waiting | undefined
}

/** Values that were not taken yet, or steps that wait for values: one of both is always empty once settle() has run. */
export class Steps<Value> {
  readonly #waiters: Waiter<Value>[] = []
  #values: Value[] = []
  #next = 0
  #error: Error | undefined
  #isEnded = false

  get isEmpty(): boolean {
    return this.#next === this.#values.length
  }

  get isAwaited(): boolean {
    return this.#waiters.length > 0
  }

  push(value: Value): void {
    this.#values.push(value)
  }

  /** The error that the next step rejects with, behind the values; the first one counts. */
  fail(error: Error): void {
    this.#error ??= error
  }

  /** Values that were not taken are dropped, steps end; an error is still told. */
  end(): void {
    this.#isEnded = true
    this.#values = []
    this.#next = 0
    this.settle()
  }

  /**
   * The next step.
   * @param read brings values if there are any, when no step waits and none is there
   */
  next(options: WaitOptions | undefined, read: () => void): Promise<IteratorResult<Value, undefined>> {
    if (options !== undefined) {
      try {
        checkWaitOptions(options, WAIT_KEYS)
        throwIfAborted(options.signal)
      } catch (error) {
        return Promise.reject(error)
      }
    }
    if (this.#waiters.length === 0) {
      if (this.isEmpty && !this.#isEnded) read()
      const step = this.#shift()
      if (step !== undefined) return Promise.resolve(step)
      const error = this.#takeError()
      if (error !== undefined) return Promise.reject(error)
      if (this.#isEnded) return Promise.resolve({ done: true, value: undefined })
    }
    return new Promise((resolve, reject) => {
      const waiter: Waiter<Value> = { resolve, reject }
      this.#waiters.push(waiter)
      if (options?.signal === undefined && options?.timeout === undefined) return
      waiter.waiting = new Waiting(options, 'event', (error) => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1)
        reject(error)
        this.settle()
      })
    })
  }

  /** Gives waiting steps what there is: values, an error, the end. */
  settle(): void {
    for (let waiter = this.#waiters[0]; waiter !== undefined; waiter = this.#waiters[0]) {
      const step = this.#shift()
      const error = step === undefined ? this.#takeError() : undefined
      if (step === undefined && error === undefined && !this.#isEnded) return
      this.#waiters.shift()
      waiter.waiting?.disarm()
      if (step !== undefined) waiter.resolve(step)
      else if (error !== undefined) waiter.reject(error)
      else waiter.resolve({ done: true, value: undefined })
    }
  }

  #takeError(): Error | undefined {
    const error = this.#error
    this.#error = undefined
    return error
  }

  #shift(): IteratorResult<Value, undefined> | undefined {
    const value = this.#values[this.#next]
    if (value === undefined) return undefined
    this.#next += 1
    if (this.#next === this.#values.length) {
      this.#values = []
      this.#next = 0
    }
    return { done: false, value }
  }
}
