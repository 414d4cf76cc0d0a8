import { combine, fieldPredicate } from '../filter/predicate.ts'
import type { FilterableSocket, Predicate } from '../filter/predicate.ts'
import type { FilterNode } from '../filter/ast.ts'

export interface FilterableVsock extends FilterableSocket {
  readonly srcCid?: number
  readonly srcPort?: number
  readonly dstCid?: number
  readonly dstPort?: number
}

/** The filter for vsock sockets: context id and port. */
export function vsockFilter(node: FilterNode): Predicate<FilterableVsock> {
  return combine(node, (leaf): Predicate<FilterableVsock> => {
    switch (leaf.kind) {
      case 'vsock': {
        const { cid, port } = leaf
        return leaf.side === 'src'
          ? (s) => (cid === undefined || s.srcCid === cid) && (port === undefined || s.srcPort === port)
          : (s) => (cid === undefined || s.dstCid === cid) && (port === undefined || s.dstPort === port)
      }
      case 'autobound':
        return ({ srcPort = 0 }) => srcPort > 1023
      case 'field':
        return fieldPredicate(leaf)
      default:
        return () => false
    }
  })
}
