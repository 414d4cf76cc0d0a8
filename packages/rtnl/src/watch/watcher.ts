import { DumpInterruptedError, type MalformedEvent, type OverrunEvent } from '@nlkit/core'
import type { GroupName } from '../groups.ts'
import type { RtnlEvent } from '../subscribe.ts'
import type { Change } from './change.ts'

/** What a watch is told by the kernel. */
export type KernelEvent = RtnlEvent | MalformedEvent

/** What is done about an event: what it means for a mirror. */
export type WatchEvent = Exclude<KernelEvent | OverrunEvent, OverrunEvent>

/** One kind of object, watched: a mirror of what there is, and what changes it. */
export interface Watcher {
  /** Multicast groups that tell of changes, also of those that follow from others in silence. */
  readonly groups: readonly GroupName[]
  /** Lists what there is; the differences to what the mirror had. */
  list(): Promise<Change[]>
  /**
   * What an event changes.
   * @param turned whether by it a link came to carry traffic, or ceased to: routes and next hops follow in silence
   */
  apply(event: WatchEvent, turned: boolean): Change[] | Promise<Change[]>
  /** Whether it has put something off until no event waits. */
  readonly wantsRest?: boolean
  /**
   * What it has put off.
   * @param isIdle whether no event waits; else this has been put off for long
   */
  rest?(isIdle: boolean): Change[] | Promise<Change[]>
}

/** Milliseconds between tries to list what changes while it is listed, and the most there are between two. */
const BACKOFF = 5
const LONGEST_BACKOFF = 500

/** Lists, however often it takes. */
export type Persist = <T>(list: () => Promise<T>) => Promise<T>

/** A list that is interrupted by changes in each of its tries is tried again a little later: the changes are events, too. */
export function persistence(signal: AbortSignal | undefined): Persist {
  return async (list) => {
    for (let wait = BACKOFF; ; wait = Math.min(wait * 2, LONGEST_BACKOFF)) {
      try {
        return await list()
      } catch (error) {
        if (!DumpInterruptedError.is(error) || signal?.aborted === true) throw error
      }
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }
}
