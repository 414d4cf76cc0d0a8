import type { BridgePort } from '../link/kinds/bridge-port.codec.ts'
import type { Bridge } from '../link/kinds/bridge.codec.ts'
import { alternateHex, present, routerNumber, type Interfaces, type JsonObject } from './names.ts'

/** `8000.66:d:f0:e4:2e:38`: priority and address, without leading zeros in the address. */
function bridgeId(id: { readonly prio: number; readonly addr: string } | undefined): string | undefined {
  if (id === undefined) return undefined
  const bytes = id.addr.split(':').map((byte) => Number.parseInt(byte, 16).toString(16))
  return `${id.prio.toString(16).padStart(4, '0')}.${bytes.join(':')}`
}

/** Hundredths of a second as seconds. */
const seconds = (ticks: number | undefined): number | undefined =>
  ticks === undefined ? undefined : ticks / 100
const hex = (value: number | undefined): string | undefined =>
  value === undefined ? undefined : `0x${value.toString(16)}`
const isOn = (value: number | undefined): boolean | undefined =>
  value === undefined ? undefined : value !== 0
/** A bit of IFLA_BR_MULTI_BOOLOPT, enum br_boolopt_id. */
const option = (bridge: Bridge, bit: number): number | undefined =>
  bridge.multiBoolopt === undefined ? undefined : (bridge.multiBoolopt.optval >>> bit) & 1

/** `info_data` of a bridge. */
export function bridgeJson(bridge: Bridge): JsonObject {
  return present({
    forward_delay: bridge.forwardDelay,
    hello_time: bridge.helloTime,
    max_age: bridge.maxAge,
    ageing_time: bridge.ageingTime,
    stp_state: bridge.stpState,
    priority: bridge.priority,
    vlan_filtering: bridge.vlanFiltering,
    vlan_protocol: bridge.vlanProtocol === undefined ? undefined : vlanProtocol(bridge.vlanProtocol),
    bridge_id: bridgeId(bridge.bridgeId),
    root_id: bridgeId(bridge.rootId),
    root_port: bridge.rootPort,
    root_path_cost: bridge.rootPathCost,
    topology_change: bridge.topologyChange,
    topology_change_detected: bridge.topologyChangeDetected,
    hello_timer: seconds(bridge.helloTimer),
    tcn_timer: seconds(bridge.tcnTimer),
    topology_change_timer: seconds(bridge.topologyChangeTimer),
    gc_timer: seconds(bridge.gcTimer),
    vlan_default_pvid: bridge.vlanDefaultPvid,
    vlan_stats_enabled: bridge.vlanStatsEnabled,
    vlan_stats_per_port: bridge.vlanStatsPerPort,
    group_fwd_mask: alternateHex(bridge.groupFwdMask),
    group_addr: bridge.groupAddr,
    mcast_snooping: bridge.mcastSnooping,
    no_linklocal_learn: option(bridge, 0),
    mcast_vlan_snooping: option(bridge, 1),
    mcast_router: routerNumber(bridge.mcastRouter),
    mcast_query_use_ifaddr: bridge.mcastQueryUseIfaddr,
    mcast_querier: bridge.mcastQuerier,
    mcast_hash_elasticity: bridge.mcastHashElasticity,
    mcast_hash_max: bridge.mcastHashMax,
    mcast_last_member_cnt: bridge.mcastLastMemberCnt,
    mcast_startup_query_cnt: bridge.mcastStartupQueryCnt,
    mcast_last_member_intvl: bridge.mcastLastMemberIntvl,
    mcast_membership_intvl: bridge.mcastMembershipIntvl,
    mcast_querier_intvl: bridge.mcastQuerierIntvl,
    mcast_query_intvl: bridge.mcastQueryIntvl,
    mcast_query_response_intvl: bridge.mcastQueryResponseIntvl,
    mcast_startup_query_intvl: bridge.mcastStartupQueryIntvl,
    mcast_stats_enabled: bridge.mcastStatsEnabled,
    mcast_igmp_version: bridge.mcastIgmpVersion,
    mcast_mld_version: bridge.mcastMldVersion,
    nf_call_iptables: bridge.nfCallIptables,
    nf_call_ip6tables: bridge.nfCallIp6tables,
    nf_call_arptables: bridge.nfCallArptables
  })
}

const vlanProtocol = (protocol: string | number): string => (protocol === '8021ad' ? '802.1ad' : '802.1Q')

/** Link-local groups by the bits of their masks, as the tool names them. */
const GROUPS: Readonly<Record<number, string>> = { 0: 'stp', 2: 'lacp', 14: 'lldp' }

/** `stp,0x8`: the groups that are forwarded. */
function groupNames(mask: number): string {
  if (mask === 0) return '0x0'
  return Array.from({ length: 16 }, (_, bit) => bit)
    .filter((bit) => ((mask >>> bit) & 1) !== 0)
    .map((bit) => GROUPS[bit] ?? `0x${(1 << bit).toString(16)}`)
    .join(',')
}

/** `info_slave_data` of a bridge's port. */
export function bridgePortJson(port: BridgePort, interfaces: Interfaces): JsonObject {
  return present({
    state: String(port.state),
    priority: port.priority,
    cost: port.cost,
    hairpin: isOn(port.mode),
    guard: isOn(port.guard),
    root_block: isOn(port.protect),
    fastleave: isOn(port.fastLeave),
    learning: isOn(port.learning),
    flood: isOn(port.unicastFlood),
    id: hex(port.id),
    no: hex(port.no),
    designated_port: port.designatedPort,
    designated_cost: port.designatedCost,
    bridge_id: bridgeId(port.bridgeId),
    root_id: bridgeId(port.rootId),
    hold_timer: seconds(port.holdTimer),
    message_age_timer: seconds(port.messageAgeTimer),
    forward_delay_timer: seconds(port.forwardDelayTimer),
    topology_change_ack: port.topologyChangeAck,
    config_pending: port.configPending,
    proxy_arp: isOn(port.proxyarp),
    proxy_arp_wifi: isOn(port.proxyarpWifi),
    multicast_router: routerNumber(port.multicastRouter),
    mcast_flood: isOn(port.mcastFlood),
    bcast_flood: isOn(port.bcastFlood),
    mcast_to_unicast: isOn(port.mcastToUcast),
    neigh_suppress: isOn(port.neighSuppress),
    group_fwd_mask: alternateHex(port.groupFwdMask),
    group_fwd_mask_str: port.groupFwdMask === undefined ? undefined : groupNames(port.groupFwdMask),
    vlan_tunnel: isOn(port.vlanTunnel),
    isolated: isOn(port.isolated),
    locked: isOn(port.locked),
    backup_port: port.backupPort === undefined ? undefined : interfaces.nameOf(port.backupPort)
  })
}
