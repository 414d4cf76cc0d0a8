/** What belongs to each kind of action. */
import { nest } from '@nlkit/core/schema'
import { policeOptions } from '../police.schema.ts'
import { bpfActionOptions } from './bpf.schema.ts'
import { connmarkOptions } from './connmark.schema.ts'
import { csumOptions } from './csum.schema.ts'
import { ctOptions } from './ct.schema.ts'
import { ctinfoOptions } from './ctinfo.schema.ts'
import { gactOptions } from './gact.schema.ts'
import { gateOptions } from './gate.schema.ts'
import { ifeOptions } from './ife.schema.ts'
import { mirredOptions } from './mirred.schema.ts'
import { mplsOptions } from './mpls.schema.ts'
import { natOptions } from './nat.schema.ts'
import { peditOptions } from './pedit.schema.ts'
import { sampleOptions } from './sample.schema.ts'
import { simpleOptions } from './simple.schema.ts'
import { skbeditOptions } from './skbedit.schema.ts'
import { skbmodOptions } from './skbmod.schema.ts'
import { tunnelKeyOptions } from './tunnel-key.schema.ts'
import { vlanActionOptions } from './vlan.schema.ts'
import { xtOptions } from './xt.schema.ts'

/** Settings, TCA_ACT_OPTIONS. */
export const actionKinds = {
  gact: nest(gactOptions),
  mirred: nest(mirredOptions),
  police: nest(policeOptions),
  pedit: nest(peditOptions),
  vlan: nest(vlanActionOptions),
  mpls: nest(mplsOptions),
  skbedit: nest(skbeditOptions),
  skbmod: nest(skbmodOptions),
  ctinfo: nest(ctinfoOptions),
  ct: nest(ctOptions),
  csum: nest(csumOptions),
  connmark: nest(connmarkOptions),
  nat: nest(natOptions),
  bpf: nest(bpfActionOptions),
  sample: nest(sampleOptions),
  tunnel_key: nest(tunnelKeyOptions),
  gate: nest(gateOptions),
  ife: nest(ifeOptions),
  simple: nest(simpleOptions),
  xt: nest(xtOptions),
  ipt: nest(xtOptions)
}
