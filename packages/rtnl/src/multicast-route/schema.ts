/** Multicast routes: net/ipv4/ipmr.c, net/ipv4/ipmr_base.c, mr_fill_mroute(); net/ipv6/ip6mr.c. They have the messages of routes. */
import { attributes, counter, custom, ip, message, pad, u32 } from '@nlkit/core/schema'
import { nextHopAttributes, rtaMfcStats, rtmsg, rtnexthop } from '../route/schema.ts'

export const multicastRouteAttributes = attributes(
  'MulticastRouteAttributes',
  'RTA',
  'Attributes of a multicast route.',
  [
    ['RTA_DST', 1, ip(), 'The group; `0.0.0.0` is any.'],
    ['RTA_SRC', 2, ip(), 'Who sends to it; `0.0.0.0` is anybody.'],
    ['RTA_IIF', 3, u32, 'Index of the interface that packets come in by. Absent while nobody has said.'],
    ['RTA_PREFSRC', 7, ip(), 'IPv4, in changes: that it is there makes a route for a proxy.'],
    [
      'RTA_MULTIPATH',
      9,
      custom({
        module: '../route/multipath.ts',
        name: 'multipath',
        out: 'NextHop[]',
        in: 'readonly NextHopInput[]',
        sets: [nextHopAttributes],
        structs: [rtnexthop]
      }),
      'Where packets leave: `hops` is the TTL that they need.'
    ],
    ['RTA_TABLE', 15, u32, 'Table of multicast routing.', { widens: 'rtm_table', overflow: 252 }],
    ['RTA_MFC_STATS', 17, rtaMfcStats, 'Statistics.'],
    ['RTA_EXPIRES', 23, counter, 'When it was last used, hundredths of a second ago.'],
    ['RTA_PAD', 24, pad, 'Aligns.']
  ]
)

export const multicastRoute = message({
  name: 'multicastRoute',
  doc: 'A multicast route: where packets of a source to a group go.',
  header: rtmsg,
  attributes: multicastRouteAttributes,
  messages: {},
  identity: ['family', 'table', 'src', 'dst']
})
