import { eventReader, type ObjectEvent } from '../events.ts'
import { netconfCodec, type Netconf } from './codec.ts'
import { RTM_DELNETCONF, RTM_NEWNETCONF } from './constants.ts'

export type NetconfEvent = ObjectEvent<'newnetconf' | 'delnetconf', 'netconf', Netconf>

export const netconfEvents = eventReader('netconf', netconfCodec, {
  [RTM_NEWNETCONF]: 'newnetconf',
  [RTM_DELNETCONF]: 'delnetconf'
})
