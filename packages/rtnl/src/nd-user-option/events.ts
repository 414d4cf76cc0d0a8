import { eventReader, type ObjectEvent } from '../events.ts'
import { ndUserOptionCodec, RTM_NEWNDUSEROPT, type NdUserOption } from './nd-user-option.ts'

/** A router advertisement had an option that the kernel leaves to programs, such as RDNSS. */
export type NdUserOptionEvent = ObjectEvent<'newnduseropt', 'ndUserOption', NdUserOption>

/** Told at each router advertisement with such an option, in the group `nd-useropt`. */
export const ndUserOptionEvents = eventReader('ndUserOption', ndUserOptionCodec, {
  [RTM_NEWNDUSEROPT]: 'newnduseropt'
})
