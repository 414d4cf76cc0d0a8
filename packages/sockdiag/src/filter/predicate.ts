import type { FieldNode, FilterNode, LeafNode } from './ast.ts'
import { stateNumber } from '../states.ts'

/** What filters look at, whatever the family; listed sockets have these keys. */
export interface FilterableSocket {
  readonly family?: string | number
  readonly state?: string | number
  readonly src?: string
  readonly dst?: string
  readonly sport?: number
  readonly dport?: number
  readonly if?: number
  readonly mark?: number
  readonly cgroupId?: string
  readonly uid?: number
  readonly inode?: number
  readonly ino?: number
  readonly cookie?: string
}

/** Whether a socket passes. */
export type Predicate<Socket> = (socket: Socket) => boolean

/** Turns a filter into a function, with one function per leaf. */
export function combine<Socket>(
  node: FilterNode,
  leaf: (node: LeafNode) => Predicate<Socket>
): Predicate<Socket> {
  switch (node.kind) {
    case 'constant': {
      const { value } = node
      return () => value
    }
    case 'not': {
      const term = combine(node.term, leaf)
      return (socket) => !term(socket)
    }
    case 'and': {
      const terms = node.terms.map((term) => combine(term, leaf))
      return (socket) => {
        for (const term of terms) if (!term(socket)) return false
        return true
      }
    }
    case 'or': {
      const terms = node.terms.map((term) => combine(term, leaf))
      return (socket) => {
        for (const term of terms) if (term(socket)) return true
        return false
      }
    }
    default:
      return leaf(node)
  }
}

/** The leaves that every family can answer; `undefined` for the others. */
export function fieldPredicate({ field, value }: FieldNode): Predicate<FilterableSocket> {
  switch (field) {
    case 'uid':
      return (socket) => socket.uid === value
    case 'inode':
      return (socket) => (socket.inode ?? socket.ino) === value
    case 'cookie':
      return (socket) => socket.cookie === value
    case 'state':
      return (socket) => socket.state !== undefined && stateNumber(socket.state) === value
  }
}
