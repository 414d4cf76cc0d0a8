import { showAs, type DumpOptions, type DumpSpec } from '@nlkit/core'
import type { DiagContext } from './context.ts'
import { deviceIndex } from './device.ts'
import { isRefusal, UnsupportedSocketsError } from './errors.ts'
import type { Teller } from './errors.ts'
import type { FilterNode, HostFamily } from './filter/ast.ts'
import { checkSelection, planSelection } from './filter/plan.ts'
import type { Selection } from './filter/plan.ts'
import type { Predicate } from './filter/predicate.ts'
import { resolveFilter } from './filter/resolve.ts'
import type { SocketOwners } from './owners/owners.ts'
import { once } from './once.ts'
import { addOwners, SocketDump } from './socket-dump.ts'
import type { Owned } from './socket-dump.ts'

/** Which sockets of a family that the kernel only lists. */
export interface ListSelection extends Selection {
  /** Adds `owners` to each socket, from what `diag.owners()` found. */
  readonly owners?: SocketOwners | undefined
}

/** What sockets of every family here have. */
export interface ListedSocket extends Owned {
  readonly cookie?: string
  readonly ino?: number
  readonly inode?: number
}

/** A filter whose names are looked up, and the states beside it. */
export interface Wanted<Choice> {
  readonly node: FilterNode
  readonly states: number
  readonly selection: Choice
  readonly options: DumpOptions
}

/** List and dump of a family whose handler takes no filter: it is applied here, to what the kernel tells. */
export abstract class ListedSockets<Choice extends ListSelection, Socket extends ListedSocket> {
  protected readonly context: DiagContext
  /** Who tells of them. */
  protected abstract readonly teller: Teller
  /** The family of hosts in filters that name none. */
  protected abstract readonly hostFamily: HostFamily | undefined
  /** What a selection may have. */
  protected abstract readonly keys: readonly (keyof Choice & string)[]

  /** Made by `SockDiag`. */
  constructor(context: DiagContext) {
    showAs(this, 'Sockets', () => this.toJSON().sockets)
    this.context = context
  }

  /** What is asked of the kernel. */
  protected abstract spec(wanted: Wanted<Choice>): DumpSpec<never, Socket>

  /** What is left to decide; `undefined` when everything passes. */
  protected abstract decide(
    wanted: Wanted<Choice>
  ): Promise<Predicate<Socket> | undefined> | Predicate<Socket> | undefined

  /** All sockets that the selection names. @throws UnsupportedSocketsError where the kernel tells nothing of them */
  async list(selection?: Choice, options: DumpOptions = {}): Promise<Socket[]> {
    return await this.dump(selection, options).toArray()
  }

  /** The same one by one or in batches, as the kernel tells them. */
  dump(selection?: Choice, options: DumpOptions = {}): SocketDump<Socket> {
    const { hostFamily } = this
    if (selection !== undefined) checkSelection(selection, this.keys)
    const chosen = selection ?? ({} as Choice)
    const { node, states } = planSelection(chosen, hostFamily === undefined ? {} : { family: hostFamily })
    // Made for its checks: what is wrong is told here, not at the first step.
    this.context.connection.dump(this.spec({ node, states, selection: chosen, options }), options)
    return new SocketDump<Socket>({ parts: () => [this.#batches(node, states, chosen, options)] })
  }

  /** What JSON tells of it: whose sockets it tells of, nothing of the connection beneath. */
  toJSON(): { readonly sockets: string } {
    return { sockets: this.teller.sockets }
  }

  async *#batches(
    unresolved: FilterNode,
    states: number,
    selection: Choice,
    options: DumpOptions
  ): AsyncGenerator<Socket[], void, undefined> {
    const device = (name: string): Promise<number> => deviceIndex(this.context.connection, name, options)
    const wanted: Wanted<Choice> = {
      node: await resolveFilter(unresolved, { device }),
      states,
      selection,
      options
    }
    const spec = this.spec(wanted)
    try {
      const passes = await this.decide(wanted)
      for await (const batch of this.context.connection
        .dump({ ...spec, filter: once(passes) }, options)
        .batches()) {
        if (selection.owners !== undefined) addOwners(batch, selection.owners)
        yield batch
      }
    } catch (error) {
      throw isRefusal(error, 'ENOENT') ? new UnsupportedSocketsError(this.teller, error) : error
    }
  }
}

/** Whether a filter lets everything pass. */
export function passesAll(node: FilterNode): boolean {
  return node.kind === 'constant' && node.value
}
