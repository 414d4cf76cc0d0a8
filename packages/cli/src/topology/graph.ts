import type { Address, Link } from '@nlkit/rtnl'
import { detailOf, isPair, kindOf, lowerIndexOf, stateOf, type LinkState } from './kinds.ts'

/** What was read of one network namespace. */
export interface NamespaceSnapshot {
  /** The same for the same namespace, whatever names it has. */
  readonly id: string
  /** Its name under /run/netns, or what else it is called. */
  readonly name: string
  /** The namespace that was asked for. */
  readonly isCurrent: boolean
  /** `referenced`: of its links only those that links of others are tied to. */
  readonly shown: 'all' | 'referenced'
  readonly links: readonly Link[]
  readonly addresses: readonly Address[]
  /** The ids by which it knows other namespaces, each with that one's `id`; those that nobody here knows are absent. */
  readonly nsids: ReadonlyMap<number, string>
  /** Why it could not be read. */
  readonly refusal?: string
}

/** A link. Its `id` is unique in the graph. */
export interface LinkNode {
  readonly id: string
  /** The `id` of its namespace. */
  readonly namespace: string
  readonly index: number
  readonly name: string
  /** Absent for physical devices, and for links that could not be looked at. */
  readonly kind?: string
  /** What is worth saying of its kind's settings: `id 10`, `mode active-backup`. */
  readonly detail?: string
  readonly state: LinkState
  readonly mtu?: number
  readonly hardwareAddress?: string
  readonly alias?: string
  /** With their prefix lengths. */
  readonly addresses: readonly string[]
}

/**
 * `master`: from a port to its bridge, bond, team or VRF. `lower`: from a link to the one that it is made on. `peer`: the two
 * ends of a pair, once.
 */
export interface Edge {
  readonly type: 'master' | 'lower' | 'peer'
  readonly from: string
  readonly to: string
}

export interface NamespaceNode {
  readonly id: string
  readonly name: string
  readonly isCurrent: boolean
  readonly refusal?: string
}

/** Links of one or several network namespaces and how they are tied together. */
export interface Graph {
  readonly namespaces: readonly NamespaceNode[]
  readonly links: readonly LinkNode[]
  readonly edges: readonly Edge[]
}

/** Puts together what was read of namespaces; the order of namespaces and links stays. */
export function buildGraph(snapshots: readonly NamespaceSnapshot[]): Graph {
  return new Builder(snapshots).build()
}

interface Known {
  readonly snapshot: NamespaceSnapshot
  readonly links: ReadonlyMap<number, Link>
  readonly addresses: ReadonlyMap<number, readonly string[]>
}

class Builder {
  readonly #known = new Map<string, Known>()
  readonly #namespaces = new Map<string, NamespaceNode>()
  readonly #nodes = new Map<string, LinkNode>()
  readonly #edges = new Map<string, Edge>()

  constructor(snapshots: readonly NamespaceSnapshot[]) {
    for (const snapshot of snapshots) {
      const links = new Map(snapshot.links.map((link) => [link.index, link]))
      this.#known.set(snapshot.id, { snapshot, links, addresses: addressesByIndex(snapshot.addresses) })
    }
  }

  build(): Graph {
    for (const [id, { snapshot, links }] of this.#known) {
      if (snapshot.shown !== 'all') continue
      this.#namespace(id)
      for (const link of links.values()) this.#link(id, link.index)
    }
    for (const { snapshot } of this.#known.values()) {
      if (snapshot.shown === 'all') for (const link of snapshot.links) this.#ties(snapshot, link)
    }
    return {
      namespaces: [...this.#namespaces.values()],
      links: [...this.#nodes.values()],
      edges: [...this.#edges.values()]
    }
  }

  #namespace(id: string): void {
    if (this.#namespaces.has(id)) return
    const snapshot = this.#known.get(id)?.snapshot
    this.#namespaces.set(id, {
      id,
      name: snapshot?.name ?? id,
      isCurrent: snapshot?.isCurrent ?? false,
      ...(snapshot?.refusal !== undefined && { refusal: snapshot.refusal })
    })
  }

  /** The node of a link; one of which nothing is known but its index has a state that says so. */
  #link(namespace: string, index: number): string {
    const id = `${namespace}/${index}`
    if (this.#nodes.has(id)) return id
    this.#namespace(namespace)
    const known = this.#known.get(namespace)
    const link = known?.links.get(index)
    if (link === undefined) {
      this.#nodes.set(id, { id, namespace, index, name: `if${index}`, state: 'unseen', addresses: [] })
      return id
    }
    const { ifname, mtu, address, ifalias } = link
    const kind = kindOf(link)
    const detail = detailOf(link)
    this.#nodes.set(id, {
      id,
      namespace,
      index,
      name: ifname ?? `if${index}`,
      ...(kind !== undefined && { kind }),
      ...(detail !== undefined && { detail }),
      state: stateOf(link),
      ...(mtu !== undefined && { mtu }),
      // lo and tunnels without ends have one of zeros.
      ...(address !== undefined && /[1-9a-f]/.test(address) && { hardwareAddress: address }),
      ...(ifalias !== undefined && { alias: ifalias }),
      addresses: known?.addresses.get(index) ?? []
    })
    return id
  }

  #ties(snapshot: NamespaceSnapshot, link: Link): void {
    const from = this.#link(snapshot.id, link.index)
    if (link.master !== undefined && link.master !== 0)
      this.#edge('master', from, this.#link(snapshot.id, link.master))
    const index = lowerIndexOf(link)
    if (index === undefined) return
    const { linkNetnsid } = link
    if (linkNetnsid === undefined && index === link.index) return
    const to = this.#link(this.#otherNamespace(snapshot, linkNetnsid), index)
    if (!isPair(link)) this.#edge('lower', from, to)
    else if (!this.#edges.has(keyOf('peer', to, from))) this.#edge('peer', from, to)
  }

  /** The `id` of the namespace with this nsid; one of its own where nobody knows it. */
  #otherNamespace(snapshot: NamespaceSnapshot, nsid: number | undefined): string {
    if (nsid === undefined) return snapshot.id
    const id = snapshot.nsids.get(nsid)
    if (id !== undefined) return id
    const unknown = `${snapshot.id}:nsid ${nsid}`
    if (!this.#namespaces.has(unknown)) {
      // -1: NETNSA_NSID_NOT_ASSIGNED.
      const name = nsid < 0 ? `unknown to ${snapshot.name}` : `nsid ${nsid} of ${snapshot.name}`
      this.#namespaces.set(unknown, { id: unknown, name, isCurrent: false })
    }
    return unknown
  }

  #edge(type: Edge['type'], from: string, to: string): void {
    this.#edges.set(keyOf(type, from, to), { type, from, to })
  }
}

const keyOf = (type: Edge['type'], from: string, to: string): string => `${type} ${from} ${to}`

function addressesByIndex(addresses: readonly Address[]): Map<number, string[]> {
  const found = new Map<number, string[]>()
  for (const { index, local, address, prefixlen } of addresses) {
    const own = local ?? address
    if (own === undefined) continue
    const peer = address !== undefined && address !== own ? ` peer ${address}` : ''
    const text = `${own}${peer}/${prefixlen}`
    const list = found.get(index)
    if (list === undefined) found.set(index, [text])
    else list.push(text)
  }
  return found
}
