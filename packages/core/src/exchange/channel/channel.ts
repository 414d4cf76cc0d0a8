import { LE, type Bytes } from '../../codec/index.ts'
import { ClosedError } from '../../errors/outcomes.ts'
import { NetlinkError } from '../../errors/netlink-error.ts'
import { NLMSG_HDRLEN } from '../../message/constants.ts'
import { RECORD_PORT_ID } from '../../socket/record.ts'
import {
  STATUS_CLOCK,
  STATUS_DATAGRAMS,
  STATUS_HAS_INBOX,
  STATUS_MICROSECONDS,
  STATUS_NEED,
  TAKE_NEEDS_MORE,
  type TransportSocket
} from '../../socket/transport.ts'
import { EMSGSIZE, walkRecords, type RecordHandler } from '../../socket/walk-records.ts'
import { lendBuffer, returnBuffer } from './buffers.ts'
import { publish, receivedChannel, sentChannel, type TraceOrigin } from '../../diagnostics/channels.ts'
import type { Exchange } from './exchange.ts'
import type { ExecutionPolicy } from './execution.ts'
import { dueTurn, dueTurnAt, spentTurn } from './fairness.ts'
import { InFlight } from './in-flight.ts'
import { LentMemory } from './lent-memory.ts'
import { SendQueue } from './send-queue.ts'
import { Submissions } from './submissions.ts'

const EBUSY = -16

/** Bytes of late answers that may wait for a stalled event loop. */
const INBOX_LIMIT = 64 * 1024 * 1024

/** Datagrams that one call takes at the most; an answer is two. */
const MOST_DATAGRAMS = 1024

function wasClosed(): ClosedError {
  return new ClosedError('the connection was closed')
}

/** What a channel counts. */
export interface ChannelCounts {
  /** Datagrams that did not come from the kernel, dropped unread. */
  rejected: number
  /** Messages that answered nothing in flight. */
  stray: number
}

/**
 * The socket that a connection's requests share, and who waits on it. A reply finds its exchange by our port id and
 * its sequence number.
 * @internal
 */
export class Channel implements RecordHandler<Exchange | undefined>, TraceOrigin {
  readonly #socket: TransportSocket
  readonly #status: Int32Array
  readonly #memory: LentMemory
  readonly #policy: ExecutionPolicy
  readonly #counts: ChannelCounts
  readonly owner: object
  readonly protocol: number
  readonly portId: number
  /** Most exchanges are answered within their call and never get in here. */
  readonly #inFlight = new InFlight()
  #isReading = false
  #isClosed = false
  /** The process is kept alive for what is in flight. */
  #isHeld = false
  /** Something that was sent has not been answered in time: a thread looks for it, and alone receives. */
  #isWatching = false
  readonly #deferred: (() => void)[] = []
  readonly #queue: SendQueue
  readonly #submissions: Submissions

