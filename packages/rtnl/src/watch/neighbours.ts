import type { Neighbour } from '../neighbour/codec.ts'
import { NTF_PROXY, NUD_NOARP } from '../neighbour/constants.ts'
import { neighbourIdentity } from '../neighbour/identity.ts'
import type { Neighbours } from '../neighbour/neighbours.ts'
import { asChange, type Change } from './change.ts'
import { KeyedMirror } from './keyed-mirror.ts'
import type { Persist, Watcher, WatchEvent } from './watcher.ts'

/**
 * Neighbours. Without those that need no resolution (NUD_NOARP, as for multicast) and without proxies: the kernel makes
 * and forgets both in silence. A state is as it was last told: that the kernel asks (NUD_INCOMPLETE), or is about to
 * (NUD_DELAY), it tells nobody before it knows more.
 */
export class NeighbourWatcher implements Watcher {
  readonly groups = ['neigh'] as const
  readonly #list: () => Promise<Neighbour[]>
  readonly #mirror = new KeyedMirror<Neighbour>(neighbourIdentity)

  constructor(neighbours: Neighbours, persist: Persist) {
    this.#list = async () => (await persist(() => neighbours.list())).filter(isWatched)
  }

  async list(): Promise<Change[]> {
    return this.#mirror.replaceAll(await this.#list()).map((one) => asChange('neighbour', one))
  }

  apply(event: WatchEvent): Change[] {
    if (event.type !== 'newneigh' && event.type !== 'delneigh') return []
    const { neighbour } = event
    const told =
      event.type === 'newneigh' && isWatched(neighbour)
        ? this.#mirror.set(neighbour)
        : this.#mirror.delete(neighbour)
    return told.map((one) => asChange('neighbour', one))
  }
}

/** Whether the kernel tells of all that happens to it. */
function isWatched({ family, flags, state }: Neighbour): boolean {
  return (
    (family === 'inet' || family === 'inet6') &&
    (flags & NTF_PROXY) === 0 &&
    state !== 0 &&
    (state & NUD_NOARP) === 0
  )
}
