import { NetlinkError, showAs } from '@nlkit/core'
import type { DumpOptions, RequestOptions } from '@nlkit/core'
import type { DiagContext } from '../context.ts'
import { checkId } from '../check-id.ts'
import { checkOptions } from '../check-options.ts'
import { deviceIndex } from '../device.ts'
import { isRefusal, SocketMismatchError, UnsupportedSocketsError } from '../errors.ts'
import { checkSelection, ephemeralPorts, planSelection } from '../filter/plan.ts'
import type { Plan, Selection } from '../filter/plan.ts'
import type { FilterNode } from '../filter/ast.ts'
import type { FilterableSocket } from '../filter/predicate.ts'
import { resolveFilter } from '../filter/resolve.ts'
import type { SocketOwners } from '../owners/owners.ts'
import { addOwners, SocketDump } from '../socket-dump.ts'
import type { Owned } from '../socket-dump.ts'
import { stateNumber } from '../states.ts'
import { inetRequestCodec } from './codec.ts'
import type { InetRequestInput } from './codec.ts'
import { IPPROTO_MPTCP, IPPROTO_RAW, SOCK_DIAG_BY_FAMILY } from './constants.ts'
import { extensionBits } from './extensions.ts'
import type { InetExtensions } from './extensions.ts'
import { inetFilter } from './filter.ts'
import { ID_KEYS, sockid, swapped } from './identity.ts'
import type { InetSocketId } from './identity.ts'
import { dumpSpec } from './request.ts'
import type { InetDump } from './request.ts'
import { Told } from './told.ts'
import type { Transport } from './transport.ts'

/** Requests for single sockets that are under way at the same time, so that waiting for a thread is not paid for by each. */
const AT_ONCE = 32

const ENOENT = 2

/** Which sockets over IPv4 and IPv6, and what of them. */
export interface InetSelection extends Selection {
  /** Default: both, IPv4 first. */
  readonly family?: 'inet' | 'inet6' | undefined
  /** What to tell beyond the header. Default: all. Asking for less is faster: `[]`, `['info']`. */
  readonly extensions?: InetExtensions | undefined
  /** Adds `owners` to each socket, from what `diag.owners()` found. */
  readonly owners?: SocketOwners | undefined
  /** Values in BPF maps: all maps (`true`, needs CAP_BPF) or those of this process's descriptors. */
  readonly bpfStorages?: true | readonly number[] | undefined
  /** First and last port that count as chosen by the kernel for `autobound`. Default: this process's sysctl. */
  readonly ephemeralPorts?: readonly [first: number, last: number] | undefined
  /**
   * Asks a second time, in short, and then for each socket that only the second answer told: where others come and go, the kernel
   * steps over one now and then. Default: true for `list()`, false for `dump()`.
   */
  readonly complete?: boolean | undefined
}

const KEYS: readonly (keyof InetSelection)[] = [
  'states',
  'filter',
  'family',
  'extensions',
  'owners',
  'bpfStorages',
  'ephemeralPorts',
  'complete'
]

/** Options of `get()`. */
export interface InetGetOptions extends RequestOptions {
  readonly extensions?: InetExtensions | undefined
}

/** What the sockets of every transport here have. */
export interface InetSocketLike extends FilterableSocket, Owned {
  readonly cookie: string
}

type Family = 'inet' | 'inet6'

function familiesOf(family: unknown): readonly Family[] {
  if (family === undefined) return ['inet', 'inet6']
  if (family === 'inet' || family === 'inet6') return [family]
  throw new TypeError(`family: expected inet or inet6, got ${JSON.stringify(family)}`)
}

/** List and dump of one transport's sockets. */
export class InetListing<Socket extends InetSocketLike> {
  protected readonly context: DiagContext
  protected readonly transport: Transport<Socket>

  /** Made by `SockDiag`. */
  constructor(context: DiagContext, transport: Transport<Socket>) {
    showAs(this, 'Sockets', () => this.toJSON().sockets)
    this.context = context
    this.transport = transport
  }

  /**
   * All sockets that the selection names, in the kernel's order. None is left out that was there all along, see
   * {@link InetSelection.complete}.
   * @throws UnsupportedSocketsError where the kernel tells nothing of them
   * @throws NetlinkError EPERM for what needs a capability: `mark` in a filter, BPF storage of all maps
   */
  async list(selection: InetSelection = {}, options: DumpOptions = {}): Promise<Socket[]> {
    checkSelection(selection, KEYS)
    const { complete = this.transport.sharesCookies !== true } = selection
    return await this.dump({ ...selection, complete }, options).toArray()
  }

