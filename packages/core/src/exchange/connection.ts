import { Writer } from '../codec/index.ts'
import { debugIfAsked } from '../diagnostics/debug.ts'
import type { MessageTable } from '../diagnostics/describe.ts'
import { showAs } from '../diagnostics/shown.ts'
import { ClosedError } from '../errors/outcomes.ts'
import { NLM_F_ACK, NLM_F_DUMP } from '../message/constants.ts'
import { NetworkNamespace } from '../socket/namespace.ts'
import { nativeTransport } from '../socket/native-transport.ts'
import { bind, openSocket, setInt } from '../socket/open.ts'
import { NETLINK_CAP_ACK, NETLINK_EXT_ACK, NETLINK_GET_STRICT_CHK, SOL_NETLINK } from '../socket/options.ts'
import { peerTransport } from '../socket/peer-transport.ts'
import { Peer } from '../socket/peer.ts'
import { protocolName } from '../socket/protocols.ts'
import type { Transport, TransportSocket } from '../socket/transport.ts'
import type { SubscribeOptions } from '../subscription/options.ts'
import { Subscription } from '../subscription/subscription.ts'
import { BatchBuilder, sendBatch, type BatchContext } from './batch/batch-builder.ts'
import type { BatchOptions, BatchResult } from './batch/batch.ts'
import { Channel, type ChannelCounts } from './channel/channel.ts'
import { checkConnectionOptions, type ConnectionOptions } from './connection-options.ts'
import { DumpSockets } from './dump/dump-sockets.ts'
import { checkDumpOptions, type DumpContext, type DumpOptions, type DumpSpec } from './dump/dump-spec.ts'
import { Dump } from './dump/dump.ts'
import { ExecutionPolicy } from './channel/execution.ts'
import { enterTurn } from './channel/fairness.ts'
import { pack } from './packer.ts'
import { requestFlags } from './request-flags.ts'
import { Request, type Wanted } from './request.ts'
import { nextSequence } from './sequence.ts'
import {
  checkWaitOptions,
  REQUEST_KEYS,
  throwIfAborted,
  type RequestOptions,
  type RequestSpec
} from './spec.ts'

/** Bytes of memory that a connection keeps for what it encodes next; a batch of many may have taken more. */
const MOST_KEPT = 16 * 1024

/** What JSON and consoles tell of a connection. */
export interface ConnectionSummary {
  /** `'NETLINK_ROUTE'` ... */
  readonly protocol: string
  /** The port id that the kernel knows the requests' socket by. */
  readonly portId: number
  readonly isClosed: boolean
}

/**
 * A connection to the kernel, or to a process, over one netlink protocol: requests share a socket, each dump and each
 * subscription has one of its own, all in the same network namespace.
 */
export class Connection implements Disposable, AsyncDisposable {
  readonly #options: ConnectionOptions
  readonly #transport: Transport
  readonly #peer: Peer | undefined
  readonly #namespace: NetworkNamespace
  readonly #policy: ExecutionPolicy
  readonly #counts: ChannelCounts = { rejected: 0, stray: 0 }
  readonly #channel: Channel
  readonly #dumps: DumpContext
  readonly #batches: BatchContext
  readonly #subscriptions = new Set<Subscription<unknown>>()
  /** Lent to the request or the batch that is being made: another that a getter or a subscriber makes meanwhile has one of its own. */
  #writer: Writer | undefined
  readonly #portId: number
  #sequence = 0
  #isClosed = false

