import { combine, fieldPredicate } from '../filter/predicate.ts'
import type { FilterableSocket, Predicate } from '../filter/predicate.ts'
import type { FilterNode } from '../filter/ast.ts'

export interface FilterableNetlink extends FilterableSocket {
  readonly protocol?: number | string
  readonly portid?: number
  readonly dstPortid?: number
}

/** The filter for netlink sockets: protocol and port id. */
export function netlinkFilter(node: FilterNode): Predicate<FilterableNetlink> {
  return combine(node, (leaf): Predicate<FilterableNetlink> => {
    switch (leaf.kind) {
      case 'netlink': {
        const { protocol, portid } = leaf
        const isSource = leaf.side === 'src'
        return (socket) =>
          (protocol === undefined || (isSource && socket.protocol === protocol)) &&
          (portid === undefined || (isSource ? socket.portid : socket.dstPortid) === portid)
      }
      case 'autobound':
        // netlink_autobind(): a process's second socket gets a number whose highest bit is set.
        return ({ portid = 0 }) => portid >= 0x80000000
      case 'field':
        return fieldPredicate(leaf)
      default:
        return () => false
    }
  })
}
