import type { Transport } from '../../socket/transport.ts'
import { currentTurn } from './fairness.ts'

/**
 * Whether a request runs on the calling thread (`'inline'`: one or two system calls and no trip through the event loop, but
 * the kernel may make it wait for the RTNL lock), on a thread of its own (`'thread'`), or as it seems best (`'auto'`). Many requests made at once are
 * spread over turns of the event loop by `'auto'`, some milliseconds in each; `'inline'` runs each within its call.
 */
export type Execution = 'auto' | 'inline' | 'thread'

/** Microseconds from which a call on the calling thread is slow, if the thread slept in it. */
const SLOW = 5_000

/** Microseconds from which somebody holds RTNL for long: the event loop is to wait for that once, not each time. */
const LONG = 25_000

/**
 * Microseconds from which a call is long in any case. Below it a thread that did not sleep has lost the processor to
 * others: by thread its requests would take several times as long, on a machine that is busy already.
 */
const VERY_LONG = 50_000

/** Milliseconds for which a connection goes by thread after a long call, at the least. */
const PENALTY = 1_000

/** Sends by thread that were not slow, after which it is back on the calling thread. */
const QUICK = 16

/** The same after a call that was slow, but not long. */
const FEW = 4

/** How many times longer each further slow send by thread makes the time for which it goes by thread, up to {@link PENALTY}. */
const GROWTH = 4

/** Decides for one connection, from what its calls have cost lately. */
export class ExecutionPolicy {
  readonly #execution: Execution
  readonly #transport: Transport
  #threadUntil = 0
  /** Milliseconds that the last slow send by thread cost. */
  #penalty = 0
  /** So was the last send by thread. */
  #isThreadSlow = false
  /** Sends by thread that have yet to be quick. */
  #quickLeft = 0
  #turn = -1
  #sleeps = 0

  constructor(execution: Execution, transport: Transport) {
    this.#execution = execution
    this.#transport = transport
  }

  /** Whether many requests at once are spread over turns of the event loop. Who says 'inline' means now. */
  get givesWay(): boolean {
    return this.#execution === 'auto'
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
    // old one), and by thread a request takes six times as long: a few of those show whether it was that.
    if (microseconds >= (hasSlept ? LONG : VERY_LONG)) this.#keepOff(QUICK, PENALTY)
    else if (hasSlept) this.#keepOff(FEW, 0)
    this.#turn = -1
  }

  /** Told what each send by thread slept. When one after the other does, somebody holds RTNL: it goes on by thread for long. */
  observeThread(microseconds: number): void {
    if (this.#execution !== 'auto') return
    const isSlow = microseconds >= SLOW
    const grown = this.#isThreadSlow ? this.#penalty * GROWTH : 0
    this.#isThreadSlow = isSlow
    if (microseconds >= LONG) this.#keepOff(QUICK, PENALTY)
    else if (isSlow) this.#keepOff(FEW, Math.min(PENALTY, Math.max(microseconds / 1000, grown)))
    else if (this.#quickLeft > 0) this.#quickLeft -= 1
  }

  // Time alone would let each request wait on the event loop where they come more than a second apart, a number of quick
  // ones alone each that comes some milliseconds after the lock was let go.
  #keepOff(quick: number, milliseconds: number): void {
    this.#quickLeft = Math.max(this.#quickLeft, quick)
    this.#penalty = milliseconds
    this.#threadUntil = Math.max(this.#threadUntil, performance.now() + milliseconds)
  }

  #isPenalised(): boolean {
    if (this.#quickLeft > 0 || performance.now() < this.#threadUntil) return true
    this.#threadUntil = 0
    return false
  }
}
