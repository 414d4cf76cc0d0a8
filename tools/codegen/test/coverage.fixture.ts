/** What rtnl is measured by, and what it leaves out on purpose. */
import { fileURLToPath } from 'node:url'
import type { Omissions } from '../src/testing/index.ts'

/** Specifications of which rtnl has every attribute and struct. */
export const specifications = ['rt-addr', 'rt-link', 'rt-neigh', 'rt-route', 'rt-rule', 'tc']

/** Enumerators that rtnl has, by the headers that they stand in. */
export const families: Readonly<Record<string, RegExp>> = {
  'linux/rtnetlink.h':
    /^(?:RTM_(?:NEW|DEL|GET|SET)|RTA_|RTAX_|RTN_|RTPROT_|RT_SCOPE_|RT_TABLE_|RTNH_F_|RTM_F_|PREFIX_|NDUSEROPT_|TCA_|RTEXT_)/,
  'linux/if_link.h': /./,
  'linux/if_addr.h': /./,
  'linux/if_addrlabel.h': /./,
  'linux/neighbour.h': /./,
  'linux/fib_rules.h': /./,
  'linux/nexthop.h': /./,
  'linux/if_bridge.h': /^(?!BR_MCAST_DIR)/,
  'linux/net_namespace.h': /^(?!NETNSA_NONE$)/,
  'linux/netconf.h': /./,
  'linux/dcbnl.h': /^(?!.*UNDEFINED$)/,
  'linux/lwtunnel.h': /./,
  'linux/mpls_iptunnel.h': /./,
  'linux/seg6_iptunnel.h': /./,
  'linux/seg6_local.h': /./,
  'linux/rpl_iptunnel.h': /./,
  'linux/ioam6_iptunnel.h': /./,
  'linux/ila.h': /./,
  'linux/mroute.h': /^IPMRA_/,
  'linux/mroute6.h': /^IP6MRA_/,
  'linux/amt.h': /./,
  'linux/batman_adv.h': /^IFLA_/,
  'linux/can/gw.h': /./,
  'linux/can/netlink.h': /./,
  'linux/can/vxcan.h': /./,
  'linux/if_tunnel.h': /^(?:IFLA_|TUNNEL_ENCAP_)/,
  'linux/if_vlan.h': /^VLAN_FLAG_/,
  'linux/veth.h': /./,
  'linux/wwan.h': /./,
  'linux/gen_stats.h': /./,
  'linux/pkt_sched.h': /./,
  'linux/pkt_cls.h': /./,
  'linux/tc_act/tc_bpf.h': /./,
  'linux/tc_act/tc_connmark.h': /./,
  'linux/tc_act/tc_csum.h': /./,
  'linux/tc_act/tc_ct.h': /./,
  'linux/tc_act/tc_ctinfo.h': /./,
  'linux/tc_act/tc_defact.h': /./,
  'linux/tc_act/tc_gact.h': /./,
  'linux/tc_act/tc_gate.h': /./,
  'linux/tc_act/tc_ife.h': /./,
  'linux/tc_act/tc_mirred.h': /./,
  'linux/tc_act/tc_mpls.h': /./,
  'linux/tc_act/tc_nat.h': /./,
  'linux/tc_act/tc_pedit.h': /./,
  'linux/tc_act/tc_sample.h': /./,
  'linux/tc_act/tc_skbedit.h': /./,
  'linux/tc_act/tc_skbmod.h': /./,
  'linux/tc_act/tc_tunnel_key.h': /./,
  'linux/tc_act/tc_vlan.h': /./,
  'linux/tc_ematch/tc_em_cmp.h': /./,
  'linux/tc_ematch/tc_em_ipt.h': /./,
  'linux/tc_ematch/tc_em_meta.h': /./
}

/** Numbers of bits, of which schemas have the flags. */
export const bits = /^(?:BR_BOOLOPT|SEG6_LOCAL_FLV_OP)_/

