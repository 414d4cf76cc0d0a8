import { eventReader, type ObjectEvent } from '../events.ts'
import { nsidCodec, type Nsid } from './codec.ts'
import { RTM_DELNSID, RTM_NEWNSID } from './constants.ts'

/** A network namespace has got an id here, or lost it. */
export type NsidEvent = ObjectEvent<'newnsid' | 'delnsid', 'nsid', Nsid>

export const nsidEvents = eventReader('nsid', nsidCodec, {
  [RTM_NEWNSID]: 'newnsid',
  [RTM_DELNSID]: 'delnsid'
})
