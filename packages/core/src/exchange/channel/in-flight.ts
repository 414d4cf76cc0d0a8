import type { Exchange } from './exchange.ts'

/** The exchanges of a socket that wait for an answer, by sequence number. */
export class InFlight {
  readonly #waiting = new Map<number, Exchange>()

  get isEmpty(): boolean {
    return this.#waiting.size === 0
  }

  /** Whether any of `count` sequence numbers from `first` on belongs to something in flight. */
  isAnyTaken(first: number, count: number): boolean {
    if (this.#waiting.size === 0) return false
    for (let i = 0; i < count; i++) if (this.#waiting.has(first + i)) return true
    return false
  }

  add(exchange: Exchange): void {
    for (let i = 0; i < exchange.count; i++) this.#waiting.set((exchange.sequence + i) >>> 0, exchange)
  }

  /** @param current what is being sent right now, which need not have been added */
  find(sequence: number, current: Exchange | undefined): Exchange | undefined {
    if (current !== undefined && (sequence - current.sequence) >>> 0 < current.count) return current
    return this.#waiting.get(sequence)
  }

  forget(exchange: Exchange): void {
    for (let i = 0; i < exchange.count; i++) this.#waiting.delete((exchange.sequence + i) >>> 0)
  }

  /** Tells each, `current` first, and forgets those that are over then. */
  each(tell: (exchange: Exchange) => void, current?: Exchange): void {
    if (current !== undefined) tell(current)
    for (const exchange of new Set(this.#waiting.values())) {
      if (exchange !== current) tell(exchange)
      if (exchange.isOver) this.forget(exchange)
    }
  }
}
