/**
 * An HTTP server that tells, with each answer, how well the connection does: round-trip time and retransmissions, from
 * the kernel's own tcp_info. `node examples/tcp-health.ts [port]`, then `curl -i http://127.0.0.1:8080/`
 */
import { createServer } from 'node:http'
import { SockDiag } from '@nlkit/sockdiag'

using diag = SockDiag.open()

const server = createServer((request, response) => {
  const answer = async (): Promise<void> => {
    const { rtt, totalRetrans, sndCwnd } = await diag.tcpInfo(request)
    response.setHeader('Server-Timing', `rtt;dur=${rtt / 1000}`)
    response.end(`rtt ${rtt} us, ${totalRetrans} segments sent again, window ${sndCwnd} segments\n`)
  }
  // A connection that has ended meanwhile has no health.
  answer().catch((error: unknown) => response.writeHead(503).end(`${String(error)}\n`))
})

server.listen(Number(process.argv[2] ?? 8080), '127.0.0.1', () => {
  console.log(`serving ${JSON.stringify(server.address())}`)
})
await new Promise((_resolve, reject) => server.once('error', reject))
