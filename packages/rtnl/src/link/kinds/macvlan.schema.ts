/** Links of their own hardware address on another link, macvlan and macvtap: linux/if_link.h, drivers/net/macvlan.c. */
import {
  attributes,
  enumerated,
  enumeration,
  flagged,
  flags,
  hardwareAddress,
  multi,
  nest,
  s32,
  u16,
  u32
} from '@nlkit/core/schema'

export const macvlanModes = enumeration('MacvlanMode', 'MACVLAN_MODE', [
  ['MACVLAN_MODE_PRIVATE', 1, 'Do not reach each other.'],
  ['MACVLAN_MODE_VEPA', 2, 'Reach each other through the switch outside.'],
  ['MACVLAN_MODE_BRIDGE', 4, 'Reach each other directly.'],
  ['MACVLAN_MODE_PASSTHRU', 8, 'One alone takes the link over.'],
  ['MACVLAN_MODE_SOURCE', 16, 'Takes packets of listed source addresses only.']
])

export const macvlanFlags = flags('MACVLAN_FLAG', [
  ['MACVLAN_FLAG_NOPROMISC', 0x1, 'The link below stays out of promiscuous mode.'],
  ['MACVLAN_FLAG_NODST', 0x2, 'Mode source: the packet goes on to other macvlans too.']
])

export const macvlanMacaddrModes = enumeration('MacvlanMacaddrMode', 'MACVLAN_MACADDR', [
  ['MACVLAN_MACADDR_ADD', 0, 'Add the address.'],
  ['MACVLAN_MACADDR_DEL', 1, 'Delete the address.'],
  ['MACVLAN_MACADDR_FLUSH', 2, 'Delete all.'],
  ['MACVLAN_MACADDR_SET', 3, 'Replace all.']
])

export const macvlanAddresses = attributes('MacvlanAddresses', 'IFLA_MACVLAN', 'Source addresses.', [
  ['IFLA_MACVLAN_MACADDR', 4, multi(hardwareAddress(6)), 'Source address.']
])

export const macvlan = attributes('Macvlan', 'IFLA_MACVLAN', 'Settings of a macvlan or macvtap.', [
  ['IFLA_MACVLAN_MODE', 1, enumerated(u32, macvlanModes), 'Whom they reach, VEPA by default.'],
  ['IFLA_MACVLAN_FLAGS', 2, flagged(u16, macvlanFlags), 'Flags, MACVLAN_FLAG_*.'],
  [
    'IFLA_MACVLAN_MACADDR_MODE',
    3,
    enumerated(u32, macvlanMacaddrModes),
    'In requests: what to do with source addresses.'
  ],
  ['IFLA_MACVLAN_MACADDR', 4, hardwareAddress(6), 'In requests: the source address to add or delete.'],
  ['IFLA_MACVLAN_MACADDR_DATA', 5, nest(macvlanAddresses, { flagged: false }), 'Source addresses.'],
  ['IFLA_MACVLAN_MACADDR_COUNT', 6, u32, 'How many source addresses there are.'],
  ['IFLA_MACVLAN_BC_QUEUE_LEN', 7, u32, 'Length of the queue of broadcasts that is asked for, packets.'],
  ['IFLA_MACVLAN_BC_QUEUE_LEN_USED', 8, u32, 'The longest that anyone asked for.'],
  [
    'IFLA_MACVLAN_BC_CUTOFF',
    9,
    s32,
    'Packets of multicast groups with more receivers than this are queued, -1: all, 0: by default one receiver.'
  ]
])
