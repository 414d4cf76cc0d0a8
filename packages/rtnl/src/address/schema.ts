/** Addresses of interfaces: linux/if_addr.h; net/ipv4/devinet.c, net/ipv6/addrconf.c. */
import {
  attributes,
  enumerated,
  enumeration,
  flagged,
  flags,
  ip,
  message,
  s32,
  string,
  struct,
  u32,
  u8
} from '@nlkit/core/schema'
import { family } from '../family/schema.ts'
import { scope } from '../route/scope.schema.ts'

export const addressFlags = flags('IFA_F', [
  ['IFA_F_SECONDARY', 0x01, 'IPv4: not the first address of its prefix. IPv6: temporary (IFA_F_TEMPORARY).'],
  ['IFA_F_NODAD', 0x02, 'IPv6: no duplicate address detection.'],
  ['IFA_F_OPTIMISTIC', 0x04, 'IPv6: usable while its uniqueness is being checked.'],
  ['IFA_F_DADFAILED', 0x08, 'IPv6: another host has it.'],
  ['IFA_F_HOMEADDRESS', 0x10, 'IPv6: home address of a mobile node.'],
  ['IFA_F_DEPRECATED', 0x20, 'Its preferred lifetime is over.'],
  ['IFA_F_TENTATIVE', 0x40, 'IPv6: its uniqueness is being checked.'],
  ['IFA_F_PERMANENT', 0x80, 'It has no end.'],
  ['IFA_F_MANAGETEMPADDR', 0x100, 'IPv6: temporary addresses are made of it.'],
  ['IFA_F_NOPREFIXROUTE', 0x200, 'No route to its prefix comes with it.'],
  ['IFA_F_MCAUTOJOIN', 0x400, 'A multicast group that is joined with it.'],
  ['IFA_F_STABLE_PRIVACY', 0x800, 'IPv6: made by RFC 7217.']
])

export const addressProtocols = enumeration('AddressProtocol', 'IFAPROT', [
  ['IFAPROT_UNSPEC', 0],
  ['IFAPROT_KERNEL_LO', 1, 'The loopback address.'],
  ['IFAPROT_KERNEL_RA', 2, 'Made of a router advertisement.'],
  ['IFAPROT_KERNEL_LL', 3, 'Link-local, by the kernel.']
])

export const ifaddrmsg = struct('ifaddrmsg', 'ifa_', [
  ['ifa_family', family, 'Address family.'],
  ['ifa_prefixlen', u8, 'Length of the prefix in bits, 0 to 32 or 128.'],
  ['ifa_flags', u8, 'The low eight flags.'],
  ['ifa_scope', scope, 'How far it is valid.'],
  ['ifa_index', u32, 'Index of the interface.']
])

export const ifaCacheinfo = struct(
  'ifa_cacheinfo',
  'ifa_',
  [
    [
      'ifa_prefered',
      u32,
      'Preferred lifetime that is left, seconds; 0xffffffff is for ever.',
      { default: 0xffffffff }
    ],
    [
      'ifa_valid',
      u32,
      'Valid lifetime that is left, seconds; 0xffffffff is for ever.',
      { default: 0xffffffff }
    ],
    ['cstamp', u32, 'When it was made, hundredths of a second since boot.'],
    ['tstamp', u32, 'When it was last changed, hundredths of a second since boot.']
  ],
  { doc: 'Lifetimes of an address.' }
)

export const addressAttributes = attributes('AddressAttributes', 'IFA', 'Attributes of an address.', [
  [
    'IFA_ADDRESS',
    1,
    ip(),
    'The address of its prefix: on a point-to-point link that of the peer, else the same as local.'
  ],
  ['IFA_LOCAL', 2, ip(), 'The address of the interface. IPv6 has it only beside a peer.'],
  [
    'IFA_LABEL',
    3,
    string(15),
    "IPv4: its name, the interface's or one beginning with it and a colon. At most 15 bytes."
  ],
  ['IFA_BROADCAST', 4, ip(), 'IPv4: broadcast address.'],
  ['IFA_ANYCAST', 5, ip(), 'IPv6: an anycast address, in dumps of those.'],
  ['IFA_CACHEINFO', 6, ifaCacheinfo, 'Lifetimes.'],
  ['IFA_MULTICAST', 7, ip(), 'A multicast group that was joined, in dumps of those.'],
  ['IFA_FLAGS', 8, flagged(u32, addressFlags), 'Flags, IFA_F_*.', { widens: 'ifa_flags' }],
  ['IFA_RT_PRIORITY', 9, u32, 'Metric of the route to its prefix.'],
  ['IFA_TARGET_NETNSID', 10, s32, 'Id of the network namespace that is meant.'],
  [
    'IFA_PROTO',
    11,
    enumerated(u8, addressProtocols),
    'Who made it: IFAPROT_*, or a number of the administrator.'
  ]
])

export const address = message({
  name: 'address',
  doc: 'An address of an interface.',
  header: ifaddrmsg,
  attributes: addressAttributes,
  messages: {
    RTM_NEWADDR: 20,
    RTM_DELADDR: 21,
    RTM_GETADDR: 22,
    RTM_NEWMULTICAST: 56,
    RTM_DELMULTICAST: 57,
    RTM_GETMULTICAST: 58,
    RTM_NEWANYCAST: 60,
    RTM_DELANYCAST: 61,
    RTM_GETANYCAST: 62
  },
  identity: { module: './identity.ts', name: 'addressIdentity' }
})
