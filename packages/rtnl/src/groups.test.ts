/** Which messages each multicast group carries, and that each of them is an event of its own type: none is `unknown`. */
import { message, ScriptedKernel } from '@nlkit/core/testing'
import { expect, test } from 'vitest'
import {
  AF_BRIDGE,
  AF_INET,
  AF_INET6,
  AF_MCTP,
  AF_MPLS,
  AF_PHONET,
  AF_UNSPEC,
  RTNL_FAMILY_IP6MR,
  RTNL_FAMILY_IPMR
} from './family/constants.ts'
import { groups, type GroupName } from './groups.ts'
import { messages } from './messages.ts'
import { Rtnl } from './rtnl.ts'
import type { RtnlEvent } from './subscribe.ts'

type EventType = Exclude<RtnlEvent['type'], 'unknown'>

/** A message of a group: its name without RTM_, the family in its header, the event that it is. */
type Carried = readonly [name: string, family: number, type: EventType]

const comeAndGo = (object: string, family: number, event: string): readonly Carried[] => [
  [`NEW${object}`, family, `new${event}` as EventType],
  [`DEL${object}`, family, `del${event}` as EventType]
]

/** What the kernel sends to each group: its calls of rtnl_notify(), nlmsg_notify() and rtmsg_ifinfo(). */
const CARRIED: Readonly<Record<GroupName, readonly Carried[]>> = {
  // rtmsg_ifinfo(); br_ifinfo_notify(), rtnl_bridge_notify()
  link: [...comeAndGo('LINK', AF_UNSPEC, 'link'), ...comeAndGo('LINK', AF_BRIDGE, 'bridgeport')],
  // Nobody has ever sent to it.
  notify: [],
  // __neigh_notify(); fdb_notify(), vxlan_fdb_notify(), nlmsg_populate_fdb_fill()
  neigh: [
    ...comeAndGo('NEIGH', AF_INET, 'neigh'),
    ['GETNEIGH', AF_INET6, 'getneigh'],
    ...comeAndGo('NEIGH', AF_BRIDGE, 'fdb'),
    ['GETNEIGH', AF_BRIDGE, 'getfdb']
  ],
  // qdisc_notify(), tclass_notify(), tfilter_notify(), tc_chain_notify(), tcf_add_notify()
  tc: [
    ...comeAndGo('QDISC', AF_UNSPEC, 'qdisc'),
    ...comeAndGo('TCLASS', AF_UNSPEC, 'tclass'),
    ...comeAndGo('TFILTER', AF_UNSPEC, 'tfilter'),
    ...comeAndGo('CHAIN', AF_UNSPEC, 'chain'),
    ...comeAndGo('ACTION', AF_UNSPEC, 'action')
  ],
  // rtmsg_ifa()
  'ipv4-ifaddr': comeAndGo('ADDR', AF_INET, 'addr'),
  // mroute_netlink_event()
  'ipv4-mroute': comeAndGo('ROUTE', RTNL_FAMILY_IPMR, 'mroute'),
  // rtmsg_fib()
  'ipv4-route': comeAndGo('ROUTE', AF_INET, 'route'),
  // notify_rule_change()
  'ipv4-rule': [...comeAndGo('RULE', AF_INET, 'rule'), ...comeAndGo('RULE', RTNL_FAMILY_IPMR, 'rule')],
  // inet6_ifa_notify()
  'ipv6-ifaddr': comeAndGo('ADDR', AF_INET6, 'addr'),
  // mr6_netlink_event()
  'ipv6-mroute': comeAndGo('ROUTE', RTNL_FAMILY_IP6MR, 'mroute'),
  // inet6_rt_notify()
  'ipv6-route': comeAndGo('ROUTE', AF_INET6, 'route'),
  // inet6_ifinfo_notify()
  'ipv6-ifinfo': comeAndGo('LINK', AF_INET6, 'ipv6link'),
  // DECnet left Linux in 6.1.
  'decnet-ifaddr': [],
  'decnet-route': [],
  'decnet-rule': [],
  // inet6_prefix_notify()
  'ipv6-prefix': [['NEWPREFIX', AF_INET6, 'newprefix']],
  'ipv6-rule': [...comeAndGo('RULE', AF_INET6, 'rule'), ...comeAndGo('RULE', RTNL_FAMILY_IP6MR, 'rule')],
  // ndisc_ra_useropt()
  'nd-useropt': [['NEWNDUSEROPT', AF_INET6, 'newnduseropt']],
  // phonet_address_notify(), rtm_phonet_notify()
  'phonet-ifaddr': comeAndGo('ADDR', AF_PHONET, 'addr'),
  'phonet-route': comeAndGo('ROUTE', AF_PHONET, 'route'),
  // dcbnl_notify()
  dcb: [
    ['SETDCB', AF_UNSPEC, 'setdcb'],
    ['GETDCB', AF_UNSPEC, 'getdcb']
  ],
  // inet_netconf_notify_devconf()
  'ipv4-netconf': comeAndGo('NETCONF', AF_INET, 'netconf'),
  // inet6_netconf_notify_devconf()
  'ipv6-netconf': comeAndGo('NETCONF', AF_INET6, 'netconf'),
  // br_mdb_notify(), br_rtr_notify(), vxlan_mdb_entry_notify()
  mdb: comeAndGo('MDB', AF_BRIDGE, 'mdb'),
  // rtmsg_lfib()
  'mpls-route': comeAndGo('ROUTE', AF_MPLS, 'route'),
  // rtnl_net_notifyid()
  nsid: comeAndGo('NSID', AF_UNSPEC, 'nsid'),
  // mpls_netconf_notify_devconf()
  'mpls-netconf': comeAndGo('NETCONF', AF_MPLS, 'netconf'),
  // igmpmsg_netlink_event(), mrt6msg_netlink_event()
  'ipv4-mroute-r': [['NEWCACHEREPORT', RTNL_FAMILY_IPMR, 'newcachereport']],
  'ipv6-mroute-r': [['NEWCACHEREPORT', RTNL_FAMILY_IP6MR, 'newcachereport']],
  // nexthop_notify(), nexthop_bucket_notify()
  nexthop: [
    ...comeAndGo('NEXTHOP', AF_UNSPEC, 'nexthop'),
    ['NEWNEXTHOPBUCKET', AF_UNSPEC, 'newnexthopbucket']
  ],
  // br_vlan_notify()
  brvlan: comeAndGo('VLAN', AF_BRIDGE, 'vlan'),
  // mctp_addr_notify()
  'mctp-ifaddr': comeAndGo('ADDR', AF_MCTP, 'addr'),
  // vxlan_vnifilter_notify()
  tunnel: comeAndGo('TUNNEL', AF_BRIDGE, 'vni'),
  // rtnl_offload_xstats_notify()
  stats: [['NEWSTATS', AF_UNSPEC, 'newstats']],
  // inet_ifmcaddr_notify(), inet6_ifmcaddr_notify(), inet6_ifacaddr_notify()
  'ipv4-mcaddr': comeAndGo('MULTICAST', AF_INET, 'multicast'),
  'ipv6-mcaddr': comeAndGo('MULTICAST', AF_INET6, 'multicast'),
  'ipv6-acaddr': comeAndGo('ANYCAST', AF_INET6, 'anycast')
}

