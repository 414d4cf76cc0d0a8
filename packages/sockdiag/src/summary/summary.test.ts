import { describe, expect, it } from 'vitest'
import { summarize } from './summary.ts'

// A namespace of Linux 6.18 with 2 listeners, 3 connections (both ends) of which one was closed, and UDP, raw sockets.
const SOCKSTAT = `sockets: used 31
TCP: inuse 5 orphan 1 tw 2 alloc 9 mem 3
UDP: inuse 4 mem 1
UDPLITE: inuse 1
RAW: inuse 2
FRAG: inuse 3 memory 12
`
const SOCKSTAT6 = `TCP6: inuse 3
UDP6: inuse 2
UDPLITE6: inuse 0
RAW6: inuse 1
FRAG6: inuse 0 memory 0
`
const SNMP = `Ip: Forwarding DefaultTTL
Ip: 1 64
Tcp: RtoAlgorithm MaxConn ActiveOpens CurrEstab
Tcp: 1 -1 5 4
`

describe('summarize', () => {
  it("counts as ss -s does, in ss's words", () => {
    // ss: TCP: 11 (estab 4, closed 3, orphaned 1, timewait 2)
    expect(summarize(SOCKSTAT, SOCKSTAT6, SNMP)).toEqual({
      total: 31,
      tcp: { total: 11, established: 4, closed: 3, orphaned: 1, timewait: 2 },
      raw: { total: 3, inet: 2, inet6: 1 },
      udp: { total: 6, inet: 4, inet6: 2 },
      udplite: { total: 1, inet: 1, inet6: 0 },
      tcpHashed: { total: 8, inet: 5, inet6: 3 },
      inet: { total: 17, inet: 11, inet6: 6 },
      frag: { total: 3, inet: 3, inet6: 0 }
    })
  })

  it('does without IPv6', () => {
    expect(summarize(SOCKSTAT, '', SNMP).inet).toEqual({ total: 11, inet: 11, inet6: 0 })
  })
})
