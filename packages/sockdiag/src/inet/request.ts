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
import type { Transport } from './transport.ts'

/** What a dump of one family asks for. */
export interface InetDump {
  readonly family: 'inet' | 'inet6'
  readonly states: number
  readonly ext: number
  /** A filter whose names are looked up. */
  readonly node: FilterNode
  readonly bpfStorages?: true | readonly number[] | undefined
  readonly ephemeralPorts?: readonly [first: number, last: number] | undefined
}

/** What is left for JavaScript to decide; `undefined` when the kernel has decided all. */
function leftToDecide(
  dump: InetDump,
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

/** The request of a dump, and the rest of its filter. */
export function dumpSpec<Socket extends FilterableSocket & { readonly cookie: string }>(
  transport: Transport<Socket>,
  dump: InetDump,
  isConservative: boolean
): DumpSpec<InetRequestInput, Socket> {
  const { family, states, ext, node, bpfStorages } = dump
  const { code, exact } = transport.ignoresFilters
    ? { code: undefined, exact: node.kind === 'constant' && node.value }
    : compileFilter(node, { conservative: isConservative })
  const { protocol, stateOf } = transport
  const left = leftToDecide(dump, exact, stateOf)
  const asked = stateOf === undefined ? states : 0xffffffff
  const value: InetRequestInput = { family, protocol, ext, states: asked, cookie: NO_COOKIE }
  if (code !== undefined) value.bytecode = code
  if (bpfStorages !== undefined) value.skBpfStorages = bpfStorages === true ? {} : { mapFd: [...bpfStorages] }
  return {
    type: SOCK_DIAG_BY_FAMILY,
    name: 'SOCK_DIAG_BY_FAMILY',
    body: inetRequestCodec,
    value,
    reply: transport.codec,
    filter: transport.sharesCookies === true ? left : once(left),
    ...(bpfStorages !== undefined && { capability: 'CAP_BPF' })
  }
}