/** Bytes of the headers, which begin with the family. */
const SIZES: Readonly<Record<string, number>> = {
  LINK: 16,
  NDUSEROPT: 16,
  QDISC: 20,
  TCLASS: 20,
  TFILTER: 20,
  CHAIN: 20,
  NEIGH: 12,
  ROUTE: 12,
  RULE: 12,
  PREFIX: 12,
  STATS: 12,
  ADDR: 8,
  MULTICAST: 8,
  ANYCAST: 8,
  MDB: 8,
  NEXTHOP: 8,
  NEXTHOPBUCKET: 8,
  VLAN: 8,
  TUNNEL: 8
}

/** A message, without attributes where none are given. */
function frame(name: string, family: number, attributes: readonly number[] = []): Uint8Array {
  const [type] = [...messages].find(([, one]) => one.name === `RTM_${name}`) ?? []
  if (type === undefined) return expect.unreachable(`RTM_${name} is not known`)
  const size = SIZES[name.slice(3)] ?? 4
  const payload = new Uint8Array(size + attributes.length)
  payload[0] = family
  payload.set(attributes, size)
  return message(type, 0, 0, 0, payload)
}

test.each(Object.entries(CARRIED) as [GroupName, readonly Carried[]][])('%s', async (group, carried) => {
  const kernel = new ScriptedKernel(() => {})
  using rtnl = Rtnl.open({ transport: kernel })
  using events = rtnl.subscribe([group])
  for (const [name, family, type] of carried) {
    kernel.multicast(groups[group], frame(name, family))
    const { value } = await events.next()
    expect(value).toMatchObject({ type, meta: { group: groups[group] } })
    // What it is about stands under a key of its own.
    const objects = Object.keys(value ?? {}).filter((key) => key !== 'type' && key !== 'meta')
    expect(objects).toEqual([expect.any(String)])
  }
  expect(carried.length > 0).toBe(!/^(?:notify|decnet-.*)$/.test(group))
})

// Their addresses are a byte: fill_addr() and fill_route() in
// net/phonet/pn_netlink.c, mctp_fill_addrinfo() in net/mctp/device.c.
test.each([
  [
    'phonet-ifaddr',
    frame('NEWADDR', AF_PHONET, nla(2, 0x6c)),
    { address: { family: 'phonet', local: '0x6c' } }
  ],
  ['phonet-route', frame('DELROUTE', AF_PHONET, nla(1, 0x10)), { route: { family: 'phonet', dst: '0x10' } }],
  [
    'mctp-ifaddr',
    frame('DELADDR', AF_MCTP, [...nla(2, 8), ...nla(1, 8)]),
    { address: { family: 'mctp', local: '0x08', address: '0x08' } }
  ]
] as const)('%s has addresses of one byte', async (group, bytes, event) => {
  const kernel = new ScriptedKernel(() => {})
  using rtnl = Rtnl.open({ transport: kernel })
  using events = rtnl.subscribe([group])
  kernel.multicast(groups[group], bytes)
  expect((await events.next()).value).toMatchObject(event)
})

/** An attribute of one byte. */
function nla(type: number, byte: number): number[] {
  return Array.from(new Uint8Array(Uint16Array.of(5, type).buffer)).concat([byte, 0, 0, 0])
}
