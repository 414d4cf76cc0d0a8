import type { Exchange } from './exchange.ts'
import { dueTurn } from './fairness.ts'
import { Fifo } from './fifo.ts'

/** What waits for those before it, for a thread that has room, or for the event loop to have had its turn. */
interface Queued {
  readonly exchange: Exchange
  readonly bytes: Uint8Array
  readonly isSlow: boolean
}

/** The channel, as its queue sees it. */
export interface Sender {
  /** Whether what is next may run on this thread. */
  runsInline(isSlow: boolean): boolean
  /** Whether what runs on this thread leaves the event loop its turns. */
  readonly givesWay: boolean
  /** Nothing may be sent just now; the channel calls `advance()` when that is over. */
  isHeldUp(): boolean
  exchange(exchange: Exchange, bytes: Uint8Array): void
  /** @returns false where the thread has enough to do; the channel calls `advance()` when it has less */
  submit(exchange: Exchange, bytes: Uint8Array): boolean
  onEmpty(): void
}

/** Requests that could not go out when they were made, in order. */
export class SendQueue {
  readonly #sender: Sender
  readonly #queue = new Fifo<Queued>()
  /** It goes on in the next turn of the event loop. */
  #isPaused = false

  constructor(sender: Sender) {
    this.#sender = sender
  }

  get isEmpty(): boolean {
    return this.#queue.length === 0
  }

  push(exchange: Exchange, bytes: Uint8Array, isSlow: boolean): void {
    this.#queue.push({ exchange, bytes, isSlow })
    this.advance()
  }

  /** Sends what there is: by thread as much as may be under way, on this thread as long as its turn lasts. */
  advance(): void {
    if (this.#isPaused) return
    const sender = this.#sender
    for (let next = this.#queue.first; next !== undefined && !sender.isHeldUp(); next = this.#queue.first) {
      const { exchange, bytes, isSlow } = next
      // What was aborted before it was sent never goes out.
      if (exchange.isOver) {
        this.#queue.shift()
      } else if (!sender.runsInline(isSlow)) {
        if (!sender.submit(exchange, bytes)) return
        this.#queue.shift()
      } else {
        const turn = sender.givesWay ? dueTurn() : undefined
        if (turn !== undefined) {
          void this.#pauseFor(turn)
          return
        }
        this.#queue.shift()
        sender.exchange(exchange, bytes)
      }
    }
    if (this.isEmpty) sender.onEmpty()
  }

  async #pauseFor(turn: Promise<void>): Promise<void> {
    this.#isPaused = true
    await turn
    this.#isPaused = false
    this.advance()
  }
}
