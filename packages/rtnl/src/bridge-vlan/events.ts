import { eventReader, type ObjectEvent } from '../events.ts'
import { bridgeVlanCodec, type BridgeVlan } from './codec.ts'
import { RTM_DELVLAN, RTM_NEWVLAN } from './constants.ts'

/** VLANs of a bridge or port, or their options, have come, changed or gone. */
export type BridgeVlanEvent = ObjectEvent<'newvlan' | 'delvlan', 'vlan', BridgeVlan>

export const bridgeVlanEvents = eventReader('vlan', bridgeVlanCodec, {
  [RTM_NEWVLAN]: 'newvlan',
  [RTM_DELVLAN]: 'delvlan'
})
