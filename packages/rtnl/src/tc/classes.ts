import type { Connection, Dump, DumpOptions, DumpSpec, RequestOptions } from '@nlkit/core'
import { NLM_F_CREATE, NLM_F_ECHO, NLM_F_EXCL } from '@nlkit/core'
import { indexOf } from '../devices.ts'
import { checkFilter, type FilterKeys } from '../filters.ts'
import { resolveWrite, runWrite, write, type Write } from '../write.ts'
import { tclassCodec, type Tclass, type TclassInput, type TclassInputFields } from './classes/codec.ts'
import { RTM_DELTCLASS, RTM_GETTCLASS, RTM_NEWTCLASS } from './classes/constants.ts'
import { wireOptions, type ClassShape } from './classes/shapes.ts'
import type { EachWithout } from './each.ts'
import { estimator, type Estimator } from './estimator.ts'
import { formatHandle, parseHandle, type HandleInput } from './handle.ts'
import { checkDevicePlace, placeIndex, type DevicePlace } from './place.ts'
import { checkObject } from '../objects.ts'

const FILTER_KEYS: FilterKeys<ClassFilter> = {
  dev: 'device',
  ifindex: 'number',
  parent: 'handle',
  handle: 'handle',
  kind: 'string'
}

/** A class to add or change. Settings of htb and hfsc may be in SI units. */
export type ClassChange = DevicePlace &
  (EachWithout<TclassInput, 'ifindex'> | (Omit<TclassInputFields, 'ifindex'> & ClassShape)) & {
    /** How its rate is estimated; `rate` says the same on the wire. */
    readonly estimator?: Estimator | undefined
  }

/** One class: `{ dev: 'eth0', handle: '1:10' }`. */
export interface ClassName extends DevicePlace {
  readonly handle: HandleInput
}

/** Which classes are meant: of one interface always, since the kernel tells of no other. */
export interface ClassFilter extends DevicePlace {
  /** What they are classes of: a qdisc, `'1:'`, or another class, `'1:1'`. */
  readonly parent?: HandleInput | undefined
  readonly handle?: HandleInput | undefined
  readonly kind?: string | undefined
}

/** What the verbs send. */
export const classWrites = {
  /** Adds a class. The kernel answers EEXIST when it is there. */
  add: (of: ClassChange): Write => made(of, NLM_F_CREATE | NLM_F_EXCL),
  /** Adds a class, or changes the one that is there. */
  replace: (of: ClassChange): Write => made(of, NLM_F_CREATE),
  /** Changes the settings of a class that must be there. */
  change: (of: ClassChange): Write => made(of, 0),
  /** Deletes a class. The kernel answers EBUSY while others, filters or a qdisc of the user's hang on it, ENOENT when there is none. */
  delete: (name: ClassName): Write => {
    checkName(name)
    const { dev, ...value } = name
    return write({ dev }, (indices) => ({
      type: RTM_DELTCLASS,
      name: 'RTM_DELTCLASS',
      body: tclassCodec,
      value: { ...value, ifindex: placeIndex(indices['dev'], value) }
    }))
  }
}

function made(of: ClassChange, flags: number): Write {
  checkObject(of, 'class')
  checkDevicePlace(of)
  const { dev, estimator: estimate, ...rest } = of
  const value = { ...rest } as TclassInput
  const options = wireOptions(rest.kind, rest.options)
  if (options !== undefined) Object.assign(value, { options })
  if (estimate !== undefined) value.rate = estimator(estimate)
  return write({ dev }, (indices) => ({
    type: RTM_NEWTCLASS,
    name: 'RTM_NEWTCLASS',
    flags,
    body: tclassCodec,
    value: { ...value, ifindex: placeIndex(indices['dev'], value) }
  }))
}

function checkName(name: ClassName): void {
  checkDevicePlace(name)
  if (name.handle === undefined) throw new TypeError('handle: is missing')
}

/** The classes of qdiscs. */
export class Classes {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** One class. @throws NetlinkError ENOENT where there is none */
  async get(name: ClassName, options?: RequestOptions): Promise<Tclass> {
    checkName(name)
    const { dev, ...value } = name
    const request = write({ dev }, (indices) => ({
      type: RTM_GETTCLASS,
      name: 'RTM_GETTCLASS',
      // tclass_get_notify(): without it the answer goes nowhere.
      flags: NLM_F_ECHO,
      body: tclassCodec,
      value: { ...value, ifindex: placeIndex(indices['dev'], value) },
      reply: tclassCodec
    }))
    return (await this.#connection.one(
      await resolveWrite(this.#connection, request, options),
      options
    )) as Tclass
  }

  /** All classes of an interface that the filter names. */
  async list(filter: ClassFilter, options?: DumpOptions): Promise<Tclass[]> {
    return await this.dump(filter, options).toArray()
  }

  /** The same one by one or in batches. The kernel chooses the interface and the qdisc, the rest is filtered here. */
  dump(filter: ClassFilter, options?: DumpOptions): Dump<Tclass> {
    checkFilter(filter, FILTER_KEYS)
    checkDevicePlace(filter)
    const { dev, ifindex } = filter
    if (typeof dev !== 'string') return this.#connection.dump(dumpSpec(filter, dev ?? ifindex), options)
    return this.#connection.dump(
      async () => dumpSpec(filter, await indexOf(this.#connection, dev, 'dev', options)),
      options
    )
  }

  /** Adds a class. The kernel answers EEXIST when it is there. */
  async add(of: ClassChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, classWrites.add(of), options)
  }

  /** Adds a class, or changes the one that is there. */
  async replace(of: ClassChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, classWrites.replace(of), options)
  }

  /** Changes the settings of a class that must be there. */
  async change(of: ClassChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, classWrites.change(of), options)
  }

  /**
   * Deletes a class. The kernel answers EBUSY while others, filters or a qdisc of the user's hang on it, ENOENT when there is none.
   */
  async delete(name: ClassName, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, classWrites.delete(name), options)
  }
}

const MINOR = 0xffff

function dumpSpec(filter: ClassFilter, index: number | undefined): DumpSpec<TclassInput, Tclass> {
  const { kind } = filter
  const wanted = filter.parent === undefined ? undefined : parseHandle(filter.parent)
  const parent = wanted === undefined ? undefined : formatHandle(wanted)
  const handle = filter.handle === undefined ? undefined : formatHandle(parseHandle(filter.handle))
  // tc_dump_tclass_root(): by the qdisc. What stands directly below it has `root` as its parent in answers.
  const isQdisc = wanted !== undefined && (wanted & MINOR) === 0
  const isOurs = (one: Tclass): boolean =>
    (parent === undefined || one.parent === parent || (isQdisc && isOf(one, wanted))) &&
    (handle === undefined || one.handle === handle) &&
    (kind === undefined || one.kind === kind)
  return {
    type: RTM_GETTCLASS,
    name: 'RTM_GETTCLASS',
    body: tclassCodec,
    value: { ifindex: index ?? 0, ...(isQdisc ? { parent: wanted } : {}) },
    reply: tclassCodec,
    replyType: RTM_NEWTCLASS,
    filter: [parent, handle, kind].some((one) => one !== undefined) ? isOurs : undefined
  }
}

/** Whether a class is one of the qdisc's, at whatever depth. */
function isOf({ handle }: Tclass, qdisc: number): boolean {
  return parseHandle(handle) >>> 16 === qdisc >>> 16
}
