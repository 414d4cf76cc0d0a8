import { LE, type Bytes } from '../codec/index.ts'
import { publish, receivedChannel, sentChannel, type TraceOrigin } from '../diagnostics/channels.ts'
import { NetlinkError } from '../errors/netlink-error.ts'
import { ClosedError, OverrunError } from '../errors/outcomes.ts'
import {
  NLM_F_DUMP_FILTERED,
  NLM_F_DUMP_INTR,
  NLMSG_DONE,
  NLMSG_ERROR,
  NLMSG_HDRLEN,
  NLMSG_MIN_TYPE
} from '../message/constants.ts'
import { RECORD_PORT_ID } from '../socket/record.ts'
import { STATUS_HAS_INBOX, STATUS_MICROSECONDS, STATUS_NEED, TAKE_NEEDS_MORE } from '../socket/transport.ts'
import { EMSGSIZE, walkRecords, type RecordHandler } from '../socket/walk-records.ts'
import { lendBuffer, returnBuffer } from './buffers.ts'
import type { DumpSocket } from './dump-sockets.ts'
import { dumpRefusal, errnoOf, refusal, type SentRequest } from './refusal.ts'
import type { DumpContext, DumpSpec } from './dump-spec.ts'

const EBUSY = -16

/** Bytes that a thread reads ahead while JavaScript decodes; it pauses there until half of it is taken. */
const READ_AHEAD = 1024 * 1024

/**
 * Bytes decoded at a time: little at first, while the engine still interprets the decoder and a timer waits. With 256 KiB
 * the objects of a batch outgrow V8's nursery: resident memory of a stream grew by 42 MB instead of 22, and the first half
 * million routes of a process took 290 ms of JavaScript instead of 160.
 */
const FIRST_TAKE = 32 * 1024
const MOST_TAKE = 128 * 1024

/**
 * Datagrams taken on the calling thread. The first part was made within sendmsg; a later one is made within recvmsg
 * and may wait there for RTNL, so it is a thread's.
 */
const INLINE_DATAGRAMS = 1

/** One run of a dump over a socket of its own. What it decodes goes to {@link DumpRun.objects}. */
export class DumpRun<Out> implements RecordHandler {
  /** Decoded and not yet taken over by the consumer. */
  objects: Out[] = []
  /** The kernel has said the last word, or will not say any. */
  isOver = false
  /** What was dumped changed meanwhile. */
  isInterrupted = false
  isFiltered = false

  readonly #context: DumpContext
  readonly #spec: DumpSpec<unknown, Out>
  #sent: SentRequest | undefined
  #dumpSocket: DumpSocket | undefined
  #sequence = 0
  #takes = FIRST_TAKE
  #error: Error | undefined
  #isReady = false
  #wake: (() => void) | undefined

  constructor(context: DumpContext, spec: DumpSpec<unknown, Out>) {
    this.#context = context
    this.#spec = spec
  }

