/** What kind of link it is, and what belongs to that kind: linux/if_link.h, net/core/rtnetlink.c. */
import { attributes, choice, string } from '@nlkit/core/schema'
import { bareKinds, bareSlaveKinds, kinds, slaveKinds, statisticsKinds } from './kinds/kinds.ts'

export const linkinfo = attributes(
  'Linkinfo',
  'IFLA_INFO',
  'The kind of a link, and of its place in another one.',
  [
    ['IFLA_INFO_KIND', 1, string(55), 'Kind of the link: `veth`.'],
    ['IFLA_INFO_DATA', 2, choice('kind', kinds, { bare: bareKinds }), 'Settings of that kind.'],
    ['IFLA_INFO_XSTATS', 3, choice('kind', statisticsKinds), 'Statistics of that kind.'],
    ['IFLA_INFO_SLAVE_KIND', 4, string(55), 'Kind of the link that it is part of: `bridge`.'],
    [
      'IFLA_INFO_SLAVE_DATA',
      5,
      choice('slaveKind', slaveKinds, { bare: bareSlaveKinds }),
      'Settings as part of that.'
    ]
  ]
)
