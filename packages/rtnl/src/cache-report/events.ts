import { eventReader, type ObjectEvent } from '../events.ts'
import { cacheReportCodec, type CacheReport } from './codec.ts'
import { RTM_NEWCACHEREPORT } from './constants.ts'

/** A packet that the multicast routing daemon is asked about. */
export type CacheReportEvent = ObjectEvent<'newcachereport', 'cacheReport', CacheReport>

/** In the groups `ipv4-mroute-r` and `ipv6-mroute-r`, to which the kernel wants CAP_NET_ADMIN. */
export const cacheReportEvents = eventReader('cacheReport', cacheReportCodec, {
  [RTM_NEWCACHEREPORT]: 'newcachereport'
})
