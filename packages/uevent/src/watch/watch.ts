import { AbortError, checkKeys, ClosedError, type KeysOf } from '@nlkit/core'
import type { ReadQuery } from '../device/query.ts'
import type { DeviceSources } from '../device/read-device.ts'
import { readSeqnumNow } from '../device/seqnum.ts'
import type { RejectCounts } from '../events/rejections.ts'
import type { UeventSubscribeOptions, UeventSubscription } from '../events/subscription.ts'
import type { DeviceChange } from './change.ts'
import { Present } from './present.ts'
import { scan } from './scan.ts'

/** How to watch devices: as a subscription, the query aside. */
export type WatchOptions = Omit<UeventSubscribeOptions, 'filter'>

const KEYS: KeysOf<WatchOptions> = { source: true, receiveBuffer: true, limit: true, signal: true }

type Step = IteratorResult<DeviceChange, undefined>

/**
 * The devices that there are, then what changes, as an async iterator: without a gap between the two, no device told twice, and healed after
 * an overrun. It keeps the process alive until it is closed, unless `unref()`.
 */
export class DeviceWatch implements AsyncIterableIterator<DeviceChange>, Disposable, AsyncDisposable {
  readonly #events: UeventSubscription
  readonly #changes: AsyncGenerator<DeviceChange, undefined>

  /** Made by `Uevent.watchDevices()`. */
  constructor(
    sources: DeviceSources,
    query: ReadQuery,
    subscribe: (options: UeventSubscribeOptions) => UeventSubscription,
    options: WatchOptions
  ) {
    checkKeys(options, KEYS)
    const { source, receiveBuffer, limit, signal } = options
    const since = readSeqnumNow(sources.sysfs)
    // No filter: an event that says that a device does not match any more has to come, too.
    this.#events = subscribe({ source, receiveBuffer, limit, signal })
    this.#changes = changes(sources, query, this.#events, since, signal)
  }

  /** Datagrams that were dropped because of their sender or because they could not be read, by reason. */
  get rejected(): RejectCounts {
    return this.#events.rejected
  }

  /** Their sum. */
  get rejectedCount(): number {
    return this.#events.rejectedCount
  }

  /** Events that the kernel dropped, as far as told. */
  get droppedCount(): number {
    return this.#events.droppedCount
  }

  /** Whether it has ended: by close(), its signal, or with what it came from. */
  get isClosed(): boolean {
    return this.#events.isClosed
  }

  /** The next change. @throws AbortError once its signal is aborted */
  next(): Promise<Step> {
    return this.#changes.next()
  }

  /** Closes it, as leaving the loop does. */
  return(): Promise<Step> {
    this.close()
    return Promise.resolve({ done: true, value: undefined })
  }

  /** Ends it at once; steps that wait end. Idempotent. */
  close(): void {
    this.#events.close()
  }

  /** Keeps the process alive while it watches, which is the default. */
  ref(): this {
    this.#events.ref()
    return this
  }

  /** Lets the process end although this watches. */
  unref(): this {
    this.#events.unref()
    return this
  }

  /** It is iterated once: each change goes to one loop. */
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
}

/** Nothing that was dropped is known to be so: whatever a scan has found, something may have come. */
const UNKNOWN = -1

async function* changes(
  sources: DeviceSources,
  query: ReadQuery,
  events: UeventSubscription,
  since: number,
  signal: AbortSignal | undefined
): AsyncGenerator<DeviceChange, undefined> {
  const present = new Present(sources, query)
  try {
    for (const change of present.replace(await scan(sources, query, events, since))) {
      if (events.isClosed) break
      if (change.type === 'add') yield { type: 'present', device: change.device }
    }
    if (!events.isClosed) yield { type: 'ready' }
    for (;;) {
      const { done, value: event } = await events.next()
      if (done === true) return undefined
      if (event.type === 'overrun') {
        yield event
        const found = await scan(sources, query, events, UNKNOWN)
        for (const change of present.replace(found)) {
          if (events.isClosed) return undefined
          yield change
        }
        continue
      }
      const change = await present.apply(event)
      if (change !== undefined && !events.isClosed) yield change
    }
  } catch (error) {
    if (!ClosedError.is(error)) throw error
    if (signal?.aborted === true) throw new AbortError(signal.reason)
    return undefined
  } finally {
    events.close()
  }
}
