import type { GroupName, RtnlEvent } from '@nlkit/rtnl'

/** What can be watched: the words of `ip monitor`, `bridge monitor` and `tc monitor`, and the groups that tell of it. */
export const OBJECTS = {
  link: ['link'],
  address: ['ipv4-ifaddr', 'ipv6-ifaddr'],
  route: ['ipv4-route', 'ipv6-route', 'mpls-route'],
  mroute: ['ipv4-mroute', 'ipv6-mroute'],
  rule: ['ipv4-rule', 'ipv6-rule'],
  neigh: ['neigh'],
  fdb: ['neigh'],
  nexthop: ['nexthop'],
  mdb: ['mdb'],
  vlan: ['brvlan'],
  vni: ['tunnel'],
  nsid: ['nsid'],
  netconf: ['ipv4-netconf', 'ipv6-netconf', 'mpls-netconf'],
  prefix: ['ipv6-prefix', 'nd-useropt'],
  tc: ['tc'],
  stats: ['stats'],
  dcb: ['dcb'],
  maddress: ['ipv4-mcaddr', 'ipv6-mcaddr', 'ipv6-acaddr']
} as const satisfies Readonly<Record<string, readonly GroupName[]>>

export type ObjectName = keyof typeof OBJECTS

export const OBJECT_NAMES = Object.keys(OBJECTS) as ObjectName[]

/** What `ip monitor` takes for them, too. */
export const ALIASES: Readonly<Record<string, ObjectName>> = {
  addr: 'address',
  neighbor: 'neigh',
  neighbour: 'neigh',
  maddr: 'maddress'
}

const OF_EVENT: Readonly<Record<string, ObjectName>> = {
  link: 'link',
  bridgeport: 'link',
  ipv6link: 'link',
  addr: 'address',
  route: 'route',
  mroute: 'mroute',
  cachereport: 'mroute',
  rule: 'rule',
  neigh: 'neigh',
  fdb: 'fdb',
  nexthop: 'nexthop',
  nexthopbucket: 'nexthop',
  mdb: 'mdb',
  vlan: 'vlan',
  vni: 'vni',
  nsid: 'nsid',
  netconf: 'netconf',
  prefix: 'prefix',
  nduseropt: 'prefix',
  qdisc: 'tc',
  tclass: 'tc',
  tfilter: 'tc',
  chain: 'tc',
  action: 'tc',
  stats: 'stats',
  multicast: 'maddress',
  anycast: 'maddress'
}

/** `newlink` is `new` and `link`. */
export function partsOf(type: string): { verb: string; what: string } {
  const match = /^(new|del|get)(.+)$/.exec(type)
  return match === null ? { verb: '', what: type } : { verb: match[1] ?? '', what: match[2] ?? '' }
}

/** The object that an event is of; undefined for messages that nobody knows. */
export function objectOf(event: RtnlEvent): ObjectName | undefined {
  if ('dcb' in event) return 'dcb'
  return OF_EVENT[partsOf(event.type).what]
}

/** Groups of Linux 6.15 and of 5.18: where they are not, joining is EINVAL. */
const LATER: readonly (readonly GroupName[])[] = [
  [],
  ['ipv4-mcaddr', 'ipv6-mcaddr', 'ipv6-acaddr'],
  ['ipv4-mcaddr', 'ipv6-mcaddr', 'ipv6-acaddr', 'tunnel', 'stats']
]

/** The groups to join: what was asked for, and for `all` less and less of what old kernels lack. */
export function groupChoices(objects: readonly ObjectName[], isAll: boolean): GroupName[][] {
  // Names of links are kept up to date by their own events.
  const groups = new Set<GroupName>(['link', ...objects.flatMap((name) => [...OBJECTS[name]])])
  return (isAll ? LATER : LATER.slice(0, 1)).map((without) =>
    [...groups].filter((name) => !without.includes(name))
  )
}
