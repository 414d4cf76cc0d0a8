import type {
  Connection,
  Dump,
  DumpOptions,
  DumpSpec,
  KeysOf,
  RequestOptions,
  RequestSpec
} from '@nlkit/core'
import { NLM_F_CREATE, NLM_F_ECHO, NLM_F_EXCL } from '@nlkit/core'
import { indexOf } from '../devices.ts'
import { checkFilter, type FilterKeys } from '../filters.ts'
import { checkNarrows } from '../flush.ts'
import { resolveWrite, runWrite, write, type Write } from '../write.ts'
import { counted, wireActions, type ActionChange } from './actions/shapes.ts'
import type { ActionInput } from './actions/codec.ts'
import type { EachWithout } from './each.ts'
import { estimator, type Estimator } from './estimator.ts'
import { tfilterCodec, type Tfilter, type TfilterInput } from './filters/codec.ts'
import { RTM_DELTFILTER, RTM_GETTFILTER, RTM_NEWTFILTER, TCA_DUMP_FLAGS_TERSE } from './filters/constants.ts'
import type { RouteFilterOptionsInput } from './filters/route.codec.ts'
import { routeFilterHandle } from './filters/route-handle.ts'
import { parseU32Handle } from './filters/u32-handle.ts'
import { filterInfo, type FilterInfoInput } from './filter-info.ts'
import { checkFilterPlace, filterHeader, PLACE_KEYS, withoutPlace, type FilterPlace } from './place.ts'
import { checkName, checkObject } from '../objects.ts'

/** Protocol and priority; `info` says the same on the wire. */
interface FilterTurn {
  /** What the packets carry: `'ip'`, `'all'`. */
  readonly protocol?: FilterInfoInput['protocol'] | undefined
  /** Its turn: 1 is first. Left out: the kernel chooses one behind all that are there. */
  readonly prio?: number | undefined
}

/** A filter to add or change. */
export type FilterChange = FilterPlace &
  FilterTurn &
  EachWithout<TfilterInput, 'ifindex' | 'parent' | 'handle' | 'info'> & {
    /** Number of the filter, as its kind has it; of u32 also `'800::801'`. Left out: the kernel chooses one, of route what it matches by. */
    readonly handle?: number | string | undefined
    /** Its actions; `options.act` says the same on the wire. */
    readonly actions?: readonly ActionChange[] | undefined
    /** How the rate of a policer is estimated; `rate` says the same on the wire. */
    readonly estimator?: Estimator | undefined
  }

/** One filter, or all of a priority: without handle. */
export interface FilterName extends FilterPlace {
  readonly prio: number
  readonly protocol?: FilterInfoInput['protocol'] | undefined
  readonly kind?: string | undefined
  readonly handle?: number | string | undefined
  /** Number of its chain. Left out: 0. */
  readonly chain?: number | undefined
}

const NAME_KEYS: KeysOf<FilterName> = {
  ...PLACE_KEYS,
  prio: true,
  protocol: true,
  kind: true,
  handle: true,
  chain: true
}

/** Which filters are meant: of one place always, since the kernel tells of no other. */
export interface FilterFilter extends FilterPlace, FilterTurn {
  readonly chain?: number | undefined
  readonly kind?: string | undefined
  readonly handle?: number | string | undefined
}

const FILTER_KEYS: FilterKeys<FilterFilter> = {
  dev: 'device',
  ifindex: 'number',
  block: 'number',
  parent: 'name',
  chain: 'number',
  kind: 'string',
  handle: 'name',
  prio: 'number',
  protocol: 'name'
}

/** Which filters are to be deleted: what is left out, any; undefined is refused. */
export type FilterFlush = { readonly [Key in keyof FilterFilter]: Exclude<FilterFilter[Key], undefined> }

/** What a dump tells. */
export interface FilterDumpOptions extends DumpOptions {
  /** Without what matches and without settings of actions. Of kinds that know it (flower): others end the dump with EMSGSIZE. */
  readonly isTerse?: boolean | undefined
  /** Those messages too that tell of a priority and of no filter: they have neither handle nor settings. */
  readonly withHeads?: boolean | undefined
}

