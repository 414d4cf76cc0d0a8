import { visible } from '../shared/safe-text.ts'
import { namespaceText } from './caption.ts'
import type { Graph, LinkNode } from './graph.ts'
import { layOut, SIZES, type Layout } from './layout.ts'
import { round, type Box } from './routes.ts'

// Classes have a prefix: a style within an SVG that is part of a page is the page's.
const STYLE = `
.nlkit-back { fill: #ffffff }
.nlkit-namespace { fill: #f8fafc; stroke: #cbd5e1 }
.nlkit-text { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: #475569 }
.nlkit-heading { font-size: ${SIZES.heading}px; fill: #334155; font-weight: bold }
.nlkit-name { font-size: ${SIZES.name}px; fill: #0f172a; font-weight: bold }
.nlkit-caption { font-size: ${SIZES.caption}px }
.nlkit-link { fill: #ffffff; stroke: #94a3b8; stroke-width: 1.2 }
.nlkit-up { fill: #16a34a }
.nlkit-down { fill: #94a3b8 }
.nlkit-other { fill: #ea580c }
.nlkit-edge { fill: none; stroke-width: 1.6 }
.nlkit-master { stroke: #2563eb }
.nlkit-lower { stroke: #64748b; stroke-dasharray: 5 4 }
.nlkit-peer { stroke: #9333ea; stroke-width: 2 }
@media (prefers-color-scheme: dark) {
.nlkit-back { fill: #0f172a }
.nlkit-namespace { fill: #1e293b; stroke: #475569 }
.nlkit-text { fill: #cbd5e1 }
.nlkit-heading, .nlkit-name { fill: #f1f5f9 }
.nlkit-link { fill: #0f172a; stroke: #64748b }
}
`.trim()

/** The graph as a drawing that needs nothing else. Text that ends in a newline. */
export function renderSvg(graph: Graph): string {
  const plan = layOut(graph)
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${plan.width}" height="${plan.height + LEGEND}"` +
      ` viewBox="0 0 ${plan.width} ${plan.height + LEGEND}">`,
    '<title>Network topology</title>',
    `<style>${STYLE}</style>`,
    `<defs>${marker('master', '#2563eb')}${marker('lower', '#64748b')}${marker('peer', '#9333ea')}</defs>`,
    '<rect class="nlkit-back" width="100%" height="100%"/>',
    ...plan.namespaces.map(namespaceElement),
    ...plan.edges.map(edgeElement),
    ...plan.links.map(linkElement),
    legend(plan.height),
    '</svg>'
  ]
  return `${parts.join('\n')}\n`
}

const LEGEND = 24

function namespaceElement({ namespace, box }: Layout['namespaces'][number]): string {
  const { x, y, width, height } = rounded(box)
  return (
    `<rect class="nlkit-namespace" x="${x}" y="${y}" width="${width}" height="${height}" rx="10"/>` +
    text('nlkit-heading', x + SIZES.padding, y + 21, namespaceText(namespace))
  )
}

function linkElement({ link, lines, box }: Layout['links'][number]): string {
  const { x, y, width, height } = rounded(box)
  const first = y + SIZES.padding + 7
  return [
    `<g><title>${escaped(tooltip(link))}</title>`,
    `<rect class="nlkit-link" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>`,
    `<circle class="nlkit-${stateClass(link)}" cx="${x + width - SIZES.padding - 2}" cy="${first - 5}" r="4.5"/>`,
    text('nlkit-name', x + SIZES.padding, first, visible(link.name)),
    ...lines.map((line, i) => text('nlkit-caption', x + SIZES.padding, first + (i + 1) * SIZES.line, line)),
    '</g>'
  ].join('')
}

function tooltip({ index, name, state, hardwareAddress, addresses }: LinkNode): string {
  const parts = [
    `${index}: ${visible(name)} ${state}`,
    ...(hardwareAddress === undefined ? [] : [hardwareAddress])
  ]
  return [...parts, ...addresses].join('\n')
}

function stateClass({ state }: LinkNode): string {
  return state === 'up' || state === 'down' ? state : 'other'
}

function edgeElement({ edge, route }: Layout['edges'][number]): string {
  const start = edge.type === 'peer' ? ' marker-start="url(#nlkit-peer)"' : ''
  return `<path class="nlkit-edge nlkit-${edge.type}" d="${route}"${start} marker-end="url(#nlkit-${edge.type})"/>`
}

function marker(name: string, colour: string): string {
  return (
    `<marker id="nlkit-${name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"` +
    ` markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="${colour}"/></marker>`
  )
}

function legend(top: number): string {
  const entries = [
    ['master', 'port of'],
    ['lower', 'made on'],
    ['peer', 'pair']
  ] as const
  return entries
    .map(([type, what], i) => {
      const x = SIZES.margin + i * 120
      const start = type === 'peer' ? ' marker-start="url(#nlkit-peer)"' : ''
      return (
        `<path class="nlkit-edge nlkit-${type}" d="M${x} ${top}L${x + 36} ${top}"${start} marker-end="url(#nlkit-${type})"/>` +
        text('nlkit-caption', x + 44, top + 4, what)
      )
    })
    .join('')
}

function text(style: string, x: number, y: number, words: string): string {
  return `<text class="nlkit-text ${style}" x="${round(x)}" y="${round(y)}" xml:space="preserve">${escaped(words)}</text>`
}

function rounded({ x, y, width, height }: Box): Box {
  return { x: round(x), y: round(y), width: round(width), height: round(height) }
}

const REFERENCES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text between tags; what XML 1.0 cannot say has become `\xNN` before. */
function escaped(words: string): string {
  return words
    .replace(/[&<>"]/g, (character) => REFERENCES[character] ?? '')
    .replace(/[\ufffe\uffff]/g, '\ufffd')
}
