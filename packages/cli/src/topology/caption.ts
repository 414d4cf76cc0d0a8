import { visible } from '../shared/safe-text.ts'
import type { Graph, LinkNode, NamespaceNode } from './graph.ts'

/** `vlan id 10`: what a link is. Empty for a physical device. */
export function kindText({ kind, detail }: LinkNode): string {
  return visible([kind, detail].filter((part) => part !== undefined).join(' '))
}

/** The heading of a namespace. */
export function namespaceText({ name, isCurrent }: NamespaceNode): string {
  return `${visible(name)}${isCurrent ? ' (this)' : ''}`
}

/** The most addresses that a box of a drawing shows. */
const MOST_ADDRESSES = 6

/** What a box of a drawing says beneath the link's name. */
export function captionLines(link: LinkNode): string[] {
  const { addresses, mtu, state } = link
  const what = [
    kindText(link),
    state === 'unseen' ? '' : stateText(link),
    mtu === undefined ? '' : `mtu ${mtu}`
  ]
  const left = addresses.length - MOST_ADDRESSES
  return [
    what.filter((part) => part !== '').join(' · '),
    ...(link.alias === undefined ? [] : [visible(link.alias)]),
    ...addresses.slice(0, MOST_ADDRESSES),
    ...(left > 0 ? [`and ${left} more`] : [])
  ].filter((line) => line !== '')
}

/** Its state in a word or two. */
export function stateText({ state }: LinkNode): string {
  if (state === 'unseen') return ''
  if (state === 'lowerlayerdown') return 'lower down'
  return state === 'notpresent' ? 'not present' : state
}

/** Links by their namespace, in the graph's order. */
export function linksByNamespace({ namespaces, links }: Graph): Map<NamespaceNode, LinkNode[]> {
  const byId = new Map<string, LinkNode[]>(namespaces.map(({ id }) => [id, []]))
  for (const link of links) byId.get(link.namespace)?.push(link)
  return new Map(namespaces.map((namespace) => [namespace, byId.get(namespace.id) ?? []]))
}
