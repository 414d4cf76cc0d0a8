import { bytesOf, LE, type Bytes } from '../../codec/index.ts'
import { publish, receivedChannel, sentChannel, type TraceOrigin } from '../../diagnostics/channels.ts'
import { NetlinkError } from '../../errors/netlink-error.ts'
import { ClosedError, OverrunError } from '../../errors/outcomes.ts'
import {
  NLM_F_DUMP_INTR,
  NLMSG_DONE,
  NLMSG_ERROR,
  NLMSG_HDRLEN,
  NLMSG_MIN_TYPE
} from '../../message/constants.ts'
import { RECORD_PORT_ID } from '../../socket/record.ts'
import {
  STATUS_HAS_INBOX,
  STATUS_MICROSECONDS,
  STATUS_NEED,
  TAKE_NEEDS_MORE,
  type TransportSocket
} from '../../socket/transport.ts'
import { EMSGSIZE, walkRecords, type RecordHandler } from '../../socket/walk-records.ts'
import { lendBuffer, returnBuffer } from '../channel/buffers.ts'
import type { DumpSocket } from './dump-sockets.ts'
import type { DumpContext, DumpSpec } from './dump-spec.ts'
import { inDecodingTurn, isTurnOver } from '../channel/fairness.ts'
import { dumpRefusal, errnoOf, refusal, type SentRequest } from '../refusal.ts'

const EBUSY = -16

/** Bytes that a thread reads ahead while JavaScript decodes; it pauses there until half of it is taken. */
const READ_AHEAD = 1024 * 1024

/**
 * Bytes taken over at a time: one datagram of a dump, the kernel makes none above 32 KiB. What is decoded from it dies in
 * V8's nursery while that is small; with 128 KiB twice as much outlived it.
 */
const TAKE = 33 * 1024

/** Messages decoded between two looks at the clock. */
const LOOK = 32

/** What was taken over and has to wait for the next turn of the event loop. */
interface Rest {
  readonly bytes: Bytes
  at: number
}

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

  readonly #context: DumpContext
  readonly #spec: DumpSpec<unknown, Out>
  #sent: SentRequest | undefined
  #dumpSocket: DumpSocket | undefined
  #sequence = 0
  /** In order; an error stands behind what came before it. */
  readonly #rest: (Rest | Error)[] = []
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
    const { length } = bytes
    this.#sent = { spec: this.#spec, u8: bytes, start: 0, end: length }
    this.#context.runs.add(this)
    const { socket } = dumpSocket
    // What the last dump on it left behind (a thread's word that it has sent) has been announced and not been taken.
    this.#isReady = true
    if (sentChannel.hasSubscribers) publish(sentChannel, this.#origin(), bytes, 0, length)
    if (!policy.runsInline(this.#spec.isSlow ?? false) || !this.#exchangeInline(dumpSocket, bytes)) {
      socket.ref()
      const result = socket.submit(bytes, 0, length, 0, 0, request.sequence, READ_AHEAD)
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

  /** Decodes of what has been read ahead as much as this turn has time for. True if that gave objects or the end. */
  take(): boolean {
    if (this.#rest.length > 0) {
      this.#goOn()
    } else if (this.#isReady && !this.isOver) {
      const socket = this.#dumpSocket?.socket
      if (socket !== undefined) this.#takeFrom(socket)
    }
    return this.objects.length > 0 || this.isOver
  }

  /** Calls back once when take() is worth another try, in a later turn if this one has been busy for long. */
  whenReady(wake: () => void): void {
    if (this.isOver || this.#isReady || this.#rest.length > 0) inDecodingTurn(wake)
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
    if (this.isOver) return
    const { view } = bytes
    if (view.getUint32(record + RECORD_PORT_ID, LE) !== 0) {
      this.#context.counts.rejected += 1
      return
    }
    if (receivedChannel.hasSubscribers) publish(receivedChannel, this.#origin(), bytes.u8, offset, end)
    const at = this.#rest.length > 0 ? offset : this.#decodeFrom(bytes, offset, end)
    if (at < end) this.#rest.push({ bytes: bytesOf(bytes.u8.slice(at, end)), at: 0 })
  }

  onOverrun(): void {
    this.#fail(new OverrunError(this.#spec.name))
  }

  onSent(token: number, result: number, microseconds: number): void {
    if (token === this.#sequence) this.#context.policy.observeThread(microseconds)
    if (result < 0 && token === this.#sequence)
      this.#finish(new NetlinkError({ errno: result, request: 'sendmsg' }))
  }

  onTruncated({ view }: Bytes, _offset: number, _end: number, record: number): void {
    if (view.getUint32(record + RECORD_PORT_ID, LE) === 0) this.onReceiveError(EMSGSIZE)
    else this.#context.counts.rejected += 1
  }

  onReceiveError(errno: number): void {
    this.#fail(new NetlinkError({ errno, request: 'recvmsg' }))
  }

  #takeFrom(socket: TransportSocket): void {
    this.#isReady = false
    let need = 0
    for (;;) {
      const rx = lendBuffer(need)
      try {
        const length = socket.take(rx.u8.subarray(0, Math.max(need, TAKE)))
        if (length === TAKE_NEEDS_MORE) {
          need = socket.status[STATUS_NEED] ?? 0
          continue
        }
        this.#isReady = socket.status[STATUS_HAS_INBOX] === 1
        if (length > 0) walkRecords(rx, length, this, undefined)
        return
      } finally {
        returnBuffer(rx)
      }
    }
  }

  #goOn(): void {
    while (!isTurnOver()) {
      const [rest] = this.#rest
      if (rest === undefined) return
      if (rest instanceof Error) {
        this.#finish(rest)
        return
      }
      const end = rest.bytes.u8.length
      rest.at = this.#decodeFrom(rest.bytes, rest.at, end)
      if (rest.at < end) return
      this.#rest.shift()
    }
  }

  /** Decodes messages until the end or until the turn is over. Returns where the next one begins. */
  #decodeFrom(bytes: Bytes, offset: number, end: number): number {
    const { view } = bytes
    const { reply, replyType, filter } = this.#spec
    const sequence = this.#sequence
    let untilLook = LOOK
    for (let at = offset; at + NLMSG_HDRLEN <= end;) {
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
          if (replyType === undefined || replyType === type) {
            const object = this.#decode(reply, bytes, at + NLMSG_HDRLEN, messageEnd)
            if (object !== undefined && (filter === undefined || filter(object))) this.objects.push(object)
          }
        } else {
          this.#onControl(bytes, at, messageEnd, type, flags)
        }
        if (this.isOver) return end
      }
      at += (length + 3) & ~3
      if (--untilLook === 0) {
        if (isTurnOver()) return at
        untilLook = LOOK
      }
    }
    return end
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

  /** Ends with an error behind what was received before it. */
  #fail(error: Error): void {
    if (this.#rest.length > 0) this.#rest.push(error)
    else this.#finish(error)
  }

  #finish(error: Error | undefined, isClean = false): void {
    if (this.isOver) return
    this.isOver = true
    this.#error = error
    this.#rest.length = 0
    const dumpSocket = this.#dumpSocket
    this.#dumpSocket = undefined
    if (dumpSocket !== undefined) this.#context.sockets.release(dumpSocket, isClean)
    this.#context.runs.delete(this)
    this.#notify()
  }

  #notify(): void {
    const wake = this.#wake
    this.#wake = undefined
    if (wake !== undefined) inDecodingTurn(wake)
  }
}
