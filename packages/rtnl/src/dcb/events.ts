import { eventReader, type ObjectEvent } from '../events.ts'
import { dcbCodec, type Dcb } from './codec.ts'
import { RTM_SETDCB } from './constants.ts'

export type DcbEvent = ObjectEvent<'setdcb', 'dcb', Dcb>

/** Told when settings change, by a program or by DCBX in the device (dcbnl_notify()), in the group `dcb`. */
export const dcbEvents = eventReader('dcb', dcbCodec, { [RTM_SETDCB]: 'setdcb' })
