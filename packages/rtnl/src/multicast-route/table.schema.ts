/** Tables of IPv4 multicast routing and their interfaces: linux/mroute.h; net/ipv4/ipmr.c, ipmr_rtm_dumplink(). */
import {
  attributes,
  counter,
  flagged,
  flags,
  ipv4,
  message,
  multi,
  nest,
  pad,
  s32,
  u16,
  u32,
  u8
} from '@nlkit/core/schema'
import { ifinfomsg } from '../link/schema.ts'

export const multicastInterfaceFlags = flags('VIFF', [
  ['VIFF_TUNNEL', 1, 'An IPIP tunnel of the kernel.'],
  ['VIFF_SRCRT', 2, 'Unused.'],
  ['VIFF_REGISTER', 4, 'The register interface of PIM.'],
  ['VIFF_USE_IFINDEX', 8, 'Named by its index.']
])

export const multicastInterface = attributes(
  'MulticastInterface',
  'IPMRA_VIFA',
  'An interface of multicast routing.',
  [
    ['IPMRA_VIFA_IFINDEX', 1, u32, 'Index of the interface.'],
    ['IPMRA_VIFA_VIF_ID', 2, u32, 'Its number in multicast routing.'],
    ['IPMRA_VIFA_FLAGS', 3, flagged(u16, multicastInterfaceFlags), 'VIFF_*.'],
    ['IPMRA_VIFA_BYTES_IN', 4, counter, 'Bytes that came in by it.'],
    ['IPMRA_VIFA_BYTES_OUT', 5, counter, 'Bytes that left by it.'],
    ['IPMRA_VIFA_PACKETS_IN', 6, counter, 'Packets that came in by it.'],
    ['IPMRA_VIFA_PACKETS_OUT', 7, counter, 'Packets that left by it.'],
    ['IPMRA_VIFA_LOCAL_ADDR', 8, ipv4, "Its address; of VIFF_USE_IFINDEX the index's bytes."],
    ['IPMRA_VIFA_REMOTE_ADDR', 9, ipv4, "The tunnel's other end."],
    ['IPMRA_VIFA_PAD', 10, pad, 'Aligns.']
  ]
)

export const multicastInterfaces = attributes('MulticastInterfaces', 'IPMRA', 'Interfaces of a table.', [
  ['IPMRA_VIF', 1, multi(nest(multicastInterface)), 'One.']
])

export const multicastTableSettings = attributes(
  'MulticastTableSettings',
  'IPMRA_TABLE',
  'A table of multicast routing.',
  [
    ['IPMRA_TABLE_ID', 1, u32, 'Its number.'],
    ['IPMRA_TABLE_CACHE_RES_QUEUE_LEN', 2, u32, 'How many routes wait for the daemon.'],
    ['IPMRA_TABLE_MROUTE_REG_VIF_NUM', 3, s32, 'Number of the register interface, -1 without one.'],
    ['IPMRA_TABLE_MROUTE_DO_ASSERT', 4, u8, '1: reports packets that come in by the wrong interface.'],
    ['IPMRA_TABLE_MROUTE_DO_PIM', 5, u8, '1: for PIM.'],
    ['IPMRA_TABLE_VIFS', 6, nest(multicastInterfaces), 'Its interfaces.'],
    ['IPMRA_TABLE_MROUTE_DO_WRVIFWHOLE', 7, u8, '1: reports those packets whole.']
  ]
)

export const multicastTable = message({
  name: 'multicastTable',
  doc: 'A table of IPv4 multicast routing. The kernel tells of it as of a link.',
  header: ifinfomsg,
  attributes: attributes('MulticastTableAttributes', 'IFLA', 'Attributes of a table.', [
    ['IFLA_AF_SPEC', 26, nest(multicastTableSettings), 'The table.']
  ]),
  messages: {}
})
