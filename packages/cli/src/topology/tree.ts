import stringWidth from 'string-width'
import { visible } from '../shared/safe-text.ts'
import type { Meaning } from '../shared/style.ts'
import { kindText, linksByNamespace, namespaceText, stateText } from './caption.ts'
import type { Graph, LinkNode } from './graph.ts'

/** Colours a text, or leaves it as it is. */
type Paint = (meaning: Meaning, text: string) => string

interface Row {
  readonly guides: string
  readonly link: LinkNode
  /** A link that stands elsewhere in full, too. */
  readonly isReference: boolean
}

/**
 * The graph as a tree for a terminal, a namespace after the other. A link stands below its master, else below the link that it
 * is made on; where it is made on one and the port of another, the former refers to it. Text that ends in a newline.
 */
export function renderTree(graph: Graph, paint: Paint = (_, text) => text): string {
  const ties = new Ties(graph)
  const parts: string[] = []
  for (const [namespace, links] of linksByNamespace(graph)) {
    const rows = rowsOf(links, ties)
    const heading = paint('head', namespaceText(namespace))
    const refusal = namespace.refusal === undefined ? '' : `  ${paint('bad', visible(namespace.refusal))}`
    parts.push([`${heading}${refusal}`, ...aligned(rows, ties, paint)].join('\n'))
  }
  return `${parts.join('\n\n')}\n`
}

/** Who is tied to whom. */
class Ties {
  readonly byId: ReadonlyMap<string, LinkNode>
  readonly masterOf = new Map<string, LinkNode>()
  readonly lowersOf = new Map<string, LinkNode[]>()
  readonly portsOf = new Map<string, LinkNode[]>()
  readonly uppersOf = new Map<string, LinkNode[]>()
  readonly peerOf = new Map<string, LinkNode>()
  readonly #namespaceNames: ReadonlyMap<string, string>

  constructor({ namespaces, links, edges }: Graph) {
    this.byId = new Map(links.map((link) => [link.id, link]))
    this.#namespaceNames = new Map(namespaces.map(({ id, name }) => [id, name]))
    for (const { type, from, to } of edges) {
      const [one, other] = [this.byId.get(from), this.byId.get(to)]
      if (one === undefined || other === undefined) continue
      if (type === 'master') {
        this.masterOf.set(from, other)
        append(this.portsOf, to, one)
      } else if (type === 'lower') {
        append(this.lowersOf, from, other)
        append(this.uppersOf, to, one)
      } else {
        this.peerOf.set(from, other)
        this.peerOf.set(to, one)
      }
    }
  }

  /** What it stands below: within its namespace. */
  parentOf(link: LinkNode): LinkNode | undefined {
    const own = ({ namespace }: LinkNode): boolean => namespace === link.namespace
    const master = this.masterOf.get(link.id)
    return master !== undefined && own(master) ? master : this.lowersOf.get(link.id)?.find(own)
  }

  /** A link's name as another one sees it. */
  nameFrom(seer: LinkNode, link: LinkNode): string {
    const elsewhere =
      seer.namespace === link.namespace ? '' : ` in ${this.#namespaceNames.get(link.namespace) ?? ''}`
    return visible(`${link.name}${elsewhere}`)
  }
}

function append(map: Map<string, LinkNode[]>, key: string, link: LinkNode): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [link])
  else list.push(link)
}

function rowsOf(links: readonly LinkNode[], ties: Ties): Row[] {
  const rows: Row[] = []
  const told = new Set<string>()
  const tell = (link: LinkNode, guides: string, below: string): void => {
    told.add(link.id)
    rows.push({ guides, link, isReference: false })
    const children = [...(ties.portsOf.get(link.id) ?? []), ...(ties.uppersOf.get(link.id) ?? [])].filter(
      ({ namespace }) => namespace === link.namespace
    )
    for (const [i, child] of children.entries()) {
      const isLast = i === children.length - 1
      const [branch, under] = isLast ? ['└─ ', '   '] : ['├─ ', '│  ']
      if (ties.parentOf(child) === link && !told.has(child.id)) tell(child, below + branch, below + under)
      else rows.push({ guides: below + branch, link: child, isReference: true })
    }
  }
  const roots = links.filter((link) => ties.parentOf(link) === undefined)
  // The second pass is for what no root leads to; the kernel makes no such rings, but two moments of it can look like one.
  for (const link of [...roots, ...links]) {
    if (!told.has(link.id)) tell(link, '', '')
  }
  return rows
}

const width = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => stringWidth(text)))

const pad = (text: string, to: number): string => ' '.repeat(Math.max(0, to - stringWidth(text)))

/** Rows with their columns beneath each other. */
function aligned(rows: readonly Row[], ties: Ties, paint: Paint): string[] {
  const full = rows.filter(({ isReference }) => !isReference)
  const names = width(rows.map(({ guides, link }) => guides + visible(link.name)))
  const states = width(full.map(({ link }) => stateText(link)))
  const kinds = width(full.map(({ link }) => kindText(link)))
  return rows.map(({ guides, link, isReference }) => {
    const name = visible(link.name)
    const first = `  ${paint('faint', guides)}${paint('name', name)}${pad(guides + name, names)}`
    if (isReference) {
      const master = ties.parentOf(link)
      return `${first}  ${paint('faint', master === undefined ? '' : `see ${visible(master.name)}`)}`.trimEnd()
    }
    const [state, kind] = [stateText(link), kindText(link)]
    const cells = [
      first,
      `${paint(meaningOf(link), state)}${pad(state, states)}`,
      `${kind}${pad(kind, kinds)}`,
      remarks(link, ties, paint)
    ]
    return cells
      .filter((cell, i) => i === 0 || cell !== '')
      .join('  ')
      .trimEnd()
  })
}

function meaningOf({ state }: LinkNode): Meaning {
  if (state === 'up') return 'good'
  return state === 'down' ? 'faint' : 'bad'
}

function remarks(link: LinkNode, ties: Ties, paint: Paint): string {
  const parts = link.addresses.map((address) => paint('address', address))
  const peer = ties.peerOf.get(link.id)
  if (peer !== undefined) parts.push(`${paint('faint', '<->')} ${ties.nameFrom(link, peer)}`)
  const parent = ties.parentOf(link)
  for (const lower of ties.lowersOf.get(link.id) ?? []) {
    if (lower !== parent) parts.push(`${paint('faint', 'on')} ${ties.nameFrom(link, lower)}`)
  }
  if (link.alias !== undefined) parts.push(paint('faint', `"${visible(link.alias)}"`))
  return parts.join('  ')
}
