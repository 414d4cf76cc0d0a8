import { eventReader, type ObjectEvent } from '../events.ts'
import { vxlanVniCodec, type VxlanVni } from './codec.ts'
import { RTM_DELTUNNEL, RTM_NEWTUNNEL } from './constants.ts'

/** A VXLAN device takes a VNI, or no longer. */
export type VxlanVniEvent = ObjectEvent<'newvni' | 'delvni', 'vni', VxlanVni>

export const vxlanVniEvents = eventReader('vni', vxlanVniCodec, {
  [RTM_NEWTUNNEL]: 'newvni',
  [RTM_DELTUNNEL]: 'delvni'
})
