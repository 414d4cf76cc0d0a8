/** Frame preemption (802.1Qbu) of traffic classes: TC_FP_* in include/uapi/linux/pkt_sched.h. */
import { enumeration } from '@nlkit/core/schema'

export const framePreemption = enumeration('FramePreemption', 'TC_FP', [
  ['TC_FP_EXPRESS', 1, 'May interrupt others.'],
  ['TC_FP_PREEMPTIBLE', 2, 'May be interrupted.']
])
