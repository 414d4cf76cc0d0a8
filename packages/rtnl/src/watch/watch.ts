import {
  DumpInterruptedError,
  NetlinkError,
  type Connection,
  type Subscription,
  type SubscribeOptions
} from '@nlkit/core'
import { addressCodec, type Address } from '../address/codec.ts'
import { Addresses } from '../address/addresses.ts'
import type { GroupName } from '../groups.ts'
import type { Link } from '../link/codec.ts'
import { IFF_LOWER_UP, IFF_RUNNING, IFF_UP } from '../link/constants.ts'
import { Links } from '../link/links.ts'
import type { Route } from '../route/codec.ts'
import { Routes } from '../route/routes.ts'
import { subscribe, type RtnlEvent } from '../subscribe.ts'
import { asChange, type Change } from './change.ts'
import { KeyedMirror } from './keyed-mirror.ts'
import { goesBy, grouped, groupOf, RouteMirror } from './route-mirror.ts'

/** What can be watched. */
export type Watched = 'links' | 'addresses' | 'routes'

export type WatchOptions = Pick<SubscribeOptions<unknown>, 'signal' | 'receiveBuffer' | 'limit'>

const GROUPS: Readonly<Record<Watched, readonly GroupName[]>> = {
  // IPv6's part of a link changes by itself, too.
  links: ['link', 'ipv6-ifinfo'],
  addresses: ['ipv4-ifaddr', 'ipv6-ifaddr'],
  // Routes vanish in silence with their link and with their source address.
  routes: ['ipv4-route', 'ipv6-route', 'link', 'ipv4-ifaddr']
}

const KINDS: readonly unknown[] = ['links', 'addresses', 'routes']

/** Flags whose change the kernel takes its routes' state from (fib_sync_down_dev(), fib_sync_up()). */
const STATE = IFF_UP | IFF_RUNNING | IFF_LOWER_UP

/** Milliseconds between tries to list what changes while it is listed, and the most there are between two. */
const BACKOFF = 5
const LONGEST_BACKOFF = 500

/**
 * A mirror of what a namespace has: first everything that is there, then what changes. It listens before it lists, so that
 * nothing falls between the two; when events were lost it lists again, and tells the differences.
 */
export class Watch implements AsyncIterableIterator<Change>, AsyncDisposable {
  readonly #events: Subscription<RtnlEvent>
  readonly #kinds: ReadonlySet<Watched>
  readonly #links: Links
  readonly #addresses: Addresses
  readonly #routes: Routes
  readonly #changes: AsyncGenerator<Change, undefined>
  readonly #signal: AbortSignal | undefined
  readonly #linkMirror = new KeyedMirror<Link>(({ index }) => String(index))
  readonly #addressMirror = new KeyedMirror<Address>((address) => addressCodec.identity?.(address) ?? '')
  readonly #routeMirror = new RouteMirror()
  /** Flags of links by index, for routes that are watched without links. */
  readonly #states = new Map<number, number>()

