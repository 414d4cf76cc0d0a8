/**
 * Tells by which gateway the internet is reached, and each time that this changes: when a link goes down the kernel drops
 * its routes without a message, which watch() finds out. `node examples/gateway-watch.ts`
 */
import { Rtnl } from '@nlkit/rtnl'

using rtnl = Rtnl.open()
const names = new Map<number, string>()
const defaults = new Map<string, { gateway: string; oif: number; metric: number }>()
let told = ''
let isSynced = false

for await (const change of rtnl.watch(['links', 'routes'])) {
  if (change.type === 'link') {
    if (change.change === 'removed') names.delete(change.link.index)
    else names.set(change.link.index, change.link.ifname ?? '')
  } else if (change.type === 'route') {
    const { dst, family, gateway, oif, priority = 0, table } = change.route
    if (dst !== undefined || family !== 'inet' || table !== 254) continue
    if (typeof gateway !== 'string' || oif === undefined) continue
    const key = `${gateway} ${oif} ${priority}`
    if (change.change === 'removed') defaults.delete(key)
    else defaults.set(key, { gateway, oif, metric: priority })
  } else if (change.type === 'synced') {
    isSynced = true
  }
  if (!isSynced) continue
  const [best] = [...defaults.values()].toSorted((a, b) => a.metric - b.metric)
  const now = best === undefined ? 'no gateway' : `by ${best.gateway} on ${names.get(best.oif) ?? best.oif}`
  if (now !== told) console.log(now)
  told = now
}
