import { eventReader, type ObjectEvent } from '../events.ts'
import { netconfCodec, type Netconf } from './codec.ts'
import { RTM_DELNETCONF, RTM_NEWNETCONF } from './constants.ts'

/** Settings of an address family were changed, or have come or gone with their interface: see `Netconfs`. */
export type NetconfEvent = ObjectEvent<'newnetconf' | 'delnetconf', 'netconf', Netconf>

export const netconfEvents = eventReader('netconf', netconfCodec, {
  [RTM_NEWNETCONF]: 'newnetconf',
  [RTM_DELNETCONF]: 'delnetconf'
})
