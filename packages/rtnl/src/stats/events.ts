import { eventReader, type ObjectEvent } from '../events.ts'
import { linkStatisticsCodec, type LinkStatistics } from './codec.ts'
import { RTM_NEWSTATS } from './constants.ts'

/** What becomes of counting in hardware, not the counters. */
export type LinkStatisticsEvent = ObjectEvent<'newstats', 'stats', LinkStatistics>

/** Told when counting in hardware is asked for or begins (rtnl_offload_xstats_notify()), in the group `stats`. */
export const linkStatisticsEvents = eventReader('stats', linkStatisticsCodec, { [RTM_NEWSTATS]: 'newstats' })
