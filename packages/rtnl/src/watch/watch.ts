import {
  checkKeys,
  type Connection,
  type KeysOf,
  type Subscription,
  type SubscribeOptions
} from '@nlkit/core'
import { Addresses } from '../address/addresses.ts'
import { Links } from '../link/links.ts'
import { Neighbours } from '../neighbour/neighbours.ts'
import { Nexthops } from '../nexthop/nexthops.ts'
import { Routes } from '../route/routes.ts'
import { Rules } from '../rule/rules.ts'
import { subscribe, type RtnlEvent } from '../subscribe.ts'
import { AddressWatcher } from './addresses.ts'
import { asPresent, type Change } from './change.ts'
import { LinkStates } from './link-states.ts'
import { LinkWatcher } from './links.ts'
import { NeighbourWatcher } from './neighbours.ts'
import { NexthopWatcher } from './nexthops.ts'
import { RouteWatcher } from './routes.ts'
import { RuleWatcher } from './rules.ts'
import { persistence, type Persist, type Watcher } from './watcher.ts'

/** What each kind is watched by. */
const WATCHERS = {
  links: (connection, _, states) => new LinkWatcher(new Links(connection), states),
  addresses: (connection, persist) => new AddressWatcher(new Addresses(connection), persist),
  rules: (connection, persist) => new RuleWatcher(new Rules(connection), persist),
  nexthops: (connection, persist) => new NexthopWatcher(new Nexthops(connection), persist),
  routes: (connection, persist) => new RouteWatcher(new Routes(connection), persist),
  neighbours: (connection, persist) => new NeighbourWatcher(new Neighbours(connection), persist)
} satisfies Record<string, (connection: Connection, persist: Persist, states: LinkStates) => Watcher>

/** What can be watched. */
export type Watched = keyof typeof WATCHERS

/** How to watch: `receiveBuffer` and `limit` in bytes, as of a subscription; an aborted `signal` ends the loop with AbortError. */
export type WatchOptions = Pick<SubscribeOptions<unknown>, 'signal' | 'receiveBuffer' | 'limit'>

const KEYS: KeysOf<WatchOptions> = { signal: true, receiveBuffer: true, limit: true }

/** Milliseconds that a watcher's rest is put off for events that wait, at most; and between two looks whether none does. */
const LONGEST_PUT_OFF = 1000
const PAUSE = 50

/**
 * A mirror of what a namespace has: first everything that is there, then what changes. It listens before it lists, so that
 * nothing falls between the two; when events were lost it lists again, and tells the differences. It keeps the process alive until it
 * is closed, unless `unref()`.
 */
export class Watch implements AsyncIterableIterator<Change>, Disposable, AsyncDisposable {
  readonly #events: Subscription<RtnlEvent>
  readonly #watchers: readonly Watcher[]
  readonly #changes: AsyncGenerator<Change, undefined>
  readonly #states: LinkStates
  /** Whether anything depends on the states of links, and nothing lists them by itself. */
  readonly #listsStates: boolean
  /** Since when a watcher has wanted to rest. */
  #wantingSince: number | undefined

  /** Made by `Rtnl.watch()`. */
  constructor(connection: Connection, kinds: readonly Watched[], options: WatchOptions) {
    checkKinds(kinds)
    checkKeys(options, KEYS)
    const persist = persistence(options.signal)
    this.#states = new LinkStates(new Links(connection), persist)
    // Links first: others name them.
    this.#watchers = (Object.keys(WATCHERS) as Watched[])
      .filter((kind) => kinds.includes(kind))
      .map((kind) => WATCHERS[kind](connection, persist, this.#states))
    const groups = new Set(this.#watchers.flatMap((watcher) => watcher.groups))
    this.#listsStates = groups.has('link') && !kinds.includes('links')
    this.#events = subscribe(connection, [...groups], options)
    this.#changes = this.#run()
  }

  /** Datagrams that did not come from the kernel, dropped unread. */
  get rejectedCount(): number {
    return this.#events.rejectedCount
  }

  /** Events that the kernel dropped, as far as told; what changed meanwhile is told all the same. */
  get droppedCount(): number {
    return this.#events.droppedCount
  }

  /** Whether it has ended: by close(), its signal, or with the connection. */
  get isClosed(): boolean {
    return this.#events.isClosed
  }

  /** The next change. @throws AbortError by the watch's signal, and what the kernel refuses when it is to list */
  next(): Promise<IteratorResult<Change, undefined>> {
    return this.#changes.next()
  }

  /** Ends it at once, also while a step waits. */
  async return(): Promise<IteratorResult<Change, undefined>> {
    this.#events.close()
    return this.#changes.return(undefined)
  }

  /** Ends it at once; a step that waits ends. Idempotent. */
  close(): void {
    // Behind a step that is under way, whose error is that step's.
    this.return().catch(() => undefined)
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

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  async *#run(): AsyncGenerator<Change, undefined> {
    try {
      for await (const change of this.#list()) yield asPresent(change)
      if (!this.isClosed) yield { type: 'synced', dropped: 0 }
      for (let step = await this.#events.next(); step.done !== true;) {
        const event = step.value
        if (event.type === 'overrun') {
          yield* this.#list()
          if (!this.isClosed) yield { type: 'synced', dropped: event.dropped }
        } else {
          const turned = this.#states.turnedBy(event)
          for (const watcher of this.#watchers) yield* await watcher.apply(event, turned)
        }
        const next = this.#events.next()
        yield* this.#restBefore(next)
        step = await next
      }
    } finally {
      this.#events.close()
    }
    return undefined
  }

  /** Lets watchers do what they put off, once no event waits; and when they have put it off for long. */
  async *#restBefore(next: Promise<unknown>): AsyncGenerator<Change, undefined> {
    while (this.#watchers.some(({ wantsRest }) => wantsRest === true)) {
      const now = performance.now()
      this.#wantingSince ??= now
      const isIdle = !(await isSettled(next))
      if (!isIdle && now - this.#wantingSince < LONGEST_PUT_OFF) return undefined
      this.#wantingSince = undefined
      for (const watcher of this.#watchers) yield* (await watcher.rest?.(isIdle)) ?? []
      if (!isIdle) return undefined
      await Promise.race([next.catch(() => {}), delay(PAUSE)])
    }
    this.#wantingSince = undefined
    return undefined
  }

  /** Lists everything and tells the differences. */
  async *#list(): AsyncGenerator<Change, undefined> {
    if (this.#listsStates) await this.#states.list()
    for (const watcher of this.#watchers) {
      for (const change of await watcher.list()) {
        // What was closed or aborted meanwhile says so at the next step.
        if (this.isClosed) return undefined
        yield change
      }
    }
    return undefined
  }
}

/** @throws TypeError for what cannot be watched */
function checkKinds(kinds: unknown): asserts kinds is readonly Watched[] {
  if (!Array.isArray(kinds) || kinds.length === 0)
    throw new TypeError("kinds: expected an array such as ['links']")
  for (const [i, kind] of kinds.entries()) {
    if (typeof kind !== 'string' || !Object.hasOwn(WATCHERS, kind))
      throw new TypeError(`kinds[${i}]: '${String(kind)}' cannot be watched`)
  }
}

/** Whether a promise has settled already: whether an event waits. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const isNot = Symbol('not settled')
  // What has been received settles in a microtask; a turn of the event loop takes in what the reader has.
  const turn = new Promise((resolve) => setImmediate(resolve, isNot))
  return (await Promise.race([promise.catch(() => {}), turn])) !== isNot
}

const delay = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))
