import type { RejectReason, Rejected } from '../message/rejected.ts'

/** How many datagrams were dropped for each reason. */
export type RejectCounts = Readonly<Record<RejectReason, number>>

/** Counts what was dropped. */
export class Rejections {
  readonly #counts: Record<RejectReason, number> = {
    sender: 0,
    uid: 0,
    truncated: 0,
    'too-long': 0,
    magic: 0,
    version: 0,
    malformed: 0
  }
  #total = 0

  count({ rejected }: Pick<Rejected, 'rejected'>): void {
    this.#counts[rejected] += 1
    this.#total += 1
  }

  /** A copy, by reason. */
  get counts(): RejectCounts {
    return { ...this.#counts }
  }

  get total(): number {
    return this.#total
  }
}
