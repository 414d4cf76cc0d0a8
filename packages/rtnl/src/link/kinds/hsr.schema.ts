/** Redundant rings and networks, HSR and PRP: linux/if_link.h, net/hsr/hsr_netlink.c. */
import { attributes, enumerated, enumeration, hardwareAddress, u16, u32, u8 } from '@nlkit/core/schema'

export const hsrProtocols = enumeration('HsrProtocol', 'HSR_PROTOCOL', [
  ['HSR_PROTOCOL_HSR', 0, 'A ring.'],
  ['HSR_PROTOCOL_PRP', 1, 'Two networks.']
])

export const hsr = attributes('Hsr', 'IFLA_HSR', 'Settings and state of a redundant link.', [
  ['IFLA_HSR_SLAVE1', 1, u32, 'Index of its first link.'],
  ['IFLA_HSR_SLAVE2', 2, u32, 'Index of its second link.'],
  ['IFLA_HSR_MULTICAST_SPEC', 3, u8, 'In requests: last byte of the address of supervision frames.'],
  ['IFLA_HSR_SUPERVISION_ADDR', 4, hardwareAddress(6), 'Address of supervision frames. Only told.'],
  ['IFLA_HSR_SEQ_NR', 5, u16, 'The next sequence number. Only told.'],
  ['IFLA_HSR_VERSION', 6, u8, 'HSR: version, 0 (2010) or 1 (2012).'],
  ['IFLA_HSR_PROTOCOL', 7, enumerated(u8, hsrProtocols), 'HSR or PRP.'],
  ['IFLA_HSR_INTERLINK', 8, u32, 'Index of the link to devices without redundancy.']
])
