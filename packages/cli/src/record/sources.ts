import { NETLINK_KOBJECT_UEVENT, NETLINK_ROUTE, NETLINK_SOCK_DIAG } from '@nlkit/core'
import { UsageError } from '../shared/errors.ts'

/** Multicast groups of a protocol. */
export interface Source {
  readonly protocol: number
  readonly groups: readonly number[]
}

const route = (...groups: readonly number[]): Source => ({ protocol: NETLINK_ROUTE, groups })

/**
 * What can be recorded, by the names of the commands that show it. Group numbers: RTNLGRP_* of linux/rtnetlink.h, SKNLGRP_* of
 * linux/sock_diag.h; of device events 1 is the kernel and 2 is udev.
 */
const OBJECTS = {
  link: route(1),
  addr: route(5, 9),
  route: route(7, 11, 27),
  rule: route(8, 19),
  neigh: route(3),
  nexthop: route(32),
  tc: route(4),
  mdb: route(26),
  vlan: route(33),
  vni: route(35),
  netconf: route(24, 25, 29),
  nsid: route(28),
  prefix: route(18),
  stats: route(36),
  socket: { protocol: NETLINK_SOCK_DIAG, groups: [1, 2, 3, 4] },
  uevent: { protocol: NETLINK_KOBJECT_UEVENT, groups: [1] },
  udev: { protocol: NETLINK_KOBJECT_UEVENT, groups: [2] }
} as const satisfies Readonly<Record<string, Source>>

/** What is recorded when nothing is named: what the overview follows, and what else changes a host's network. */
const USUAL = ['link', 'addr', 'route', 'rule', 'neigh', 'nexthop', 'tc', 'uevent'] as const

const PLURALS = new Map(Object.keys(OBJECTS).map((name) => [`${name}s`, name]))
const OTHERS = new Map([
  ['address', 'addr'],
  ['addresses', 'addr'],
  ['neighbour', 'neigh'],
  ['neighbours', 'neigh']
])

/** The names, for the help. */
export const objectNames = (): string => Object.keys(OBJECTS).join(', ')

/**
 * The groups of these objects, those of one protocol together.
 * @throws UsageError for a name that is none
 */
export function sourcesOf(names: readonly string[]): Source[] {
  const groups = new Map<number, Set<number>>()
  for (const word of names.length === 0 ? USUAL : names) {
    const name = OTHERS.get(word) ?? PLURALS.get(word) ?? word
    if (!Object.hasOwn(OBJECTS, name)) throw new UsageError(`'${word}': expected ${objectNames()}`)
    const { protocol, groups: more } = OBJECTS[name as keyof typeof OBJECTS]
    const known = groups.get(protocol) ?? new Set()
    groups.set(protocol, known)
    for (const group of more) known.add(group)
  }
  return [...groups].map(([protocol, numbers]) => ({ protocol, groups: [...numbers] }))
}
