/** IP over InfiniBand: linux/if_link.h, drivers/infiniband/ulp/ipoib/ipoib_netlink.c. */
import { attributes, enumerated, enumeration, u16 } from '@nlkit/core/schema'

export const ipoibModes = enumeration('IpoibMode', 'IPOIB_MODE', [
  ['IPOIB_MODE_DATAGRAM', 0, 'Datagrams.'],
  ['IPOIB_MODE_CONNECTED', 1, 'Connections.']
])

export const ipoib = attributes('Ipoib', 'IFLA_IPOIB', 'Settings of IP over InfiniBand.', [
  ['IFLA_IPOIB_PKEY', 1, u16, 'Partition key. Bit 15: full member.'],
  ['IFLA_IPOIB_MODE', 2, enumerated(u16, ipoibModes), 'Mode.'],
  ['IFLA_IPOIB_UMCAST', 3, u16, '1: programs join multicast groups.']
])
