import { eventReader, type ObjectEvent } from '../events.ts'
import { nexthopCodec, type Nexthop } from './codec.ts'
import { RTM_DELNEXTHOP, RTM_NEWNEXTHOP, RTM_NEWNEXTHOPBUCKET } from './constants.ts'

/** `newnexthopbucket`: a bucket of a resilient group has moved to another member. */
export type NexthopEvent = ObjectEvent<'newnexthop' | 'delnexthop' | 'newnexthopbucket', 'nexthop', Nexthop>

export const nexthopEvents = eventReader('nexthop', nexthopCodec, {
  [RTM_NEWNEXTHOP]: 'newnexthop',
  [RTM_DELNEXTHOP]: 'delnexthop',
  [RTM_NEWNEXTHOPBUCKET]: 'newnexthopbucket'
})
