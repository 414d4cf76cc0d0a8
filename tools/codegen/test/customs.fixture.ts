/** Values of hand-written payloads, by the names of their pairs. */
import type { Customs } from '../src/testing/index.ts'

const hop = { flags: 0, hops: 1, ifindex: 3 }

export const customs: Customs = {
  uuid: (draw) => `0123456${draw(0, 9)}-89ab-cdef-0123-456789abcde${draw(0, 9)}`,
  ttlInherit: (draw) => draw(0, 1),
  multipath: (draw) => [
    { ...hop, gateway: '10.0.0.1' },
    { ...hop, hops: draw(0, 255), ifindex: draw(-2, 2), via: { family: 'inet6', addr: 'fe80::1' } },
    { ...hop, encapType: 'mpls', encap: { dst: [{ label: draw(0, 0xfffff), tc: 0, bos: 1, ttl: 0 }] } }
  ],
  seg6Tunnel: (draw) => ({
    mode: draw(0, 1) === 0 ? 'inline' : 'encap',
    segments: ['fc00::1', 'fc00::2'].slice(0, draw(1, 2)),
    flags: draw(0, 255),
    tag: draw(0, 0xffff)
  }),
  srh: (draw) => ({
    segments: ['fc00::1', '2001:db8::1'].slice(0, draw(1, 2)),
    flags: 0,
    tag: draw(0, 0xffff)
  }),
  inetConf: (draw) => ({
    forwarding: draw(0, 1),
    rpFilter: draw(0, 2),
    igmpv3UnsolicitedReportInterval: draw(0, 1000)
  })
}