/** What the verbs send. */
export const filterWrites = {
  /** Adds a filter. The kernel answers EEXIST when there is one of its handle. */
  add: (filter: FilterChange): Write => made(filter, NLM_F_CREATE | NLM_F_EXCL),
  /** Adds a filter, or replaces the one of its handle. */
  replace: (filter: FilterChange): Write => made(filter, NLM_F_CREATE),
  /** Changes a filter that must be there. */
  change: (filter: FilterChange): Write => made(filter, 0),
  /** Deletes a filter, or, without a handle, all of a priority. The kernel answers ENOENT when there is none. */
  delete: (name: FilterName): Write => {
    checkName(name, NAME_KEYS, tfilterCodec.paths)
    checkFilterPlace(name)
    if (typeof name.prio !== 'number' || name.prio === 0) throw new TypeError('prio: is missing')
    const { dev } = name
    const value = nameValue(name)
    return write({ dev }, (indices) => ({
      type: RTM_DELTFILTER,
      name: 'RTM_DELTFILTER',
      body: tfilterCodec,
      value: { ...value, ...filterHeader(name, indices['dev']) }
    }))
  }
}

function nameValue({ prio, protocol, kind, handle, chain }: FilterName): TfilterInput {
  return {
    info: info({ prio, protocol }),
    handle: handleNumber(handle),
    ...(kind === undefined ? {} : { kind }),
    ...(chain === undefined ? {} : { chain })
  }
}

function made(filter: FilterChange, flags: number): Write {
  checkObject(filter, 'filter')
  checkFilterPlace(filter)
  const { prio, protocol = 'all', handle, actions, estimator: estimate, ...rest } = withoutPlace(filter)
  const value = { ...rest, info: info({ prio, protocol }), handle: handleOf(rest, handle) } as TfilterInput
  if (estimate !== undefined) value.rate = estimator(estimate)
  const options = rest.kind === 'flower' ? withEtherType(rest.options, protocol) : rest.options
  const wire = actions === undefined ? undefined : wireActions(actions, 'actions')
  if (wire !== undefined && options instanceof Uint8Array)
    throw new TypeError('actions: do not go with options in bytes')
  return write({ dev: filter.dev, ...wire?.devices }, (indices) => {
    return {
      type: RTM_NEWTFILTER,
      name: 'RTM_NEWTFILTER',
      flags,
      body: tfilterCodec,
      value: {
        ...value,
        ...filterHeader(filter, indices['dev']),
        options: options instanceof Uint8Array ? options : wireOptions(options, wire?.build(indices))
      } as TfilterInput
    }
  })
}

/**
 * As tc(8) has it: the keys of a flower filter are those of its protocol's packets. Without a type the kernel looks at no key
 * behind the Ethernet header, and says nothing (fl_set_key()): the filter would match every packet.
 */
function withEtherType<Options extends object>(
  options: Options | undefined,
  protocol: FilterTurn['protocol']
): Options | undefined {
  if (options === undefined || options instanceof Uint8Array || protocol === 'all') return options
  if ('keyEthType' in options && options.keyEthType !== undefined) return options
  return { ...options, keyEthType: protocol }
}

/** Settings with their actions, and with what the wire wants counted. */
function wireOptions(
  options: object | undefined,
  act: readonly ActionInput[] | undefined
): object | undefined {
  if (options === undefined) return act === undefined ? undefined : { act }
  const { ematches, ...rest } = counted(options) as { ematches?: { list?: readonly unknown[] } }
  return {
    ...rest,
    ...(ematches === undefined
      ? {}
      : { ematches: { hdr: { nmatches: ematches.list?.length ?? 0 }, ...ematches } }),
    ...(act === undefined ? {} : { act })
  }
}

function info(turn: FilterTurn): FilterInfoInput {
  filterInfo.encode(turn)
  return turn
}

/** Where none is said the kernel chooses one, but of route filters. */
function handleOf(
  { kind, options }: Pick<FilterChange, 'kind' | 'options'>,
  handle: FilterChange['handle']
): number {
  if (handle !== undefined || kind !== 'route' || options === undefined || options instanceof Uint8Array)
    return handleNumber(handle)
  return routeFilterHandle(options as RouteFilterOptionsInput)
}

function handleNumber(handle: number | string | undefined): number {
  if (handle === undefined) return 0
  return typeof handle === 'string' ? parseU32Handle(handle) : handle
}

/** The filters of qdiscs, classes and blocks. */
export class Filters {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** One filter, by priority, kind and handle. @throws NetlinkError ENOENT where there is none, EINVAL where its chain is not */
  async get(
    name: FilterName & { readonly handle: number | string; readonly kind: string },
    options?: RequestOptions
  ): Promise<Tfilter> {
    checkName(name, NAME_KEYS, tfilterCodec.paths)
    checkFilterPlace(name)
    const value = nameValue(name)
    const request = write({ dev: name.dev }, (indices) => ({
      type: RTM_GETTFILTER,
      name: 'RTM_GETTFILTER',
      body: tfilterCodec,
      value: { ...value, ...filterHeader(name, indices['dev']) },
      reply: tfilterCodec
    }))
    return (await this.#connection.one(
      await resolveWrite(this.#connection, request, options),
      options
    )) as Tfilter
  }

