/**
 * Draws what each link receives and sends, once a second. `node examples/bandwidth.ts [milliseconds] [rounds]`
 */
import { Rtnl } from '@nlkit/rtnl'
import { setTimeout as delay } from 'node:timers/promises'

interface Sample {
  readonly rx: number
  readonly tx: number
  readonly at: number
}

const [interval = '1000', rounds = 'Infinity'] = process.argv.slice(2)
const UNITS = ['B/s', 'kB/s', 'MB/s', 'GB/s']
const WIDTH = 20

function rate(bytesPerSecond: number): string {
  let value = bytesPerSecond
  let unit = 0
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000
    unit++
  }
  return `${value.toFixed(unit === 0 ? 0 : 1)} ${UNITS[unit]}`.padStart(12)
}

/** A bar by the logarithm, full at 10 GB/s. */
const bar = (bytesPerSecond: number): string =>
  '#'.repeat(Math.round((Math.log10(1 + bytesPerSecond) / 10) * WIDTH)).padEnd(WIDTH)

using rtnl = Rtnl.open()
const last = new Map<string, Sample>()
for (let round = 0; round <= Number(rounds); round++) {
  const lines: string[] = []
  for (const { ifname = '', stats64 } of await rtnl.links.list({ up: true })) {
    if (stats64 === undefined) continue
    const now = { rx: stats64.rxBytes, tx: stats64.txBytes, at: performance.now() }
    const before = last.get(ifname)
    last.set(ifname, now)
    if (before === undefined) continue
    const seconds = (now.at - before.at) / 1000
    const rx = (now.rx - before.rx) / seconds
    const tx = (now.tx - before.tx) / seconds
    lines.push(`${ifname.padEnd(15)} in ${rate(rx)} ${bar(rx)} out ${rate(tx)} ${bar(tx)}`)
  }
  if (round > 0) {
    if (process.stdout.isTTY) process.stdout.write('\u001B[H\u001B[2J')
    console.log(lines.join('\n'))
  }
  if (round < Number(rounds)) await delay(Number(interval))
}
