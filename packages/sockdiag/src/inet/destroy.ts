import { checkKeys, NetlinkError } from '@nlkit/core'
import type { DumpOptions, KeysOf, RequestSpec, WaitOptions } from '@nlkit/core'
import { isRefusal } from '../errors.ts'
import type { FilterNode } from '../filter/ast.ts'
import type { Filter } from '../filter/expression.ts'
import type { Plan } from '../filter/plan.ts'
import { ALL_STATES } from '../states.ts'
import type { States } from '../states.ts'
import { inetRequestCodec } from './codec.ts'
import type { InetRequestInput } from './codec.ts'
import { IPPROTO_RAW, SOCK_DESTROY } from './constants.ts'
import type { InetSocketId } from './identity.ts'
import { InetSockets } from './sockets.ts'
import type { InetSocketLike } from './sockets.ts'

/** Which sockets to close: one, or all that a filter names. There is no default. */
export type DestroyTarget =
  | {
      /**
       * One socket, best as it was listed: with its cookie, no other one can be closed in its place. Without `dst` and `dport` it is a
       * listener.
       */
      readonly socket: InetSocketId
      readonly filter?: undefined
    }
  | {
      readonly socket?: undefined
      /** Must name something: an empty filter, which would close every socket, is refused. */
      readonly filter: Filter
      readonly states?: States | undefined
      readonly family?: 'inet' | 'inet6' | undefined
    }

export interface DestroyOptions extends WaitOptions {
  /** Closes nothing and says what it would close. */
  readonly dryRun?: boolean | undefined
}

const OPTION_KEYS: KeysOf<DestroyOptions> = { signal: true, timeout: true, dryRun: true }
const TARGET_KEYS = { socket: true, filter: true, states: true, family: true } as const

/** What became of the sockets. */
export interface DestroyResult<Socket> {
  /** Closed; with `dryRun`, those that would be. As they were just before. */
  readonly destroyed: readonly Socket[]
  /** Ended by themselves before their turn came. */
  readonly gone: readonly Socket[]
  /** The kernel would not close these: EOPNOTSUPP, or what a protocol says. */
  readonly refused: readonly { readonly socket: Socket; readonly error: NetlinkError }[]
}

// How many requests are handed over at a time: what one send holds.
const BATCH = 200

/** Sockets that SOCK_DESTROY can close. */
export class DestroyableSockets<Socket extends InetSocketLike> extends InetSockets<Socket> {
  /**
   * Closes sockets, as `ss --kill`: their processes get ECONNABORTED. Needs CAP_NET_ADMIN and CONFIG_INET_DIAG_DESTROY.
   * @throws TypeError for a filter that names nothing, and for keys of it or of the socket that are undefined
   * @throws NetlinkError EPERM without the capability; EOPNOTSUPP where nothing of the kind can be closed; ENOENT when the one
   * socket is not there
   */
  async destroy(target: DestroyTarget, options: DestroyOptions = {}): Promise<DestroyResult<Socket>> {
    checkKeys(options, OPTION_KEYS)
    const { dryRun = false, ...waiting } = options
    if (typeof dryRun !== 'boolean') throw new TypeError('dryRun: expected a boolean')
    if (typeof target !== 'object' || target === null)
      throw new TypeError('target: expected { socket } or { filter }')
    checkKeys(target, TARGET_KEYS, 'target')
    const { socket: id, filter } = target
    checkNarrows(id, 'socket')
    checkNarrows(filter, 'filter')
    if ((id === undefined) === (filter === undefined)) {
      throw new TypeError('target: expected either { socket } or { filter }')
    }
    const found = id === undefined ? await this.#matching(target, waiting) : [await this.get(id, waiting)]
    if (dryRun) return { destroyed: found, gone: [], refused: [] }
    const result = await this.#destroyAll(found, waiting)
    const [refusal] = result.refused
    if (id !== undefined && refusal !== undefined) throw refusal.error
    if (id !== undefined && result.gone.length > 0) throw goneError(this.transport.sockets)
    return result
  }

