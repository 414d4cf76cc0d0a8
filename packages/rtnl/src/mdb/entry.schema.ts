/** Entries of multicast databases: linux/if_bridge.h. */
import {
  attributes,
  binary,
  enumerated,
  enumeration,
  flagged,
  flags,
  ip,
  multi,
  nest,
  struct,
  u16,
  u32,
  u8
} from '@nlkit/core/schema'
import { routeProtocols } from '../route/schema.ts'

export const mdbStates = enumeration('MdbState', 'MDB', [
  ['MDB_TEMPORARY', 0, 'It goes when nobody asks for the group any more.'],
  ['MDB_PERMANENT', 1, 'It stays.']
])

export const mdbFlags = flags('MDB_FLAGS', [
  ['MDB_FLAGS_OFFLOAD', 1, 'In hardware.'],
  ['MDB_FLAGS_FAST_LEAVE', 2, 'It goes with the first that leaves.'],
  ['MDB_FLAGS_STAR_EXCL', 4, 'Of a group that excludes sources.'],
  ['MDB_FLAGS_BLOCKED', 8, 'Nothing is forwarded.'],
  ['MDB_FLAGS_OFFLOAD_FAILED', 16, 'The hardware did not take it.']
])

/** enum of MCAST_*, linux/in.h. */
export const groupModes = enumeration('MdbGroupMode', 'MCAST', [
  ['MCAST_EXCLUDE', 0, 'All sources but those in the list.'],
  ['MCAST_INCLUDE', 1, 'Only the sources in the list.']
])

export const brMdbEntry = struct('br_mdb_entry', '', [
  ['ifindex', u32, 'Index of the port; the bridge itself: the host.'],
  ['state', enumerated(u8, mdbStates), 'Whether it stays.'],
  ['flags', flagged(u8, mdbFlags), 'MDB_FLAGS_*.'],
  ['vid', u16, 'VLAN, 0 without.'],
  ['addr', binary(20), 'Group in 16 bytes, then what it is.']
])

const hundredths = 'hundredths of a second'
const vni = 'VXLAN network identifier, 24 bits'

const sourceAttributes = attributes('MdbSource', 'MDBA_MDB_SRCATTR', 'A source in a list.', [
  ['MDBA_MDB_SRCATTR_ADDRESS', 1, ip(), 'Its address.'],
  ['MDBA_MDB_SRCATTR_TIMER', 2, u32, `Time that is left, ${hundredths}.`]
])
const sourceList = attributes('MdbSourceList', 'MDBA_MDB_SRCLIST', 'A list of sources.', [
  ['MDBA_MDB_SRCLIST_ENTRY', 1, multi(nest(sourceAttributes)), 'The sources.']
])

export const mdbEntryAttributes = attributes(
  'MdbEntryAttributes',
  'MDBA_MDB_EATTR',
  'Attributes of an entry.',
  [
    ['MDBA_MDB_EATTR_TIMER', 1, u32, `Time that is left, ${hundredths}.`],
    ['MDBA_MDB_EATTR_SRC_LIST', 2, nest(sourceList), 'Sources that groupMode speaks of.'],
    ['MDBA_MDB_EATTR_GROUP_MODE', 3, enumerated(u8, groupModes), 'What srcList means.'],
    ['MDBA_MDB_EATTR_SOURCE', 4, ip(), 'The only source, of an (S, G) entry.'],
    ['MDBA_MDB_EATTR_RTPROT', 5, enumerated(u8, routeProtocols), 'Who made it.'],
    ['MDBA_MDB_EATTR_DST', 6, ip(), 'VXLAN: the other end.'],
    ['MDBA_MDB_EATTR_DST_PORT', 7, u16, 'VXLAN: UDP port of the other end.'],
    ['MDBA_MDB_EATTR_VNI', 8, u32, `VXLAN: ${vni}, that packets get.`],
    [
      'MDBA_MDB_EATTR_IFINDEX',
      9,
      u32,
      'VXLAN: index of the interface to the other end.',
      { key: 'viaIfindex' }
    ],
    ['MDBA_MDB_EATTR_SRC_VNI', 10, u32, `VXLAN: ${vni}, that packets come with.`]
  ]
)
