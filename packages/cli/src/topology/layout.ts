import { Graph as LayoutGraph, layout, type GraphLabel } from '@dagrejs/dagre'
import stringWidth from 'string-width'
import { visible } from '../shared/safe-text.ts'
import { captionLines, linksByNamespace, namespaceText } from './caption.ts'
import type { Edge, Graph, LinkNode, NamespaceNode } from './graph.ts'
import { routesOf, type Box, type Point } from './routes.ts'

/** Pixels. Text is drawn in fonts of one width, so that its size is known without drawing it. */
export const SIZES = {
  name: 14,
  caption: 12,
  heading: 14,
  line: 17,
  padding: 12,
  /** Of a namespace, above its links. */
  headingHeight: 36,
  margin: 24
} as const

/** Advance of a character in most monospaced fonts, per font size. */
const ADVANCE = 0.62

/** Where everything goes. Boxes are named by their upper left corner; routes are the data of SVG paths. */
export interface Layout {
  readonly width: number
  readonly height: number
  readonly namespaces: readonly { readonly namespace: NamespaceNode; readonly box: Box }[]
  readonly links: readonly PlacedLink[]
  readonly edges: readonly { readonly edge: Edge; readonly route: string }[]
}

interface PlacedLink {
  readonly link: LinkNode
  readonly lines: readonly string[]
  readonly box: Box
}

interface Size {
  width: number
  height: number
}

interface Placed extends Size {
  x?: number
  y?: number
}

interface Routed {
  points?: Point[]
}

type Plan = LayoutGraph<GraphLabel, Placed, Routed>

/**
 * Places each namespace's links, masters and lower links to the left, then the namespaces beside each other. So the ends of
 * pairs face each other: ports are on the right, and what has no ties within its own namespace is on the left.
 */
export function layOut(graph: Graph): Layout {
  const parts = [...linksByNamespace(graph)].map(([namespace, links]) =>
    inside(namespace, links, graph.edges)
  )
  const outer = newPlan({ nodesep: 28, ranksep: 110 })
  for (const part of inTieOrder(parts, graph.edges)) outer.setNode(part.namespace.id, { ...part.size })
  const namespaceOf = new Map(graph.links.map((link) => [link.id, link.namespace]))
  for (const { from, to } of graph.edges) {
    const [one, other] = [namespaceOf.get(from), namespaceOf.get(to)]
    if (one !== undefined && other !== undefined && one !== other && !outer.hasEdge(other, one))
      outer.setEdge(one, other, {})
  }
  layout(outer)

  const all = parts.map((part) => {
    const { x, y } = boxOf(outer.node(part.namespace.id))
    return moved(part, x + SIZES.margin, y + SIZES.margin)
  })
  const links = all.flatMap((part) => part.links)
  const boxes = new Map(links.map(({ link, box }) => [link.id, box]))
  const bends = new Map(all.flatMap((part) => [...part.bends]))
  const corners = all.map(({ box }) => ({ x: box.x + box.width, y: box.y + box.height }))
  return {
    width: Math.ceil(Math.max(360, ...corners.map(({ x }) => x)) + SIZES.margin),
    height: Math.ceil(Math.max(0, ...corners.map(({ y }) => y)) + SIZES.margin),
    namespaces: all,
    links,
    edges: routesOf(graph.edges, boxes, bends)
  }
}

interface Part {
  readonly namespace: NamespaceNode
  readonly box: Box
  readonly size: Size
  readonly links: readonly PlacedLink[]
  /** Where long edges between links of it bend. */
  readonly bends: ReadonlyMap<Edge, readonly Point[]>
}

/** A namespace and its links, from 0, 0. */
function inside(namespace: NamespaceNode, links: readonly LinkNode[], edges: readonly Edge[]): Part {
  const plan = newPlan({ nodesep: 18, ranksep: 64 })
  for (const link of links) plan.setNode(link.id, sizeOf(link))
  const own = edges.filter(({ from, to }) => plan.hasNode(from) && plan.hasNode(to))
  for (const { type, from, to } of own) plan.setEdge(to, from, {}, type)
  layout(plan)

  const boxes = links.map((link) => boxOf(plan.node(link.id)))
  const shift = { x: SIZES.padding + 4, y: SIZES.headingHeight }
  const size = {
    width: Math.max(
      textWidth(namespaceText(namespace), SIZES.heading) + 2 * SIZES.padding,
      ...boxes.map(({ x, width }) => x + width + 2 * shift.x)
    ),
    height: Math.max(
      SIZES.headingHeight,
      ...boxes.map(({ y, height }) => y + height + shift.y + SIZES.padding + 4)
    )
  }
  const bends = new Map(
    own.map((edge) => {
      const points = plan.edge(edge.to, edge.from, edge.type).points ?? []
      // Between neighbouring columns there is one, in the middle of nothing.
      return [edge, points.length > 3 ? points.slice(1, -1).toReversed() : []] as const
    })
  )
  const part = {
    namespace,
    size,
    box: { x: 0, y: 0, ...size },
    links: links.map((link, i) => ({
      link,
      lines: captionLines(link),
      box: boxes[i] ?? { x: 0, y: 0, ...size }
    })),
    bends
  }
  return { ...moved(part, shift.x, shift.y), box: part.box }
}

function newPlan(label: GraphLabel): Plan {
  const plan: Plan = new LayoutGraph({ multigraph: true })
  plan.setGraph({ rankdir: 'LR', marginx: 0, marginy: 0, ...label })
  return plan
}

/** Namespaces in the order in which the links of those before them lead to them, from top to bottom. */
function inTieOrder(parts: readonly Part[], edges: readonly Edge[]): Part[] {
  const partOf = new Map(parts.flatMap((part) => part.links.map(({ link }) => [link.id, part] as const)))
  const order = new Set<Part>()
  const add = (part: Part): void => {
    if (order.has(part)) return
    order.add(part)
    const links = [...part.links].sort((a, b) => a.box.y - b.box.y)
    for (const { link } of links) {
      for (const { from, to } of edges) {
        const other = from === link.id ? partOf.get(to) : to === link.id ? partOf.get(from) : undefined
        if (other !== undefined) add(other)
      }
    }
  }
  for (const part of parts) add(part)
  return [...order]
}

function moved(part: Part, x: number, y: number): Part {
  const shifted = <P extends Point>(point: P): P => ({ ...point, x: point.x + x, y: point.y + y })
  return {
    ...part,
    box: shifted(part.box),
    links: part.links.map((one) => ({ ...one, box: shifted(one.box) })),
    bends: new Map([...part.bends].map(([edge, points]) => [edge, points.map(shifted)]))
  }
}

function sizeOf(link: LinkNode): Size {
  const caption = captionLines(link)
  const widths = [
    textWidth(visible(link.name), SIZES.name) + SIZES.line,
    ...caption.map((line) => textWidth(line, SIZES.caption))
  ]
  return {
    width: Math.ceil(Math.max(80, ...widths) + 2 * SIZES.padding),
    height: (1 + caption.length) * SIZES.line + SIZES.padding + 4
  }
}

function textWidth(text: string, size: number): number {
  return stringWidth(text) * size * ADVANCE
}

function boxOf({ x = 0, y = 0, width, height }: Placed): Box {
  return { x: x - width / 2, y: y - height / 2, width, height }
}
