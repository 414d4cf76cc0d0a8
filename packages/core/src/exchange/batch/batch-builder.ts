import { LE, type Writer } from '../../codec/index.ts'
import { ClosedError } from '../../errors/outcomes.ts'
import { NLM_F_ACK, NLM_F_ECHO } from '../../message/constants.ts'
import type { Channel } from '../channel/channel.ts'
import { dueTurn } from '../channel/fairness.ts'
import { pack } from '../packer.ts'
import { checkWaitOptions, throwIfAborted, type RequestSpec } from '../spec.ts'
import {
  BATCH_KEYS,
  NOT_SENT,
  PENDING,
  type BatchOptions,
  type BatchPart,
  type BatchResult,
  type SentSpec
} from './batch.ts'
import { BatchSend } from './batch-send.ts'

/** What a batch needs of its connection. @internal */
export interface BatchContext {
  readonly channel: Channel
  readonly isEachAcknowledged: boolean
  /** The first of so many sequence numbers. */
  nextSequence(count: number): number
  isClosed(): boolean
  /** Memory to encode into, until it is given back. */
  lendWriter(): Writer
  takeBack(writer: Writer): void
}

/**
 * The default receive buffer (212,992 bytes) holds 256 ACKs or errors; what a send brings must fit, for the kernel
 * answers all of it before anything can be read.
 */
const MOST_ANSWERS = 200

/** What an object that comes back costs in that buffer, in ACKs: up to 16 KiB of it. */
const OBJECT_ANSWERS = 12

/** Bytes in a send; the kernel refuses more than its send buffer, 212,960 by default. */
const MOST_BYTES = 64 * 1024

/**
 * A batch that is filled message by message and sent. Each is encoded as it is added, so that what it was made of need not
 * be kept.
 */
export class BatchBuilder {
  /** A result for each message so far: `not-sent` of those that are not sent yet. */
  readonly results: BatchResult[] = []

  readonly #context: BatchContext
  readonly #options: BatchOptions
  readonly #stopsAtFirstError: boolean
  #parts: BatchPart[] = []
  /** Nothing more is encoded: a message could not be, and the batch stops at that. */
  #isComplete = false
  #isStopped = false
  #hasSent = false
  #isEncoding = false
  #isSending = false

  // The part that is being filled.
  #writer: Writer | undefined
  #starts: number[] = []
  #specs: SentSpec[] = []
  #place = 0
  #answers = 0
  #isSlow = false

  /** @internal */
  constructor(context: BatchContext, options: BatchOptions) {
    checkWaitOptions(options, BATCH_KEYS)
    const { stopAtFirstError } = options
    if (stopAtFirstError !== undefined && typeof stopAtFirstError !== 'boolean')
      throw new TypeError('stopAtFirstError: expected a boolean')
    this.#context = context
    this.#options = options
    this.#stopsAtFirstError = stopAtFirstError === true
  }

  /** Some of it has been sent: whoever gives up has to know what took effect. */
  get hasSent(): boolean {
    return this.#hasSent
  }

  /** Nothing more is sent: a message has failed and the batch stops at that, or it was aborted, or its connection closed. */
  get isStopped(): boolean {
    return this.#isStopped
  }

  /** There is enough for a send. */
  get isDue(): boolean {
    return this.#parts.length > 0
  }

