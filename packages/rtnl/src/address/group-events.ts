import { eventReader, type ObjectEvent } from '../events.ts'
import { addressCodec, type Address } from './codec.ts'
import { RTM_DELANYCAST, RTM_DELMULTICAST, RTM_NEWANYCAST, RTM_NEWMULTICAST } from './constants.ts'

/** An interface has joined or left a multicast or anycast address of IPv6. */
export type JoinedAddressEvent = ObjectEvent<
  'newmulticast' | 'delmulticast' | 'newanycast' | 'delanycast',
  'address',
  Address
>

/** Joined and left groups, Linux 6.15 and later: groups `ipv4-mcaddr`, `ipv6-mcaddr`, `ipv6-acaddr`. */
export const joinedAddressEvents = eventReader('address', addressCodec, {
  [RTM_NEWMULTICAST]: 'newmulticast',
  [RTM_DELMULTICAST]: 'delmulticast',
  [RTM_NEWANYCAST]: 'newanycast',
  [RTM_DELANYCAST]: 'delanycast'
})
