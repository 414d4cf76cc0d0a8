import { LACP_STATE } from '../link/kinds/bond.constants.ts'
import type { Bond, BondSlave } from '../link/kinds/bond.codec.ts'
import { bitNames, present, type Interfaces, type JsonObject } from './names.ts'

const MODES: Readonly<Record<string, string>> = {
  roundrobin: 'balance-rr',
  activebackup: 'active-backup',
  xor: 'balance-xor',
  '8023ad': '802.3ad',
  tlb: 'balance-tlb',
  alb: 'balance-alb'
}

const POLICIES: Readonly<Record<string, string>> = {
  layer34: 'layer3+4',
  layer23: 'layer2+3',
  encap23: 'encap2+3',
  encap34: 'encap3+4',
  'vlan-srcmac': 'vlan+srcmac'
}

/** The tool has no name for 0 in this version. */
const VALIDATIONS: Readonly<Record<string, string | null>> = {
  'validate-none': null,
  'validate-active': 'active',
  'validate-backup': 'backup',
  'validate-all': 'all',
  filter: 'filter',
  'filter-active': 'filter_active',
  'filter-backup': 'filter_backup'
}

const STATUSES: Readonly<Record<string, string>> = {
  up: 'UP',
  fail: 'GOING_DOWN',
  down: 'DOWN',
  back: 'GOING_BACK'
}

const PORT_STATES = [
  ['active', LACP_STATE.LACP_ACTIVITY],
  ['short_timeout', LACP_STATE.LACP_TIMEOUT],
  ['aggregating', LACP_STATE.AGGREGATION],
  ['in_sync', LACP_STATE.SYNCHRONIZATION],
  ['collecting', LACP_STATE.COLLECTING],
  ['distributing', LACP_STATE.DISTRIBUTING],
  ['defaulted', LACP_STATE.DEFAULTED],
  ['expired', LACP_STATE.EXPIRED]
] as const

/** `info_data` of a bond. */
export function bondJson(bond: Bond, interfaces: Interfaces): JsonObject {
  const name = (index: number | undefined): string | undefined =>
    index === undefined ? undefined : interfaces.nameOf(index)
  return present({
    mode: spelled(bond.mode, MODES),
    active_slave: name(bond.activeSlave),
    miimon: bond.miimon,
    updelay: bond.updelay,
    downdelay: bond.downdelay,
    peer_notify_delay: bond.peerNotifDelay,
    use_carrier: bond.useCarrier,
    arp_interval: bond.arpInterval,
    arp_ip_target: bond.arpIpTarget,
    ns_ip6_target: bond.nsIp6Target,
    arp_missed_max: bond.missedMax,
    arp_validate: bond.arpValidate === undefined ? undefined : VALIDATIONS[bond.arpValidate],
    arp_all_targets: spelled(bond.arpAllTargets),
    primary: name(bond.primary),
    primary_reselect: spelled(bond.primaryReselect),
    fail_over_mac: spelled(bond.failOverMac),
    xmit_hash_policy: spelled(bond.xmitHashPolicy, POLICIES),
    resend_igmp: bond.resendIgmp,
    num_peer_notif: bond.numPeerNotif,
    all_slaves_active: bond.allSlavesActive,
    min_links: bond.minLinks,
    lp_interval: bond.lpInterval,
    packets_per_slave: bond.packetsPerSlave,
    ad_lacp_active: bond.adLacpActive === undefined ? undefined : bond.adLacpActive === 0 ? 'off' : 'on',
    ad_lacp_rate: spelled(bond.adLacpRate),
    ad_select: spelled(bond.adSelect),
    ad_info:
      bond.adInfo &&
      present({
        aggregator: bond.adInfo.aggregator,
        num_ports: bond.adInfo.numPorts,
        actor_key: bond.adInfo.actorKey,
        partner_key: bond.adInfo.partnerKey,
        partner_mac: bond.adInfo.partnerMac
      }),
    ad_actor_sys_prio: bond.adActorSysPrio,
    ad_user_port_key: bond.adUserPortKey,
    ad_actor_system: bond.adActorSystem,
    tlb_dynamic_lb: bond.tlbDynamicLb
  })
}

/** `info_slave_data` of a bond's link. */
export function bondSlaveJson(slave: BondSlave): JsonObject {
  const actor = slave.adActorOperPortState
  const partner = slave.adPartnerOperPortState
  return present({
    state: slave.state === undefined ? undefined : String(slave.state).toUpperCase(),
    mii_status: spelled(slave.miiStatus, STATUSES),
    link_failure_count: slave.linkFailureCount,
    perm_hwaddr: slave.permHwaddr,
    queue_id: slave.queueId,
    prio: slave.prio,
    ad_aggregator_id: slave.adAggregatorId,
    ad_actor_oper_port_state: actor,
    ad_actor_oper_port_state_str: actor === undefined ? undefined : bitNames(actor, PORT_STATES),
    ad_partner_oper_port_state: partner,
    ad_partner_oper_port_state_str: partner === undefined ? undefined : bitNames(partner, PORT_STATES)
  })
}

/** The tool's word for a literal, the literal where it is the same. */
function spelled(
  value: string | number | undefined,
  words: Readonly<Record<string, string>> = {}
): string | undefined {
  return value === undefined ? undefined : (words[value] ?? String(value))
}