  #matching(target: Extract<DestroyTarget, { filter: Filter }>, options: DumpOptions): Promise<Socket[]> {
    const { filter, states, family } = target
    const plan = this.plan({ filter, states })
    if (namesEverything(plan)) {
      throw new TypeError('filter: this would close every socket; say which are meant')
    }
    return this.planned(plan, { family, extensions: [] }, options).toArray()
  }

  async #destroyAll(found: readonly Socket[], options: WaitOptions): Promise<DestroyResult<Socket>> {
    const destroyed: Socket[] = []
    const gone: Socket[] = []
    const refused: { socket: Socket; error: NetlinkError }[] = []
    for (let from = 0; from < found.length; from += BATCH) {
      const sockets = found.slice(from, from + BATCH)
      const results = await this.#destroySome(sockets, options)
      for (const [i, socket] of sockets.entries()) {
        const error = results[i]
        if (error === undefined) destroyed.push(socket)
        else if (isRefusal(error, 'ENOENT') || isRefusal(error, 'ESTALE')) gone.push(socket)
        // Nobody's socket will do better.
        else if (isRefusal(error, 'EPERM')) throw error
        else if (NetlinkError.is(error)) refused.push({ socket, error })
        else throw error
      }
    }
    return { destroyed, gone, refused }
  }

  /** What went wrong with each. */
  async #destroySome(sockets: readonly Socket[], options: WaitOptions): Promise<(Error | undefined)[]> {
    const errors: (Error | undefined)[] = []
    if (this.transport.protocol === IPPROTO_RAW) {
      // raw_diag_destroy() compares no cookies: it closes the first raw socket whose addresses fit. Look before each.
      for (const socket of sockets) {
        const [, error] = await settle(this.get(socket, { ...options, extensions: [] }))
        errors.push(
          error ?? (await settle(this.context.connection.acknowledge(this.#spec(socket), options)))[1]
        )
      }
      return errors
    }
    const specs = sockets.map((socket) => this.#spec(socket) as RequestSpec<never>)
    for (const result of await this.context.connection.batch(specs, options)) {
      if (result.status === 'done') errors.push(undefined)
      else errors.push(result.status === 'not-sent' ? new Error('SOCK_DESTROY was not sent') : result.error)
    }
    return errors
  }

  #spec(socket: Socket): RequestSpec<InetRequestInput> {
    return {
      type: SOCK_DESTROY,
      name: 'SOCK_DESTROY',
      body: inetRequestCodec,
      value: { ...this.header(socket, false), states: 0xffffffff },
      capability: 'CAP_NET_ADMIN'
    }
  }
}

/**
 * Refuses keys that turned out undefined, which would name more than was meant: of a connection whose peer is not known its listener.
 * @throws TypeError that names the key
 */
function checkNarrows(value: unknown, path: string): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, said] of Object.entries(value)) {
    const its = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`
    if (said === undefined) throw new TypeError(`${its}: is undefined, which would close more; leave it out`)
    checkNarrows(said, its)
  }
}

/** Neither a condition nor a state that is left out. */
function namesEverything({ node, states }: Plan): boolean {
  // Bit 0 is no state.
  return passesAll(node) && (states & ALL_STATES) >>> 1 === ALL_STATES >>> 1
}

/** Whether it says no more than that there are addresses and ports: `dst *`, `sport >= 0`. */
function passesAll(node: FilterNode): boolean {
  switch (node.kind) {
    case 'constant':
      return node.value
    case 'and':
      return node.terms.every(passesAll)
    case 'or':
      return node.terms.some(passesAll)
    case 'inet':
      return node.family === undefined && node.prefix === 0 && node.port === undefined
    case 'port':
      return (node.op === 'ge' && node.port === 0) || (node.op === 'le' && node.port === 0xffff)
    default:
      return false
  }
}

async function settle<T>(promise: Promise<T>): Promise<[value: T | undefined, error: Error | undefined]> {
  try {
    return [await promise, undefined]
  } catch (error) {
    return [undefined, error instanceof Error ? error : new Error(String(error))]
  }
}

function goneError(sockets: string): NetlinkError {
  return new NetlinkError({
    errno: 2,
    request: 'SOCK_DESTROY',
    hint: `the ${sockets} socket ended by itself before`
  })
}
