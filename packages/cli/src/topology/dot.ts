import { visible } from '../shared/safe-text.ts'
import { captionLines, linksByNamespace, namespaceText } from './caption.ts'
import type { Edge, Graph, LinkNode } from './graph.ts'

const STYLES: Readonly<Record<Edge['type'], string>> = {
  master: 'color="#2563eb"',
  lower: 'color="#64748b", style=dashed',
  peer: 'color="#9333ea", dir=both, penwidth=1.6'
}

/** The graph for Graphviz. Text that ends in a newline. */
export function renderDot(graph: Graph): string {
  const ids = new Map(graph.links.map(({ id }, i) => [id, `l${i}`]))
  const lines = [
    'digraph topology {',
    '  rankdir=LR',
    '  graph [fontname="Helvetica", fontsize=12, color="#cbd5e1", style=rounded]',
    '  node [fontname="Helvetica", fontsize=11, shape=box, style="rounded,filled"]',
    '  edge [fontname="Helvetica", fontsize=9]'
  ]
  for (const [i, [namespace, links]] of [...linksByNamespace(graph)].entries()) {
    lines.push(`  subgraph cluster_${i} {`, `    label="${escaped(namespaceText(namespace))}"`)
    for (const link of links) {
      const text = [visible(link.name), ...captionLines(link)].map(escaped).join('\\n')
      lines.push(`    ${ids.get(link.id)} [label="${text}", ${fillOf(link)}]`)
    }
    lines.push('  }')
  }
  for (const { type, from, to } of graph.edges) {
    lines.push(`  ${ids.get(from)} -> ${ids.get(to)} [${STYLES[type]}]`)
  }
  return `${[...lines, '}'].join('\n')}\n`
}

function fillOf({ state }: LinkNode): string {
  if (state === 'up') return 'fillcolor="#f0fdf4", color="#16a34a"'
  return state === 'down' ? 'fillcolor="#f8fafc", color="#94a3b8"' : 'fillcolor="#fff7ed", color="#ea580c"'
}

/** Within quotes: `\N` and its like are escapes, and Graphviz reads character references of HTML. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('&', '&amp;')
}
