/** Address families as rtnetlink uses them: include/linux/socket.h, linux/rtnetlink.h. */
import { enumerated, enumeration, u16, u8 } from '@nlkit/core/schema'

export const addressFamilies = enumeration('AddressFamily', 'AF', [
  ['AF_UNSPEC', 0, 'All families, or none in particular.'],
  ['AF_UNIX', 1],
  ['AF_INET', 2, 'IPv4.'],
  ['AF_BRIDGE', 7, 'Bridge ports, forwarding databases.'],
  ['AF_INET6', 10, 'IPv6.'],
  ['AF_PACKET', 17],
  ['AF_MPLS', 28],
  ['AF_CAN', 29],
  ['AF_PHONET', 35],
  ['AF_IEEE802154', 36],
  ['AF_MCTP', 45],
  ['RTNL_FAMILY_IPMR', 128, 'IPv4 multicast routing.', 'ipmr'],
  ['RTNL_FAMILY_IP6MR', 129, 'IPv6 multicast routing.', 'ip6mr']
])

/** The family in one byte, as in most headers. */
export const family = enumerated(u8, addressFamilies)

/** The family in two bytes, as in struct rtvia. */
export const family16 = enumerated(u16, addressFamilies)
