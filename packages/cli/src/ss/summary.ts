import type { SocketSummary, TransportCount } from '@nlkit/sockdiag'
import { TableText } from '../shared/table.ts'

const row = (name: string, count: TransportCount): string[] => [
  name,
  String(count.total),
  String(count.inet),
  String(count.inet6)
]

/** The counts as `ss -s` shows them. */
export function summaryText(summary: SocketSummary): string {
  const { total, tcp, raw, udp, tcpHashed, inet, frag } = summary
  const table = new TableText([{ head: 'Transport' }, { head: 'Total' }, { head: 'IP' }, { head: 'IPv6' }])
  const rows = [row('RAW', raw), row('UDP', udp), row('TCP', tcpHashed), row('INET', inet), row('FRAG', frag)]
  const { established, closed, orphaned, timewait } = tcp
  return (
    `Total: ${total}\n` +
    `TCP:   ${tcp.total} (estab ${established}, closed ${closed}, orphaned ${orphaned}, timewait ${timewait})\n\n` +
    table.part(rows)
  )
}