  /** Sends the request and takes what is there at once. Throws what encoding or opening a socket throws. */
  start(): void {
    const { policy, sockets } = this.#context
    const request = this.#context.encode(this.#spec)
    const dumpSocket = sockets.acquire()
    this.#dumpSocket = dumpSocket
    this.#sequence = request.sequence
    dumpSocket.onReady = () => {
      this.#isReady = true
      this.#notify()
    }
    const { bytes } = request
    const length = bytes.u8.length
    this.#sent = { spec: this.#spec, bytes, start: 0, end: length }
    this.#context.runs.add(this)
    const { socket } = dumpSocket
    // What the last dump on it left behind (a thread's word that it has sent) has been announced and not been taken.
    this.#isReady = true
    if (sentChannel.hasSubscribers) publish(sentChannel, this.#origin(), bytes.u8, 0, length)
    if (!policy.runsInline(this.#spec.isSlow ?? false) || !this.#exchangeInline(dumpSocket, bytes.u8)) {
      socket.ref()
      const result = socket.submit(bytes.u8, 0, length, 0, 0, request.sequence, READ_AHEAD)
      if (result < 0) this.#finish(new NetlinkError({ errno: result, request: 'thread' }))
    }
  }

  /** False when a thread still works for the socket: it has yet to find out that its last dump is over. */
  #exchangeInline({ socket }: DumpSocket, bytes: Uint8Array): boolean {
    const rx = lendBuffer()
    try {
      const received = socket.exchange(bytes, 0, bytes.length, 0, 0, rx.u8, INLINE_DATAGRAMS)
      if (received === EBUSY) return false
      this.#context.policy.observe(socket.status[STATUS_MICROSECONDS] ?? 0)
      if (received < 0) this.#finish(new NetlinkError({ errno: received, request: 'sendmsg' }))
      else walkRecords(rx, received, this, undefined)
    } finally {
      returnBuffer(rx)
    }
    if (!this.isOver) this.#readAhead()
    return true
  }

  /** Decodes what has been read ahead. True if that gave objects or the end. */
  take(): boolean {
    const socket = this.#dumpSocket?.socket
    if (socket !== undefined && !this.isOver && this.#isReady) {
      this.#isReady = false
      let need = 0
      for (;;) {
        const rx = lendBuffer(need)
        try {
          const length = socket.take(rx.u8.subarray(0, Math.max(need, this.#takes)))
          if (length === TAKE_NEEDS_MORE) {
            need = socket.status[STATUS_NEED] ?? 0
            continue
          }
          this.#takes = Math.min(this.#takes * 2, MOST_TAKE)
          if (length > 0) walkRecords(rx, length, this, undefined)
          this.#isReady = socket.status[STATUS_HAS_INBOX] === 1
        } finally {
          returnBuffer(rx)
        }
        break
      }
    }
    return this.objects.length > 0 || this.isOver
  }

  /** Calls back once when take() is worth another try. */
  whenReady(wake: () => void): void {
    if (this.#isReady || this.isOver) queueMicrotask(wake)
    else this.#wake = wake
  }

  /** What the dump ended with, to be thrown behind the objects that came before it. */
  get error(): Error | undefined {
    return this.#error
  }

  /** Gives up: what the kernel still has to say is lost with the socket. */
  abandon(error?: Error): void {
    if (!this.isOver) this.#finish(error)
  }

  onDatagram(bytes: Bytes, offset: number, end: number, record: number): void {
    const { view } = bytes
    if (view.getUint32(record + RECORD_PORT_ID, LE) !== 0) {
      this.#context.counts.rejected += 1
      return
    }
    if (receivedChannel.hasSubscribers) publish(receivedChannel, this.#origin(), bytes.u8, offset, end)
    const { reply, replyType, filter } = this.#spec
    const sequence = this.#sequence
    for (let at = offset; at + NLMSG_HDRLEN <= end && !this.isOver;) {
      const length = view.getUint32(at, LE)
      if (length < NLMSG_HDRLEN || at + length > end) break
      const type = view.getUint16(at + 4, LE)
      const flags = view.getUint16(at + 6, LE)
      const messageEnd = at + length
      if (view.getUint32(at + 8, LE) !== sequence) {
        this.#context.counts.stray += 1
      } else {
        // The kernel marks one message in the middle, not the last: each header counts.
        if ((flags & NLM_F_DUMP_INTR) !== 0) this.isInterrupted = true
        if (type >= NLMSG_MIN_TYPE) {
          if ((flags & NLM_F_DUMP_FILTERED) !== 0) this.isFiltered = true
          if (replyType === undefined || replyType === type) {
            const object = this.#decode(reply, bytes, at + NLMSG_HDRLEN, messageEnd)
            if (object !== undefined && (filter === undefined || filter(object))) this.objects.push(object)
          }
        } else {
          this.#onControl(bytes, at, messageEnd, type, flags)
        }
      }
      at += (length + 3) & ~3
    }
  }

  onOverrun(): void {
    this.#finish(new OverrunError(this.#spec.name))
  }

  onSent(token: number, result: number): void {
    if (result < 0 && token === this.#sequence)
      this.#finish(new NetlinkError({ errno: result, request: 'sendmsg' }))
  }

  onTruncated({ view }: Bytes, _offset: number, _end: number, record: number): void {
    if (view.getUint32(record + RECORD_PORT_ID, LE) === 0) this.onReceiveError(EMSGSIZE)
    else this.#context.counts.rejected += 1
  }

  onReceiveError(errno: number): void {
    this.#finish(new NetlinkError({ errno, request: 'recvmsg' }))
  }

  #decode(
    reply: DumpSpec<unknown, Out>['reply'],
    bytes: Bytes,
    offset: number,
    end: number
  ): Out | undefined {
    try {
      return reply.decode(bytes, offset, end)
    } catch (error) {
      this.#finish(error as Error)
      return undefined
    }
  }

  #onControl(bytes: Bytes, at: number, end: number, type: number, flags: number): void {
    const isFailure = errnoOf(bytes, at, end) < 0
    if (type === NLMSG_DONE) {
      this.#finish(isFailure ? dumpRefusal(this.#request(), bytes, at, end, flags) : undefined, true)
    } else if (type === NLMSG_ERROR) {
      this.#finish(isFailure ? refusal(this.#request(), bytes, at, end, flags) : undefined, true)
    }
  }

  #request(): SentRequest {
    if (this.#sent === undefined) throw new ClosedError('the dump was not started')
    return this.#sent
  }

  #origin(): TraceOrigin {
    const { protocol, owner } = this.#context
    return { protocol, owner, portId: this.#dumpSocket?.portId ?? 0 }
  }

  #readAhead(): void {
    const socket = this.#dumpSocket?.socket
    if (socket === undefined) return
    socket.ref()
    const result = socket.pump(READ_AHEAD)
    if (result < 0) this.#finish(new NetlinkError({ errno: result, request: 'thread' }))
  }

  #finish(error: Error | undefined, isClean = false): void {
    if (this.isOver) return
    this.isOver = true
    this.#error = error
    const dumpSocket = this.#dumpSocket
    this.#dumpSocket = undefined
    if (dumpSocket !== undefined) this.#context.sockets.release(dumpSocket, isClean)
    this.#context.runs.delete(this)
    this.#notify()
  }

  #notify(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }
}
