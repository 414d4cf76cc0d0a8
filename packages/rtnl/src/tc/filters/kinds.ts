/** What belongs to each kind of filter. */
import { nest } from '@nlkit/core/schema'
import { basicOptions } from './basic.schema.ts'
import { bpfFilterOptions } from './bpf.schema.ts'
import { cgroupOptions } from './cgroup.schema.ts'
import { flowOptions } from './flow.schema.ts'
import { flowerOptions } from './flower.schema.ts'
import { fwOptions } from './fw.schema.ts'
import { matchallOptions } from './matchall.schema.ts'
import { routeFilterOptions } from './route.schema.ts'
import { u32Options } from './u32.schema.ts'

/** Settings, TCA_OPTIONS. */
export const filterKinds = {
  u32: nest(u32Options),
  bpf: nest(bpfFilterOptions),
  flower: nest(flowerOptions),
  matchall: nest(matchallOptions),
  basic: nest(basicOptions),
  cgroup: nest(cgroupOptions),
  fw: nest(fwOptions),
  flow: nest(flowOptions),
  route: nest(routeFilterOptions)
}
