/**
 * Logs each time that a link loses or gets its carrier, with how often it did so within the last minute.
 * `node examples/flap-log.ts`
 */
import { Rtnl } from '@nlkit/rtnl'

const WINDOW = 60_000

using rtnl = Rtnl.open()
const states = new Map<number, string>()
const flaps = new Map<string, number[]>()

for await (const change of rtnl.watch(['links'])) {
  if (change.type === 'synced') {
    // After a loss of events what was missed has been told as changes: the log is late, but not wrong.
    console.log(change.dropped === 0 ? `watching ${states.size} links` : `${change.dropped} events were lost`)
    continue
  }
  if (change.type !== 'link') continue
  const { index, ifname = `#${index}`, operstate } = change.link
  if (change.change === 'removed') {
    states.delete(index)
    flaps.delete(ifname)
    continue
  }
  const before = states.get(index)
  const now = String(operstate)
  states.set(index, now)
  if (before === undefined || before === now) continue
  const times = (flaps.get(ifname) ?? []).filter((time) => time > Date.now() - WINDOW)
  times.push(Date.now())
  flaps.set(ifname, times)
  console.log(`${new Date().toISOString()} ${ifname} ${before} -> ${now} (${times.length} in a minute)`)
}