  /** All filters of a place that the filter names. */
  async list(filter: FilterFilter, options?: FilterDumpOptions): Promise<Tfilter[]> {
    return await this.dump(filter, options).toArray()
  }

  /** The same one by one or in batches. The kernel chooses place, chain, priority and protocol, the rest is filtered here. */
  dump(filter: FilterFilter, { isTerse, withHeads, ...options }: FilterDumpOptions = {}): Dump<Tfilter> {
    checkFilter(filter, FILTER_KEYS)
    checkFilterPlace(filter)
    const { dev } = filter
    const what = { isTerse, withHeads }
    if (typeof dev !== 'string') return this.#connection.dump(dumpSpec(filter, dev, what), options)
    return this.#connection.dump(
      async () => dumpSpec(filter, await indexOf(this.#connection, dev, 'dev', options), what),
      options
    )
  }

  /**
   * Adds a filter. The kernel answers EEXIST when there is one of its handle.
   * Resolves with the filter as the kernel made it: `handle` and `info.prio`, where it chose them.
   */
  async add(filter: FilterChange, options?: RequestOptions): Promise<Tfilter> {
    return await this.#make(filterWrites.add(filter), options)
  }

  /**
   * Adds a filter, or replaces the one of its handle.
   * Resolves as add() does.
   */
  async replace(filter: FilterChange, options?: RequestOptions): Promise<Tfilter> {
    return await this.#make(filterWrites.replace(filter), options)
  }

  /** Changes a filter that must be there. */
  async change(filter: FilterChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, filterWrites.change(filter), options)
  }

  /** Deletes a filter, or, without a handle, all of a priority. The kernel answers ENOENT when there is none. */
  async delete(name: FilterName, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, filterWrites.delete(name), options)
  }

  /**
   * Deletes all filters that the filter names and resolves with how many there were: by priorities, or one by one when
   * a handle is named. Tables of u32 are not counted; they go with their priority.
   */
  async flush(filter: FilterFlush, options?: DumpOptions): Promise<number> {
    checkFilter(filter, FILTER_KEYS)
    checkNarrows(filter)
    // Not a terse dump: a kind that has none ends the whole of it with EMSGSIZE (tcf_fill_node()).
    const found = await this.list(filter, { ...options, withHeads: true })
    const isWhole = filter.handle === undefined
    const { dev, ifindex, block, parent } = filter
    let count = 0
    for (const { info: turn, kind, chain, handle, options: settings } of found) {
      const isHead = handle === 0 && settings === undefined
      if (!isHead && !isTable(settings)) count += 1
      if (isHead !== isWhole) continue
      const place = { dev, ifindex, block, parent, chain, kind, ...turn }
      await this.delete(isWhole ? place : { ...place, handle }, {
        signal: options?.signal,
        timeout: options?.timeout
      })
    }
    return count
  }

  async #make(made: Write, options?: RequestOptions): Promise<Tfilter> {
    const spec = await resolveWrite(this.#connection, made, options)
    const flags = (spec.flags ?? 0) | NLM_F_ECHO
    const echoed: RequestSpec<never, Tfilter> = { ...spec, flags, reply: tfilterCodec }
    return this.#connection.one(echoed, options)
  }
}

/** A table of the u32 filter. */
function isTable(settings: Tfilter['options']): boolean {
  return settings !== undefined && 'divisor' in settings
}

function dumpSpec(
  filter: FilterFilter,
  index: number | undefined,
  { isTerse = false, withHeads = false }: FilterDumpOptions
): DumpSpec<TfilterInput, Tfilter> {
  const { prio, protocol, chain, kind } = filter
  const handle = filter.handle === undefined ? undefined : handleNumber(filter.handle)
  const isOurs = (one: Tfilter): boolean =>
    (withHeads || one.handle !== 0 || one.options !== undefined) &&
    (kind === undefined || one.kind === kind) &&
    (handle === undefined || one.handle === handle)
  return {
    type: RTM_GETTFILTER,
    name: 'RTM_GETTFILTER',
    body: tfilterCodec,
    value: {
      ...filterHeader(filter, index),
      info: info({ prio, protocol }),
      ...(chain === undefined ? {} : { chain }),
      ...(isTerse ? { dumpFlags: { value: TCA_DUMP_FLAGS_TERSE, selector: TCA_DUMP_FLAGS_TERSE } } : {})
    },
    reply: tfilterCodec,
    replyType: RTM_NEWTFILTER,
    filter: isOurs
  }
}
