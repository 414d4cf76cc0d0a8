import type { Connection, Dump, DumpOptions, DumpSpec, KeysOf, RequestOptions } from '@nlkit/core'
import { NLM_F_CREATE, NLM_F_EXCL } from '@nlkit/core'
import { indexOf } from '../devices.ts'
import { checkFilter, type FilterKeys } from '../filters.ts'
import { resolveWrite, runWrite, write, type Write } from '../write.ts'
import { chainCodec, type Chain, type ChainInput } from './chains/codec.ts'
import { RTM_DELCHAIN, RTM_GETCHAIN, RTM_NEWCHAIN } from './chains/constants.ts'
import type { EachWithout } from './each.ts'
import { filterInfo, type FilterInfoInput } from './filter-info.ts'
import { checkFilterPlace, filterHeader, PLACE_KEYS, withoutPlace, type FilterPlace } from './place.ts'
import { checkName, checkObject } from '../objects.ts'

const FILTER_KEYS: FilterKeys<ChainFilter> = {
  dev: 'device',
  ifindex: 'number',
  block: 'number',
  parent: 'name',
  chain: 'number'
}

/** A chain to add: with kind and options, the template of its filters. */
export type ChainChange = FilterPlace &
  EachWithout<ChainInput, 'ifindex' | 'parent' | 'handle' | 'info'> & {
    /** Of a template: what the packets carry. */
    readonly protocol?: FilterInfoInput['protocol'] | undefined
  }

/** One chain. */
export interface ChainName extends FilterPlace {
  /** Its number. */
  readonly chain: number
}

/** Which chains are meant: of one place always, since the kernel tells of no other. */
export interface ChainFilter extends FilterPlace {
  readonly chain?: number | undefined
}

/** What the verbs send. */
export const chainWrites = {
  /** Adds a chain. The kernel answers EEXIST when there is one of its number. */
  add: (chain: ChainChange): Write => {
    checkObject(chain, 'chain')
    checkFilterPlace(chain)
    const { protocol, ...rest } = withoutPlace(chain)
    const value = { ...rest } as ChainInput
    if (protocol !== undefined) {
      filterInfo.encode({ protocol })
      value.info = { protocol }
    }
    return request(chain, value, {
      type: RTM_NEWCHAIN,
      name: 'RTM_NEWCHAIN',
      flags: NLM_F_CREATE | NLM_F_EXCL
    })
  },
  /** Deletes a chain and its filters. The kernel answers EINVAL when there is none. */
  delete: (name: ChainName): Write => {
    checkChainName(name)
    return request(name, { chain: name.chain }, { type: RTM_DELCHAIN, name: 'RTM_DELCHAIN', flags: 0 })
  }
}

function request(
  place: FilterPlace,
  value: ChainInput,
  head: { readonly type: number; readonly name: string; readonly flags: number }
): Write {
  return write({ dev: place.dev }, (indices) => ({
    ...head,
    body: chainCodec,
    value: { ...value, ...filterHeader(place, indices['dev']) }
  }))
}

const NAME_KEYS: KeysOf<ChainName> = { ...PLACE_KEYS, chain: true }

function checkChainName(name: ChainName): void {
  checkName(name, NAME_KEYS, chainCodec.paths)
  checkFilterPlace(name)
  if (typeof name.chain !== 'number') throw new TypeError('chain: is missing')
}

/** The chains of qdiscs and blocks. */
export class Chains {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** One chain. @throws NetlinkError EINVAL where there is none */
  async get(name: ChainName, options?: RequestOptions): Promise<Chain> {
    checkChainName(name)
    const asked = write({ dev: name.dev }, (indices) => ({
      type: RTM_GETCHAIN,
      name: 'RTM_GETCHAIN',
      body: chainCodec,
      value: { chain: name.chain, ...filterHeader(name, indices['dev']) },
      reply: chainCodec
    }))
    return (await this.#connection.one(
      await resolveWrite(this.#connection, asked, options),
      options
    )) as Chain
  }

  /** All chains of a place. Those of clsact's two sides both say that they hang on `ffff:`. */
  async list(filter: ChainFilter, options?: DumpOptions): Promise<Chain[]> {
    return await this.dump(filter, options).toArray()
  }

  /** The same one by one or in batches, as the kernel filters them. */
  dump(filter: ChainFilter, options?: DumpOptions): Dump<Chain> {
    checkFilter(filter, FILTER_KEYS)
    checkFilterPlace(filter)
    const { dev } = filter
    if (typeof dev !== 'string') return this.#connection.dump(dumpSpec(filter, dev), options)
    return this.#connection.dump(
      async () => dumpSpec(filter, await indexOf(this.#connection, dev, 'dev', options)),
      options
    )
  }

  /** Adds a chain. The kernel answers EEXIST when there is one of its number. */
  async add(chain: ChainChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, chainWrites.add(chain), options)
  }

  /** Deletes a chain and its filters. The kernel answers EINVAL when there is none. */
  async delete(name: ChainName, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, chainWrites.delete(name), options)
  }
}

function dumpSpec(filter: ChainFilter, index: number | undefined): DumpSpec<ChainInput, Chain> {
  const { chain } = filter
  return {
    type: RTM_GETCHAIN,
    name: 'RTM_GETCHAIN',
    body: chainCodec,
    value: { ...filterHeader(filter, index), ...(chain === undefined ? {} : { chain }) },
    reply: chainCodec,
    replyType: RTM_NEWCHAIN
  }
}
