/**
 * Whether a request runs on the calling thread (`'inline'`: two system calls and no trip through the event loop, but
 * the kernel may make it wait for the RTNL lock), on a thread of its own (`'thread'`), or as it seems best (`'auto'`).
 */
export type Execution = 'auto' | 'inline' | 'thread'

/** Microseconds from which a call on the calling thread counts as slow. */
const SLOW = 5_000

/** Microseconds from which a single call is proof. Between the two a busy machine may just have taken the processor. */
const PROOF = 15_000

/** Milliseconds for which a slow connection goes by thread. */
const PENALTY = 1_000

/** Decides for one connection, from what its calls have cost lately. */
export class ExecutionPolicy {
  readonly #execution: Execution
  #threadUntil = 0
  #suspectUntil = 0

  constructor(execution: Execution) {
    this.#execution = execution
  }

  /** @param isSlow the message type is known to take long (creation, deletion, namespace moves, flushes) */
  runsInline(isSlow: boolean): boolean {
    if (this.#execution !== 'auto') return this.#execution === 'inline'
    if (isSlow) return false
    return this.#threadUntil === 0 || !this.#isPenalised()
  }

  /** Told after each inline call what it took. */
  observe(microseconds: number): void {
    if (microseconds < SLOW || this.#execution !== 'auto') return
    const now = performance.now()
    if (microseconds >= PROOF || now < this.#suspectUntil) this.#threadUntil = now + PENALTY
    this.#suspectUntil = now + PENALTY
  }

  #isPenalised(): boolean {
    if (performance.now() < this.#threadUntil) return true
    this.#threadUntil = 0
    return false
  }
}