  /** Forgets what was aborted or timed out; a late answer is then stray. */
  readonly #abandon = (exchange: Exchange): void => {
    this.#inFlight.forget(exchange)
    this.#settleIdle()
  }

  constructor(
    socket: TransportSocket,
    portId: number,
    policy: ExecutionPolicy,
    counts: ChannelCounts,
    protocol: number,
    owner: object
  ) {
    this.#socket = socket
    this.#status = socket.status
    this.#memory = new LentMemory(socket)
    this.#submissions = new Submissions(socket)
    this.#queue = new SendQueue({
      runsInline: (isSlow) => this.#runsInline(isSlow),
      givesWay: policy.givesWay,
      isHeldUp: () => this.#isReading || this.#isClosed,
      exchange: (exchange, bytes) => {
        this.#exchangeInline(exchange, bytes, bytes.length, false)
        if (exchange.isOver) this.#inFlight.forget(exchange)
      },
      submit: (exchange, bytes) => {
        if (this.#submissions.isFull) return false
        if (sentChannel.hasSubscribers) this.#publishSent(bytes, bytes.length)
        this.#submit(exchange, bytes)
        return true
      },
      onEmpty: () => this.#settleIdle()
    })
    this.portId = portId
    this.#policy = policy
    this.#counts = counts
    this.protocol = protocol
    this.owner = owner
  }

  /** Whether any of `count` sequence numbers from `first` on belongs to something in flight. */
  isAnyTaken(first: number, count: number): boolean {
    return this.#inFlight.isAnyTaken(first, count)
  }

  /** Sends `bytes[0, length)` and tells the exchange what comes back, now or later. */
  start(exchange: Exchange, bytes: Uint8Array, length: number, isSlow: boolean): void {
    if (this.#isReading) {
      // Called out of a loop over received messages: what it has not looked at yet is older than this one's answer.
      const copy = exchange.onWait(this.#abandon)
      this.#deferred.push(() => {
        if (!exchange.isOver) this.start(exchange, copy, length, isSlow)
      })
      return
    }
    if (this.#isClosed) exchange.onFailure(new ClosedError('the connection is closed'))
    else if (!this.#isNext(isSlow)) this.#enqueue(exchange, isSlow)
    else {
      this.#exchangeInline(exchange, bytes, length, true)
      if (!this.#queue.isEmpty) this.#queue.advance()
    }
  }

  /** Nothing is before it, and it may run on this thread, now. */
  #isNext(isSlow: boolean): boolean {
    if (!this.#queue.isEmpty || !this.#runsInline(isSlow)) return false
    return !this.#policy.givesWay || spentTurn() === undefined
  }

  /** While a thread receives, what is sent here is not drained here: many sends would bring more than there is room for. */
  #runsInline(isSlow: boolean): boolean {
    if (!this.#submissions.isEmpty || (this.#isWatching && this.#policy.givesWay)) return false
    return this.#policy.runsInline(isSlow)
  }

  /** A promise to wait for before a settled request is answered, as the event loop must get its turn. */
  dueTurn(): Promise<void> | undefined {
    const clock = this.#status[STATUS_CLOCK] ?? 0
    return clock === 0 ? dueTurn() : dueTurnAt(clock)
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#socket.close()
    this.#fail(wasClosed)
  }

  /** The transport's word that the inbox holds something. */
  onReady(): void {
    if (this.#isClosed) return
    this.#readInbox(undefined)
    this.#startDeferred()
    this.#queue.advance()
    this.#settleIdle()
  }

  onDatagram(bytes: Bytes, offset: number, end: number, record: number, current: Exchange | undefined): void {
    const { view } = bytes
    if (view.getUint32(record + RECORD_PORT_ID, LE) !== 0) {
      this.#counts.rejected += 1
      return
    }
    if (receivedChannel.hasSubscribers) publish(receivedChannel, this, bytes.u8, offset, end)
    for (let at = offset; at + NLMSG_HDRLEN <= end;) {
      const length = view.getUint32(at, LE)
      if (length < NLMSG_HDRLEN || at + length > end) break
      const sequence = view.getUint32(at + 8, LE)
      const portId = view.getUint32(at + 12, LE)
      // audit writes 0 into its answers. This socket is in no group, so that what is on it is meant for it.
      const exchange =
        portId === this.portId || portId === 0 ? this.#inFlight.find(sequence, current) : undefined
      if (exchange === undefined) {
        this.#counts.stray += 1
      } else {
        const type = view.getUint16(at + 4, LE)
        exchange.onMessage(bytes, at, at + length, type, view.getUint16(at + 6, LE), sequence)
        if (exchange.isOver && exchange !== current) this.#inFlight.forget(exchange)
      }
      at += (length + 3) & ~3
    }
  }

  onOverrun(_dropped: number, current: Exchange | undefined): void {
    this.#inFlight.each((exchange) => exchange.onOverrun(), current)
  }

  onSent(token: number, result: number, microseconds: number): void {
    this.#policy.observeThread(microseconds)
    const exchange = this.#submissions.take(token)
    if (result < 0 && exchange !== undefined) {
      exchange.onFailure(new NetlinkError({ errno: result, request: 'sendmsg' }))
      this.#inFlight.forget(exchange)
    } else if (exchange?.isOver === false) {
      this.#watch()
    }
  }

  onTruncated(
    { view }: Bytes,
    _offset: number,
    _end: number,
    record: number,
    current: Exchange | undefined
  ): void {
    // A stranger's is no answer, whatever its size.
    if (view.getUint32(record + RECORD_PORT_ID, LE) === 0) this.onReceiveError(EMSGSIZE, current)
    else this.#counts.rejected += 1
  }

  onReceiveError(errno: number, current: Exchange | undefined): void {
    this.#fail(() => new NetlinkError({ errno, request: 'recvmsg' }), current)
  }

  /** @param isLent the bytes are still where the exchange had them */
  #exchangeInline(exchange: Exchange, bytes: Uint8Array, length: number, isLent: boolean): void {
    const status = this.#status
    const rx = lendBuffer()
    try {
      if (sentChannel.hasSubscribers) this.#publishSent(bytes, length)
      let received =
        isLent && exchange.isLent
          ? this.#memory.exchange(bytes, length, rx.u8, exchange)
          : this.#socket.exchange(bytes, 0, length, 0, 0, rx.u8, exchange.datagrams)
      if (received === EBUSY) {
        this.#submit(exchange, this.#wait(exchange))
        return
      }
      this.#policy.observe(status[STATUS_MICROSECONDS] ?? 0)
      if (received >= 0) this.#read(rx, received, exchange)
      else if (!this.#isClosed) exchange.onFailure(new NetlinkError({ errno: received, request: 'sendmsg' }))
      // More than usual is there, or something else that came before.
      while (!exchange.isOver && status[STATUS_DATAGRAMS] !== 0) {
        received = this.#socket.receive(rx.u8, MOST_DATAGRAMS)
        if (received <= 0) break
        this.#read(rx, received, exchange)
      }
      if (status[STATUS_HAS_INBOX] === 1) this.#readInbox(exchange)
    } finally {
      returnBuffer(rx)
    }
    if (!exchange.isOver) {
      // Whoever was called meanwhile, to trace or to decode, may have closed the connection.
      if (this.#isClosed) {
        exchange.onFailure(wasClosed())
      } else {
        this.#wait(exchange)
        this.#watch()
      }
    }
    if (this.#deferred.length > 0) this.#startDeferred()
  }

  /** A subscriber may send requests of its own: they go out behind this one. */
  #publishSent(bytes: Uint8Array, length: number): void {
    const wasReading = this.#isReading
    this.#isReading = true
    try {
      publish(sentChannel, this, bytes, 0, length)
    } finally {
      this.#isReading = wasReading
    }
  }

  /** Its answer, or its turn, comes later. */
  #wait(exchange: Exchange): Uint8Array {
    const bytes = exchange.onWait(this.#abandon)
    this.#inFlight.add(exchange)
    if (!this.#isHeld) {
      this.#isHeld = true
      this.#socket.ref()
    }
    return bytes
  }

  /** A late answer is put into the inbox by a thread. */
  #watch(): void {
    if (this.#isWatching) return
    this.#isWatching = true
    const result = this.#socket.watch(INBOX_LIMIT)
    if (result < 0) this.#fail(() => new NetlinkError({ errno: result, request: 'thread' }))
  }

  #enqueue(exchange: Exchange, isSlow: boolean): void {
    this.#queue.push(exchange, this.#wait(exchange), isSlow)
    if (this.#deferred.length > 0 && !this.#isReading) this.#startDeferred()
  }

  #submit(exchange: Exchange, bytes: Uint8Array): void {
    const result = this.#submissions.add(exchange, bytes)
    if (result >= 0) return
    exchange.onFailure(new NetlinkError({ errno: result, request: 'thread' }))
    this.#inFlight.forget(exchange)
  }

  #readInbox(current: Exchange | undefined): void {
    let need = 0
    for (;;) {
      const rx = lendBuffer(need)
      try {
        const length = this.#socket.take(rx.u8)
        if (length === TAKE_NEEDS_MORE) {
          need = this.#status[STATUS_NEED] ?? 0
          continue
        }
        if (length <= 0) return
        this.#read(rx, length, current)
      } finally {
        returnBuffer(rx)
      }
      if (this.#isClosed || this.#status[STATUS_HAS_INBOX] !== 1) return
    }
  }

  /** @param current what is being sent right now, whose answers are looked for first */
  #read(rx: Bytes, length: number, current: Exchange | undefined): void {
    this.#isReading = true
    try {
      walkRecords(rx, length, this, current)
    } finally {
      this.#isReading = false
    }
  }

  #startDeferred(): void {
    for (let run = this.#deferred.shift(); run !== undefined; run = this.#deferred.shift()) run()
  }

  #fail(error: () => Error, current?: Exchange): void {
    this.#inFlight.each((exchange) => exchange.onFailure(error()), current)
    this.#settleIdle()
  }

  /** An idle connection neither keeps the process alive nor costs anything. */
  #settleIdle(): void {
    if (!this.#isHeld || !this.#inFlight.isEmpty || this.#isClosed) return
    this.#isHeld = false
    if (this.#isWatching) {
      this.#isWatching = false
      this.#socket.watch(0)
    }
    this.#socket.unref()
  }
}
