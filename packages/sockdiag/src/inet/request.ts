import type { DumpSpec } from '@nlkit/core'
import { compileFilter } from '../filter/bytecode.ts'
import type { FilterNode } from '../filter/ast.ts'
import { ephemeralPorts, someLeaf } from '../filter/plan.ts'
import type { FilterableSocket, Predicate } from '../filter/predicate.ts'
import { inetRequestCodec } from './codec.ts'
import type { InetRequestInput } from './codec.ts'
import { SOCK_DIAG_BY_FAMILY } from './constants.ts'
import { inetFilter } from './filter.ts'
import { NO_COOKIE } from './identity.ts'
import { once } from '../once.ts'
import type { Told } from './told.ts'
import type { Transport } from './transport.ts'

/** What a dump of one family asks for. */
export interface InetDump<Socket extends FilterableSocket = FilterableSocket> {
  readonly family: 'inet' | 'inet6'
  readonly states: number
  readonly ext: number
  /** A filter whose names are looked up. */
  readonly node: FilterNode
  readonly bpfStorages?: true | readonly number[] | undefined
  readonly ephemeralPorts?: readonly [first: number, last: number] | undefined
  /** Only sockets that are not among these, which they then are. */
  readonly told?: Told<Socket> | undefined
  /** Only this socket: the kernel looks at its ports, its cookie is compared here. */
  readonly only?: { readonly cookie: string; readonly sport?: number; readonly dport?: number } | undefined
}

/** What is left for JavaScript to decide; `undefined` when the kernel has decided all. */
function leftToDecide(
  dump: Pick<InetDump, 'node' | 'states' | 'ephemeralPorts'>,
  isExact: boolean,
  stateOf: Transport<unknown>['stateOf']
): Predicate<FilterableSocket> | undefined {
  const { node, states } = dump
  // ss also looks at the port's range, whatever the kernel says of how it was bound: both must hold, and so they must here.
  const isDecided = isExact && !someLeaf(node, ({ kind }) => kind === 'autobound')
  const passes = isDecided
    ? undefined
    : inetFilter(node, { ephemeral: dump.ephemeralPorts ?? ephemeralPorts() })
  if (stateOf === undefined) return passes
  return (socket) => {
    const state = stateOf(socket)
    return state !== undefined && (states & (1 << state)) !== 0 && (passes === undefined || passes(socket))
  }
}

/** The rest of the filter, and which of what passes it was told before. */
function passing<Socket extends FilterableSocket & { readonly cookie: string }>(
  { told, only }: InetDump<Socket>,
  left: Predicate<FilterableSocket> | undefined,
  sharesCookies: boolean
): Predicate<Socket> | undefined {
  if (only !== undefined)
    return (socket) => socket.cookie === only.cookie && (left === undefined || left(socket))
  if (told !== undefined) return told.anew(left)
  return sharesCookies ? left : once(left)
}

/** The request of a dump, and the rest of its filter. */
export function dumpSpec<Socket extends FilterableSocket & { readonly cookie: string }>(
  transport: Transport<Socket>,
  dump: InetDump<Socket>,
  isConservative: boolean
): DumpSpec<InetRequestInput, Socket> {
  const { family, states, ext, node, bpfStorages, only, told } = dump
  const { code, exact } = transport.ignoresFilters
    ? { code: undefined, exact: node.kind === 'constant' && node.value }
    : compileFilter(node, { conservative: isConservative })
  const { protocol, stateOf } = transport
  const left = leftToDecide(dump, exact, stateOf)
  const asked = stateOf === undefined ? states : 0xffffffff
  const value: InetRequestInput = { family, protocol, ext, states: asked, cookie: NO_COOKIE }
  if (only !== undefined) Object.assign(value, { sport: only.sport ?? 0, dport: only.dport ?? 0 })
  if (code !== undefined) value.bytecode = code
  if (bpfStorages !== undefined) value.skBpfStorages = bpfStorages === true ? {} : { mapFd: [...bpfStorages] }
  return {
    type: SOCK_DIAG_BY_FAMILY,
    name: 'SOCK_DIAG_BY_FAMILY',
    body: inetRequestCodec,
    value,
    reply: (only === undefined ? told?.reader(transport.codec) : undefined) ?? transport.codec,
    filter: passing(dump, left, transport.sharesCookies ?? false),
    ...(bpfStorages !== undefined && { capability: 'CAP_BPF' })
  }
}
