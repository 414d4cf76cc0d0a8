import { combine, fieldPredicate } from '../filter/predicate.ts'
import type { FilterableSocket, Predicate } from '../filter/predicate.ts'
import type { FilterNode } from '../filter/ast.ts'
import { glob } from '../filter/glob.ts'
import { printableName } from './name.ts'

export interface FilterableUnix extends FilterableSocket {
  /** As listed: an abstract name begins with NUL; absent when the socket has none. */
  readonly name?: string
  /** Inode number of the peer. */
  readonly peer?: number
}

/**
 * The filter for unix sockets: globs against names, ignoring case, with `@` for each NUL. `names` finds the peers' names by inode
 * number for conditions on `dst`.
 */
export function unixFilter(
  node: FilterNode,
  names: ReadonlyMap<number, string> = new Map()
): Predicate<FilterableUnix> {
  return combine(node, (leaf): Predicate<FilterableUnix> => {
    switch (leaf.kind) {
      case 'unix': {
        const matches = glob(leaf.pattern)
        if (leaf.side === 'src') return ({ name = '' }) => matches(printableName(name))
        return ({ peer = 0 }) => matches(printableName(names.get(peer) ?? ''))
      }
      case 'autobound':
        // unix_autobind(): an abstract name of five hexadecimal digits.
        return ({ name }) => name === undefined || /^@[0-9a-f]{5}$/.test(printableName(name))
      case 'field':
        return fieldPredicate(leaf)
      default:
        return () => false
    }
  })
}
