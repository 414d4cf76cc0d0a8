/**
 * Tells every event of the groups that are named, a line for each: what `ip monitor`, `bridge monitor` and `tc monitor` do, with
 * one switch over what there is.
 *
 *     node --conditions=nlkit-source examples/monitor.ts link neigh tc nexthop
 */
import { type GroupName, Rtnl, type RtnlEvent } from '@nlkit/rtnl'

const groups = process.argv.slice(2)
if (groups.length === 0) {
  console.error('usage: monitor.ts <group> ..')
  process.exit(2)
}

using rtnl = Rtnl.open()
// Names that are none are refused by a TypeError that says which. Of an older kernel's groups some are too new: ENOENT or EINVAL.
await using events = rtnl.subscribe(groups as GroupName[])
const names = new Map((await rtnl.links.list()).map(({ index, ifname }) => [index, ifname]))
console.log(`listening to ${groups.join(' ')}`)

for await (const event of events) {
  if (event.type === 'overrun') console.log(`! ${event.dropped} events were lost`)
  else if (event.type === 'malformed')
    console.log(`! a message that is not understood: ${event.error.message}`)
  else console.log(event.type, about(event))
}

function about(event: RtnlEvent): string {
  switch (event.type) {
    case 'newlink':
    case 'dellink':
    case 'newipv6link':
    case 'delipv6link':
    case 'newbridgeport':
    case 'delbridgeport': {
      const { index, ifname, operstate, master } = event.link
      names.set(index, ifname)
      return `${ifname} ${operstate}${master === undefined ? '' : ` in ${nameOf(master)}`}`
    }
    case 'newaddr':
    case 'deladdr': {
      const { local, address, prefixlen, index } = event.address
      return `${local ?? address}/${prefixlen} on ${nameOf(index)}`
    }
    case 'newmulticast':
    case 'delmulticast':
      return `${event.address.multicast} on ${nameOf(event.address.index)}`
    case 'newanycast':
    case 'delanycast':
      return `${event.address.anycast} on ${nameOf(event.address.index)}`
    case 'newroute':
    case 'delroute': {
      const { dst, dstLen, gateway, oif, table } = event.route
      // Of MPLS it is a list of labels.
      const to =
        typeof dst === 'string' ? `${dst}/${dstLen}` : (dst?.map(({ label }) => label).join('/') ?? 'default')
      return `${to}${typeof gateway === 'string' ? ` by ${gateway}` : ''} on ${nameOf(oif)} in table ${table}`
    }
    case 'newmroute':
    case 'delmroute':
      return `${event.multicastRoute.src} to ${event.multicastRoute.dst} from ${nameOf(event.multicastRoute.iif)}`
    case 'newcachereport':
      return `${event.cacheReport.msgtype} ${event.cacheReport.srcAddr} to ${event.cacheReport.dstAddr}`
    case 'newrule':
    case 'delrule':
      return `${event.rule.priority ?? 0}: ${event.rule.src ?? 'all'} in table ${event.rule.table}`
    case 'newnexthop':
    case 'delnexthop': {
      const { id, gateway, oif, group } = event.nexthop
      return group === undefined
        ? `${id} by ${gateway ?? nameOf(oif)}`
        : `${id} of ${group.map((member) => member.id).join(' ')}`
    }
    case 'newnexthopbucket':
      return `${event.nexthop.id}: ${event.nexthop.resBucket?.index} by ${event.nexthop.resBucket?.nhId}`
    case 'newneigh':
    case 'delneigh':
    case 'getneigh':
      return `${event.neighbour.dst} ${event.neighbour.lladdr ?? 'unknown'} on ${nameOf(event.neighbour.ifindex)}`
    case 'newfdb':
    case 'delfdb':
    case 'getfdb':
      return `${event.fdb.lladdr} on ${nameOf(event.fdb.ifindex)}`
    case 'newmdb':
    case 'delmdb': {
      const entries = event.mdb.mdb?.entry?.flatMap(({ info }) => info ?? []) ?? []
      return `${entries.map(({ addr }) => addr).join(' ') || 'a router'} on ${nameOf(event.mdb.ifindex)}`
    }
    case 'newvlan':
    case 'delvlan':
      return `${event.vlan.entry?.map(({ info, range }) => `${info?.vid}${range === undefined ? '' : `-${range}`}`).join(' ') ?? 'options'} on ${nameOf(event.vlan.ifindex)}`
    case 'newvni':
    case 'delvni':
      return `${event.vni.entry?.map(({ start, end = start }) => (start === end ? start : `${start}-${end}`)).join(' ')} on ${nameOf(event.vni.ifindex)}`
    case 'newqdisc':
    case 'delqdisc':
      return `${event.qdisc.kind} ${event.qdisc.handle} on ${nameOf(event.qdisc.ifindex)}`
    case 'newtclass':
    case 'deltclass':
      return `${event.tclass.kind} ${event.tclass.handle} on ${nameOf(event.tclass.ifindex)}`
    case 'newtfilter':
    case 'deltfilter':
      return `${event.tfilter.kind} of priority ${event.tfilter.info.prio} on ${nameOf(event.tfilter.ifindex)}`
    case 'newchain':
    case 'delchain':
      return `${event.chain.chain} on ${nameOf(event.chain.ifindex)}`
    case 'newaction':
    case 'delaction':
      return event.actions.tab?.map(({ kind }) => kind).join(' ') ?? ''
    case 'newnetconf':
    case 'delnetconf':
      return `${event.netconf.family} of ${nameOf(event.netconf.ifindex)}`
    case 'newstats':
      return `of ${nameOf(event.stats.ifindex)}`
    case 'setdcb':
    case 'getdcb':
      return `${event.dcb.cmd} of ${event.dcb.ifname}`
    case 'newprefix':
      return `${event.prefix.address}/${event.prefix.len} on ${nameOf(event.prefix.ifindex)}`
    case 'newnduseropt':
      return `${event.ndUserOption.options.map(({ type }) => type).join(' ')} on ${nameOf(event.ndUserOption.ifindex)}`
    case 'newnsid':
    case 'delnsid':
      return String(event.nsid.nsid)
    case 'unknown':
      return `a message of type ${event.messageType}`
  }
}

function nameOf(index: number | undefined): string {
  return names.get(index ?? 0) ?? `#${index}`
}
