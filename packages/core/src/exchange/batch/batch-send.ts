import type { Bytes } from '../../codec/index.ts'
import { OverrunError } from '../../errors/outcomes.ts'
import { NLMSG_DONE, NLMSG_ERROR, NLMSG_HDRLEN, NLMSG_MIN_TYPE } from '../../message/constants.ts'
import type { Exchange } from '../channel/exchange.ts'
import { dumpRefusal, errnoOf, refusal, warningOf, type SentRequest } from '../refusal.ts'
import type { WaitOptions } from '../spec.ts'
import { Waiting } from '../waiting.ts'
import { DONE, type BatchPart, type BatchResult, type DoneResult, type SentSpec } from './batch.ts'

/** The messages that went out in one send, each with a result of its own. */
export class BatchSend implements Exchange {
  readonly sequence: number
  readonly count: number
  readonly datagrams = 1024
  readonly isLent: boolean
  isOver = false

  readonly #part: BatchPart
  readonly #options: WaitOptions
  readonly #results: (BatchResult | undefined)[] = []
  readonly #objects: (unknown[] | undefined)[] = []
  #u8: Uint8Array
  #isWaiting = false
  #lost: Error | undefined
  #waiting: Waiting | undefined
  #resolve: (() => void) | undefined

  constructor(sequence: number, part: BatchPart, options: WaitOptions) {
    this.sequence = sequence
    this.count = part.starts.length
    this.isLent = part.isLent
    this.#part = part
    this.#u8 = part.u8
    this.#options = options
  }

  /** `undefined` when everything was answered within the call. */
  settled(): Promise<void> | undefined {
    if (this.isOver) return undefined
    return new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  /** What became of its message number `i`. An ACK further on answers for those before it: the kernel works in order. */
  result(i: number): BatchResult {
    const result = this.#results[i]
    if (result !== undefined) return result
    return this.#lost === undefined ? this.#done(i) : { status: 'unknown', error: this.#lost }
  }

  onMessage(bytes: Bytes, at: number, end: number, type: number, flags: number, sequence: number): void {
    const index = (sequence - this.sequence) >>> 0
    const spec = this.#part.specs[index]
    if (spec === undefined) return
    if (type >= NLMSG_MIN_TYPE) {
      this.#onObject(spec, index, bytes, at + NLMSG_HDRLEN, end)
      return
    }
    if (type !== NLMSG_ERROR && type !== NLMSG_DONE) return
    if (errnoOf(bytes, at, end) < 0) {
      const explain = type === NLMSG_ERROR ? refusal : dumpRefusal
      const error = explain(this.#sent(spec, index), bytes, at, end, flags)
      this.#results[index] = { status: 'failed', error }
    } else if (type === NLMSG_ERROR) {
      const warning = warningOf(this.#sent(spec, index), bytes, at, end, flags)
      const done = this.#done(index)
      this.#results[index] ??= warning === undefined ? done : { ...done, warning }
    }
    if (index === this.count - 1 && type === NLMSG_ERROR) this.#finish()
  }

  onOverrun(): void {
    const first = this.#part.specs.find((_, i) => this.#results[i] === undefined)
    this.onFailure(new OverrunError(first?.name ?? 'batch'))
  }

  onFailure(error: Error): void {
    this.#lost ??= error
    this.#finish()
  }

  onWait(abandon: (exchange: Exchange) => void): Uint8Array {
    if (this.#isWaiting) return this.#u8
    this.#isWaiting = true
    if (this.#part.isLent) this.#u8 = this.#u8.slice(0, this.#part.length)
    if (this.#options.signal === undefined && this.#options.timeout === undefined) return this.#u8
    this.#waiting = new Waiting(this.#options, 'batch', (error) => {
      this.onFailure(error)
      abandon(this)
    })
    return this.#u8
  }

  #done(i: number): DoneResult {
    const objects = this.#objects[i]
    return objects === undefined ? DONE : { status: 'done', objects }
  }

  #sent(spec: SentSpec, i: number): SentRequest {
    const { starts, length } = this.#part
    return { spec, u8: this.#u8, start: starts[i] ?? 0, end: starts[i + 1] ?? length }
  }

  #onObject(spec: SentSpec, index: number, bytes: Bytes, offset: number, end: number): void {
    if (spec.reply === undefined) return
    try {
      ;(this.#objects[index] ??= []).push(spec.reply.decode(bytes, offset, end))
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
