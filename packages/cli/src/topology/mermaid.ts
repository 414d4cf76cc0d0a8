import { visible } from '../shared/safe-text.ts'
import { captionLines, linksByNamespace, namespaceText } from './caption.ts'
import type { Edge, Graph } from './graph.ts'

const ARROWS: Readonly<Record<Edge['type'], string>> = { master: '-->', lower: '-.->', peer: '<==>' }

/** The graph as a flowchart of Mermaid, as Markdown of many sites shows it. Text that ends in a newline. */
export function renderMermaid(graph: Graph): string {
  const ids = new Map(graph.links.map(({ id }, i) => [id, `l${i}`]))
  const lines = ['flowchart LR']
  for (const [i, [namespace, links]] of [...linksByNamespace(graph)].entries()) {
    lines.push(`  subgraph n${i}["${escaped(namespaceText(namespace))}"]`)
    for (const link of links) {
      const text = [`<b>${escaped(visible(link.name))}</b>`, ...captionLines(link).map(escaped)].join('<br/>')
      lines.push(`    ${ids.get(link.id)}["${text}"]:::${link.state}`)
    }
    lines.push('  end')
  }
  for (const { type, from, to } of graph.edges)
    lines.push(`  ${ids.get(from)} ${ARROWS[type]} ${ids.get(to)}`)
  for (const state of new Set(graph.links.map((link) => link.state))) {
    lines.push(`  classDef ${state} ${state === 'up' ? UP : state === 'down' ? DOWN : OTHER}`)
  }
  return `${lines.join('\n')}\n`
}

const UP = 'fill:#f0fdf4,stroke:#16a34a,color:#14532d'
const DOWN = 'fill:#f8fafc,stroke:#94a3b8,color:#475569'
const OTHER = 'fill:#fff7ed,stroke:#ea580c,color:#7c2d12'

/** Within quotes, Mermaid knows character references with # in front instead of &; what markup could be made of goes so. */
function escaped(text: string): string {
  return text.replace(/[^\p{L}\p{N} ._:/@+·()-]/gu, (character) => `#${character.codePointAt(0)};`)
}