  /** Made by `Rtnl.watch()`. */
  constructor(connection: Connection, kinds: readonly Watched[], options: WatchOptions) {
    if (!Array.isArray(kinds) || kinds.length === 0)
      throw new TypeError("kinds: expected an array such as ['links']")
    for (const [i, kind] of kinds.entries()) {
      if (!KINDS.includes(kind)) throw new TypeError(`kinds[${i}]: '${String(kind)}' cannot be watched`)
    }
    this.#kinds = new Set(kinds)
    this.#signal = options.signal
    this.#links = new Links(connection)
    this.#addresses = new Addresses(connection)
    this.#routes = new Routes(connection)
    this.#events = subscribe(
      connection,
      [...new Set([...this.#kinds].flatMap((kind) => GROUPS[kind]))],
      options
    )
    this.#changes = this.#run()
  }

  next(): Promise<IteratorResult<Change, undefined>> {
    return this.#changes.next()
  }

  /** Ends it at once, also while a step waits. */
  async return(): Promise<IteratorResult<Change, undefined>> {
    this.#events.close()
    return this.#changes.return(undefined)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  async *#run(): AsyncGenerator<Change, undefined> {
    try {
      yield* this.#list('present')
      yield { type: 'synced', dropped: 0 }
      for await (const event of this.#events) {
        if (event.type !== 'overrun') {
          yield* await this.#apply(event)
          continue
        }
        yield* this.#list(undefined)
        yield { type: 'synced', dropped: event.dropped }
      }
    } finally {
      this.#events.close()
    }
    return undefined
  }

  /** Lists everything and tells the differences; in the first snapshot as what was there. */
  async *#list(first: 'present' | undefined): AsyncGenerator<Change, undefined> {
    if (this.#kinds.has('links') || this.#kinds.has('routes')) {
      const links = await this.#persist(() => this.#links.list())
      this.#states.clear()
      for (const { index, flags } of links) this.#states.set(index, flags)
      if (this.#kinds.has('links')) {
        for (const told of this.#linkMirror.replaceAll(links)) yield asChange('link', told, first)
      }
    }
    if (this.#kinds.has('addresses')) {
      const addresses = await this.#persist(() => this.#addresses.list())
      for (const told of this.#addressMirror.replaceAll(addresses)) yield asChange('address', told, first)
    }
    if (this.#kinds.has('routes')) {
      const routes = await this.#persist(() => this.#listRoutes())
      for (const told of this.#routeMirror.replaceAll(routes)) yield asChange('route', told, first)
    }
    return undefined
  }

  async #apply(event: Exclude<RtnlEvent, { type: 'overrun' }> | { type: 'malformed' }): Promise<Change[]> {
    switch (event.type) {
      case 'newlink':
      case 'dellink':
        return this.#applyLink(event.link, event.type === 'dellink')
      case 'newbridgeport':
      case 'delbridgeport':
      case 'newipv6link':
      case 'delipv6link':
        return this.#ask(event.link.index, undefined)
      case 'newaddr':
      case 'deladdr':
        return this.#applyAddress(event.address, event.type === 'deladdr')
      case 'newroute':
      case 'delroute':
        return this.#applyRoute(event.route, event.meta.flags, event.type === 'delroute')
      default:
        return []
    }
  }

  async #applyLink(link: Link, isGone: boolean): Promise<Change[]> {
    const before = this.#states.get(link.index)
    if (isGone) this.#states.delete(link.index)
    else this.#states.set(link.index, link.flags)
    const changes: Change[] = []
    if (isGone && this.#kinds.has('links')) {
      changes.push(...this.#linkMirror.delete(link).map((told) => asChange('link', told)))
    } else if (!isGone) {
      changes.push(...(await this.#ask(link.index, link)))
    }
    const hasTurned = before !== undefined && ((before ^ link.flags) & STATE) !== 0
    if (this.#kinds.has('routes') && (isGone || hasTurned)) {
      changes.push(...(await this.#refresh((route) => goesBy(route, link.index))))
    }
    return changes
  }

  /**
   * A link is asked for when an event tells that it changed: the event is made before others in the kernel have done their
   * part of the change (IPv6 takes over a new MTU later), lacks the virtual functions, and of a bridge port's settings tells
   * in the bridge's family alone.
   */
  async #ask(index: number, told: Link | undefined): Promise<Change[]> {
    if (!this.#kinds.has('links')) return []
    let link = told
    try {
      link = await this.#links.get(index)
    } catch (error) {
      // Gone by now: that is told when its event comes.
      if (!NetlinkError.is(error) || error.code !== 'ENODEV') throw error
    }
    return link === undefined ? [] : this.#linkMirror.set(link).map((one) => asChange('link', one))
  }

  async #applyAddress(address: Address, isGone: boolean): Promise<Change[]> {
    const changes: Change[] = []
    if (this.#kinds.has('addresses')) {
      const told = isGone ? this.#addressMirror.delete(address) : this.#addressMirror.set(address)
      changes.push(...told.map((one) => asChange('address', one)))
    }
    if (this.#kinds.has('routes') && isGone && address.family === 'inet') {
      // fib_sync_down_addr(); and with its last address an interface loses all its routes (fib_disable_ip()).
      const own = address.local ?? address.address
      const isAffected = (route: Route): boolean =>
        route.family === 'inet' && (route.prefsrc === own || goesBy(route, address.index))
      changes.push(...(await this.#refresh(isAffected)))
    }
    return changes
  }

  async #applyRoute(route: Route, flags: number, isGone: boolean): Promise<Change[]> {
    if (!this.#kinds.has('routes') || !isListed(route)) return []
    const told = isGone ? this.#routeMirror.delete(route) : this.#routeMirror.set(route, flags)
    if (told !== undefined) return told.map((one) => asChange('route', one))
    const key = groupOf(route)
    return this.#refresh((one) => groupOf(one) === key)
  }

  /** Lists the groups anew that a condition holds for, by the interfaces and tables that their routes have. */
  async #refresh(condition: (route: Route) => boolean): Promise<Change[]> {
    const groups = this.#routeMirror.groupsOf(condition)
    if (groups.size === 0) return []
    const listed = grouped(await this.#persist(() => this.#listRoutes()))
    return [...groups.keys()].flatMap((key) =>
      this.#routeMirror.replaceGroup(key, listed.get(key) ?? []).map((one) => asChange('route', one))
    )
  }

  async #listRoutes(): Promise<Route[]> {
    return (await this.#routes.list()).filter(isListed)
  }

  /** A list that is interrupted by changes in each of its tries is tried again a little later: the changes are events, too. */
  async #persist<T>(list: () => Promise<T>): Promise<T> {
    for (let wait = BACKOFF; ; wait = Math.min(wait * 2, LONGEST_BACKOFF)) {
      try {
        return await list()
      } catch (error) {
        if (!DumpInterruptedError.is(error) || this.#signal?.aborted === true) throw error
      }
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }
}

const RTM_F_CLONED = 0x200

/** IPv4 and IPv6 routes that stand in a table; those made for one destination are neither listed nor told by all kernels. */
function isListed({ family, flags }: Route): boolean {
  return (family === 'inet' || family === 'inet6') && (flags & RTM_F_CLONED) === 0
}
