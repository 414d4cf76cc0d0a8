/** Encapsulations of routes and next hops, by the literals of EncapType. */
import { nest } from '@nlkit/core/schema'
import { bpfEncap } from './bpf.schema.ts'
import { ilaEncap } from './ila.schema.ts'
import { ioam6Encap } from './ioam6.schema.ts'
import { ipEncap, ip6Encap } from './ip.schema.ts'
import { mplsEncap } from './mpls.schema.ts'
import { rplEncap } from './rpl.schema.ts'
import { seg6Encap, seg6LocalEncap } from './seg6.schema.ts'
import { xfrmEncap } from './xfrm.schema.ts'

export const encaps = {
  mpls: nest(mplsEncap),
  ip: nest(ipEncap),
  ila: nest(ilaEncap),
  ip6: nest(ip6Encap),
  seg6: nest(seg6Encap),
  bpf: nest(bpfEncap),
  'seg6-local': nest(seg6LocalEncap),
  rpl: nest(rplEncap),
  ioam6: nest(ioam6Encap),
  xfrm: nest(xfrmEncap)
}
