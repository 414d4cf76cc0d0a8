import { combine, fieldPredicate } from '../filter/predicate.ts'
import type { FilterableSocket, Predicate } from '../filter/predicate.ts'
import type { FilterNode } from '../filter/ast.ts'

export interface FilterablePacket extends FilterableSocket {
  readonly num?: number
  readonly info?: { readonly index?: number }
}

/** The filter for packet sockets: protocol and interface. They have no peer, so `dst` finds none that names something. */
export function packetFilter(node: FilterNode): Predicate<FilterablePacket> {
  return combine(node, (leaf): Predicate<FilterablePacket> => {
    switch (leaf.kind) {
      case 'link': {
        const { protocol, dev } = leaf
        if (leaf.side === 'dst') return () => protocol === undefined && dev === undefined
        return (socket) =>
          (protocol === undefined || socket.num === protocol) &&
          (dev === undefined || (socket.info?.index ?? 0) === dev)
      }
      case 'dev': {
        const { dev } = leaf
        return (socket) => (socket.info?.index ?? 0) === dev
      }
      case 'autobound':
        return (socket) => (socket.info?.index ?? 0) === 0 && (socket.num ?? 0) === 0
      case 'field':
        return fieldPredicate(leaf)
      default:
        return () => false
    }
  })
}
