/** Multicast databases of bridges and VXLAN devices: linux/if_bridge.h; net/bridge/br_mdb.c, drivers/net/vxlan/vxlan_mdb.c. */
import {
  attributes,
  custom,
  enumerated,
  headed,
  ip,
  message,
  multi,
  nest,
  padding,
  struct,
  u16,
  u32,
  u8
} from '@nlkit/core/schema'
import { family } from '../family/schema.ts'
import { routeProtocols } from '../route/schema.ts'
import { brMdbEntry, groupModes, mdbEntryAttributes } from './entry.schema.ts'
import { mdbRouterType } from './router-type.schema.ts'

export const brPortMsg = struct('br_port_msg', '', [
  ['family', family, 'Always `bridge` in requests; a dump leaves it 0.'],
  [padding(3)],
  ['ifindex', u32, 'Index of the bridge or VXLAN device.']
])

const hundredths = 'hundredths of a second'
const vni = 'VXLAN network identifier, 24 bits'

const entryInfo = custom({
  module: './entry.ts',
  name: 'mdbEntryInfo',
  out: 'MdbEntry',
  in: 'MdbEntryInput',
  sets: [mdbEntryAttributes],
  structs: [brMdbEntry]
})
const entry = attributes('MdbGroup', 'MDBA_MDB_ENTRY', 'A group.', [
  ['MDBA_MDB_ENTRY_INFO', 1, multi(entryInfo), 'Its entries, one for each port.']
])
const entries = attributes('MdbGroups', 'MDBA_MDB', 'Groups.', [
  ['MDBA_MDB_ENTRY', 1, multi(nest(entry, { flagged: false })), 'The groups.']
])

export const mdbaRouterPort = struct('mdba_router_port', '', [['ifindex', u32, 'Index of the port.']])

const routerPortAttributes = attributes(
  'MdbRouterPortAttributes',
  'MDBA_ROUTER_PATTR',
  'Attributes of a router port.',
  [
    ['MDBA_ROUTER_PATTR_TIMER', 1, u32, `Time that is left, ${hundredths}.`],
    ['MDBA_ROUTER_PATTR_TYPE', 2, mdbRouterType, 'Why it is one.'],
    ['MDBA_ROUTER_PATTR_INET_TIMER', 3, u32, `The same for IPv4, ${hundredths}.`],
    ['MDBA_ROUTER_PATTR_INET6_TIMER', 4, u32, `The same for IPv6, ${hundredths}.`],
    ['MDBA_ROUTER_PATTR_VID', 5, u16, 'VLAN.']
  ]
)
export const routerPorts = attributes(
  'MdbRouterPorts',
  'MDBA_ROUTER',
  'Ports that lead to multicast routers.',
  [
    [
      'MDBA_ROUTER_PORT',
      1,
      multi(headed('MdbRouterPort', mdbaRouterPort, routerPortAttributes, { flagged: false })),
      'The ports.'
    ]
  ]
)

export const mdbAttributes = attributes('MdbAttributes', 'MDBA', 'Attributes of a multicast database.', [
  ['MDBA_MDB', 1, nest(entries, { flagged: false }), 'Its groups.'],
  ['MDBA_ROUTER', 2, nest(routerPorts, { flagged: false }), 'Ports that lead to multicast routers.']
])

export const mdb = message({
  name: 'mdb',
  doc: 'A multicast database, a part of one, or in events what changed.',
  header: brPortMsg,
  attributes: mdbAttributes,
  messages: { RTM_NEWMDB: 84, RTM_DELMDB: 85, RTM_GETMDB: 86 },
  identity: { module: './identity.ts', name: 'mdbIdentity' }
})

const setSource = attributes('MdbSetSource', 'MDBE_SRCATTR', 'A source in a list.', [
  ['MDBE_SRCATTR_ADDRESS', 1, ip(), 'Its address.']
])
const setSourceList = attributes('MdbSetSourceList', 'MDBE_SRC_LIST', 'A list of sources.', [
  ['MDBE_SRC_LIST_ENTRY', 1, multi(nest(setSource)), 'The sources.']
])

export const mdbSetEntryAttributes = attributes(
  'MdbSetEntryAttributes',
  'MDBE_ATTR',
  'Attributes of an entry in requests.',
  [
    ['MDBE_ATTR_SOURCE', 1, ip(), 'The only source, of an (S, G) entry.'],
    ['MDBE_ATTR_SRC_LIST', 2, nest(setSourceList), 'Sources that groupMode speaks of.'],
    ['MDBE_ATTR_GROUP_MODE', 3, enumerated(u8, groupModes), 'What srcList means.'],
    ['MDBE_ATTR_RTPROT', 4, enumerated(u8, routeProtocols), 'Who made it.'],
    ['MDBE_ATTR_DST', 5, ip(), 'VXLAN: the other end.'],
    ['MDBE_ATTR_DST_PORT', 6, u16, 'VXLAN: UDP port of the other end.'],
    ['MDBE_ATTR_VNI', 7, u32, `VXLAN: ${vni}, that packets get.`],
    ['MDBE_ATTR_IFINDEX', 8, u32, 'VXLAN: index of the interface to the other end.', { key: 'viaIfindex' }],
    ['MDBE_ATTR_SRC_VNI', 9, u32, `VXLAN: ${vni}, that packets come with.`],
    ['MDBE_ATTR_STATE_MASK', 10, u8, 'In bulk deletions: which bits of the state count.']
  ]
)

const setEntry = custom({
  module: './entry.ts',
  name: 'mdbEntryBase',
  out: 'MdbEntryBase',
  in: 'MdbEntryBaseInput'
})

export const mdbSet = message({
  name: 'mdbSet',
  doc: 'An entry to add or delete.',
  header: brPortMsg,
  attributes: attributes('MdbSetAttributes', 'MDBA_SET', 'An entry to add or delete.', [
    ['MDBA_SET_ENTRY', 1, setEntry, 'The entry.'],
    ['MDBA_SET_ENTRY_ATTRS', 2, nest(mdbSetEntryAttributes), 'Its attributes.']
  ]),
  messages: {}
})

export const mdbGet = message({
  name: 'mdbGet',
  doc: 'An entry that is asked for.',
  header: brPortMsg,
  attributes: attributes('MdbGetAttributes', 'MDBA_GET', 'An entry that is asked for.', [
    ['MDBA_GET_ENTRY', 1, setEntry, 'The entry.'],
    ['MDBA_GET_ENTRY_ATTRS', 2, nest(mdbSetEntryAttributes), 'Its attributes.']
  ]),
  messages: {}
})
