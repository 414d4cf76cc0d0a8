/**
 * Multicast groups of NETLINK_ROUTE by name: RTNLGRP_* without prefix, in lower case, words joined by hyphens, and
 * the family before the object. Source of truth: include/uapi/linux/rtnetlink.h, enum rtnetlink_groups.
 */
export const groups = {
  link: 1,
  notify: 2,
  neigh: 3,
  tc: 4,
  'ipv4-ifaddr': 5,
  'ipv4-mroute': 6,
  'ipv4-route': 7,
  'ipv4-rule': 8,
  'ipv6-ifaddr': 9,
  'ipv6-mroute': 10,
  'ipv6-route': 11,
  'ipv6-ifinfo': 12,
  'decnet-ifaddr': 13,
  'decnet-route': 15,
  'decnet-rule': 16,
  'ipv6-prefix': 18,
  'ipv6-rule': 19,
  'nd-useropt': 20,
  'phonet-ifaddr': 21,
  'phonet-route': 22,
  dcb: 23,
  'ipv4-netconf': 24,
  'ipv6-netconf': 25,
  mdb: 26,
  'mpls-route': 27,
  nsid: 28,
  'mpls-netconf': 29,
  'ipv4-mroute-r': 30,
  'ipv6-mroute-r': 31,
  nexthop: 32,
  brvlan: 33,
  'mctp-ifaddr': 34,
  tunnel: 35,
  stats: 36,
  'ipv4-mcaddr': 37,
  'ipv6-mcaddr': 38,
  'ipv6-acaddr': 39
} as const

/** The name of a multicast group. */
export type GroupName = keyof typeof groups

/** @throws TypeError for a name that is none */
export function groupNumbers(names: readonly GroupName[]): number[] {
  // Of no group nothing would ever be told.
  if (!Array.isArray(names) || names.length === 0)
    throw new TypeError('groups: expected an array of group names')
  return names.map((name: string, i) => {
    if (!Object.hasOwn(groups, name))
      throw new TypeError(`groups[${i}]: '${name}' is not a group of NETLINK_ROUTE`)
    return groups[name as GroupName]
  })
}
