import type { Link } from '../link/codec.ts'
import { IFF_LOWER_UP, IFF_RUNNING, IFF_UP } from '../link/constants.ts'
import type { Links } from '../link/links.ts'
import type { Persist, WatchEvent } from './watcher.ts'

/** Flags whose change the kernel takes the state of routes and next hops from (fib_sync_down_dev(), nh_netdev_event()). */
const STATE = IFF_UP | IFF_RUNNING | IFF_LOWER_UP

/** Which links carry traffic, for what depends on them. */
export class LinkStates {
  readonly #flags = new Map<number, number>()
  readonly #links: Links
  readonly #persist: Persist

  constructor(links: Links, persist: Persist) {
    this.#links = links
    this.#persist = persist
  }

  /** All links, whose states are then known. */
  async list(): Promise<Link[]> {
    const links = await this.#persist(() => this.#links.list())
    this.#flags.clear()
    for (const { index, flags } of links) this.#flags.set(index, flags)
    return links
  }

  /** Takes note of an event; whether a link turned by it. */
  turnedBy(event: WatchEvent): boolean {
    if (event.type === 'dellink') {
      this.#flags.delete(event.link.index)
      return true
    }
    if (event.type !== 'newlink') return false
    const { index, flags } = event.link
    const before = this.#flags.get(index)
    this.#flags.set(index, flags)
    return before !== undefined && ((before ^ flags) & STATE) !== 0
  }
}
