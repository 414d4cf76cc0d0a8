/**
 * Tells whose multicast packets arrive without a route, and the multicast routes that come and go: what is asked of a daemon
 * such as pimd or smcroute, and what it answers. Listening needs CAP_NET_ADMIN. `node examples/multicast-watch.ts`
 */
import { readFile } from 'node:fs/promises'
import { type CacheReport, type MulticastRoute, RTNH_F_UNRESOLVED, Rtnl } from '@nlkit/rtnl'

using rtnl = Rtnl.open()
// Before the routes are read, so that none is missed between.
await using events = rtnl.subscribe(['ipv4-mroute', 'ipv6-mroute', 'ipv4-mroute-r', 'ipv6-mroute-r'])
const routes = await rtnl.multicastRoutes.list()
console.log(`watching, ${routes.length} multicast routes are there`)

for await (const event of events) {
  if (event.type === 'newcachereport') {
    const { msgtype, srcAddr, dstAddr } = event.cacheReport
    // The others are of PIM: whole packets for the rendezvous point, and packets of a source by two ways.
    if (msgtype === 'nocache')
      console.log(`? ${srcAddr} to ${dstAddr} came in by ${await nameOfVif(event.cacheReport)}`)
  } else if (event.type === 'newmroute') {
    // One that still waits for the daemon was told of above.
    if ((event.multicastRoute.flags & RTNH_F_UNRESOLVED) === 0)
      console.log(`+ ${ends(event.multicastRoute)} ${await way(event.multicastRoute)}`)
  } else if (event.type === 'delmroute') {
    const hasWaited = (event.multicastRoute.flags & RTNH_F_UNRESOLVED) !== 0
    console.log(`- ${ends(event.multicastRoute)}${hasWaited ? ': no route was made in time' : ''}`)
  } else if (event.type === 'overrun') {
    console.log(`! ${event.dropped} events were lost`)
  }
}

function ends({ src, dst }: MulticastRoute): string {
  return `${src ?? 'anyone'} to ${dst}`
}

async function way({ iif, multipath = [] }: MulticastRoute): Promise<string> {
  const out = await Promise.all(multipath.map(({ ifindex }) => nameOf(ifindex)))
  return `from ${await nameOf(iif)} to ${out.join(', ') || 'nobody'}`
}

async function nameOf(index: number | undefined): Promise<string> {
  const link = index === undefined ? undefined : await rtnl.links.get(index).catch(() => undefined)
  return link?.ifname ?? `#${index}`
}

/** Multicast routing has numbers of its own for its interfaces, and a daemon may change them at any time. */
async function nameOfVif({ family, table, vifId }: CacheReport): Promise<string> {
  if (family === 'ipmr') {
    const tables = await rtnl.multicastRoutes.tables()
    const vif = tables.find(({ id }) => id === table)?.vifs?.vif?.find((one) => one.vifId === vifId)
    return nameOf(vif?.ifindex)
  }
  // Of IPv6 the kernel has no message that tells them, but this file, which is about the default table.
  const lines = await readFile('/proc/net/ip6_mr_vif', 'utf8')
  return new RegExp(`^ *${vifId} (\\S+)`, 'm').exec(lines)?.[1] ?? `interface ${vifId} of multicast routing`
}
