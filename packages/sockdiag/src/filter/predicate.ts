import type { FieldNode, FilterNode, InetNode, LeafNode } from './ast.ts'
import { mappedV4, parseAddress, samePrefix } from './address.ts'
import type { AddressWords } from './address.ts'
import { glob } from './glob.ts'
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

/** What a predicate has to know beside the socket. */
export interface PredicateContext {
  /** First and last port that the kernel chooses from, net.ipv4.ip_local_port_range. Default: 32768 to 60999. */
  readonly ephemeral?: readonly [first: number, last: number]
}

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

export interface FilterableUnix extends FilterableSocket {
  /** As listed: `@` stands for an abstract name's first NUL; absent when the socket has none. */
  readonly name?: string
  readonly peerName?: string
}

/** The filter for unix sockets: globs against names, ignoring case. */
export function unixFilter(node: FilterNode): Predicate<FilterableUnix> {
  return combine(node, (leaf): Predicate<FilterableUnix> => {
    switch (leaf.kind) {
      case 'unix': {
        const matches = glob(leaf.pattern)
        return leaf.side === 'src'
          ? ({ name = '' }) => matches(name)
          : ({ peerName = '' }) => matches(peerName)
      }
      case 'autobound':
        // unix_autobind(): an abstract name of five hexadecimal digits.
        return ({ name }) => name === undefined || /^@[0-9a-f]{5}$/.test(name)
      case 'field':
        return fieldPredicate(leaf)
      default:
        return () => false
    }
  })
}

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
