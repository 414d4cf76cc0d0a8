import type { Connection, Dump, DumpOptions, DumpSpec, KeysOf, RequestOptions } from '@nlkit/core'
import { NLM_F_CREATE, NLM_F_ECHO, NLM_F_EXCL, NLM_F_REPLACE, NLM_F_ROOT } from '@nlkit/core'
import { LE } from '@nlkit/core/codec'
import { resolveWrite, runWrite, write, type Write } from '../write.ts'
import {
  actionsCodec,
  actionPaths,
  type Action,
  type Actions as ActionsMessage,
  type ActionsInput
} from './actions/codec.ts'
import { checkName } from '../objects.ts'
import {
  RTM_DELACTION,
  RTM_GETACTION,
  RTM_NEWACTION,
  TCA_ACT_FLAG_LARGE_DUMP_ON,
  TCA_ACT_FLAG_TERSE_DUMP
} from './actions/constants.ts'
import { wireActions, type ActionChange } from './actions/shapes.ts'
import { checkFilter, type FilterKeys } from '../filters.ts'

const FILTER_KEYS: FilterKeys<ActionFilter> = {
  since: 'number',
  isTerse: 'boolean'
}

/** An action that is there: by its kind and its number. */
export interface ActionName {
  readonly kind: string
  readonly index: number
}

const NAME_KEYS: KeysOf<ActionName> = { kind: true, index: true }

/** Which actions of a kind are meant. */
export interface ActionFilter {
  /** Only those used within so many milliseconds. */
  readonly since?: number | undefined
  /** Without settings. */
  readonly isTerse?: boolean | undefined
}

/** Deleting asks for the capability, and refuses with the same error what filters use. */
const CAPABILITY = 'CAP_NET_ADMIN, and that no filter uses the action'

/** What the verbs send. An array is one message: the kernel makes all of it or nothing. */
export const actionWrites = {
  /** Adds actions. The kernel answers EEXIST when there is one of a number that was given. */
  add: (list: ActionChange | readonly ActionChange[]): Write => made(list, NLM_F_CREATE | NLM_F_EXCL),
  /** Adds actions, or changes those of their numbers, for all filters that use them. */
  replace: (list: ActionChange | readonly ActionChange[]): Write => made(list, NLM_F_CREATE | NLM_F_REPLACE),
  /** Deletes actions. The kernel answers EPERM for one that a filter uses, ENOENT when there is none. */
  delete: (list: ActionName | readonly ActionName[]): Write => {
    const value = named(list)
    return write({}, () => ({
      type: RTM_DELACTION,
      name: 'RTM_DELACTION',
      body: actionsCodec,
      value,
      capability: CAPABILITY
    }))
  }
}

function made(list: ActionChange | readonly ActionChange[], flags: number): Write {
  const wire = wireActions(isList(list) ? list : [list], 'tab')
  return write(wire.devices, (indices) => ({
    type: RTM_NEWACTION,
    name: 'RTM_NEWACTION',
    flags,
    body: actionsCodec,
    value: { tab: wire.build(indices) },
    reply: actionsCodec
  }))
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value)
}

/** @throws TypeError for what names no action */
function named(list: ActionName | readonly ActionName[]): ActionsInput {
  const names = isList(list) ? list : [list]
  for (const name of names) {
    checkName(name, NAME_KEYS, actionPaths)
    const { kind, index } = name
    if (typeof kind !== 'string' || kind === '') throw new TypeError('kind: is missing')
    if (!Number.isInteger(index) || index < 1)
      throw new TypeError(`index: ${String(index)} is no number of an action`)
  }
  return { tab: names.map(({ kind, index }) => ({ kind, index })) }
}

/** The actions that filters share, and those of filters alone: of a kind at a time. */
export class Actions {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** One action. @throws NetlinkError ENOENT where there is none */
  async get(name: ActionName, options?: RequestOptions): Promise<Action> {
    const { tab = [] } = await this.#connection.one(
      {
        type: RTM_GETACTION,
        name: 'RTM_GETACTION',
        body: actionsCodec,
        value: named(name),
        reply: actionsCodec
      },
      options
    )
    return tab[0] as Action
  }

  /** All actions of a kind. */
  async list(kind: string, filter?: ActionFilter, options?: DumpOptions): Promise<Action[]> {
    const messages = await this.dump(kind, filter, options).toArray()
    return messages.flatMap(({ tab = [] }) => tab)
  }

  /** The same as the kernel sends them: messages of many each. */
  dump(kind: string, filter: ActionFilter = {}, options?: DumpOptions): Dump<ActionsMessage> {
    checkFilter(filter, FILTER_KEYS)
    const { since, isTerse = false } = filter
    if (typeof kind !== 'string' || kind === '') throw new TypeError('kind: is missing')
    const flags = TCA_ACT_FLAG_LARGE_DUMP_ON | (isTerse ? TCA_ACT_FLAG_TERSE_DUMP : 0)
    const spec: DumpSpec<ActionsInput, ActionsMessage> = {
      type: RTM_GETACTION,
      name: 'RTM_GETACTION',
      body: actionsCodec,
      value: { tab: [{ kind }], flags: { value: flags, selector: flags }, timeDelta: since },
      reply: actionsCodec
    }
    return this.#connection.dump(spec, options)
  }

  /**
   * Adds actions. The kernel answers EEXIST when there is one of a number that was given.
   * Resolves with the actions as the kernel made them, their numbers among the rest.
   */
  async add(list: ActionChange | readonly ActionChange[], options?: RequestOptions): Promise<Action[]> {
    return await this.#make(actionWrites.add(list), options)
  }

  /**
   * Adds actions, or changes those of their numbers, for all filters that use them.
   * Resolves as add() does.
   */
  async replace(list: ActionChange | readonly ActionChange[], options?: RequestOptions): Promise<Action[]> {
    return await this.#make(actionWrites.replace(list), options)
  }

  /** Deletes actions. The kernel answers EPERM for one that a filter uses, ENOENT when there is none. */
  async delete(list: ActionName | readonly ActionName[], options?: RequestOptions): Promise<void> {
    await runWrite(this.#connection, actionWrites.delete(list), options)
  }

  /**
   * Deletes all actions of a kind and resolves with how many there were.
   * @throws NetlinkError EPERM when a filter uses one of them; those before it are gone then. EINVAL for a kind whose
   * module is not loaded: the kernel loads it for `add()` alone
   */
  async flush(kind: string, options?: RequestOptions): Promise<number> {
    if (typeof kind !== 'string' || kind === '') throw new TypeError('kind: is missing')
    const answers = await this.#connection.request(
      {
        type: RTM_DELACTION,
        name: 'RTM_DELACTION',
        flags: NLM_F_ROOT | NLM_F_ECHO,
        body: actionsCodec,
        value: { tab: [{ kind }] },
        reply: actionsCodec,
        capability: CAPABILITY
      },
      options
    )
    return answers.reduce((sum, { tab = [] }) => sum + countOf(tab[0]), 0)
  }

  async #make(made: Write, options?: RequestOptions): Promise<Action[]> {
    const spec = await resolveWrite(this.#connection, made, options)
    const answers = await this.#connection.request(
      { ...spec, flags: (spec.flags ?? 0) | NLM_F_ECHO },
      options
    )
    return (answers as ActionsMessage[]).flatMap(({ tab = [] }) => tab)
  }
}

/** tcf_del_walker() puts the number of what it deleted under TCA_FCNT, which among actions is the number of the cookie. */
function countOf(action: Action | undefined): number {
  const bytes = action?.cookie
  if (bytes?.length !== 4) return 0
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, LE)
}
