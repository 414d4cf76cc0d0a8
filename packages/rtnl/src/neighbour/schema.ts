/** Neighbours and forwarding database entries: linux/neighbour.h; net/core/neighbour.c, rtnetlink.c. */
import {
  attributes,
  be16,
  constants,
  enumerated,
  flag,
  flagged,
  flags,
  hardwareAddress,
  ip,
  message,
  nest,
  padding,
  s32,
  struct,
  u16,
  u32,
  u8
} from '@nlkit/core/schema'
import { family } from '../family/schema.ts'
import { routeProtocols, routeTypes } from '../route/schema.ts'

export const neighbourStates = flags('NUD', [
  ['NUD_INCOMPLETE', 0x01, 'It was asked for and has not answered.'],
  ['NUD_REACHABLE', 0x02, 'It was heard of lately. In a forwarding database: not the host itself.'],
  ['NUD_STALE', 0x04, 'It is believed until it is needed.'],
  ['NUD_DELAY', 0x08, 'Something was sent to it, and it is waited whether somebody confirms it.'],
  ['NUD_PROBE', 0x10, 'It is being asked again.'],
  ['NUD_FAILED', 0x20, 'It did not answer.'],
  ['NUD_NOARP', 0x40, 'Nobody is asked for it. In a forwarding database: it does not age.'],
  ['NUD_PERMANENT', 0x80, 'It stays until it is deleted. In a forwarding database: the host itself.']
])

export const neighbourStateNone = constants([['NUD_NONE', 0, 'No state: nothing is known.']])

export const neighbourFlags = flags('NTF', [
  ['NTF_USE', 0x01, 'In requests: look it up as if something were sent to it.'],
  ['NTF_SELF', 0x02, 'Of the device itself.'],
  ['NTF_MASTER', 0x04, 'Of the bridge that the device is a port of.'],
  ['NTF_PROXY', 0x08, 'This host answers in its place.'],
  ['NTF_EXT_LEARNED', 0x10, 'Kept by somebody outside the kernel.'],
  ['NTF_OFFLOADED', 0x20, 'In hardware.'],
  ['NTF_STICKY', 0x40, 'Does not move to another port.'],
  ['NTF_ROUTER', 0x80, 'It is a router.']
])

export const neighbourExtFlags = flags('NTF_EXT', [
  ['NTF_EXT_MANAGED', 0x01, 'The kernel keeps it reachable.'],
  ['NTF_EXT_LOCKED', 0x02, 'Seen on a locked port, not allowed to send.'],
  ['NTF_EXT_EXT_VALIDATED', 0x04, 'Somebody outside the kernel vouches for it.']
])

export const fdbNotifyFlags = flags('FDB_NOTIFY', [
  ['FDB_NOTIFY_BIT', 1, 'Tell when it was used again after a time of silence.'],
  ['FDB_NOTIFY_INACTIVE_BIT', 2, 'Tell when it was not used for its ageing time.']
])

export const ndmsg = struct('ndmsg', 'ndm_', [
  ['ndm_family', family, 'Address family; `bridge` for an entry of a forwarding database.'],
  [padding(3)],
  ['ndm_ifindex', s32, 'Index of the interface.'],
  ['ndm_state', flagged(u16, neighbourStates), 'State, NUD_*.'],
  ['ndm_flags', flagged(u8, neighbourFlags), 'Flags, NTF_*.'],
  ['ndm_type', enumerated(u8, routeTypes), "Kind of its address, as a route's."]
])

export const ndaCacheinfo = struct(
  'nda_cacheinfo',
  'ndm_',
  [
    ['ndm_confirmed', u32, 'Since it was confirmed, hundredths of a second.'],
    ['ndm_used', u32, 'Since it was used, hundredths of a second.'],
    ['ndm_updated', u32, 'Since it was changed, hundredths of a second.'],
    ['ndm_refcnt', u32, 'How many use it.']
  ],
  { doc: 'How old a neighbour is.' }
)

export const fdbExtAttributes = attributes(
  'FdbExtAttributes',
  'NFEA',
  'More about an entry of a forwarding database.',
  [
    [
      'NFEA_ACTIVITY_NOTIFY',
      1,
      flagged(u8, fdbNotifyFlags),
      'When to tell of its use, FDB_NOTIFY_*; 0 is never.'
    ],
    ['NFEA_DONT_REFRESH', 2, flag, 'In requests: its age stays as it is.']
  ]
)

const vni = 'VXLAN network identifier, 24 bits'

export const neighbourAttributes = attributes('NeighbourAttributes', 'NDA', 'Attributes of a neighbour.', [
  [
    'NDA_DST',
    1,
    ip(),
    "Its network address. In a forwarding database the VXLAN tunnel's other end. Of families with addresses of another length `0x..`."
  ],
  ['NDA_LLADDR', 2, hardwareAddress(), 'Its hardware address.'],
  ['NDA_CACHEINFO', 3, ndaCacheinfo, 'How old it is.'],
  ['NDA_PROBES', 4, u32, 'How often it was asked without an answer.'],
  ['NDA_VLAN', 5, u16, 'VLAN, 1 to 4094.'],
  ['NDA_PORT', 6, be16, 'UDP port of the other end.'],
  ['NDA_VNI', 7, u32, `${vni}, that packets to it get.`],
  [
    'NDA_IFINDEX',
    8,
    u32,
    'Index of the interface to the other end; in requests for dumps: of the device.',
    { key: 'viaIfindex' }
  ],
  ['NDA_MASTER', 9, u32, 'Index of the bridge, or of another master in requests for dumps.'],
  ['NDA_LINK_NETNSID', 10, s32, 'Id of the network namespace of the interface to the other end.'],
  ['NDA_SRC_VNI', 11, u32, `${vni}, that packets come with.`],
  ['NDA_PROTOCOL', 12, enumerated(u8, routeProtocols), 'Who made it.'],
  ['NDA_NH_ID', 13, u32, 'Id of a next hop object in place of an address.'],
  ['NDA_FDB_EXT_ATTRS', 14, nest(fdbExtAttributes), 'More about an entry of a forwarding database.'],
  ['NDA_FLAGS_EXT', 15, flagged(u32, neighbourExtFlags), 'More flags, NTF_EXT_*.'],
  [
    'NDA_NDM_STATE_MASK',
    16,
    flagged(u16, neighbourStates),
    'In bulk deletions: which bits of the state count.'
  ],
  ['NDA_NDM_FLAGS_MASK', 17, flagged(u8, neighbourFlags), 'In bulk deletions: which bits of the flags count.']
])

export const neighbour = message({
  name: 'neighbour',
  doc: 'A neighbour, or an entry of a forwarding database.',
  header: ndmsg,
  attributes: neighbourAttributes,
  messages: { RTM_NEWNEIGH: 28, RTM_DELNEIGH: 29, RTM_GETNEIGH: 30 },
  identity: { module: './identity.ts', name: 'neighbourIdentity' }
})
