import { eventReader, type ObjectEvent } from '../events.ts'
import { dcbCodec, type Dcb } from './codec.ts'
import { RTM_GETDCB, RTM_SETDCB } from './constants.ts'

/** Settings of data centre bridging were changed, or asked for. */
export type DcbEvent = ObjectEvent<'setdcb' | 'getdcb', 'dcb', Dcb>

/**
 * Told when settings change, in the group `dcb` (dcbnl_notify()): `setdcb` by a program or by DCBX in the device, `getdcb` by what
 * some drivers' DCBX has agreed on; both have all settings.
 */
export const dcbEvents = eventReader('dcb', dcbCodec, {
  [RTM_SETDCB]: 'setdcb',
  [RTM_GETDCB]: 'getdcb'
})
