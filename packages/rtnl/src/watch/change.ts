import type { Address } from '../address/codec.ts'
import type { Link } from '../link/codec.ts'
import type { Neighbour } from '../neighbour/codec.ts'
import type { Nexthop } from '../nexthop/codec.ts'
import type { Route } from '../route/codec.ts'
import type { Rule } from '../rule/codec.ts'

/** How an object came to be told: it was there, it came, it is another than before, it is gone. */
export type ChangeKind = 'present' | 'added' | 'changed' | 'removed'

/** A change of an object, which stands under the name of its type. */
type Told<Type extends string, T> = { readonly type: Type } & { readonly [K in Type]: T } & (
    | { readonly change: Exclude<ChangeKind, 'changed'>; readonly before?: undefined }
    | {
        readonly change: 'changed'
        /** What it was. */
        readonly before: T
      }
  )

/** What `watch()` tells. A removed object is as it was last known. */
export type Change =
  | Told<'link', Link>
  | Told<'address', Address>
  | Told<'rule', Rule>
  | Told<'nexthop', Nexthop>
  | Told<'route', Route>
  | Told<'neighbour', Neighbour>
  /** What has been told so far is what the kernel has: after the snapshot, and after each time that this had to heal. */
  | { readonly type: 'synced'; readonly dropped: number }

/** Keys whose values move by themselves: counters, timers, remaining lifetimes. They make no object another. */
const MOVING = new Set([
  'stats',
  'stats64',
  'xstats',
  'icmp6stats',
  'cacheinfo',
  'probes',
  'carrierChanges',
  'carrierUpCount',
  'carrierDownCount',
  'change',
  'event',
  'expires',
  'gcTimer',
  'helloTimer',
  'tcnTimer',
  'topologyChangeTimer',
  'holdTimer',
  'messageAgeTimer',
  'forwardDelayTimer',
  'mcastQuerierState',
  'fdbNLearned',
  'mcastNGroups'
])

/** Two objects with the same text are the same to whoever watches. */
export function textOf(object: object): string {
  return JSON.stringify(object, replace)
}

function replace(this: unknown, key: string, value: unknown): unknown {
  if (MOVING.has(key)) return undefined
  // IPv6's own flags of a link, beside its `conf`: that router solicitations were sent is told to nobody.
  if (key === 'flags' && typeof this === 'object' && this !== null && 'conf' in this) return undefined
  return value
}

/** What a mirror has to say about an object. */
export interface Difference<T> {
  readonly change: ChangeKind
  readonly object: T
  /** Of a changed one: what it was. */
  readonly before?: T
}

/** The difference as it is told, under the object's own key. */
export function asChange<Type extends Exclude<Change['type'], 'synced'>, T>(
  type: Type,
  { change, object, before }: Difference<T>
): Extract<Change, { type: Type }> {
  const told = { type, change, [type]: object, ...(before === undefined ? {} : { before }) }
  return told as unknown as Extract<Change, { type: Type }>
}

/** What was there when the watch began. */
export function asPresent(change: Change): Change {
  if (change.type === 'synced') return change
  const { before: _, ...rest } = change
  return { ...rest, change: 'present' }
}
