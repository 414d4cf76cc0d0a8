import { mappedV4, parseAddress, samePrefix } from '../filter/address.ts'
import type { AddressWords } from '../filter/address.ts'
import type { FilterNode, InetNode } from '../filter/ast.ts'
import { combine, fieldPredicate } from '../filter/predicate.ts'
import type { FilterableSocket, Predicate } from '../filter/predicate.ts'

/** What a predicate has to know beside the socket. */
export interface PredicateContext {
  /** First and last port that the kernel chooses from, net.ipv4.ip_local_port_range. Default: 32768 to 60999. */
  readonly ephemeral?: readonly [first: number, last: number]
}

// Addresses repeat: a server's own is on every one of its sockets.
function addressReader(): (text: string) => AddressWords | undefined {
  let last = ''
  let words: AddressWords | undefined
  return (text) => {
    if (text !== last) {
      last = text
      words = parseAddress(text)
    }
    return words
  }
}

function inetPredicate(node: InetNode): Predicate<FilterableSocket> {
  const { family, address, prefix, port } = node
  const isSource = node.side === 'src'
  const read = addressReader()
  const hasAddress = (socket: FilterableSocket): boolean => {
    if (family === undefined) return true
    const text = isSource ? socket.src : socket.dst
    const words = text === undefined ? undefined : read(text)
    if (words === undefined) return false
    if (words.family === family) return samePrefix(words.words, address, prefix)
    // inet_diag_bc_run(): an IPv4 condition also reads the IPv4 address inside a v4-mapped one, never the other way.
    const mapped = family === 'inet' ? mappedV4(words.words) : undefined
    return mapped !== undefined && samePrefix([mapped], address, prefix)
  }
  if (port === undefined) return hasAddress
  return (socket) => (isSource ? socket.sport : socket.dport) === port && hasAddress(socket)
}

/**
 * The filter in JavaScript, for sockets of IPv4 and IPv6. It decides as the bytecode does, `autobound` aside: whether a port was
 * bound or chosen is not told, so this looks whether it is in the range to choose from, as `ss` does. Marks that are not told
 * (without CAP_NET_ADMIN, or of sockets that lack one) count as 0. Names have to be looked up before.
 */
export function inetFilter(node: FilterNode, context: PredicateContext = {}): Predicate<FilterableSocket> {
  const [first, last] = context.ephemeral ?? [32768, 60999]
  return combine(node, (leaf): Predicate<FilterableSocket> => {
    switch (leaf.kind) {
      case 'port': {
        const { op, port } = leaf
        const read =
          leaf.side === 'src'
            ? (s: FilterableSocket) => s.sport ?? -1
            : (s: FilterableSocket) => s.dport ?? -1
        if (op === 'eq') return (socket) => read(socket) === port
        return op === 'ge' ? (socket) => read(socket) >= port : (socket) => read(socket) <= port
      }
      case 'inet':
        return inetPredicate(leaf)
      case 'dev': {
        const { dev } = leaf
        return (socket) => socket.if === dev
      }
      case 'mark': {
        const { mark, mask } = leaf
        return (socket) => ((socket.mark ?? 0) & mask) >>> 0 === mark
      }
      case 'cgroup': {
        const { id } = leaf
        return (socket) => socket.cgroupId === id
      }
      case 'autobound':
        return ({ sport = -1 }) => sport >= first && sport <= last
      case 'field':
        return fieldPredicate(leaf)
      case 'name':
        throw new TypeError(`filter: the host name ${JSON.stringify(leaf.name)} was not looked up`)
      default:
        // A condition of another family.
        return () => false
    }
  })
}
