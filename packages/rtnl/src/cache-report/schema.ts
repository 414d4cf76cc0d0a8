/** Reports of multicast routing to its daemon: linux/mroute.h, linux/mroute6.h; net/ipv4/ipmr.c, net/ipv6/ip6mr.c. */
import { attributes, binary, enumerated, enumeration, ip, message, u32, u8 } from '@nlkit/core/schema'
import { rtgenmsg } from '../nsid/schema.ts'

/** IGMPMSG_* of linux/mroute.h; those of IPv6 have the same numbers. */
export const cacheReportTypes = enumeration('CacheReportType', 'IGMPMSG', [
  ['IGMPMSG_NOCACHE', 1, 'There is no route for a packet.'],
  ['IGMPMSG_WRONGVIF', 2, 'A packet came in by the wrong interface.'],
  ['IGMPMSG_WHOLEPKT', 3, 'A packet to send to the rendezvous point.'],
  ['IGMPMSG_WRVIFWHOLE', 4, 'A packet that came in by the wrong interface, whole.']
])

export const cacheReport = message({
  name: 'cacheReport',
  doc: 'What multicast routing tells its daemon.',
  header: rtgenmsg,
  attributes: attributes('CacheReportAttributes', 'IPMRA_CREPORT', 'Attributes of a report.', [
    ['IPMRA_CREPORT_MSGTYPE', 1, enumerated(u8, cacheReportTypes), 'What happened.'],
    ['IPMRA_CREPORT_VIF_ID', 2, u32, 'Number of the multicast interface.'],
    ['IPMRA_CREPORT_SRC_ADDR', 3, ip(), 'Source of the packet.'],
    ['IPMRA_CREPORT_DST_ADDR', 4, ip(), 'Group of the packet.'],
    ['IPMRA_CREPORT_PKT', 5, binary(), 'The packet, from its IP header.'],
    ['IPMRA_CREPORT_TABLE', 6, u32, 'Routing table.']
  ]),
  messages: { RTM_NEWCACHEREPORT: 96 }
})