  /**
   * A message that cannot be encoded has its result at once, in its place among the others.
   * @throws TypeError where it is called by what is being encoded, such as a getter: its bytes would be in the middle of that
   */
  add(spec: RequestSpec): void {
    this.#checkEncoded()
    if (this.#isComplete || this.#isStopped) {
      this.skip()
      return
    }
    const { flags = 0, reply } = spec
    const isAnswered = reply !== undefined || (flags & NLM_F_ECHO) !== 0
    const answers = isAnswered ? 1 + OBJECT_ANSWERS : 1
    if (this.#isFull(answers)) this.#closePart(false)
    const writer = (this.#writer ??= this.#context.lendWriter())
    const start = writer.length
    const ack = this.#context.isEachAcknowledged || isAnswered ? NLM_F_ACK : 0
    this.#isEncoding = true
    try {
      pack(writer, spec, flags | ack, this.#starts.length)
    } catch (error) {
      writer.truncate(start)
      this.results.push({ status: 'failed', error: error as TypeError })
      this.#isComplete = this.#stopsAtFirstError
      return
    } finally {
      this.#isEncoding = false
    }
    if (this.#starts.length === 0) this.#place = this.results.length
    this.#starts.push(start)
    this.#specs.push(withoutValue(spec, this.#specs.at(-1)))
    this.#answers += answers
    if (spec.isSlow === true) this.#isSlow = true
    this.results.push(PENDING)
  }

  /** Sends nothing more: what is not sent yet stays so. */
  stop(): void {
    this.#isStopped = true
  }

  /** One more place among the results, for what will not be sent. */
  skip(): void {
    this.results.push(NOT_SENT)
  }

  /**
   * Sends all that was added, and waits for what becomes of it. What is added meanwhile is for the next time.
   * @throws AbortError, ClosedError if nothing has been sent before; otherwise the batch stops
   * @throws TypeError while it is being sent already, or a message encoded
   */
  async flush(): Promise<void> {
    this.#checkEncoded()
    this.#checkSent()
    this.#closePart(this.#parts.length === 0)
    const writer = this.#writer
    this.#writer = undefined
    try {
      await this.sendDue()
    } finally {
      if (writer !== undefined) this.#context.takeBack(writer)
    }
  }

  /** Sends only what is enough for a send. Otherwise as {@link flush}. */
  async sendDue(): Promise<void> {
    this.#checkSent()
    const parts = this.#parts
    this.#parts = []
    this.#isSending = true
    try {
      for (const part of parts) {
        if (this.#isStopped) return
        const { signal } = this.#options
        if (signal?.aborted !== true && !this.#context.isClosed()) {
          await this.#sendPart(part)
        } else if (this.#hasSent) {
          this.#isStopped = true
        } else {
          throwIfAborted(signal)
          throw new ClosedError('the connection is closed')
        }
      }
    } finally {
      this.#isSending = false
    }
  }

  #checkEncoded(): void {
    if (this.#isEncoding) throw new TypeError('batch: a message of it is being encoded')
  }

  #checkSent(): void {
    if (this.#isSending) throw new TypeError('batch: it is being sent')
  }

  async #sendPart(part: BatchPart): Promise<void> {
    const { u8, length, starts } = part
    const sequence = this.#context.nextSequence(starts.length)
    const view = new DataView(u8.buffer, u8.byteOffset)
    for (const [i, start] of starts.entries()) view.setUint32(start + 8, sequence + i, LE)
    const send = new BatchSend(sequence, part, this.#options)
    this.#context.channel.start(send, u8, length, part.isSlow)
    this.#hasSent = true
    await send.settled()
    this.#settle(part, send)
    await dueTurn()
  }

  #settle(part: BatchPart, send: BatchSend): void {
    const { results } = this
    let at = part.place
    let hasFailed = false
    for (let i = 0; i < send.count; i++) {
      // Those that could not be encoded, and what is not to be sent, stand among them with their results.
      while (results[at] !== PENDING) at += 1
      const result = send.result(i)
      if (result.status !== 'done') hasFailed = true
      results[at] = result
    }
    if (!hasFailed || !this.#stopsAtFirstError) return
    this.#isStopped = true
    results.fill(NOT_SENT, at + 1)
  }

  #isFull(answers: number): boolean {
    const count = this.#starts.length
    if (count === 0) return false
    if (this.#stopsAtFirstError) return true
    return this.#answers + answers > MOST_ANSWERS || (this.#writer?.length ?? 0) >= MOST_BYTES
  }

  /** @param isLent whether the part may stay where it was encoded */
  #closePart(isLent: boolean): void {
    const writer = this.#writer
    const last = this.#starts.at(-1)
    if (writer === undefined || last === undefined) return
    // It answers for those before it.
    writer.u8[last + 6] = (writer.u8[last + 6] ?? 0) | NLM_F_ACK
    const { length } = writer
    this.#parts.push({
      u8: isLent ? writer.u8 : writer.toBytes(),
      length,
      isLent,
      starts: this.#starts,
      specs: this.#specs,
      place: this.#place,
      isSlow: this.#isSlow
    })
    if (!isLent) writer.reset()
    this.#starts = []
    this.#specs = []
    this.#answers = 0
    this.#isSlow = false
  }
}

/** Sends many messages, as they are told: never more of them are in memory than one send carries. @internal */
export async function sendBatch(
  context: BatchContext,
  specs: Iterable<RequestSpec>,
  options: BatchOptions
): Promise<BatchResult[]> {
  const builder = new BatchBuilder(context, options)
  for (const spec of specs) {
    builder.add(spec)
    if (builder.isDue) await builder.sendDue()
  }
  await builder.flush()
  return builder.results
}

/** Mostly that of the message before: one for all of them. */
function withoutValue(spec: RequestSpec, last: SentSpec | undefined): SentSpec {
  const { name, body, capability, reply } = spec
  if (
    last !== undefined &&
    last.name === name &&
    last.body === body &&
    last.capability === capability &&
    last.reply === reply
  )
    return last
  return {
    name,
    body,
    ...(capability === undefined ? {} : { capability }),
    ...(reply === undefined ? {} : { reply })
  }
}
