/** What the kernel takes as requests, by message and family, and the verbs of `Rtnl` for it: of a GET, for one object and for a dump. */

/** The same verbs for each of some families. */
const same = (verbs: string, ...families: string[]): Record<string, string> =>
  Object.fromEntries(families.map((family) => [family, verbs]))

const UNSPEC = 'PF_UNSPEC'
const IP = ['PF_INET', 'PF_INET6']
const BYTE = ['PF_PHONET', 'PF_MCTP']
const IPMR = 'RTNL_FAMILY_IPMR'

export const handlers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  RTM_NEWLINK: same('links.add', UNSPEC),
  RTM_DELLINK: { PF_UNSPEC: 'links.delete', PF_BRIDGE: 'links.deleteBridgeSpec' },
  RTM_GETLINK: {
    PF_UNSPEC: 'links.get links.list',
    PF_BRIDGE: 'links.listBridgePorts',
    // It tells of links' settings of IPv6, which stand in `afSpec.inet6` of links, too.
    PF_INET6: 'links.list',
    [IPMR]: 'multicastRoutes.tables'
  },
  RTM_SETLINK: { PF_UNSPEC: 'links.change', PF_BRIDGE: 'links.setBridgePort' },
  RTM_NEWADDR: same('addresses.add', ...IP, ...BYTE),
  RTM_DELADDR: same('addresses.delete', ...IP, ...BYTE),
  RTM_GETADDR: {
    ...same('addresses.list', UNSPEC, ...IP, ...BYTE),
    PF_INET6: 'addresses.get addresses.list'
  },
  RTM_NEWROUTE: {
    ...same('routes.add', ...IP, 'PF_MPLS', ...BYTE),
    PF_CAN: 'canGateways.add',
    [IPMR]: 'multicastRoutes.replace'
  },
  RTM_DELROUTE: {
    ...same('routes.delete', ...IP, 'PF_MPLS', ...BYTE),
    PF_CAN: 'canGateways.delete',
    [IPMR]: 'multicastRoutes.delete'
  },
  RTM_GETROUTE: {
    ...same('routes.list', UNSPEC, ...BYTE),
    ...same('routes.get routes.list', ...IP, 'PF_MPLS'),
    PF_CAN: 'canGateways.list',
    ...same('multicastRoutes.get multicastRoutes.list', IPMR, 'RTNL_FAMILY_IP6MR')
  },
  RTM_NEWNEIGH: { ...same('neighbours.add', UNSPEC, 'PF_MCTP'), PF_BRIDGE: 'fdb.add' },
  RTM_DELNEIGH: { ...same('neighbours.delete', UNSPEC, 'PF_MCTP'), PF_BRIDGE: 'fdb.delete' },
  RTM_GETNEIGH: {
    PF_UNSPEC: 'neighbours.get neighbours.list',
    PF_BRIDGE: 'fdb.get fdb.list',
    PF_MCTP: 'neighbours.list'
  },
  RTM_NEWRULE: same('rules.add', UNSPEC),
  RTM_DELRULE: same('rules.delete', UNSPEC),
  RTM_GETRULE: same('rules.list', UNSPEC),
  RTM_NEWQDISC: same('tc.qdiscs.add', UNSPEC),
  RTM_DELQDISC: same('tc.qdiscs.delete', UNSPEC),
  RTM_GETQDISC: same('tc.qdiscs.get tc.qdiscs.list', UNSPEC),
  RTM_NEWTCLASS: same('tc.classes.add', UNSPEC),
  RTM_DELTCLASS: same('tc.classes.delete', UNSPEC),
  RTM_GETTCLASS: same('tc.classes.get tc.classes.list', UNSPEC),
  RTM_NEWTFILTER: same('tc.filters.add', UNSPEC),
  RTM_DELTFILTER: same('tc.filters.delete', UNSPEC),
  RTM_GETTFILTER: same('tc.filters.get tc.filters.list', UNSPEC),
  RTM_NEWCHAIN: same('tc.chains.add', UNSPEC),
  RTM_DELCHAIN: same('tc.chains.delete', UNSPEC),
  RTM_GETCHAIN: same('tc.chains.get tc.chains.list', UNSPEC),
  RTM_NEWACTION: same('tc.actions.add', UNSPEC),
  RTM_DELACTION: same('tc.actions.delete', UNSPEC),
  RTM_GETACTION: same('tc.actions.get tc.actions.list', UNSPEC),
  RTM_GETMULTICAST: same('multicastAddresses.list', ...IP),
  RTM_GETANYCAST: same('anycastAddresses.list', 'PF_INET6'),
  RTM_GETNEIGHTBL: same('neighbourTables.list', UNSPEC),
  RTM_SETNEIGHTBL: same('neighbourTables.set', UNSPEC),
  RTM_NEWADDRLABEL: same('addressLabels.add', 'PF_INET6'),
  RTM_DELADDRLABEL: same('addressLabels.delete', 'PF_INET6'),
  RTM_GETADDRLABEL: same('addressLabels.get addressLabels.list', 'PF_INET6'),
  RTM_GETDCB: same('dcb.get', UNSPEC),
  RTM_SETDCB: same('dcb.set', UNSPEC),
  RTM_GETNETCONF: {
    PF_UNSPEC: 'netconf.list',
    ...same('netconf.get netconf.list', ...IP, 'PF_MPLS')
  },
  RTM_NEWMDB: same('mdb.add', 'PF_BRIDGE'),
  RTM_DELMDB: same('mdb.delete', 'PF_BRIDGE'),
  RTM_GETMDB: same('mdb.get mdb.list', 'PF_BRIDGE'),
  RTM_NEWNSID: same('nsids.set', UNSPEC),
  RTM_GETNSID: same('nsids.get nsids.list', UNSPEC),
  RTM_GETSTATS: same('stats.get stats.list', UNSPEC),
  RTM_SETSTATS: same('stats.setL3', UNSPEC),
  RTM_NEWNEXTHOP: same('nexthops.add', UNSPEC, ...IP),
  RTM_DELNEXTHOP: same('nexthops.delete', UNSPEC),
  RTM_GETNEXTHOP: { PF_UNSPEC: 'nexthops.get nexthops.list', ...same('nexthops.list', ...IP) },
  RTM_GETNEXTHOPBUCKET: same('nexthops.bucket nexthops.buckets', UNSPEC),
  RTM_NEWLINKPROP: same('links.addAltNames', UNSPEC),
  RTM_DELLINKPROP: same('links.deleteAltNames', UNSPEC),
  RTM_NEWVLAN: same('bridgeVlans.add', 'PF_BRIDGE'),
  RTM_DELVLAN: same('bridgeVlans.delete', 'PF_BRIDGE'),
  RTM_GETVLAN: same('bridgeVlans.list', 'PF_BRIDGE'),
  RTM_NEWTUNNEL: same('vxlanVnis.add', 'PF_BRIDGE'),
  RTM_DELTUNNEL: same('vxlanVnis.delete', 'PF_BRIDGE'),
  RTM_GETTUNNEL: same('vxlanVnis.list', 'PF_BRIDGE')
}
