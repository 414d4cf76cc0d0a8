/** Which end of a socket a term speaks of: `src` is its own address, `dst` the peer's. */
export type Side = 'src' | 'dst'

/** Address families a filter's host can name, by their names in `ss`. */
export type HostFamily = 'inet' | 'inet6' | 'unix' | 'link' | 'netlink' | 'vsock'

/** `sport`/`dport` against a number. The other comparisons are these and `not`, as in the kernel's bytecode. */
export interface PortNode {
  readonly kind: 'port'
  readonly side: Side
  readonly op: 'eq' | 'ge' | 'le'
  readonly port: number
}

/** An IP prefix and a port, both optional. Without a family any address matches; IPv4 also matches v4-mapped IPv6. */
export interface InetNode {
  readonly kind: 'inet'
  readonly side: Side
  readonly family?: 'inet' | 'inet6'
  /** Words in network order: one for IPv4, four for IPv6; none when the prefix is empty. */
  readonly address: readonly number[]
  /** Bits, 0-32 or 0-128. */
  readonly prefix: number
  readonly port?: number
}

/** A host name that is still to be looked up; matches any of its addresses. */
export interface NameNode {
  readonly kind: 'name'
  readonly side: Side
  readonly name: string
  readonly family?: 'inet' | 'inet6'
  readonly port?: number
}

/** A glob against a unix socket's name, ignoring case, as `ss` does; `@` stands for the abstract names' NUL. */
export interface UnixNode {
  readonly kind: 'unix'
  readonly side: Side
  readonly pattern: string
}

/** A packet socket's protocol (an ethertype) and interface. */
export interface LinkNode {
  readonly kind: 'link'
  readonly side: Side
  readonly protocol?: number
  readonly dev?: number | string
}

/** A netlink socket's protocol and port id. */
export interface NetlinkNode {
  readonly kind: 'netlink'
  readonly side: Side
  readonly protocol?: number
  readonly portid?: number
}

/** A vsock address. */
export interface VsockNode {
  readonly kind: 'vsock'
  readonly side: Side
  readonly cid?: number
  readonly port?: number
}

/** The interface that a socket is bound to: an index, or a name that is still to be looked up. 0 is "not bound". */
export interface DevNode {
  readonly kind: 'dev'
  readonly dev: number | string
}

export interface MarkNode {
  readonly kind: 'mark'
  readonly mark: number
  readonly mask: number
}

/** The cgroup a socket was made in: an id as `0x...`, or a path of the cgroup2 hierarchy that is still to be looked up. */
export interface CgroupNode {
  readonly kind: 'cgroup'
  readonly id?: string
  readonly path?: string
}

/** A source port (or name) that was chosen automatically. */
export interface AutoboundNode {
  readonly kind: 'autobound'
}

/** A field that no bytecode reads: decided in JavaScript alone. */
export interface FieldNode {
  readonly kind: 'field'
  readonly field: 'uid' | 'inode' | 'state' | 'cookie'
  readonly value: number | string
}

/** A condition that has none within. */
export type LeafNode =
  | PortNode
  | InetNode
  | NameNode
  | UnixNode
  | LinkNode
  | NetlinkNode
  | VsockNode
  | DevNode
  | MarkNode
  | CgroupNode
  | AutoboundNode
  | FieldNode

/** One filter, whether it was written as an expression or as `ss` text. */
export type FilterNode =
  | LeafNode
  | { readonly kind: 'and' | 'or'; readonly terms: readonly FilterNode[] }
  | { readonly kind: 'not'; readonly term: FilterNode }
  | { readonly kind: 'constant'; readonly value: boolean }

export const TRUE: FilterNode = { kind: 'constant', value: true }
export const FALSE: FilterNode = { kind: 'constant', value: false }

// One level of the same operator is merged, constants are decided; `absorbing` is the value that settles the whole.
function join(kind: 'and' | 'or', terms: readonly FilterNode[]): FilterNode {
  const absorbing = kind === 'or'
  const kept: FilterNode[] = []
  for (const term of terms) {
    if (term.kind === 'constant') {
      if (term.value === absorbing) return term
    } else if (term.kind === kind) for (const inner of term.terms) kept.push(inner)
    else kept.push(term)
  }
  const [first] = kept
  if (first === undefined) return absorbing ? FALSE : TRUE
  return kept.length === 1 ? first : { kind, terms: kept }
}

/** All of the terms; true when there are none. */
export function and(terms: readonly FilterNode[]): FilterNode {
  return join('and', terms)
}

/** Any of the terms; false when there are none. */
export function or(terms: readonly FilterNode[]): FilterNode {
  return join('or', terms)
}

export function not(term: FilterNode): FilterNode {
  if (term.kind === 'not') return term.term
  return term.kind === 'constant' ? (term.value ? FALSE : TRUE) : { kind: 'not', term }
}
