import { IFF_UP, linkToIproute2, type Interfaces, type Json, type JsonObject, type Link } from '@nlkit/rtnl'
import type { View } from '../shared/print.ts'
import { visible } from '../shared/safe-text.ts'
import type { Column } from '../shared/table.ts'

const ABOUT: readonly Column[] = [{ head: 'group' }, { head: 'alias', meaning: 'faint' }]
const COUNTERS: readonly Column[] = [
  { head: 'rx bytes' },
  { head: 'rx packets' },
  { head: 'rx errors', meaning: bad },
  { head: 'rx dropped', meaning: bad },
  { head: 'tx bytes' },
  { head: 'tx packets' },
  { head: 'tx errors', meaning: bad },
  { head: 'tx dropped', meaning: bad }
]

/** How links are shown; with statistics, these instead of what the administrator says of them. */
export function linkView(interfaces: Interfaces, withStats: boolean): View<Link> {
  return {
    noun: 'links',
    columns: [
      { head: 'index', meaning: 'faint' },
      { head: 'name', meaning: 'name' },
      { head: 'state', meaning: stateMeaning },
      { head: 'mtu' },
      { head: 'address', meaning: 'address' },
      { head: 'kind' },
      { head: 'master', meaning: 'name' },
      { head: 'link', meaning: 'name' },
      ...(withStats ? COUNTERS : ABOUT)
    ],
    row: (link) => [
      String(link.index),
      visible(link.ifname ?? ''),
      stateOf(link),
      String(link.mtu ?? ''),
      link.address ?? '',
      visible(link.linkinfo?.kind ?? String(link.type)),
      link.master === undefined ? '' : visible(interfaces.nameOf(link.master)),
      below(link, interfaces),
      ...(withStats
        ? counters(link)
        : [
            link.group === undefined || link.group === 0 ? '' : String(link.group),
            visible(link.ifalias ?? '')
          ])
    ],
    json: (link) => linkJson(link, interfaces, withStats)
  }
}

/** As `ip -j -d link` has it, or with `-s` beside. */
export const linkJson = (link: Link, interfaces: Interfaces, withStats: boolean): JsonObject =>
  withStats ? { ...linkToIproute2(link, interfaces), ...statsJson(link) } : linkToIproute2(link, interfaces)

/** Links that are up without more to say of it, as loopbacks and tunnels, have no state of their own. */
function stateOf({ flags, operstate }: Link): string {
  if ((flags & IFF_UP) === 0) return 'down'
  const state = String(operstate ?? 'unknown')
  return state === 'down' ? 'no carrier' : state
}

function stateMeaning(cell: string): 'good' | 'bad' | undefined {
  if (cell === 'up') return 'good'
  return cell === 'unknown' ? undefined : 'bad'
}

function bad(cell: string): 'bad' | undefined {
  return cell === '0' || cell === '' ? undefined : 'bad'
}

/** What it stands on, or the other end. */
function below({ link, linkNetnsid }: Link, interfaces: Interfaces): string {
  if (link === undefined || link === 0) return ''
  return linkNetnsid === undefined ? visible(interfaces.nameOf(link)) : `${link} in namespace ${linkNetnsid}`
}

function counters({ stats64 }: Link): string[] {
  return [
    stats64?.rxBytes,
    stats64?.rxPackets,
    stats64?.rxErrors,
    stats64?.rxDropped,
    stats64?.txBytes,
    stats64?.txPackets,
    stats64?.txErrors,
    stats64?.txDropped
  ].map((value) => String(value ?? ''))
}

/** As `ip -j -s` has it. */
function statsJson({ stats64 }: Link): Record<string, Json> {
  if (stats64 === undefined) return {}
  return {
    stats64: {
      rx: {
        bytes: stats64.rxBytes,
        packets: stats64.rxPackets,
        errors: stats64.rxErrors,
        dropped: stats64.rxDropped,
        over_errors: stats64.rxOverErrors,
        multicast: stats64.multicast
      },
      tx: {
        bytes: stats64.txBytes,
        packets: stats64.txPackets,
        errors: stats64.txErrors,
        dropped: stats64.txDropped,
        carrier_errors: stats64.txCarrierErrors,
        collisions: stats64.collisions
      }
    }
  }
}
