import { NetlinkError } from '@nlkit/core'
import type { Link } from '../link/codec.ts'
import type { Links } from '../link/links.ts'
import { asChange, type Change } from './change.ts'
import { KeyedMirror } from './keyed-mirror.ts'
import type { LinkStates } from './link-states.ts'
import type { Watcher, WatchEvent } from './watcher.ts'

/** Links, by index. */
export class LinkWatcher implements Watcher {
  // IPv6's part of a link changes by itself, too.
  readonly groups = ['link', 'ipv6-ifinfo'] as const
  readonly #links: Links
  readonly #states: LinkStates
  readonly #mirror = new KeyedMirror<Link>(({ index }) => String(index))

  constructor(links: Links, states: LinkStates) {
    this.#links = links
    this.#states = states
  }

  async list(): Promise<Change[]> {
    return this.#mirror.replaceAll(await this.#states.list()).map((one) => asChange('link', one))
  }

  apply(event: WatchEvent): Change[] | Promise<Change[]> {
    switch (event.type) {
      case 'dellink':
        return this.#mirror.delete(event.link).map((one) => asChange('link', one))
      case 'newlink':
        return this.#ask(event.link.index, event.link)
      case 'newbridgeport':
      case 'delbridgeport':
      case 'newipv6link':
      case 'delipv6link':
        return this.#ask(event.link.index, undefined)
      default:
        return []
    }
  }

  /**
   * A link is asked for when an event tells that it changed: the event is made before others in the kernel have done their
   * part of the change (IPv6 takes over a new MTU later), lacks the virtual functions, and of a bridge port's settings tells
   * in the bridge's family alone.
   */
  async #ask(index: number, told: Link | undefined): Promise<Change[]> {
    let link = told
    try {
      link = await this.#links.get(index)
    } catch (error) {
      // Gone by now: that is told when its event comes.
      if (!NetlinkError.is(error) || error.code !== 'ENODEV') throw error
    }
    return link === undefined ? [] : this.#mirror.set(link).map((one) => asChange('link', one))
  }
}
