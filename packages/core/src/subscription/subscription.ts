import { LE, type Bytes } from '../codec/index.ts'
import { publish, receivedChannel } from '../diagnostics/channels.ts'
import { NetlinkError } from '../errors/netlink-error.ts'
import { AbortError } from '../errors/outcomes.ts'
import { lendBuffer, returnBuffer } from '../exchange/channel/buffers.ts'
import { dueTurn } from '../exchange/channel/fairness.ts'
import { throwIfAborted, type WaitOptions } from '../exchange/spec.ts'
import { NLMSG_HDRLEN, NLMSG_MIN_TYPE } from '../message/constants.ts'
import { attachProgram } from '../socket/bpf.ts'
import { nativeTransport } from '../socket/native-transport.ts'
import { bind, check, getInt, joinGroup, setInt, setReceiveBuffer } from '../socket/open.ts'
import {
  NETLINK_LISTEN_ALL_NSID,
  NETLINK_PKTINFO,
  SO_PASSCRED,
  SO_RCVBUF,
  SOL_NETLINK,
  SOL_SOCKET
} from '../socket/options.ts'
import type { Peer } from '../socket/peer.ts'
import { RECORD_PORT_ID } from '../socket/record.ts'
import { STATUS_HAS_INBOX, STATUS_NEED, TAKE_NEEDS_MORE, type TransportSocket } from '../socket/transport.ts'
import { EMSGSIZE, walkRecords, type RecordHandler } from '../socket/walk-records.ts'
import { Message } from './message.ts'
import {
  checkBytes,
  checkSubscribeOptions,
  type MalformedEvent,
  type OverrunEvent,
  type SubscribeOptions
} from './options.ts'
import { Steps } from './steps.ts'

const RECEIVE_BUFFER = 1024 * 1024
const LIMIT = 64 * 1024 * 1024
/**
 * Bytes that are decoded at a time. What is decoded and not taken yet survives a garbage collection, and the engine makes
 * its nursery larger for it: 256 KiB took 10 MB of resident memory more.
 */
const PIECE = 32 * 1024

/** What a subscription belongs to. */
interface SubscriptionOrigin {
  readonly protocol: number
  readonly owner: object
  readonly peer: Peer | undefined
}

type Told<Event> = Event | OverrunEvent | MalformedEvent

/**
 * Multicast groups as an async iterator. A thread reads the socket from the moment this is made, so a consumer that
 * is late loses nothing until the limit. It keeps the process alive until it is closed, unless `unref()`.
 */
export class Subscription<Event> implements AsyncIterableIterator<Told<Event>>, Disposable, AsyncDisposable {
  readonly #socket: TransportSocket
  readonly #options: SubscribeOptions<Event>
  readonly #handler: RecordHandler
  readonly #onClose: (subscription: Subscription<Event>) => void
  readonly #steps = new Steps<Told<Event>>()
  readonly #onAbort: () => void
  #isReady = false
  #isClosed = false
  #rejected = 0
  #portId = 0
  readonly #origin: SubscriptionOrigin
  #dropped = 0

