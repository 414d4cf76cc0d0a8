import { NLM_F_APPEND, NLM_F_REPLACE } from '@nlkit/core'
import type { Route } from '../route/codec.ts'
import { textOf, type Difference } from './change.ts'

/**
 * Routes. Those of one prefix and metric are a group, in the order that the kernel looks at them: IPv4 has several of one
 * identity, told apart by their place alone, and IPv6 joins some of them to a multipath route. IPv4 also has twins, which
 * differ in what is not told (the scope in which the gateway was found when they were made): they are told as one.
 */
export class RouteMirror {
  readonly #groups = new Map<string, Route[]>()
  /** Groups that were listed while events of before that may still have been on their way; or all of them. */
  readonly #unsure = new Set<string>()
  #isAllUnsure = false

  get isUnsure(): boolean {
    return this.#isAllUnsure || this.#unsure.size > 0
  }

  /** All that happened before the last list has been told. */
  becomeSure(): void {
    this.#unsure.clear()
    this.#isAllUnsure = false
  }

  /** Applies a RTM_NEWROUTE; `undefined` where it does not say enough and the group is to be listed anew. */
  set(route: Route, flags: number): Difference<Route>[] | undefined {
    const key = groupOf(route)
    const group = this.#groups.get(key)
    if (group === undefined) {
      this.#groups.set(key, [route])
      return [{ change: 'added', object: route }]
    }
    if (route.family !== 'inet') return undefined
    const text = textOf(route)
    const isReplaced = (flags & NLM_F_REPLACE) !== 0
    const isTwin = group.some((one) => textOf(one) === text)
    // The first one gave way, or a twin came, unless a list has told so already.
    if ((isReplaced || isTwin) && (this.#isAllUnsure || this.#unsure.has(key))) return undefined
    if (isReplaced) {
      const before = group[0]
      group[0] = route
      return before === undefined
        ? [{ change: 'added', object: route }]
        : [{ change: 'changed', object: route, before }]
    }
    if ((flags & NLM_F_APPEND) !== 0) group.push(route)
    else group.unshift(route)
    return isTwin ? [] : [{ change: 'added', object: route }]
  }

  /** Applies a RTM_DELROUTE; `undefined` as in {@link set}. */
  delete(route: Route): Difference<Route>[] | undefined {
    const key = groupOf(route)
    const group = this.#groups.get(key)
    if (group === undefined) return []
    const text = hopText(route)
    const place = group.findIndex((one) => hopText(one) === text)
    if (place < 0 || (route.family !== 'inet' && group.length > 1)) return undefined
    const [object] = group.splice(place, 1)
    if (group.length === 0) this.#groups.delete(key)
    if (object === undefined || group.some((one) => hopText(one) === text)) return []
    return [{ change: 'removed', object }]
  }

  /** The routes that a condition holds for, and all others of their groups. */
  groupsOf(condition: (route: Route) => boolean): Map<string, Route[]> {
    const found = new Map<string, Route[]>()
    for (const [key, group] of this.#groups) if (group.some(condition)) found.set(key, group)
    return found
  }

  /** Sets a group to what was listed. */
  replaceGroup(key: string, listed: readonly Route[]): Difference<Route>[] {
    const before = this.#groups.get(key) ?? []
    this.#unsure.add(key)
    if (listed.length === 0) this.#groups.delete(key)
    else this.#groups.set(key, [...listed])
    return differences(before, listed)
  }

  /** Becomes what was listed. */
  replaceAll(listed: readonly Route[]): Difference<Route>[] {
    const groups = grouped(listed)
    const keys = new Set([...this.#groups.keys(), ...groups.keys()])
    const told = [...keys].flatMap((key) => this.replaceGroup(key, groups.get(key) ?? []))
    this.#unsure.clear()
    this.#isAllUnsure = true
    return told
  }
}

/** Routes by group, in their order. */
export function grouped(routes: readonly Route[]): Map<string, Route[]> {
  const groups = new Map<string, Route[]>()
  for (const route of routes) {
    const key = groupOf(route)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [route])
    else group.push(route)
  }
  return groups
}

/** Family, table, prefixes, TOS and metric. */
export function groupOf({ family, table, dst, dstLen, src, srcLen, tos, priority }: Route): string {
  const to = typeof dst === 'object' ? dst.map(({ label }) => label).join('/') : (dst ?? '')
  return `${family}|${table}|${to}/${dstLen}|${src ?? ''}/${srcLen}|${tos}|${priority ?? 0}`
}

/** Whether a route goes out by an interface. */
export function goesBy(route: Route, index: number): boolean {
  return route.oif === index || (route.multipath?.some(({ ifindex }) => ifindex === index) ?? false)
}

/** What a RTM_DELROUTE names a route by; flags are those of the moment. */
export function hopText({
  type,
  protocol,
  scope,
  oif,
  gateway,
  via,
  nhId,
  prefsrc,
  multipath
}: Route): string {
  const hops = multipath?.map(({ ifindex, gateway: to, hops: weight }) => [ifindex, to, weight])
  return JSON.stringify([type, protocol, scope, oif, gateway, via, nhId, prefsrc, hops])
}

function differences(before: readonly Route[], after: readonly Route[]): Difference<Route>[] {
  const left = new Map(before.map((route) => [hopText(route), route]))
  const now = new Map(after.map((route) => [hopText(route), route]))
  const added: Difference<Route>[] = []
  for (const [text, object] of now) {
    const known = left.get(text)
    left.delete(text)
    if (known === undefined) added.push({ change: 'added', object })
    else if (textOf(known) !== textOf(object)) added.push({ change: 'changed', object, before: known })
  }
  return [...[...left.values()].map((object): Difference<Route> => ({ change: 'removed', object })), ...added]
}
