import { NetlinkError } from '@nlkit/core'
import { RT_TABLE_LOCAL, type Rtnl } from '@nlkit/rtnl'
import { SockDiag } from '@nlkit/sockdiag'
import { addressView } from '../addr/address-view.ts'
import { linkView } from '../link/link-view.ts'
import type { LinkNames } from '../monitor/text.ts'
import { routeView } from '../route/route-view.ts'
import type { View } from '../shared/print.ts'
import { TableText, type Column } from '../shared/table.ts'

/** Routes shown; a router has a million. */
const MOST_ROUTES = 40

/**
 * What there is at this moment, as text that ends in a newline.
 * @param names filled with the interfaces' names
 */
export async function snapshot(rtnl: Rtnl, netns: string | undefined, names: LinkNames): Promise<string> {
  const [links, addresses, routes] = await Promise.all([
    rtnl.links.list(),
    rtnl.addresses.list(),
    rtnl.routes.list()
  ])
  names.fill(links)
  const { interfaces } = names
  const shown = routes.filter(({ table }) => table !== RT_TABLE_LOCAL)
  const left = shown.length - MOST_ROUTES
  const parts = [
    `Links (${links.length})`,
    tableOf(linkView(interfaces, false), links),
    '',
    `Addresses (${addresses.length})`,
    tableOf(addressView(interfaces), addresses),
    '',
    `Routes (${shown.length}, and ${routes.length - shown.length} of the local table)`,
    tableOf(routeView({ interfaces }), shown.slice(0, MOST_ROUTES)),
    ...(left > 0 ? [`... and ${left} more`] : []),
    '',
    'Sockets',
    await sockets(netns),
    ''
  ]
  return parts.join('\n')
}

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
  return table([{ head: 'protocol' }, { head: 'count' }, { head: 'states' }], rows)
}

/** A table without the newline at its end. */
function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  return new TableText(columns).part(rows).trimEnd()
}

const tableOf = <T>(view: View<T>, items: readonly T[]): string =>
  table(
    view.columns,
    items.map((item) => view.row(item))
  )
