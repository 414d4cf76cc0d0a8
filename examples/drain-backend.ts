/**
 * Closes the connections to a backend that is being drained, after it had time to finish them. Needs CAP_NET_ADMIN.
 * `node examples/drain-backend.ts 10.0.0.7 5432 [seconds]`
 */
import { SockDiag } from '@nlkit/sockdiag'
import { setTimeout as delay } from 'node:timers/promises'

const [address, port, seconds = '30'] = process.argv.slice(2)
if (address === undefined || port === undefined) {
  console.error('drain-backend ADDRESS PORT [SECONDS]')
  process.exit(2)
}

using diag = SockDiag.open()
const filter = { dst: address, dport: Number(port) }
const open = async (): Promise<number> =>
  (await diag.tcp.list({ states: ['established'], extensions: [], filter })).length

const until = Date.now() + Number(seconds) * 1000
for (let left = await open(); left > 0 && Date.now() < until; left = await open()) {
  console.log(`${left} connections to ${address}:${port} left`)
  await delay(Math.min(1000, Math.max(0, until - Date.now())))
}
const { destroyed, refused } = await diag.tcp.destroy({ filter })
for (const { src, sport } of destroyed) console.log(`closed ${src}:${sport}`)
for (const { error } of refused) console.error(String(error))
process.exitCode = refused.length > 0 ? 1 : 0
