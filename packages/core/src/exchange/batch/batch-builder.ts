import { Writer } from '../../codec/index.ts'
import { ClosedError } from '../../errors/outcomes.ts'
import { NLM_F_ACK, NLM_F_ECHO } from '../../message/constants.ts'
import { BATCH_KEYS, BatchSend, type BatchOptions, type BatchResult, type Packed } from './batch.ts'
import type { Channel } from '../channel/channel.ts'
import { dueTurn } from '../channel/fairness.ts'
import { pack } from '../packer.ts'
import { checkWaitOptions, throwIfAborted, type RequestSpec } from '../spec.ts'

/** What a batch needs of its connection. */
export interface BatchContext {
  readonly channel: Channel
  readonly isEachAcknowledged: boolean
  /** The first of so many sequence numbers. */
  nextSequence(count: number): number
  isClosed(): boolean
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

const NOT_SENT: BatchResult = { status: 'not-sent' }

/** A batch in progress: what is not sent yet, and what became of the rest. */
export async function runBatch(
  context: BatchContext,
  specs: Iterable<RequestSpec>,
  options: BatchOptions
): Promise<BatchResult[]> {
  checkWaitOptions(options, BATCH_KEYS)
  const results: BatchResult[] = []
  const most = options.stopAtFirstError === true ? 1 : MOST_ANSWERS
  const writer = new Writer()
  const iterator = specs[Symbol.iterator]()
  let next = iterator.next()
  let hasFailed = false
  let hasSent = false
  while (next.done !== true) {
    if (hasFailed && options.stopAtFirstError === true) {
      results.push(NOT_SENT)
      next = iterator.next()
      continue
    }
    if (options.signal?.aborted === true || context.isClosed()) {
      // Whoever gives up has to know what took effect before.
      if (hasSent) {
        results.push(NOT_SENT)
        next = iterator.next()
        continue
      }
      throwIfAborted(options.signal)
      throw new ClosedError('the connection is closed')
    }

    // A message that cannot be encoded has its result at once, in its place among the others.
    const packed: Packed[] = []
    const places: number[] = []
    writer.reset()
    const sequence = context.nextSequence(most)
    for (
      let answers = 0;
      next.done !== true && packed.length < most && writer.length < MOST_BYTES;
      next = iterator.next()
    ) {
      const spec = next.value
      const isAnswered = spec.reply !== undefined || ((spec.flags ?? 0) & NLM_F_ECHO) !== 0
      answers += isAnswered ? 1 + OBJECT_ANSWERS : 1
      if (answers > MOST_ANSWERS && packed.length > 0) break
      const start = writer.length
      try {
        const flags = context.isEachAcknowledged || isAnswered ? NLM_F_ACK : 0
        pack(writer, spec, flags | (spec.flags ?? 0), sequence + packed.length)
        packed.push({ spec, start, end: writer.length, isAcknowledged: flags !== 0 })
        places.push(results.length)
        results.push(NOT_SENT)
      } catch (error) {
        writer.truncate(start)
        results.push({ status: 'failed', error: error as TypeError })
        hasFailed = true
        if (options.stopAtFirstError === true) {
          next = iterator.next()
          break
        }
      }
    }
    const last = packed.at(-1)
    if (last === undefined) continue
    if (!last.isAcknowledged) acknowledge(writer, last.start)

    const send = new BatchSend(sequence, packed, writer.u8, options)
    const isSlow = packed.some(({ spec }) => spec.isSlow === true)
    context.channel.start(send, writer.u8, writer.length, isSlow)
    hasSent = true
    await send.settled()
    const told = send.results()
    for (let i = 0; i < told.length; i++) {
      const result = told[i] ?? NOT_SENT
      results[places[i] ?? 0] = result
      if (result.status !== 'done') hasFailed = true
    }
    await dueTurn()
  }
  return results
}

function acknowledge(writer: Writer, start: number): void {
  writer.u8[start + 6] = (writer.u8[start + 6] ?? 0) | NLM_F_ACK
}
