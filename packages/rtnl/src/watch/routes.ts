import { NetlinkError } from '@nlkit/core'
import type { Address } from '../address/codec.ts'
import type { Route } from '../route/codec.ts'
import { RTM_F_CLONED } from '../route/constants.ts'
import type { RouteFilter, Routes } from '../route/routes.ts'
import { asChange, type Change, type Difference } from './change.ts'
import { goesBy, grouped, groupOf, hopText, RouteMirror } from './route-mirror.ts'
import type { Persist, Watcher, WatchEvent } from './watcher.ts'

/**
 * Milliseconds after which what happened before a list has been told, if nothing waits: the reader takes events off the
 * socket as they come.
 */
const ON_ITS_WAY = 200

/** Routes of IPv4 and IPv6. They vanish in silence with their link, their source address and their next hop object. */
export class RouteWatcher implements Watcher {
  readonly groups = ['ipv4-route', 'ipv6-route', 'link', 'ipv4-ifaddr', 'nexthop'] as const
  readonly #list: (filter?: RouteFilter) => Promise<Route[]>
  readonly #mirror = new RouteMirror()
  /** Groups that events did not say enough of. */
  readonly #suspects = new Set<string>()
  #listedAt = 0

  constructor(routes: Routes, persist: Persist) {
    this.#list = async (filter) => {
      const listed = await persist(() => routes.list(filter))
      this.#listedAt = performance.now()
      return listed.filter(isListed)
    }
  }

  async list(): Promise<Change[]> {
    this.#suspects.clear()
    return told(this.#mirror.replaceAll(await this.#list()))
  }

  apply(event: WatchEvent, turned: boolean): Change[] | Promise<Change[]> {
    switch (event.type) {
      case 'newlink':
      case 'dellink':
        return turned ? this.#refreshLink(event.link.index) : []
      case 'deladdr':
        return this.#applyDeletedAddress(event.address)
      case 'newnexthop':
      case 'delnexthop':
        return this.#refresh(({ nhId }) => nhId !== undefined)
      case 'newroute':
      case 'delroute':
        return this.#applyRoute(event.route, event.meta.flags, event.type === 'delroute')
      default:
        return []
    }
  }

  /** fib_sync_down_addr(); and with its last address an interface loses all its routes (fib_disable_ip()). */
  async #applyDeletedAddress({ family, index, local, address }: Address): Promise<Change[]> {
    if (family !== 'inet') return []
    const own = local ?? address
    const elsewhere = await this.#refresh(
      (route) => route.family === 'inet' && route.prefsrc === own && !goesBy(route, index)
    )
    return [...elsewhere, ...(await this.#refreshLink(index))]
  }

  #applyRoute(route: Route, flags: number, isGone: boolean): Change[] | Promise<Change[]> {
    if (!isListed(route)) return []
    const differences = isGone ? this.#mirror.delete(route) : this.#mirror.set(route, flags)
    if (differences !== undefined) return told(differences)
    this.#suspects.add(groupOf(route))
    return []
  }

  get wantsRest(): boolean {
    return this.#suspects.size > 0 || this.#mirror.isUnsure
  }

  /**
   * Events of before a list are applied after it, too. They say the same again, but for one: that a route took the place of
   * the first one. So what was listed is unsure for a while, and what cannot be known then is listed once more.
   */
  rest(isIdle: boolean): Change[] | Promise<Change[]> {
    if (this.#suspects.size > 0) return this.#refreshSuspects()
    if (isIdle && performance.now() - this.#listedAt >= ON_ITS_WAY) this.#mirror.becomeSure()
    return []
  }

  async #refreshSuspects(): Promise<Change[]> {
    const keys = [...this.#suspects]
    this.#suspects.clear()
    const listed = grouped(await this.#list())
    return told(keys.flatMap((key) => this.#mirror.replaceGroup(key, listed.get(key) ?? [])))
  }

  /** Lists anew what goes by a link: of a table of a million routes the few that it concerns. */
  async #refreshLink(index: number): Promise<Change[]> {
    const concerned = (route: Route): boolean => goesBy(route, index)
    const groups = this.#mirror.groupsOf(concerned)
    if (groups.size === 0) return []
    const listed = grouped(await this.#byLink(index))
    const left = new Map<string, Route[]>()
    for (const [key, before] of groups) {
      const after = thinned(before, listed.get(key) ?? [], concerned)
      // Where one has come its place among the others is not known.
      if (after === undefined) return this.#refresh(concerned)
      left.set(key, after)
    }
    return told([...left].flatMap(([key, after]) => this.#mirror.replaceGroup(key, after)))
  }

  /** None where the link is gone by now. */
  async #byLink(index: number): Promise<Route[]> {
    try {
      return await this.#list({ dev: index })
    } catch (error) {
      if (NetlinkError.is(error) && error.code === 'ENODEV') return []
      throw error
    }
  }

  /** Lists everything anew where there is a route that a condition holds for, and sets its group and others like it. */
  async #refresh(condition: (route: Route) => boolean): Promise<Change[]> {
    const groups = this.#mirror.groupsOf(condition)
    if (groups.size === 0) return []
    const listed = grouped(await this.#list())
    return told([...groups.keys()].flatMap((key) => this.#mirror.replaceGroup(key, listed.get(key) ?? [])))
  }
}

const told = (differences: readonly Difference<Route>[]): Change[] =>
  differences.map((one) => asChange('route', one))

/**
 * What is left of a group whose routes of a condition were listed, in its order; `undefined` where one was listed that was
 * not there before.
 */
function thinned(
  before: readonly Route[],
  listed: readonly Route[],
  condition: (route: Route) => boolean
): Route[] | undefined {
  const there = new Map<string, Route[]>()
  for (const route of listed) {
    const text = hopText(route)
    const twins = there.get(text)
    if (twins === undefined) there.set(text, [route])
    else twins.push(route)
  }
  const left = before.flatMap((route) =>
    condition(route) ? (there.get(hopText(route))?.splice(0, 1) ?? []) : [route]
  )
  return [...there.values()].every((twins) => twins.length === 0) ? left : undefined
}

/** IPv4 and IPv6 routes that stand in a table; those made for one destination are neither listed nor told by all kernels. */
function isListed({ family, flags }: Route): boolean {
  return (family === 'inet' || family === 'inet6') && (flags & RTM_F_CLONED) === 0
}