/** Of these one arm stands for a union, as in the specification, or no header of the kernel exports them. */
export const unions: ReadonlySet<string> = new Set(['tc_fq_codel_xstats', 'xt_entry_target'])

const rtnl = async (file: string): Promise<unknown> =>
  import(fileURLToPath(new URL(`../../../packages/rtnl/src/${file}`, import.meta.url)))

/** Multicast groups: their names here, and what rtnl has. */
export const groups = {
  nameOf: (c: string): string => c.slice('RTNLGRP_'.length).toLowerCase().replaceAll('_', '-'),
  load: async (): Promise<Readonly<Record<string, number>>> =>
    ((await rtnl('groups.ts')) as { groups: Readonly<Record<string, number>> }).groups
}

/** The object of all verbs; the kernel behind it is never asked. */
export const verbs = async (): Promise<object> => {
  const { Rtnl } = (await rtnl('rtnl.ts')) as { Rtnl: { open(options: object): object } }
  const { ScriptedKernel } = await import('@nlkit/core/testing')
  return Rtnl.open({ transport: new ScriptedKernel(() => {}) })
}

/** Types of messages that traces name and decode. */
export const tracedTypes = async (): Promise<ReadonlySet<number>> =>
  new Set(((await rtnl('messages.ts')) as { messages: ReadonlyMap<number, unknown> }).messages.keys())

const UNUSED = 'An attribute that the kernel never had.'
const COMMAND = 'Of the generic netlink family ILA.'
const SAME = 'IPMRA_CREPORT_* under another name: cache reports of both families have one schema.'

/** What the specifications and headers have and the schemas have not, and why. */
export const omissions: Omissions = {
  RTM_NEWNDUSEROPT:
    'Beside its codec, which is written by hand: options stand between header and attributes.',
  IFLA_IF_NETNSID: 'The old name of IFLA_TARGET_NETNSID.',
  IFLA_DSA_MASTER: 'The old name of IFLA_DSA_CONDUIT.',
  BRIDGE_MODE_HAIRPIN: 'A value of IFLA_BRPORT_MODE, which is a flag.',
  DPLL_A_ID: 'The specification has the wrong name: it is DPLL_A_PIN_ID.',
  FRA_UNUSED2: UNUSED,
  FRA_UNUSED3: UNUSED,
  FRA_UNUSED4: UNUSED,
  FRA_UNUSED5: UNUSED,
  FRA_PAD: UNUSED,
  ILA_CMD_ADD: COMMAND,
  ILA_CMD_DEL: COMMAND,
  ILA_CMD_GET: COMMAND,
  ILA_CMD_FLUSH: COMMAND,
  ILA_ATYPE_RSVD_1: 'Reserved.',
  ILA_ATYPE_RSVD_2: 'Reserved.',
  IP6MRA_CREPORT_MSGTYPE: SAME,
  IP6MRA_CREPORT_MIF_ID: SAME,
  IP6MRA_CREPORT_SRC_ADDR: SAME,
  IP6MRA_CREPORT_DST_ADDR: SAME,
  IP6MRA_CREPORT_PKT: SAME,
  TC_A_HFSC_ATTRS_RSC: 'The specification has the wrong prefix: it is TCA_HFSC_RSC.',
  TC_A_HFSC_ATTRS_FSC: 'The specification has the wrong prefix: it is TCA_HFSC_FSC.',
  TC_A_HFSC_ATTRS_USC: 'The specification has the wrong prefix: it is TCA_HFSC_USC.',
  TCA_TAPRIO_PAD: 'The old name of TCA_TAPRIO_ATTR_PAD.',
  tc_u32_sel_hdr: 'The front part of tc_u32_sel, for hardware drivers.',
  tc_estimator: 'gnet_estimator under another name.',
  tc_choke_qopt: 'tc_red_qopt under another name.',
  tc_fq_codel_qd_stats: 'The arm of tc_fq_codel_xstats that stands for it here, as in the specification.'
}
