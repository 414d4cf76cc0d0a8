/**
 * Which program listens where, and whether anybody outside of this host can reach it. `node examples/listeners.ts`
 */
import { SockDiag } from '@nlkit/sockdiag'

const isLocal = (address: string | undefined): boolean =>
  address !== undefined && (address.startsWith('127.') || address === '::1')

using diag = SockDiag.open()
const owners = await diag.owners()
const sockets = await diag.tcp.list({ states: ['listen'], extensions: [], owners })
for (const { src, sport, owners: processes = [] } of sockets.toSorted((a, b) => a.sport - b.sport)) {
  const names = new Set(processes.map(({ command, pid }) => `${command} (${pid})`))
  console.log(
    String(sport).padStart(5),
    isLocal(src) ? 'local ' : 'public',
    src,
    [...names].join(', ') || '?'
  )
}
if (owners.unreadable.length > 0) {
  console.log(`${owners.unreadable.length} processes may not be looked into: run this as root`)
}
