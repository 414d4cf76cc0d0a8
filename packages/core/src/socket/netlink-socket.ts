import type { Bytes } from '../codec/index.ts'
import { publish, receivedChannel, sentChannel, type TraceOrigin } from '../diagnostics/channels.ts'
import { debugIfAsked } from '../diagnostics/debug.ts'
import { NetlinkError } from '../errors/netlink-error.ts'
import { ClosedError } from '../errors/outcomes.ts'
import { permissionHint } from '../errors/permission.ts'
import { lendBuffer, returnBuffer } from '../exchange/channel/buffers.ts'
import { checkKeys, type KeysOf } from '../exchange/keys.ts'
import { checkWaitOptions, throwIfAborted, WAIT_KEYS, type WaitOptions } from '../exchange/spec.ts'
import { Waiting } from '../exchange/waiting.ts'
import { attachProgram, checkProgram, type BpfInstruction } from './bpf.ts'
import { readDatagram, type Datagram } from './datagram.ts'
import { NetworkNamespace, type NetnsSelector } from './namespace.ts'
import { nativeTransport } from './native-transport.ts'
import { bind, check, joinGroup, leaveGroup, memberships, openSocket } from './open.ts'
import { SO_DETACH_FILTER, SOCK_DGRAM, SOCK_RAW, SOL_SOCKET } from './options.ts'
import { SocketOptions } from './socket-options.ts'
import {
  STATUS_HAS_INBOX,
  STATUS_NEED,
  TAKE_NEEDS_MORE,
  type Transport,
  type TransportSocket
} from './transport.ts'
import { EMSGSIZE, walkRecords, type RecordHandler } from './walk-records.ts'

const EPERM = -1
const TOO_LARGE = -90 // EMSGSIZE
const ECONNREFUSED = -111

/** Bytes of datagrams that a thread keeps for a reader who is late; past it they stay in the kernel's buffer. */
const LIMIT = 64 * 1024 * 1024

/** What to open. */
export interface NetlinkSocketOptions {
  /** Netlink protocol, 0 to 31. */
  readonly protocol: number
  /** `'raw'` by default; netlink makes no difference between the two. */
  readonly type?: 'raw' | 'dgram' | undefined
  /** Port id to bind to; the kernel chooses one where it is left out or 0. */
  readonly portId?: number | undefined
  /** Multicast groups to join. */
  readonly groups?: readonly number[] | undefined
  readonly netns?: NetnsSelector | undefined
  readonly transport?: Transport | undefined
}

/** To whom. */
export interface SendOptions {
  /** Port id to send to, 0 (the kernel) by default. */
  readonly portId?: number
  /** Multicast groups 1 to 32 to send to, as a mask; each group's bit is `1 << (group - 1)`. */
  readonly groups?: number
}

const OPEN_KEYS: KeysOf<NetlinkSocketOptions> = {
  protocol: true,
  type: true,
  portId: true,
  groups: true,
  netns: true,
  transport: true
}
const SEND_KEYS: KeysOf<SendOptions> = { portId: true, groups: true }

interface Waiter {
  readonly resolve: (datagram: Datagram) => void
  readonly reject: (error: Error) => void
  waiting: Waiting | undefined
}

/**
 * A netlink socket as it is: bytes out, datagrams in, every option. For requests and subscriptions a
 * {@link Connection} does the work; this is for other peers than the kernel, and for protocols of another shape.
 */
