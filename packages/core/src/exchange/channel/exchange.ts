import type { Bytes } from '../../codec/index.ts'

/** What waits for messages with a sequence number of its own on a {@link Channel}. */
export interface Exchange {
  /** Its first sequence number; the others follow without a gap. */
  readonly sequence: number
  /** How many sequence numbers it has. */
  readonly count: number
  /**
   * Datagrams that answer it if all goes as usual. So many are received at first: to find the queue empty behind them
   * would be one more attempt, which fails.
   */
  readonly datagrams: number
  /** What is sent stands in memory that the connection uses again and again. */
  readonly isLent: boolean
  readonly isOver: boolean
  /**
   * A message that answers it.
   * @param at where the message's header begins
   * @param end where the message ends
   */
  onMessage(bytes: Bytes, at: number, end: number, type: number, flags: number, sequence: number): void
  /** An answer may have been lost: whatever is not answered yet is of unknown fate. */
  onOverrun(): void
  /** Nothing more will come. */
  onFailure(error: Error): void
  /**
   * The answer was not there when the call returned: from here on the exchange waits, and whoever gives up on it
   * calls `abandon`. May be called twice.
   * @returns what is sent, in memory of its own
   */
  onWait(abandon: (exchange: Exchange) => void): Uint8Array
}
