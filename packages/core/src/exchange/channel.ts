import { LE, type Bytes } from '../codec/index.ts'
import { ClosedError } from '../errors/outcomes.ts'
import { NetlinkError } from '../errors/netlink-error.ts'
import { NLMSG_HDRLEN } from '../message/constants.ts'
import { RECORD_PORT_ID } from '../socket/record.ts'
import {
  STATUS_CLOCK,
  STATUS_DATAGRAMS,
  STATUS_HAS_INBOX,
  STATUS_MICROSECONDS,
  STATUS_NEED,
  STATUS_RESULT,
  TAKE_NEEDS_MORE,
  type TransportSocket
} from '../socket/transport.ts'
import { EMSGSIZE, walkRecords, type RecordHandler } from '../socket/walk-records.ts'
import { lendBuffer, returnBuffer } from './buffers.ts'
import { publish, receivedChannel, sentChannel, type TraceOrigin } from '../diagnostics/channels.ts'
import type { Exchange } from './exchange.ts'
import type { ExecutionPolicy } from './execution.ts'
import { dueTurn, dueTurnAt } from './fairness.ts'

const EBUSY = -16

/** Bytes of late answers that may wait for a stalled event loop. */
const INBOX_LIMIT = 64 * 1024 * 1024

/** What may be under way by thread at a time; the rest waits in order. */
const MOST_SUBMITTED = 256

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

interface Submitted {
  readonly exchange: Exchange
  readonly bytes: Uint8Array
}

/**
 * The socket that a connection's requests share, and who waits on it. A reply finds its exchange by our port id and
 * its sequence number.
 */
export class Channel implements RecordHandler<Exchange | undefined>, TraceOrigin {
  readonly #socket: TransportSocket
  readonly #status: Int32Array
  #lentTx: Uint8Array | undefined
  #lentRx: Uint8Array | undefined
  readonly #policy: ExecutionPolicy
  readonly #counts: ChannelCounts
  readonly owner: object
  readonly protocol: number
  readonly portId: number
  readonly #waiting = new Map<number, Exchange>()
  /** The exchange whose call is on the stack: most are answered within it and never get into the map. */
  #isReading = false
  #isClosed = false
  #isWatching = false
  readonly #deferred: (() => void)[] = []
  readonly #queue: Submitted[] = []
  #submitted = 0
  readonly #sent = new Map<number, Exchange>()

