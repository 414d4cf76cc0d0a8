import {
  checkKeys,
  ClosedError,
  type Connection,
  type KeysOf,
  type MalformedEvent,
  type OverrunEvent,
  type Subscription
} from '@nlkit/core'
import { isEmpty, readFilter, type EventFilter } from '../filter/filter.ts'
import { compileUdevFilter } from '../filter/program.ts'
import { waitUntil, type WaitOptions } from '../wait.ts'
import { decoder } from './decoder.ts'
import type { DeviceEvent, UeventEvent } from './event.ts'
import { Rejections, type RejectCounts } from './rejections.ts'
import { GROUPS, judgeOf, type EventSource, type TrustedUid } from './trust.ts'

/** As udev's own monitor: a boot is a storm of events. Only what is queued takes memory. */
const RECEIVE_BUFFER = 128 * 1024 * 1024

/** Which events, of whom, and how many bytes are kept. */
export interface UeventSubscribeOptions {
  /** `'kernel'` by default. `'udev'`: once udev's rules have run, with what they have found out; nothing where no udev runs. */
  readonly source?: EventSource | undefined
  readonly filter?: EventFilter | undefined
  /**
   * The kernel's receive buffer in bytes, 128 MiB by default; an event takes about 1 KiB of it. Without CAP_NET_ADMIN in
   * the initial user namespace net.core.rmem_max is the most that one gets.
   */
  readonly receiveBuffer?: number | undefined
  /** Bytes that a thread keeps for a consumer which is late, 64 MiB by default; beyond, they stay in the kernel's buffer. */
  readonly limit?: number | undefined
  /** Aborting closes the subscription; the step that waits rejects with AbortError. */
  readonly signal?: AbortSignal | undefined
}

const KEYS: KeysOf<UeventSubscribeOptions> = {
  source: true,
  filter: true,
  receiveBuffer: true,
  limit: true,
  signal: true
}

type Step = IteratorResult<UeventEvent, undefined>

interface Waiter {
  resolve(step: Step): void
  reject(error: unknown): void
}

/**
 * Device events as an async iterator, in the order the kernel sent them. What nobody may have sent, and what cannot be read, is left out
 * and counted in `rejected`. It keeps the process alive until it is closed, unless `unref()`.
 */
export class UeventSubscription implements AsyncIterableIterator<UeventEvent>, Disposable, AsyncDisposable {
  readonly source: EventSource
  readonly #subscription: Subscription<DeviceEvent>
  readonly #rejections = new Rejections()
  readonly #waiters: Waiter[] = []
  readonly #queue: UeventEvent[] = []
  #next = 0
  #error: unknown
  #isPulling = false
  #settling = 0
  /** Highest sequence number that came, and how many events with one. */
  #seqnum = 0
  #seen = 0

