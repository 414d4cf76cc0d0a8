import { IFF_UP, type Address, type Link } from '@nlkit/rtnl'
import type { NamespaceSnapshot } from './graph.ts'

export function linkOf(
  index: number,
  ifname: string,
  kind?: 'bridge' | 'veth' | string,
  more: Partial<Link> = {}
): Link {
  const linkinfo = kind === undefined ? undefined : ({ kind } as Link['linkinfo'])
  return {
    family: 'unspec',
    type: 'ether',
    index,
    flags: IFF_UP,
    change: 0,
    ifname,
    operstate: 'up',
    ...(linkinfo !== undefined && { linkinfo }),
    ...more
  }
}

export function addressOf(
  index: number,
  local: string,
  prefixlen: number,
  more: Partial<Address> = {}
): Address {
  const family = local.includes(':') ? 'inet6' : 'inet'
  return { family, index, local, address: local, prefixlen, flags: 0, scope: 'universe', ...more }
}

export function snapshotOf(
  id: string,
  links: readonly Link[],
  more: Partial<NamespaceSnapshot> = {}
): NamespaceSnapshot {
  return { id, name: id, isCurrent: true, shown: 'all', links, addresses: [], nsids: new Map(), ...more }
}
