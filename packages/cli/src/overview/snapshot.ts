import { NetlinkError } from '@nlkit/core'
import type { Rtnl } from '@nlkit/rtnl'
import { SockDiag } from '@nlkit/sockdiag'
import { addressRow, linkRow, routeRow } from './lines.ts'
import { TableText } from '../shared/table.ts'

/** Routes shown; a router has a million. */
const MOST_ROUTES = 40

/**
 * What there is at this moment, as text that ends in a newline.
 * @param names filled with the interfaces' names by index
 */
export async function snapshot(
  rtnl: Rtnl,
  netns: string | undefined,
  names: Map<number, string>
): Promise<string> {
  const [links, addresses, routes] = await Promise.all([
    rtnl.links.list(),
    rtnl.addresses.list(),
    rtnl.routes.list()
  ])
  for (const { index, ifname } of links) names.set(index, ifname ?? `if${index}`)
  const shown = routes.filter(({ table: id }) => id !== RT_TABLE_LOCAL)
  const left = shown.length - MOST_ROUTES
  const parts = [
    `Links (${links.length})`,
    table(
      ['index', 'name', 'state', 'mtu', 'address', 'kind'],
      links.map((link) => linkRow(link, names))
    ),
    '',
    `Addresses (${addresses.length})`,
    table(
      ['interface', 'prefix', 'scope', 'label'],
      addresses.map((address) => addressRow(address, names))
    ),
    '',
    `Routes (${shown.length}, and ${routes.length - shown.length} of the local table)`,
    table(
      ['destination', 'gateway', 'interface', 'table', 'protocol'],
      shown.slice(0, MOST_ROUTES).map((route) => routeRow(route, names))
    ),
    ...(left > 0 ? [`... and ${left} more`] : []),
    '',
    'Sockets',
    await sockets(netns),
    ''
  ]
  return parts.join('\n')
}

const RT_TABLE_LOCAL = 255

/** Sockets counted by protocol and state. */
async function sockets(netns: string | undefined): Promise<string> {
  using diag = SockDiag.open({ netns })
  const rows: string[][] = []
  for (const [name, list] of [
    ['tcp', () => diag.tcp.list()],
    ['udp', () => diag.udp.list()]
  ] as const) {
    try {
      const found = await list()
      const states = new Map<string, number>()
      for (const { state } of found) states.set(String(state), (states.get(String(state)) ?? 0) + 1)
      const text = [...states].map(([state, count]) => `${count} ${state}`).join(', ')
      rows.push([name, String(found.length), text])
    } catch (error) {
      if (!NetlinkError.is(error)) throw error
      rows.push([name, '-', error.message])
    }
  }
  return table(['protocol', 'count', 'states'], rows)
}

/** A table without the newline at its end. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return new TableText(heads.map((head) => ({ head }))).part(rows).trimEnd()
}
