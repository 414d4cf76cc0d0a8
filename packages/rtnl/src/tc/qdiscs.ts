import type { Connection, Dump, DumpOptions, DumpSpec, RequestOptions } from '@nlkit/core'
import { NLM_F_CREATE, NLM_F_ECHO, NLM_F_EXCL, NLM_F_REPLACE } from '@nlkit/core'
import { indexOf, type Device } from '../devices.ts'
import { checkFilter, type FilterKeys } from '../filters.ts'
import { resolveWrite, runWrite, write, type Write } from '../write.ts'
import type { EachWithout } from './each.ts'
import { estimator, type Estimator } from './estimator.ts'
import { formatHandle, parseHandle, type HandleInput } from './handle.ts'
import { checkDevicePlace, placeIndex, type DevicePlace } from './place.ts'
import { qdiscCodec, type Qdisc, type QdiscInput, type QdiscInputFields } from './qdiscs/codec.ts'
import { RTM_DELQDISC, RTM_GETQDISC, RTM_NEWQDISC } from './qdiscs/constants.ts'
import { wireOptions, type QdiscShape } from './qdiscs/shapes.ts'
import { sizeTable, type SizeTable } from './size-table.ts'
import { checkObject } from '../objects.ts'

const FILTER_KEYS: FilterKeys<QdiscFilter> = {
  dev: 'device',
  kind: 'string',
  handle: 'handle',
  parent: 'handle',
  invisible: 'boolean'
}

/** A qdisc to add or change. Settings of some kinds may be in SI units: a token bucket, an emulation, early detection. */
export type QdiscChange = DevicePlace &
  (EachWithout<QdiscInput, 'ifindex'> | (Omit<QdiscInputFields, 'ifindex'> & QdiscShape)) & {
    /** How its rate is estimated; `rate` says the same on the wire. */
    readonly estimator?: Estimator | undefined
    /** How packets are measured; `stab` says the same on the wire. */
    readonly sizeTable?: SizeTable | undefined
  }

/** One qdisc: by its handle, or by what it hangs on. */
export interface QdiscName extends DevicePlace {
  /** Its handle: `'1:'`. */
  readonly handle?: HandleInput | undefined
  /** What it hangs on: `'root'`, a class `'1:10'`, `'ingress'` for ingress and clsact. */
  readonly parent?: HandleInput | undefined
}

/** One qdisc that is to be deleted: the kernel finds it by what it hangs on, and compares the handle where that is said, too. */
export interface QdiscDeletion extends QdiscName {
  readonly parent: HandleInput
}

/** Which qdiscs are meant. */
export interface QdiscFilter {
  /** An interface by name or index. */
  readonly dev?: Device | undefined
  readonly kind?: string | undefined
  readonly handle?: HandleInput | undefined
  readonly parent?: HandleInput | undefined
  /** Those too that the kernel set up by itself and does not show otherwise. */
  readonly invisible?: boolean | undefined
}

/** Kinds that have a place and a handle of their own: ingress_init(), clsact_init(). */
const INGRESS_KINDS = new Set(['ingress', 'clsact'])

/** What the verbs send. */
export const qdiscWrites = {
  /** Adds a qdisc. The kernel answers EEXIST where another than the default one is. */
  add: (qdisc: QdiscChange): Write => made(qdisc, NLM_F_CREATE | NLM_F_EXCL),
  /** Puts a qdisc in place of the one that is there, or changes it if it is of the same handle and kind. */
  replace: (qdisc: QdiscChange): Write => made(qdisc, NLM_F_CREATE | NLM_F_REPLACE),
  /** Changes the settings of a qdisc that must be there. */
  change: (qdisc: QdiscChange): Write => made(qdisc, 0),
  /** Hangs a qdisc that is there, named by its handle, on another parent. */
  link: (qdisc: QdiscChange): Write => made(qdisc, NLM_F_REPLACE),
  /** Deletes a qdisc; the default one comes back. The kernel answers ENOENT when there is none, EINVAL for a default one. */
  delete: (qdisc: QdiscDeletion): Write => {
    checkDevicePlace(qdisc)
    if (qdisc.parent === undefined) throw new TypeError('parent: a qdisc is deleted by what it hangs on')
    const { dev, ...value } = qdisc
    return write({ dev }, (indices) => ({
      type: RTM_DELQDISC,
      name: 'RTM_DELQDISC',
      body: qdiscCodec,
      value: { ...value, ifindex: placeIndex(indices['dev'], value) },
      isSlow: true
    }))
  }
}

function made(qdisc: QdiscChange, flags: number): Write {
  checkObject(qdisc, 'qdisc')
  checkDevicePlace(qdisc)
  const { dev, estimator: estimate, sizeTable: table, ...rest } = qdisc
  const isNew = (flags & (NLM_F_CREATE | NLM_F_REPLACE)) !== 0
  const value: QdiscInput = { ...rest, ...place(rest, isNew) } as QdiscInput
  const options = wireOptions(rest.kind, rest.options, (flags & NLM_F_CREATE) !== 0)
  if (options !== undefined) Object.assign(value, { options })
  if (estimate !== undefined) value.rate = estimator(estimate)
  if (table !== undefined) value.stab = sizeTable(table)
  return write({ dev }, (indices) => ({
    type: RTM_NEWQDISC,
    name: 'RTM_NEWQDISC',
    flags,
    body: qdiscCodec,
    value: { ...value, ifindex: placeIndex(indices['dev'], value) },
    // Taking a queue out of service waits for a grace period of RCU: 2-4 ms on an idle machine.
    isSlow: true
  }))
}

