import type { Addresses } from '../address/addresses.ts'
import type { Address } from '../address/codec.ts'
import { addressIdentity } from '../address/identity.ts'
import { asChange, type Change } from './change.ts'
import { KeyedMirror } from './keyed-mirror.ts'
import type { Persist, Watcher, WatchEvent } from './watcher.ts'

/** Addresses of interfaces. */
export class AddressWatcher implements Watcher {
  readonly groups = ['ipv4-ifaddr', 'ipv6-ifaddr'] as const
  readonly #list: () => Promise<Address[]>
  readonly #mirror = new KeyedMirror<Address>(addressIdentity)

  constructor(addresses: Addresses, persist: Persist) {
    this.#list = () => persist(() => addresses.list())
  }

  async list(): Promise<Change[]> {
    return this.#mirror.replaceAll(await this.#list()).map((one) => asChange('address', one))
  }

  apply(event: WatchEvent): Change[] {
    if (event.type !== 'newaddr' && event.type !== 'deladdr') return []
    const told =
      event.type === 'newaddr' ? this.#mirror.set(event.address) : this.#mirror.delete(event.address)
    return told.map((one) => asChange('address', one))
  }
}
