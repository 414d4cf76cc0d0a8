import type { Bytes } from '../../codec/index.ts'
import type { ExtendedAck, NetlinkError } from '../../errors/netlink-error.ts'
import { OverrunError } from '../../errors/outcomes.ts'
import { NLMSG_DONE, NLMSG_ERROR, NLMSG_HDRLEN, NLMSG_MIN_TYPE } from '../../message/constants.ts'
import type { Exchange } from '../channel/exchange.ts'
import { dumpRefusal, errnoOf, refusal, warningOf, type SentRequest } from '../refusal.ts'
import type { KeysOf } from '../keys.ts'
import { WAIT_KEYS, type RequestSpec, type WaitOptions } from '../spec.ts'
import { Waiting } from '../waiting.ts'

/**
 * What became of one message of a batch: it took effect; the kernel (or its encoder) refused it; its answer was lost
 * or not waited for, so nobody knows; or it was never sent, because one before it failed.
 */
export type BatchResult<Out = unknown> =
  | { readonly status: 'done'; readonly objects: Out[]; readonly warning?: ExtendedAck }
  | { readonly status: 'failed'; readonly error: NetlinkError | TypeError | RangeError }
  | { readonly status: 'unknown'; readonly error: Error }
  | { readonly status: 'not-sent' }

export interface BatchOptions extends WaitOptions {
  /** Sends nothing behind the first message that fails. Each message then is a system call of its own. */
  readonly stopAtFirstError?: boolean | undefined
}

export const BATCH_KEYS: KeysOf<BatchOptions> = { ...WAIT_KEYS, stopAtFirstError: true }

/** Where a message stands in what was sent. */
export interface Packed {
  readonly spec: RequestSpec
  readonly start: number
  readonly end: number
  /** Whether it asks for an ACK of its own. The kernel works in order: an ACK further on answers for the others. */
  readonly isAcknowledged: boolean
}

/** The messages that went out in one send, each with a result of its own. */
export class BatchSend implements Exchange {
  readonly sequence: number
  readonly count: number
  readonly datagrams = 1024
  isOver = false

  readonly #packed: readonly Packed[]
  readonly #options: WaitOptions
  readonly #results: (BatchResult | undefined)[]
  readonly #objects: (unknown[] | undefined)[]
  #u8: Uint8Array
  #isWaiting = false
  #lost: Error | undefined
  #waiting: Waiting | undefined
  #resolve: (() => void) | undefined

  constructor(sequence: number, packed: readonly Packed[], u8: Uint8Array, options: WaitOptions) {
    this.sequence = sequence
    this.count = packed.length
    this.#packed = packed
    this.#u8 = u8
    this.#options = options
    this.#results = Array.from({ length: packed.length })
    this.#objects = Array.from({ length: packed.length })
  }

  /** `undefined` when everything was answered within the call. */
  settled(): Promise<void> | undefined {
    if (this.isOver) return undefined
    return new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  results(): BatchResult[] {
    return this.#results.map((result, i): BatchResult => {
      if (result !== undefined) return result
      if (this.#lost !== undefined) return { status: 'unknown', error: this.#lost }
      return { status: 'done', objects: this.#objects[i] ?? [] }
    })
  }

  onMessage(bytes: Bytes, at: number, end: number, type: number, flags: number, sequence: number): void {
    const index = (sequence - this.sequence) >>> 0
    const packed = this.#packed[index]
    if (packed === undefined) return
    if (type >= NLMSG_MIN_TYPE) {
      this.#onObject(packed, index, bytes, at + NLMSG_HDRLEN, end)
      return
    }
    if (type !== NLMSG_ERROR && type !== NLMSG_DONE) return
    const sent: SentRequest = { spec: packed.spec, u8: this.#u8, start: packed.start, end: packed.end }
    if (errnoOf(bytes, at, end) < 0) {
      const explain = type === NLMSG_ERROR ? refusal : dumpRefusal
      this.#results[index] = { status: 'failed', error: explain(sent, bytes, at, end, flags) }
    } else if (type === NLMSG_ERROR) {
      const warning = warningOf(sent, bytes, at, end, flags)
      const objects = this.#objects[index] ?? []
      this.#results[index] ??=
        warning === undefined ? { status: 'done', objects } : { status: 'done', objects, warning }
    }
    if (index === this.count - 1 && type === NLMSG_ERROR) this.#finish()
  }

  onOverrun(): void {
    this.onFailure(
      new OverrunError(this.#packed.find((_, i) => this.#results[i] === undefined)?.spec.name ?? 'batch')
    )
  }

  onFailure(error: Error): void {
    this.#lost ??= error
    this.#finish()
  }

  onWait(abandon: (exchange: Exchange) => void): Uint8Array {
    if (this.#isWaiting) return this.#u8
    this.#isWaiting = true
    // The bytes belong to the writer, which encodes the next request into them.
    this.#u8 = this.#u8.slice(0, this.#packed.at(-1)?.end ?? 0)
    if (this.#options.signal === undefined && this.#options.timeout === undefined) return this.#u8
    this.#waiting = new Waiting(this.#options, 'batch', (error) => {
      this.onFailure(error)
      abandon(this)
    })
    return this.#u8
  }

  #onObject(packed: Packed, index: number, bytes: Bytes, offset: number, end: number): void {
    if (packed.spec.reply === undefined) return
    try {
      ;(this.#objects[index] ??= []).push(packed.spec.reply.decode(bytes, offset, end))
    } catch (error) {
      this.#results[index] = { status: 'unknown', error: error as Error }
    }
  }

  #finish(): void {
    if (this.isOver) return
    this.isOver = true
    this.#waiting?.disarm()
    this.#resolve?.()
  }
}