/** Where it goes when nothing is said: as tc(8) has it. One that is there is found by its handle. */
function place(
  { kind, parent, handle }: Pick<QdiscChange, 'kind' | 'parent' | 'handle'>,
  isNew: boolean
): QdiscName {
  if (kind !== undefined && INGRESS_KINDS.has(kind))
    return { parent: parent ?? 'ingress', handle: handle ?? 'ffff:' }
  return parent === undefined && (isNew || handle === undefined) ? { parent: 'root' } : {}
}

/** @throws TypeError for a name that could mean any qdisc */
function checkName(name: QdiscName): void {
  checkDevicePlace(name)
  if (name.handle === undefined && name.parent === undefined)
    throw new TypeError('parent: either parent or handle is needed')
}

/** The queueing disciplines of a namespace. */
export class Qdiscs {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** One qdisc. @throws NetlinkError ENOENT where there is none */
  async get(name: QdiscName, options?: RequestOptions): Promise<Qdisc> {
    checkName(name)
    const { dev, ...value } = name
    const request = write({ dev }, (indices) => ({
      type: RTM_GETQDISC,
      name: 'RTM_GETQDISC',
      // qdisc_get_notify(): without it the answer goes nowhere.
      flags: NLM_F_ECHO,
      body: qdiscCodec,
      value: { ...value, ifindex: placeIndex(indices['dev'], value) },
      reply: qdiscCodec
    }))
    const spec = await resolveWrite(this.#connection, request, options)
    const found = (await this.#connection.one(spec, options)) as Qdisc
    if (name.parent !== undefined) return found
    // What it hangs on is what was asked for, here nothing (tc_get_qdisc()): a dump has it.
    const { ifindex, handle } = found
    const waiting = { signal: options?.signal, timeout: options?.timeout }
    const [told] = await this.list({ dev: ifindex, handle, invisible: true }, waiting)
    return { ...found, parent: told?.parent ?? found.parent }
  }

  /** All qdiscs that the filter names. */
  async list(filter: QdiscFilter = {}, options?: DumpOptions): Promise<Qdisc[]> {
    return await this.dump(filter, options).toArray()
  }

  /** The same one by one or in batches. The kernel tells of all interfaces; the filter is applied here. */
  dump(filter: QdiscFilter = {}, options?: DumpOptions): Dump<Qdisc> {
    checkFilter(filter, FILTER_KEYS)
    const { dev } = filter
    if (dev !== undefined) checkDevicePlace({ dev })
    if (typeof dev !== 'string') return this.#connection.dump(dumpSpec(filter, dev), options)
    return this.#connection.dump(
      async () => dumpSpec(filter, await indexOf(this.#connection, dev, 'dev', options)),
      options
    )
  }

  /** Adds a qdisc. The kernel answers EEXIST where another than the default one is. */
  async add(qdisc: QdiscChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, qdiscWrites.add(qdisc), options)
  }

  /** Puts a qdisc in place of the one that is there, or changes it if it is of the same handle and kind. */
  async replace(qdisc: QdiscChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, qdiscWrites.replace(qdisc), options)
  }

  /** Changes the settings of a qdisc that must be there. */
  async change(qdisc: QdiscChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, qdiscWrites.change(qdisc), options)
  }

  /** Hangs a qdisc that is there, named by its handle, on another parent. */
  async link(qdisc: QdiscChange, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, qdiscWrites.link(qdisc), options)
  }

  /**
   * Deletes a qdisc; the default one comes back. The kernel answers ENOENT when there is none, EINVAL for a default one.
   */
  async delete(qdisc: QdiscDeletion, options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, qdiscWrites.delete(qdisc), options)
  }
}

function dumpSpec(filter: QdiscFilter, index: number | undefined): DumpSpec<QdiscInput, Qdisc> {
  const { kind, invisible } = filter
  const handle = filter.handle === undefined ? undefined : formatHandle(parseHandle(filter.handle))
  const parent = filter.parent === undefined ? undefined : formatHandle(parseHandle(filter.parent))
  const isOurs = (qdisc: Qdisc): boolean =>
    (index === undefined || qdisc.ifindex === index) &&
    (kind === undefined || qdisc.kind === kind) &&
    (handle === undefined || qdisc.handle === handle) &&
    (parent === undefined || qdisc.parent === parent)
  return {
    type: RTM_GETQDISC,
    name: 'RTM_GETQDISC',
    body: qdiscCodec,
    value: { ifindex: index ?? 0, ...(invisible === true ? { dumpInvisible: true } : {}) },
    reply: qdiscCodec,
    replyType: RTM_NEWQDISC,
    filter: [index, kind, handle, parent].some((wanted) => wanted !== undefined) ? isOurs : undefined
  }
}
