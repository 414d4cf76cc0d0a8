import { Command, Option } from 'commander'
import { UsageError } from '../shared/errors.ts'
import { optionsOf } from '../shared/options.ts'
import { line, write } from '../shared/print.ts'
import { styled } from '../shared/style.ts'
import { renderDot } from './dot.ts'
import { buildGraph, type Graph } from './graph.ts'
import { renderMermaid } from './mermaid.ts'
import { readNamespaces } from './read.ts'
import { renderTree } from './tree.ts'

const FORMATS = ['tree', 'mermaid', 'dot', 'svg', 'json'] as const
type TopologyFormat = (typeof FORMATS)[number]

const RENDERERS: Readonly<Record<TopologyFormat, (graph: Graph) => string | Promise<string>>> = {
  tree: (graph) => renderTree(graph, styled),
  mermaid: renderMermaid,
  dot: renderDot,
  // Loaded when it is needed: the layout is a third of what the command weighs.
  svg: async (graph) => (await import('./svg.ts')).renderSvg(graph),
  json: line
}

/** `nlkit topology`: links and how they are tied together. */
export function topologyCommand(): Command {
  const command = new Command('topology')
    .description('Links and how they are tied together: masters, links made on others, pairs, namespaces.')
    .addOption(new Option('-f, --format <format>', 'how it is drawn (default: tree)').choices(FORMATS))
    .option('--all-netns', 'all named network namespaces, too', false)
    .addHelpText(
      'after',
      `
A link stands below its master (bridge, bond, team, VRF), else below the link that it is made on. <-> is the other end of
a pair, 'on' the link beneath in another namespace. For --format svg and a viewer: nlkit topology -f svg > net.svg`
    )
  return command.action(async (own: { format?: TopologyFormat; allNetns: boolean }) => {
    const { netns, format } = optionsOf(command)
    if (own.format !== undefined && own.format !== 'json' && format !== 'table')
      throw new UsageError(`--format ${own.format} and JSON exclude each other`)
    const graph = buildGraph(await readNamespaces({ netns, allNetns: own.allNetns }))
    await write(await RENDERERS[own.format ?? (format === 'table' ? 'tree' : 'json')](graph))
  })
}
