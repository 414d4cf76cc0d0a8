/**
 * Tells who is on the network, as the kernel learns it: new neighbours, addresses that another machine has taken over, and
 * neighbours that do not answer any more. `node examples/neighbour-watch.ts`
 */
import { NUD_FAILED, Rtnl } from '@nlkit/rtnl'

using rtnl = Rtnl.open()
const names = new Map<number, string>()
/** Hardware addresses. */
const known = new Map<string, string>()

for await (const change of rtnl.watch(['links', 'neighbours'])) {
  if (change.type === 'link') {
    // The name of one that is gone stays known: its neighbours go after it.
    if (change.change !== 'removed') names.set(change.link.index, change.link.ifname ?? '')
  } else if (change.type === 'synced') {
    console.log(`watching ${known.size} neighbours`)
  } else if (change.type === 'neighbour') {
    const { dst, ifindex, lladdr, state } = change.neighbour
    if (dst === undefined) continue
    const who = `${dst} on ${names.get(ifindex) ?? ifindex}`
    const before = known.get(who)
    if (change.change === 'removed') {
      if (known.delete(who)) console.log(`- ${who}`)
    } else if ((state & NUD_FAILED) !== 0) {
      if (known.delete(who)) console.log(`! ${who} does not answer`)
    } else if (lladdr !== undefined && lladdr !== before) {
      known.set(who, lladdr)
      console.log(before === undefined ? `+ ${who} is ${lladdr}` : `! ${who} was ${before}, is ${lladdr}`)
    }
  }
}