  /** Made by `Connection.subscribe()`. */
  constructor(
    origin: SubscriptionOrigin,
    open: (ready: () => void) => TransportSocket,
    options: SubscribeOptions<Event>,
    onClose: (subscription: Subscription<Event>) => void
  ) {
    checkSubscribeOptions(options)
    throwIfAborted(options.signal)
    this.#origin = origin
    this.#options = options
    this.#onClose = onClose
    this.#handler = {
      onDatagram: (bytes, offset, end, record) => this.#onDatagram(bytes, offset, end, record),
      onOverrun: (dropped) => {
        this.#dropped += dropped
        this.#steps.push({ type: 'overrun', dropped, ...this.#grow() })
      },
      onSent() {},
      onTruncated: (bytes, offset, end, record) => {
        if (this.#isRefused(bytes, record)) return
        const error = new NetlinkError({ errno: EMSGSIZE, request: 'recvmsg' })
        this.#steps.push({ type: 'malformed', error, data: bytes.u8.slice(offset, end) })
      },
      onReceiveError: (errno) => {
        this.#steps.fail(new NetlinkError({ errno, request: 'recvmsg' }))
      }
    }
    this.#socket = open(() => this.#wake())
    try {
      this.#configure()
    } catch (error) {
      this.#socket.close()
      throw error
    }
    this.#onAbort = () => this.#abort()
    options.signal?.addEventListener('abort', this.#onAbort, { once: true })
  }

  /**
   * Bytes that threads may keep for all subscriptions of this environment (the main thread or a worker) together, 256 MiB
   * by default. When they do, each has its fair share, so that one who takes is not held up by others who do not.
   * @throws Error where sockets cannot be opened
   */
  static limitTotal(bytes: number): void {
    checkBytes('bytes', bytes, Number.MAX_SAFE_INTEGER)
    nativeTransport().limitTotal?.(bytes)
  }

  /** Datagrams that did not come from the kernel, or from the connection's peer if it has one, dropped unread. */
  get rejectedCount(): number {
    return this.#rejected
  }

  /** Messages that the kernel dropped, as told by the overrun events so far. */
  get droppedCount(): number {
    return this.#dropped
  }

  /** The kernel's receive buffer in bytes, as asked for or as much of it as was allowed. */
  get receiveBuffer(): number {
    return getInt(this.#socket, SOL_SOCKET, SO_RCVBUF, 'SO_RCVBUF') / 2
  }

  /** Whether it has ended. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  /**
   * The next event. A step that is aborted or late takes nothing with it, and the subscription goes on.
   * @throws AbortError, TimeoutError by the options; AbortError by the subscription's own signal
   */
  next(options?: WaitOptions): Promise<IteratorResult<Told<Event>, undefined>> {
    return this.#steps.next(options, this.#readInTurn)
  }

  /** Closes it, as leaving the loop does. */
  return(): Promise<IteratorResult<Told<Event>, undefined>> {
    this.close()
    return Promise.resolve({ done: true, value: undefined })
  }

  /** Leaves the groups at once. Steps that wait end; events not taken yet are dropped. Idempotent. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#options.signal?.removeEventListener('abort', this.#onAbort)
    this.#socket.close()
    this.#steps.end()
    this.#onClose(this)
  }

  /** Keeps the process alive while subscribed, which is the default. */
  ref(): this {
    this.#socket.ref()
    return this
  }

  /** Lets the process end although this is subscribed. */
  unref(): this {
    this.#socket.unref()
    return this
  }

  /** It is iterated once: each event goes to one loop. */
  [Symbol.asyncIterator](): this {
    return this
  }

  [Symbol.dispose](): void {
    this.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close()
    return Promise.resolve()
  }

  #configure(): void {
    const socket = this.#socket
    const { groups, receiveBuffer, limit, credentials, allNamespaces, program, filter } = this.#options
    setReceiveBuffer(socket, receiveBuffer ?? RECEIVE_BUFFER)
    check(setInt(socket, SOL_NETLINK, NETLINK_PKTINFO, 1), 'NETLINK_PKTINFO')
    if (credentials === true || this.#origin.peer !== undefined)
      check(setInt(socket, SOL_SOCKET, SO_PASSCRED, 1), 'SO_PASSCRED')
    if (allNamespaces === true)
      check(setInt(socket, SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, 1), 'NETLINK_LISTEN_ALL_NSID')
    const inKernel = program ?? filter?.program
    if (inKernel !== undefined) attachProgram(socket, inKernel)
    this.#portId = bind(socket, 0, 0)
    for (const group of groups) joinGroup(socket, group)
    check(socket.watch(limit ?? LIMIT), 'thread')
    socket.ref()
  }

  /** After an overrun: doubles the receive buffer where that is wished for, and tells what came of it. */
  #grow(): { receiveBuffer?: number } {
    const { maxReceiveBuffer } = this.#options
    if (maxReceiveBuffer === undefined || this.#isClosed) return {}
    const now = this.receiveBuffer
    if (now < maxReceiveBuffer) setReceiveBuffer(this.#socket, Math.min(2 * now, maxReceiveBuffer))
    return { receiveBuffer: this.receiveBuffer }
  }

  #abort(): void {
    this.#steps.fail(new AbortError(this.#options.signal?.reason))
    this.close()
  }

  #wake(): void {
    this.#isReady = true
    if (!this.#steps.isAwaited || this.#isClosed) return
    this.#read()
    this.#steps.settle()
  }

  /** For a step that finds nothing: now, or when the event loop has had its turn. */
  readonly #readInTurn = (): void => {
    if (!this.#isReady) return
    const turn = dueTurn()
    if (turn === undefined) this.#read()
    else void turn.then(() => this.#wake())
  }

  /** Decodes one piece of what the thread has kept; the rest waits there, where it takes least room. */
  #read(): void {
    let need = 0
    while (this.#steps.isEmpty && !this.#isClosed) {
      const rx = lendBuffer(need)
      try {
        const length = this.#socket.take(need === 0 ? rx.u8.subarray(0, PIECE) : rx.u8)
        this.#isReady = this.#socket.status[STATUS_HAS_INBOX] === 1
        if (length === TAKE_NEEDS_MORE) {
          need = this.#socket.status[STATUS_NEED] ?? 0
          continue
        }
        if (length <= 0) return
        walkRecords(rx, length, this.#handler, undefined)
        if (!this.#isReady) return
      } finally {
        returnBuffer(rx)
      }
    }
  }

  /** Whether a datagram comes from somebody who is not believed; it is counted then. */
  #isRefused(bytes: Bytes, record: number): boolean {
    const { peer } = this.#origin
    if (this.#options.senders === 'any') return false
    if (
      peer === undefined
        ? bytes.view.getUint32(record + RECORD_PORT_ID, LE) === 0
        : peer.hasSent(bytes, record)
    )
      return false
    this.#rejected += 1
    return true
  }

  #onDatagram(bytes: Bytes, offset: number, end: number, record: number): void {
    if (this.#isRefused(bytes, record)) return
    const { view } = bytes
    const { framing } = this.#options
    if (receivedChannel.hasSubscribers) {
      const { protocol, owner } = this.#origin
      publish(receivedChannel, { protocol, owner, portId: this.#portId }, bytes.u8, offset, end)
    }
    if (framing === 'datagram') {
      this.#onMessage(new Message(bytes, offset, end, record, false), offset)
      return
    }
    for (let at = offset; at + NLMSG_HDRLEN <= end;) {
      const length = view.getUint32(at, LE)
      if (length < NLMSG_HDRLEN || at + length > end) {
        const error = new RangeError(`message length ${length} in a datagram of ${end - offset} bytes`)
        this.#steps.push({ type: 'malformed', error, data: bytes.u8.slice(at, end) })
        return
      }
      if (view.getUint16(at + 4, LE) >= NLMSG_MIN_TYPE) {
        this.#onMessage(new Message(bytes, at, at + length, record, true), at)
      }
      at += (length + 3) & ~3
    }
  }

  #onMessage(message: Message, at: number): void {
    try {
      if (this.#options.filter?.matches(message) === false) return
      const event = this.#options.decode(message)
      if (event !== undefined) this.#steps.push(event)
    } catch (error) {
      const data = message.bytes.u8.slice(at, message.end)
      this.#steps.push({
        type: 'malformed',
        error: error instanceof Error ? error : new Error(String(error)),
        data
      })
    }
  }
}