export class NetlinkSocket implements Disposable, AsyncIterable<Datagram> {
  /** Every option of the socket, read from and written to the kernel. */
  readonly options: SocketOptions
  readonly #protocol: number
  readonly #socket: TransportSocket
  readonly #queue: (Datagram | Error)[] = []
  readonly #waiters: Waiter[] = []
  readonly #handler: RecordHandler = {
    onDatagram: (bytes: Bytes, offset: number, end: number, record: number) => {
      if (receivedChannel.hasSubscribers) publish(receivedChannel, this.#origin(), bytes.u8, offset, end)
      this.#queue.push(readDatagram(bytes, offset, end, record))
    },
    onOverrun: (dropped) => {
      if (this.options.noEnobufs) return // counted all the same
      this.#queue.push(
        new NetlinkError({ errno: 105, request: 'recvmsg', hint: `${dropped} messages were dropped` })
      )
    },
    onSent() {},
    onTruncated: () => void this.#queue.push(new NetlinkError({ errno: EMSGSIZE, request: 'recvmsg' })),
    onReceiveError: (errno) => void this.#queue.push(new NetlinkError({ errno, request: 'recvmsg' }))
  }
  #isWatching = false
  #isClosed = false

  private constructor(options: NetlinkSocketOptions) {
    this.#protocol = options.protocol
    const namespace = new NetworkNamespace(options.netns)
    try {
      this.#socket = openSocket(
        options.transport ?? nativeTransport(),
        options.protocol,
        namespace.fd,
        () => this.#onReady(),
        options.type === 'dgram' ? SOCK_DGRAM : SOCK_RAW
      )
    } finally {
      namespace.close()
    }
    this.options = new SocketOptions(this.#socket)
    try {
      bind(this.#socket, options.portId ?? 0, 0)
      for (const group of options.groups ?? []) joinGroup(this.#socket, group)
    } catch (error) {
      this.#socket.close()
      throw error
    }
  }

  /**
   * Opens and binds a socket.
   * @throws NetlinkError as socket(2), setns(2) and bind(2) refuse it: EPROTONOSUPPORT, ENOENT, EPERM, EADDRINUSE ...
   */
  static open(options: NetlinkSocketOptions): NetlinkSocket {
    checkKeys(options, OPEN_KEYS)
    const { protocol, portId } = options
    if (!Number.isInteger(protocol) || protocol < 0 || protocol > 31) {
      throw new RangeError(`protocol: expected 0 to 31, got ${String(protocol)}`)
    }
    if (portId !== undefined && !(Number.isInteger(portId) && portId >= 0 && portId <= 0xffffffff)) {
      throw new RangeError(`portId: expected 0 to 4294967295, got ${String(portId)}`)
    }
    debugIfAsked()
    return new NetlinkSocket(options)
  }

  /** The port id it is bound to. */
  get portId(): number {
    const address = new Uint32Array(2)
    check(this.#socket.address(address), 'getsockname')
    return address[0] ?? 0
  }

  /** Whether close() was called. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Messages that the kernel has dropped for want of receive buffer since the socket was opened (SO_MEMINFO). */
  get droppedCount(): number {
    return check(this.#socket.drops(), 'SO_MEMINFO')
  }

  /** Joins a multicast group, also above 32. @throws NetlinkError EINVAL for a group that the protocol has not, EPERM */
  join(group: number): void {
    joinGroup(this.#socket, group)
  }

  /** Leaves a group. @throws NetlinkError */
  leave(group: number): void {
    leaveGroup(this.#socket, group)
  }

  /** The groups that it is a member of, in ascending order. */
  get memberships(): number[] {
    return memberships(this.#socket)
  }

  /** Sets where `send()` goes by default; datagrams of others are then not received. @throws NetlinkError EPERM */
  connect(portId: number, groups = 0): void {
    this.#refuse(this.#socket.connect(portId, groups), 'connect', `port id ${portId}`)
  }

  /** Takes back {@link connect}. */
  disconnect(): void {
    this.#refuse(this.#socket.connect(-1, 0), 'connect')
  }

  /** Runs a classic BPF program on each datagram; 0 drops it. @throws NetlinkError EINVAL for a bad program */
  attach(program: readonly BpfInstruction[]): void {
    checkProgram(program)
    attachProgram(this.#socket, program)
  }

  /** Detaches the filter. @throws NetlinkError ENOENT where there is none */
  detach(): void {
    check(this.#socket.setOption(SOL_SOCKET, SO_DETACH_FILTER, new Uint8Array(4)), 'SO_DETACH_FILTER')
  }

  /**
   * Sends a datagram.
   * @throws NetlinkError ECONNREFUSED (nobody has that port id), EPERM (multicast, or another port than the kernel's,
   * without the capability), EMSGSIZE (larger than the send buffer), ENOBUFS, EAGAIN (the peer's buffer is full)
   */
  send(bytes: Uint8Array, options: SendOptions = {}): void {
    if (!(bytes instanceof Uint8Array)) throw new TypeError('bytes: expected a Uint8Array')
    checkKeys(options, SEND_KEYS)
    const { portId = 0, groups = 0 } = options
    if (sentChannel.hasSubscribers) publish(sentChannel, this.#origin(), bytes, 0, bytes.length)
    const result = this.#socket.send(bytes, 0, bytes.length, portId, groups)
    // netlink_sendmsg() multicasts first and then sends to the port id as well, which is 0: where the kernel does not
    // listen that is refused, after everybody in the groups has got it.
    if (result === ECONNREFUSED && portId === 0 && groups !== 0) return
    if (result >= 0) return
    const to = groups === 0 ? `to port id ${portId}` : `to groups 0x${groups.toString(16)}`
    this.#refuse(result, 'sendmsg', result === TOO_LARGE ? this.#tooLarge(bytes.length) : to)
  }

  /** The next datagram. @throws NetlinkError ENOBUFS in its place among the datagrams when some were dropped */
  receive(options: WaitOptions = {}): Promise<Datagram> {
    try {
      checkWaitOptions(options, WAIT_KEYS)
      throwIfAborted(options.signal)
      if (this.#isClosed) throw new ClosedError('the socket is closed')
      this.#watch()
    } catch (error) {
      return Promise.reject(error)
    }
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { resolve, reject, waiting: undefined }
      waiter.waiting = new Waiting(options, 'recvmsg', (error) => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1)
        reject(error)
        this.#settle()
      })
      this.#waiters.push(waiter)
      this.#settle()
    })
  }

  /** Datagrams until the socket is closed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Datagram, undefined> {
    while (!this.#isClosed) {
      try {
        yield await this.receive()
      } catch (error) {
        if (ClosedError.is(error)) return undefined
        throw error
      }
    }
    return undefined
  }

  /** Closes it at once; what waits is rejected with ClosedError. Idempotent. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#socket.close()
    this.#queue.length = 0
    for (const waiter of this.#waiters.splice(0)) {
      waiter.waiting?.disarm()
      waiter.reject(new ClosedError('the socket was closed'))
    }
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #refuse(result: number, request: string, hint?: string): void {
    check(result, request, result === EPERM ? permissionHint('CAP_NET_ADMIN') : hint)
  }

  #origin(): TraceOrigin {
    return { protocol: this.#protocol, portId: this.#isClosed ? 0 : this.portId, owner: this }
  }

  #tooLarge(length: number): string {
    const { sendBuffer } = this.options
    return `${length} bytes are more than the send buffer takes (sendBuffer is ${sendBuffer})`
  }

  #watch(): void {
    if (this.#isWatching) return
    check(this.#socket.watch(LIMIT), 'thread')
    this.#isWatching = true
  }

  #onReady(): void {
    if (this.#isClosed) return
    if (this.#waiters.length > 0) this.#settle()
  }

  /** Serves those who wait, and keeps the process alive only for them. */
  #settle(): void {
    for (let waiter = this.#waiters[0]; waiter !== undefined; waiter = this.#waiters[0]) {
      if (this.#queue.length === 0) this.#read()
      const next = this.#queue.shift()
      if (next === undefined) break
      this.#waiters.shift()
      waiter.waiting?.disarm()
      if (next instanceof Error) waiter.reject(next)
      else waiter.resolve(next)
    }
    if (this.#waiters.length > 0) this.#socket.ref()
    else this.#socket.unref()
  }

  #read(): void {
    let need = 0
    for (;;) {
      const rx = lendBuffer(need)
      try {
        const length = this.#socket.take(rx.u8)
        if (length === TAKE_NEEDS_MORE) {
          need = this.#socket.status[STATUS_NEED] ?? 0
          continue
        }
        if (length > 0) walkRecords(rx, length, this.#handler, undefined)
        if (this.#queue.length > 0 || this.#socket.status[STATUS_HAS_INBOX] !== 1) return
      } finally {
        returnBuffer(rx)
      }
    }
  }
}