  /** The same one by one or in batches, as the kernel tells them. It filters by itself as far as its bytecode goes. */
  dump(selection: InetSelection = {}, options: DumpOptions = {}): SocketDump<Socket> {
    checkSelection(selection, KEYS)
    return this.planned(this.plan(selection), selection, options)
  }

  /** What JSON tells of it: whose sockets it tells of, nothing of the connection beneath. */
  toJSON(): { readonly sockets: string } {
    return { sockets: this.transport.sockets }
  }

  /** Asks for one socket. */
  protected async getOne(header: InetRequestInput, options: InetGetOptions): Promise<Socket> {
    checkOptions(options)
    const { extensions, ...rest } = options
    try {
      return await this.#one(header, extensionBits(extensions), rest)
    } catch (error) {
      throw await this.explained(error)
    }
  }

  #one(header: InetRequestInput, ext: number, options: RequestOptions): Promise<Socket> {
    const value = { ...header, ext, states: 0xffffffff }
    const request = { type: SOCK_DIAG_BY_FAMILY, name: 'SOCK_DIAG_BY_FAMILY', body: inetRequestCodec, value }
    return this.context.connection.one({ ...request, reply: this.transport.codec }, options)
  }

  /** Reads a selection. */
  protected plan(selection: Selection): Plan {
    const { services } = this.transport
    return planSelection(selection, services === undefined ? {} : { protocols: services })
  }

  /** Lists what a selection means. */
  protected planned(plan: Plan, selection: InetSelection, options: DumpOptions): SocketDump<Socket> {
    const { owners, bpfStorages, ephemeralPorts, complete = false } = selection
    if (complete && this.transport.sharesCookies === true)
      throw new TypeError(
        `complete: ${this.transport.sockets} sockets share cookies, so none can be told from the next`
      )
    const families = familiesOf(selection.family)
    const ext = extensionBits(selection.extensions)
    const more = { states: plan.states, ext, bpfStorages, ephemeralPorts }
    // Made for its checks: what is wrong with the options is told here, not at the first step.
    const everything: InetDump<Socket> = { ...more, family: 'inet', node: { kind: 'constant', value: true } }
    this.context.connection.dump(dumpSpec(this.transport, everything, false), options)
    const resolve = (): Promise<FilterNode> =>
      resolveFilter(plan.node, { device: (name) => deviceIndex(this.context.connection, name, options) })
    const part = async function* (this: InetListing<Socket>, family: Family): AsyncGenerator<Socket[]> {
      const dump: InetDump<Socket> = {
        ...more,
        family,
        node: await resolve(),
        told: complete ? new Told<Socket>() : undefined
      }
      const batches = complete ? this.#completed(dump, options) : this.#batches(dump, options)
      for await (const batch of batches) {
        if (owners !== undefined) addOwners(batch, owners)
        yield batch
      }
    }
    return new SocketDump<Socket>({ parts: () => families.map((family) => part.call(this, family)) })
  }

  /** The members of a request's header that name one socket. */
  protected header(id: InetSocketId, isSwapped: boolean): InetRequestInput {
    const { protocol, codec } = this.transport
    checkId(id, ID_KEYS, codec.paths)
    const given = sockid(id, 'socket')
    return {
      ...(isSwapped ? swapped(given) : given),
      protocol,
      // struct inet_diag_req_raw: which of the raw sockets' protocols.
      ...(protocol === IPPROTO_RAW && { rawProtocol: id.protocol ?? id.sport ?? 0 })
    }
  }

  /** ENOENT of one socket: is it not there, or does nobody know such sockets? A dump of no state tells. */
  protected async explained(error: unknown): Promise<unknown> {
    if (!isRefusal(error, 'ENOENT')) return error
    try {
      const probe: InetDump<Socket> = {
        family: 'inet',
        states: 0,
        ext: 0,
        node: { kind: 'constant', value: false }
      }
      for await (const _ of this.#batches(probe, {})) break
    } catch (cause) {
      return UnsupportedSocketsError.is(cause) ? cause : error
    }
    return new NetlinkError({
      errno: error.errno,
      request: error.request,
      hint: `there is no such ${this.transport.sockets} socket (any more)`
    })
  }

  /** A dump, and then what the kernel stepped over in it. */
  async *#completed(dump: InetDump<Socket>, options: DumpOptions): AsyncGenerator<Socket[], void, undefined> {
    yield* this.#batches(dump, options)
    const { ext, bpfStorages, told } = dump
    if (told?.mayLack !== true) return
    const isShort = ext === 0 && bpfStorages === undefined
    for await (const batch of this.#batches({ ...dump, ext: 0, bpfStorages: undefined }, options)) {
      if (isShort) {
        yield batch
        continue
      }
      for (let at = 0; at < batch.length; at += AT_ONCE) {
        const some = batch.slice(at, at + AT_ONCE).map((socket) => this.#inFull(socket, dump, options))
        yield (await Promise.all(some)).flat()
      }
    }
  }

  /** A socket that only the second pass told, with all that was asked for; none when it has ended meanwhile. */
  async #inFull(socket: Socket, dump: InetDump<Socket>, options: DumpOptions): Promise<readonly Socket[]> {
    const { transport } = this
    const { cookie } = socket
    // A dump of just its ports, for which the kernel walks through all its tables.
    const again = (): Promise<Socket[]> =>
      new SocketDump({ parts: () => [this.#batches({ ...dump, only: socket }, options)] }).toArray()
    if (dump.bpfStorages !== undefined || transport.protocol === IPPROTO_MPTCP) return await again()
    const { signal, timeout } = options
    try {
      const header = this.header(socket, transport.isSwapped ?? false)
      const found = await this.#one(header, dump.ext, { signal, timeout })
      if (found.cookie === cookie) return stillMatches(found, dump) ? [found] : []
    } catch (error) {
      if (!isRefusal(error, 'ENOENT') && !isRefusal(error, 'ESTALE')) throw error
      // inet_diag_find_one_icsk() also says ENOENT of a listener's cookie that is another.
      if (isRefusal(error, 'ENOENT') && (transport.isSwapped === true || socket.dport !== 0)) return []
    }
    // Others have its addresses (SO_REUSEPORT), and the kernel has found one of them.
    return await again()
  }

  async *#batches(dump: InetDump<Socket>, options: DumpOptions): AsyncGenerator<Socket[], void, undefined> {
    let isConservative = false
    for (;;) {
      const spec = dumpSpec(this.transport, dump, isConservative)
      try {
        yield* this.context.connection.dump(spec, options).batches()
        return
      } catch (error) {
        if (isRefusal(error, 'ENOENT')) throw new UnsupportedSocketsError(this.transport, error)
        // The audit comes before the first socket, so nothing was handed out yet.
        if (isConservative || spec.value.bytecode === undefined || !isRefusal(error, 'EINVAL')) throw error
        isConservative = true
      }
    }
  }
}

/** Whether a socket that was asked for by itself is still among those that a dump selects. */
function stillMatches(
  socket: FilterableSocket,
  dump: Pick<InetDump, 'node' | 'states' | 'ephemeralPorts'>
): boolean {
  const { state = 0 } = socket
  const passes = inetFilter(dump.node, { ephemeral: dump.ephemeralPorts ?? ephemeralPorts() })
  return (dump.states & (1 << (stateNumber(state) ?? 0))) !== 0 && passes(socket)
}

/** Sockets that can be asked for one by one, by their addresses. */
export class InetSockets<Socket extends InetSocketLike> extends InetListing<Socket> {
  /**
   * Exactly one socket, by its addresses; by its cookie, too, where one is given. A listed socket can be passed as it is.
   * Where it names a peer, the socket is one that has this peer: for a connection that is gone the kernel tells the listener.
   * @throws NetlinkError ENOENT when there is none; ENOENT (TCP) or ESTALE (others) when its cookie is another
   * @throws SocketMismatchError when the kernel, which compares no cookies of raw sockets, found another one
   */
  async get(id: InetSocketId, options: InetGetOptions = {}): Promise<Socket> {
    const found = await this.getOne(this.header(id, this.transport.isSwapped ?? false), options)
    if (id.cookie !== undefined && found.cookie !== id.cookie) {
      throw new SocketMismatchError(
        `${this.transport.sockets}: the addresses belong to socket ${found.cookie}, not ${id.cookie}`
      )
    }
    // inet_lookup() and udp_lib_lookup() go on to sockets without a peer.
    if (id.cookie === undefined && id.dport !== undefined && id.dport !== 0 && found.dport !== id.dport) {
      throw new NetlinkError({
        errno: ENOENT,
        request: 'SOCK_DIAG_BY_FAMILY',
        hint: `there is no such ${this.transport.sockets} socket (any more), only one without a peer`
      })
    }
    return found
  }
}
