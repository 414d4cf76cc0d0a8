import { builtin } from '../system.ts'
import type { FilterNode, LeafNode } from './ast.ts'
import { readFilter } from './expression.ts'
import type { Filter } from './expression.ts'
import type { HostContext } from './host.ts'
import { ALL_STATES, stateMask } from '../states.ts'
import type { States } from '../states.ts'

/** What is asked of every family alike. */
export interface Selection {
  /** The states that are wanted; default: all that `ss --all` shows. With states in the filter's text, both must hold. */
  readonly states?: States | undefined
  /** Which sockets are wanted: a text in the syntax of `ss`, or an object. */
  readonly filter?: Filter | undefined
}

/**
 * Refuses what is no selection. A key that is not known would select nothing, which is all sockets.
 * @throws TypeError that names the key
 */
export function checkSelection(selection: unknown, keys: readonly string[]): void {
  if (typeof selection !== 'object' || selection === null || Array.isArray(selection))
    throw new TypeError('selection: expected an object')
  for (const [key, value] of Object.entries(selection)) {
    if (value === null) throw new TypeError(`selection.${key}: null is no value`)
    if (value !== undefined && !keys.includes(key))
      throw new TypeError(`selection.${key}: unknown key, there are ${keys.join(', ')}`)
    if (key === 'owners' && value !== undefined && !hasOwners(value))
      throw new TypeError('selection.owners: expected what `await diag.owners()` found')
  }
}

const hasOwners = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'byInode') === 'object'

/** A selection, read and checked. */
export interface Plan {
  readonly node: FilterNode
  readonly states: number
}

/** @throws FilterSyntaxError, TypeError, RangeError before anything is sent */
export function planSelection({ states, filter }: Selection, context: HostContext): Plan {
  const parsed = filter === undefined ? undefined : readFilter(filter, context)
  const mask = states === undefined ? undefined : stateMask(states)
  const node: FilterNode = parsed?.node ?? { kind: 'constant', value: true }
  return {
    node,
    states: ((mask ?? parsed?.states ?? ALL_STATES) & (parsed?.states ?? 0xffffffff)) >>> 0
  }
}

/** Whether some leaf of the filter is of that sort. */
export function someLeaf(node: FilterNode, test: (leaf: LeafNode) => boolean): boolean {
  switch (node.kind) {
    case 'constant':
      return false
    case 'not':
      return someLeaf(node.term, test)
    case 'and':
    case 'or':
      return node.terms.some((term) => someLeaf(term, test))
    default:
      return test(node)
  }
}

/** Ports that the kernel chooses from in this process's namespace, net.ipv4.ip_local_port_range; its default where that cannot be read. */
export function ephemeralPorts(): readonly [first: number, last: number] {
  try {
    const [first, last] = builtin('node:fs')
      .readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8')
      .trim()
      .split(/\s+/)
    return [Number(first), Number(last)]
  } catch {
    return [32768, 60999]
  }
}
