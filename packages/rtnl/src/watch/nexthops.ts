import type { Nexthop } from '../nexthop/codec.ts'
import type { Nexthops } from '../nexthop/nexthops.ts'
import { asChange, type Change } from './change.ts'
import { KeyedMirror } from './keyed-mirror.ts'
import type { Persist, Watcher, WatchEvent } from './watcher.ts'

/**
 * Next hops and groups of them, by id. With their link they vanish in silence, out of their groups, too
 * (nexthop_flush_dev()).
 */
export class NexthopWatcher implements Watcher {
  readonly groups = ['nexthop', 'link'] as const
  readonly #list: () => Promise<Nexthop[]>
  readonly #mirror = new KeyedMirror<Nexthop>(({ id }) => String(id))

  constructor(nexthops: Nexthops, persist: Persist) {
    this.#list = () => persist(() => nexthops.list())
  }

  async list(): Promise<Change[]> {
    return this.#mirror.replaceAll(await this.#list()).map((one) => asChange('nexthop', one))
  }

  apply(event: WatchEvent, turned: boolean): Change[] | Promise<Change[]> {
    switch (event.type) {
      case 'newnexthop':
        return this.#mirror.set(event.nexthop).map((one) => asChange('nexthop', one))
      case 'delnexthop':
        // The groups that it was in have one less, or are gone.
        return this.#mirror.some(({ group }) => group !== undefined)
          ? this.list()
          : this.#mirror.delete(event.nexthop).map((one) => asChange('nexthop', one))
      case 'newlink':
      case 'dellink':
        return turned && this.#mirror.some(({ oif }) => oif === event.link.index) ? this.list() : []
      default:
        return []
    }
  }
}
