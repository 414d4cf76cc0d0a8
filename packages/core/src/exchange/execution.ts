import type { Transport } from '../socket/transport.ts'
import { currentTurn } from './fairness.ts'

/**
 * Whether a request runs on the calling thread (`'inline'`: two system calls and no trip through the event loop, but
 * the kernel may make it wait for the RTNL lock), on a thread of its own (`'thread'`), or as it seems best (`'auto'`).
 */
export type Execution = 'auto' | 'inline' | 'thread'

/** Microseconds from which a call on the calling thread is slow, if the thread slept in it. */
const SLOW = 5_000

/**
 * Microseconds from which it is slow in any case. Between the two a thread that did not sleep has lost the processor to
 * others: by thread its requests would take several times as long, on a machine that is busy already.
 */
const VERY_SLOW = 50_000

/** Milliseconds for which a slow connection goes by thread, at the most. */
const PENALTY = 1_000

/** How many times longer each further slow send by thread makes that. */
const GROWTH = 4

/** Decides for one connection, from what its calls have cost lately. */
export class ExecutionPolicy {
  readonly #execution: Execution
  readonly #transport: Transport
  #threadUntil = 0
  /** Milliseconds that the last slow call cost. */
  #penalty = 0
  /** So was the last send by thread. */
  #isThreadSlow = false
  #turn = -1
  #sleeps = 0

  constructor(execution: Execution, transport: Transport) {
    this.#execution = execution
    this.#transport = transport
  }

  /** @param isSlow the message type is known to take long (creation, deletion, namespace moves, flushes) */
  runsInline(isSlow: boolean): boolean {
    if (this.#execution !== 'auto') return this.#execution === 'inline'
    if (isSlow) return false
    if (this.#threadUntil !== 0 && this.#isPenalised()) return false
    // Asking how often the thread has slept is a system call. Between two turns of the event loop it sleeps anyway, so
    // that one for each turn does.
    const turn = currentTurn()
    if (turn !== this.#turn) {
      this.#turn = turn
      this.#sleeps = this.#transport.sleeps?.() ?? 0
    }
    return true
  }

  /** Told after each inline call what it took. */
  observe(microseconds: number): void {
    if (microseconds < SLOW || this.#execution !== 'auto') return
    const hasSlept = this.#transport.sleeps === undefined || this.#transport.sleeps() !== this.#sleeps
    // The kernel sleeps now and then where nobody else is to blame (a table of routes that grows waits for readers of the
    // old one), and by thread a request takes six times as long: that costs no more than it took itself.
    if (hasSlept || microseconds >= VERY_SLOW)
      this.#punish(microseconds >= VERY_SLOW ? PENALTY : microseconds / 1000)
    this.#turn = -1
  }

  /** Told what each send by thread slept. When one after the other does, somebody holds RTNL: it goes on by thread for long. */
  observeThread(microseconds: number): void {
    if (this.#execution !== 'auto') return
    const isSlow = microseconds >= SLOW
    const grown = this.#isThreadSlow ? this.#penalty * GROWTH : 0
    this.#isThreadSlow = isSlow
    if (isSlow) this.#punish(Math.min(PENALTY, Math.max(microseconds / 1000, grown)))
  }

  #punish(milliseconds: number): void {
    this.#penalty = milliseconds
    this.#threadUntil = Math.max(this.#threadUntil, performance.now() + milliseconds)
  }

  #isPenalised(): boolean {
    if (performance.now() < this.#threadUntil) return true
    this.#threadUntil = 0
    return false
  }
}