  private constructor(options: ConnectionOptions) {
    // The first one of a process loads the addon: 5 ms that what follows should not add to.
    enterTurn()
    showAs(this, 'Connection', () => this.toJSON())
    this.#options = options
    this.#transport = options.transport ?? nativeTransport()
    this.#peer = options.peer && new Peer(options.peer)
    this.#policy = new ExecutionPolicy(options.execution ?? 'auto', this.#transport)
    this.#namespace = new NetworkNamespace(options.netns)
    try {
      const { socket, portId } = this.#openSocket(() => this.#channel.onReady(), options.portId ?? 0)
      this.#portId = portId
      this.#channel = new Channel(socket, portId, this.#policy, this.#counts, options.protocol, this)
    } catch (error) {
      this.#namespace.close()
      throw error
    }
    this.#dumps = {
      policy: this.#policy,
      sockets: new DumpSockets((ready) => this.#openSocket(ready, 0)),
      counts: this.#counts,
      protocol: options.protocol,
      owner: this,
      runs: new Set(),
      encode: (spec) => this.#encodeDump(spec)
    }
    this.#batches = {
      channel: this.#channel,
      isEachAcknowledged: options.batchAck !== 'last',
      nextSequence: (count) => this.#nextSequence(count),
      isClosed: () => this.#isClosed,
      lendWriter: () => this.#lendWriter(),
      takeBack: (writer) => {
        if (writer.u8.length <= MOST_KEPT) this.#writer = writer
      }
    }
  }

  /**
   * Opens a connection.
   * @throws NetlinkError as socket(2), setns(2) and bind(2) refuse it: ENOENT and EINVAL for what is no network
   * namespace, EPERM for one that may not be entered, EPROTONOSUPPORT for a protocol that this kernel lacks,
   * EADDRINUSE for a port id that is taken, EMFILE
   * @throws TypeError, RangeError for options that cannot be meant
   */
  static open(options: ConnectionOptions): Connection {
    checkConnectionOptions(options)
    debugIfAsked()
    return new Connection(options)
  }

  /** The port id that the kernel knows the requests' socket by. */
  get portId(): number {
    return this.#portId
  }

  /** Whether close() was called. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Datagrams that did not come from the kernel, or from the peer if there is one. They are dropped unread. */
  get rejectedCount(): number {
    return this.#counts.rejected
  }

  /** Messages that answered nothing in flight, such as answers that came after a timeout. */
  get strayCount(): number {
    return this.#counts.stray
  }

  /** Names and codecs of the protocol's messages, as they were given; a tracer's {@link TracedDatagram.owner} has them. */
  get messages(): MessageTable | undefined {
    return this.#options.messages
  }

  /** Sends a request and resolves with every object that came back. @throws NetlinkError as the kernel refuses it */
  request<In, Out>(spec: RequestSpec<In, Out>, options?: RequestOptions): Promise<Out[]> {
    return this.#start(spec, 'all', options) as Promise<Out[]>
  }

  /** Sends a request that one object answers. @throws NetlinkError ENODATA when the kernel acknowledges without one */
  one<In, Out>(spec: RequestSpec<In, Out>, options?: RequestOptions): Promise<Out> {
    return this.#start(spec, 'one', options) as Promise<Out>
  }

  /** Sends a request and waits for its acknowledgement. */
  acknowledge<In>(spec: RequestSpec<In>, options?: RequestOptions): Promise<void> {
    return this.#start(spec, 'none', options) as Promise<void>
  }

  /** A dump. Nothing is sent before it is iterated. */
  dump<In, Out>(
    spec: DumpSpec<In, Out> | (() => Promise<DumpSpec<In, Out>>),
    options: DumpOptions = {}
  ): Dump<Out> {
    checkDumpOptions(options)
    return new Dump<Out>(this.#dumps, spec, options)
  }

  /**
   * Sends many requests, up to 200 in a system call, and resolves with a result for each, in order. It never rejects
   * for what becomes of a single message, nor when it is aborted or closed once some have been sent: what was in flight
   * is `unknown` then, the rest `not-sent`. rtnetlink works them off one by one: a batch is not a transaction.
   */
  batch(specs: Iterable<RequestSpec>, options: BatchOptions = {}): Promise<BatchResult[]> {
    return sendBatch(this.#batches, specs, options)
  }

  /**
   * The same for messages that are added one by one, each encoded at once; nothing is sent before `send()` is called. For protocol
   * packages whose users fill a batch by calling verbs.
   */
  buildBatch(options: BatchOptions = {}): BatchBuilder {
    return new BatchBuilder(this.#batches, options)
  }

  /** Joins multicast groups on a socket of its own. What is sent to them after this returns will be delivered. */
  subscribe<Event>(options: SubscribeOptions<Event>): Subscription<Event> {
    if (this.#isClosed) throw new ClosedError('the connection is closed')
    const subscription = new Subscription<Event>(
      { protocol: this.#options.protocol, owner: this, peer: this.#peer },
      (ready) => openSocket(this.#transport, this.#options.protocol, this.#namespace.fd, ready),
      options,
      (closed) => this.#subscriptions.delete(closed as Subscription<unknown>)
    )
    this.#subscriptions.add(subscription as Subscription<unknown>)
    return subscription
  }

  /**
   * A connection over another protocol in the same network namespace, whoever has the namespace's name, process id or descriptor
   * by now: to look up what this protocol tells by number. Whoever asks for it closes it.
   * @throws ClosedError once this one is closed, and as {@link Connection.open} does
   */
  beside(options: Omit<ConnectionOptions, 'netns' | 'transport'>): Connection {
    if (this.#isClosed) throw new ClosedError('the connection is closed')
    const { fd } = this.#namespace
    return Connection.open({
      ...options,
      transport: this.#options.transport,
      netns: fd < 0 ? undefined : { fd }
    })
  }

  /** What JSON tells of it: which connection it is, nothing of what it holds. */
  toJSON(): ConnectionSummary {
    const protocol = protocolName(this.#options.protocol)
    return { protocol, portId: this.#portId, isClosed: this.#isClosed }
  }

  /** Closes every socket at once and settles everything that waits with ClosedError. Idempotent. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#channel.close()
    for (const run of this.#dumps.runs) run.abandon(new ClosedError('the connection was closed'))
    this.#dumps.sockets.close()
    for (const subscription of this.#subscriptions) subscription.close()
    this.#namespace.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close()
    return Promise.resolve()
  }

  #start<In, Out>(
    spec: RequestSpec<In, Out>,
    wanted: Wanted,
    options: RequestOptions | undefined
  ): Promise<unknown> {
    try {
      if (this.#isClosed) throw new ClosedError('the connection is closed')
      let flags = spec.flags ?? 0
      if (options !== undefined) {
        checkWaitOptions(options, REQUEST_KEYS)
        throwIfAborted(options.signal)
        flags |= requestFlags(options)
      }
      const end = spec.end ?? this.#options.end ?? 'object-then-ack'
      const sequence = this.#nextSequence(1)
      const ack = end === 'object' ? 0 : NLM_F_ACK
      const writer = this.#lendWriter()
      try {
        pack(writer, spec, ack | flags, sequence)
        const request = new Request<Out>(sequence, spec, end, wanted, options, writer.u8, writer.length)
        this.#channel.start(request, writer.u8, writer.length, spec.isSlow ?? false)
        const turn = this.#channel.dueTurn()
        return turn === undefined ? request.promise() : turn.then(() => request.promise())
      } finally {
        this.#writer = writer
      }
    } catch (error) {
      return Promise.reject(error)
    }
  }

  #lendWriter(): Writer {
    const writer = this.#writer ?? new Writer()
    this.#writer = undefined
    writer.reset()
    return writer
  }

  #encodeDump(spec: RequestSpec): { bytes: Uint8Array; sequence: number } {
    if (this.#isClosed) throw new ClosedError('the connection is closed')
    const sequence = this.#nextSequence(1)
    const writer = new Writer(256)
    pack(writer, spec, NLM_F_ACK | NLM_F_DUMP | (spec.flags ?? 0), sequence)
    return { bytes: writer.toBytes(), sequence }
  }

  #nextSequence(count: number): number {
    const first = nextSequence(this.#sequence, count, this.#channel)
    this.#sequence = first + count - 1
    return first
  }

  #openSocket(ready: () => void, portId: number): { socket: TransportSocket; portId: number } {
    const socket = openSocket(this.#peerTransport(), this.#options.protocol, this.#namespace.fd, ready)
    try {
      // Kernels older than these options (4.3, 4.12, 4.20) do without.
      setInt(socket, SOL_NETLINK, NETLINK_CAP_ACK, 1)
      if (this.#options.extendedAck !== false) setInt(socket, SOL_NETLINK, NETLINK_EXT_ACK, 1)
      if (this.#options.strict !== false) setInt(socket, SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1)
      const own = bind(socket, portId, 0)
      // From here on the kernel refuses what others would send to it (ECONNREFUSED), and it cannot be flooded. Where that is not
      // to be had, what comes from others is known by its sender, as ever.
      if (this.#peer === undefined) socket.connect(0, 0)
      return { socket, portId: own }
    } catch (error) {
      socket.close()
      throw error
    }
  }

  #peerTransport(): Transport {
    const peer = this.#peer
    return peer === undefined
      ? this.#transport
      : peerTransport(this.#transport, peer, () => {
          this.#counts.rejected += 1
        })
  }
}