  /** Forgets what was aborted or timed out; a late answer is then stray. */
  readonly #abandon = (exchange: Exchange): void => {
    this.#forget(exchange)
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
    this.portId = portId
    this.#policy = policy
    this.#counts = counts
    this.protocol = protocol
    this.owner = owner
  }

  /** Whether any of `count` sequence numbers from `first` on belongs to something in flight. */
  isAnyTaken(first: number, count: number): boolean {
    if (this.#waiting.size === 0) return false
    for (let i = 0; i < count; i++) if (this.#waiting.has(first + i)) return true
    return false
  }

  /** Sends `bytes[0, length)` and tells the exchange what comes back, now or later. */
  start(exchange: Exchange, bytes: Uint8Array, length: number, isSlow: boolean): void {
    if (this.#isReading) {
      // Called out of a loop over received messages: what it has not looked at yet is older than this one's answer.
      const copy = bytes.slice(0, length)
      exchange.onWait(this.#abandon)
      this.#deferred.push(() => {
        if (!exchange.isOver) this.start(exchange, copy, length, isSlow)
      })
      return
    }
    if (this.#isClosed) exchange.onFailure(new ClosedError('the connection is closed'))
    else if (this.#submitted > 0 || !this.#policy.runsInline(isSlow)) this.#submit(exchange, bytes, length)
    else this.#exchangeInline(exchange, bytes, length)
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
      const exchange = portId === this.portId || portId === 0 ? this.#find(sequence, current) : undefined
      if (exchange === undefined) {
        this.#counts.stray += 1
      } else {
        const type = view.getUint16(at + 4, LE)
        exchange.onMessage(bytes, at, at + length, type, view.getUint16(at + 6, LE), sequence)
        if (exchange.isOver && exchange !== current) this.#forget(exchange)
      }
      at += (length + 3) & ~3
    }
  }

  onOverrun(_dropped: number, current: Exchange | undefined): void {
    this.#each((exchange) => exchange.onOverrun(), current)
  }

  onSent(token: number, result: number, microseconds: number): void {
    this.#submitted -= 1
    this.#policy.observeThread(microseconds)
    const exchange = this.#sent.get(token)
    this.#sent.delete(token)
    if (result < 0 && exchange !== undefined)
      this.#failOne(exchange, new NetlinkError({ errno: result, request: 'sendmsg' }))
    this.#submitNext()
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

  #exchangeInline(exchange: Exchange, bytes: Uint8Array, length: number): void {
    const status = this.#status
    const rx = lendBuffer()
    try {
      if (sentChannel.hasSubscribers) this.#publishSent(bytes, length)
      let received = this.#exchange(bytes, length, rx.u8, exchange)
      if (received === EBUSY) {
        this.#submit(exchange, bytes, length)
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
      if (this.#isClosed) exchange.onFailure(wasClosed())
      else this.#wait(exchange)
    }
    if (this.#deferred.length > 0) this.#startDeferred()
  }

  #exchange(bytes: Uint8Array, length: number, rx: Uint8Array, { count, datagrams }: Exchange): number {
    // A batch has memory of its own each time.
    if (count !== 1) return this.#socket.exchange(bytes, 0, length, 0, 0, rx, datagrams)
    if (bytes !== this.#lentTx || rx !== this.#lentRx) {
      this.#socket.lend(bytes, rx)
      this.#lentTx = bytes
      this.#lentRx = rx
    }
    // Nobody should transfer what a decoder was shown. The addon would not notice.
    if (rx.length === 0 || bytes.length === 0) throw new TypeError('memory of a connection was transferred')
    this.#socket.exchangeLent(length, datagrams)
    return this.#status[STATUS_RESULT] ?? 0
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

  #wait(exchange: Exchange): void {
    exchange.onWait(this.#abandon)
    for (let i = 0; i < exchange.count; i++) this.#waiting.set((exchange.sequence + i) >>> 0, exchange)
    if (this.#isWatching) return
    this.#isWatching = true
    this.#socket.ref()
    this.#socket.watch(INBOX_LIMIT)
  }

  #submit(exchange: Exchange, bytes: Uint8Array, length: number): void {
    this.#wait(exchange)
    this.#queue.push({ exchange, bytes: bytes.slice(0, length) })
    this.#submitNext()
    if (this.#deferred.length > 0 && !this.#isReading) this.#startDeferred()
  }

  #submitNext(): void {
    while (this.#submitted < MOST_SUBMITTED) {
      const next = this.#queue.shift()
      if (next === undefined) return
      const { exchange, bytes } = next
      if (exchange.isOver) continue // aborted before it was sent: nothing goes out
      if (sentChannel.hasSubscribers) this.#publishSent(bytes, bytes.length)
      const result = this.#socket.submit(bytes, 0, bytes.length, 0, 0, exchange.sequence, 0)
      if (result < 0) {
        this.#failOne(exchange, new NetlinkError({ errno: result, request: 'thread' }))
      } else {
        this.#submitted += 1
        this.#sent.set(exchange.sequence, exchange)
      }
    }
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

  #find(sequence: number, current: Exchange | undefined): Exchange | undefined {
    if (current !== undefined && (sequence - current.sequence) >>> 0 < current.count) return current
    return this.#waiting.get(sequence)
  }

  #forget(exchange: Exchange): void {
    for (let i = 0; i < exchange.count; i++) this.#waiting.delete((exchange.sequence + i) >>> 0)
  }

  #failOne(exchange: Exchange, error: Error): void {
    exchange.onFailure(error)
    this.#forget(exchange)
  }

  #each(tell: (exchange: Exchange) => void, current?: Exchange): void {
    if (current !== undefined) tell(current)
    for (const exchange of new Set(this.#waiting.values())) {
      tell(exchange)
      if (exchange.isOver) this.#forget(exchange)
    }
  }

  #fail(error: () => Error, current?: Exchange): void {
    this.#each((exchange) => exchange.onFailure(error()), current)
    this.#settleIdle()
  }

  /** An idle connection neither keeps the process alive nor costs anything. */
  #settleIdle(): void {
    if (!this.#isWatching || this.#waiting.size > 0 || this.#isClosed) return
    this.#isWatching = false
    this.#socket.watch(0)
    this.#socket.unref()
  }
}
