import { eventReader, type ObjectEvent } from '../events.ts'
import { addressCodec, type Address } from './codec.ts'
import { RTM_DELADDR, RTM_NEWADDR } from './constants.ts'

/** An address was added or changed (`newaddr`), or deleted. */
export type AddressEvent = ObjectEvent<'newaddr' | 'deladdr', 'address', Address>

export const addressEvents = eventReader('address', addressCodec, {
  [RTM_NEWADDR]: 'newaddr',
  [RTM_DELADDR]: 'deladdr'
})
