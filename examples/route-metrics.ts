/**
 * Mirrors the routes of this namespace and serves their number to Prometheus.
 * `node examples/route-metrics.ts [port]`, then `curl http://127.0.0.1:9300/metrics`
 */
import { createServer } from 'node:http'
import { Rtnl, type Route } from '@nlkit/rtnl'
import { Counter, Gauge, Registry } from 'prom-client'

const port = Number(process.argv[2] ?? 9300)

const register = new Registry()
const routes = new Gauge({
  name: 'nlkit_routes',
  help: 'Routes by family, table and protocol.',
  labelNames: ['family', 'table', 'protocol'],
  registers: [register]
})
const changes = new Counter({
  name: 'nlkit_route_changes_total',
  help: 'Routes added, changed and removed since the start.',
  labelNames: ['change'],
  registers: [register]
})
const lost = new Counter({
  name: 'nlkit_events_lost_total',
  help: 'Events that the kernel dropped. The mirror has been healed since.',
  registers: [register]
})

const labels = ({ family, table, protocol }: Route): Record<string, string> => ({
  family: String(family),
  table: String(table),
  protocol: String(protocol)
})

const server = createServer((_request, response) => {
  register.metrics().then(
    (text) => response.setHeader('Content-Type', register.contentType).end(text),
    (error: unknown) => response.writeHead(500).end(String(error))
  )
})

using rtnl = Rtnl.open()
for await (const change of rtnl.watch(['routes'])) {
  if (change.type === 'synced') {
    lost.inc(change.dropped)
    if (!server.listening) {
      server.listen(port, '127.0.0.1', () => {
        console.log(`serving ${JSON.stringify(server.address())}`)
      })
    }
  } else if (change.type === 'route') {
    if (change.change !== 'present') changes.inc({ change: change.change })
    if (change.before !== undefined) routes.dec(labels(change.before))
    if (change.change === 'removed') routes.dec(labels(change.route))
    else routes.inc(labels(change.route))
  }
}