  /** Made by `Uevent.subscribe()`. */
  constructor(
    connection: Connection,
    options: UeventSubscribeOptions,
    uids: readonly TrustedUid[] | undefined
  ) {
    checkKeys(options, KEYS)
    const { source = 'kernel', receiveBuffer = RECEIVE_BUFFER, limit, signal } = options
    if (source !== 'kernel' && source !== 'udev') {
      throw new TypeError(`source: expected 'kernel' or 'udev', got ${String(source)}`)
    }
    const filter = readFilter(options.filter)
    if (source === 'kernel' && filter.tags !== undefined) {
      throw new TypeError("filter.tag: the kernel knows no tags; take them from source 'udev'")
    }
    this.source = source
    this.#subscription = connection.subscribe<DeviceEvent>({
      groups: [GROUPS[source]],
      framing: 'datagram',
      senders: 'any',
      credentials: true,
      decode: decoder({
        source,
        judge: judgeOf(source, uids),
        filter,
        rejections: this.#rejections,
        onSeqnum: (seqnum) => {
          this.#seen += 1
          if (seqnum > this.#seqnum) this.#seqnum = seqnum
        }
      }),
      program: source === 'udev' && !isEmpty(filter) ? compileUdevFilter(filter) : undefined,
      receiveBuffer,
      limit,
      signal
    })
  }

  /** Datagrams that were dropped because of their sender or because they could not be read, by reason. */
  get rejected(): RejectCounts {
    return this.#rejections.counts
  }

  /** Their sum. */
  get rejectedCount(): number {
    return this.#rejections.total
  }

  /** Messages that the kernel dropped, as told by the overrun events so far. */
  get droppedCount(): number {
    return this.#subscription.droppedCount
  }

  /** The kernel's receive buffer in bytes, as much of it as was allowed. */
  get receiveBuffer(): number {
    return this.#subscription.receiveBuffer
  }

  /** Whether it has ended: by close(), its signal, or with what it came from. */
  get isClosed(): boolean {
    return this.#subscription.isClosed
  }

  /** Highest sequence number that has come, whether the filter let it through or not; 0 before the first. */
  get seqnum(): number {
    return this.#seqnum
  }

  /** The next event. @throws AbortError once its signal is aborted */
  next(): Promise<Step> {
    if (this.#waiters.length === 0) {
      const queued = this.#shift()
      if (queued !== undefined) return Promise.resolve({ done: false, value: queued })
      if (this.#error !== undefined) return Promise.reject(this.#takeError())
    }
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject })
      void this.#pull()
    })
  }

  /** Closes it, as leaving the loop does. */
  return(): Promise<Step> {
    this.close()
    return Promise.resolve({ done: true, value: undefined })
  }

  /**
   * Resolves when every event up to the number has come, and is queued here or has been taken. Numbers that never come, because they
   * belong to another network namespace or are in no event of this source, are not waited for once it has been quiet for 100 ms.
   * @throws ClosedError when it is closed meanwhile, TimeoutError, AbortError
   */
  async settle(seqnum: number, options?: WaitOptions): Promise<void> {
    this.#settling += 1
    try {
      let seen = -1
      let quiet = 0
      await waitUntil(
        'settle',
        () => {
          if (this.#seqnum >= seqnum) return true
          if (this.isClosed) throw new ClosedError('the subscription was closed')
          void this.#pull()
          quiet = seen === this.#seen ? quiet + 1 : 0
          seen = this.#seen
          // Turns of the event loop, not time: a loop that stood still has heard nothing, either.
          return quiet >= QUIET_TURNS
        },
        QUIET_STEP,
        options
      )
    } finally {
      this.#settling -= 1
    }
  }

  /** Events that have come and were not taken. What settles has them here. @internal */
  takeQueued(): UeventEvent[] {
    const events = this.#queue.splice(this.#next)
    this.#queue.length = 0
    this.#next = 0
    return events
  }

  /** Leaves the group at once. Steps that wait end; events not taken yet are dropped. Idempotent. */
  close(): void {
    this.#subscription.close()
    this.#queue.length = 0
    this.#next = 0
  }

  /** Keeps the process alive while subscribed, which is the default. */
  ref(): this {
    this.#subscription.ref()
    return this
  }

  /** Lets the process end although this is subscribed. */
  unref(): this {
    this.#subscription.unref()
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

  /** Takes events as long as somebody waits for one, or for the sequence number. */
  async #pull(): Promise<void> {
    if (this.#isPulling) return
    this.#isPulling = true
    try {
      while (this.#waiters.length > 0 || (this.#settling > 0 && !this.isClosed)) {
        try {
          const { done, value } = await this.#subscription.next()
          if (done === true) this.#end()
          else this.#put(value)
        } catch (error) {
          this.#fail(error)
        }
      }
    } finally {
      this.#isPulling = false
    }
  }

  #put(event: DeviceEvent | OverrunEvent | MalformedEvent): void {
    if (event.type === 'malformed') {
      // The decoder does not throw: what did not come whole.
      this.#rejections.count({ rejected: 'truncated' })
      return
    }
    const waiter = this.#waiters.shift()
    if (waiter !== undefined) waiter.resolve({ done: false, value: event })
    else if (!this.isClosed) this.#queue.push(event)
  }

  #end(): void {
    for (const waiter of this.#waiters.splice(0)) waiter.resolve({ done: true, value: undefined })
  }

  #fail(error: unknown): void {
    const waiter = this.#waiters.shift()
    if (waiter !== undefined) waiter.reject(error)
    else this.#error ??= error
  }

  #shift(): UeventEvent | undefined {
    const event = this.#queue[this.#next]
    if (event === undefined) return undefined
    this.#next += 1
    if (this.#next === this.#queue.length) {
      this.#queue.length = 0
      this.#next = 0
    }
    return event
  }

  #takeError(): unknown {
    const error = this.#error
    this.#error = undefined
    return error
  }
}

const QUIET_STEP = 10
const QUIET_TURNS = 10
