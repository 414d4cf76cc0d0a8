import type { BridgePortChange } from '@nlkit/rtnl'
import { settings, type Kind, type Setting, type SettingsOf } from './settings.ts'

const { number, byte, short, long, choice, hardware, to } = settings<SettingsOf<'bridge'>>()

/** `no_linklocal_learn 1`: an option among those that the kernel keeps as bits, BR_BOOLOPT_*. */
const option =
  (bit: number): Setting =>
  (draft, words, word) => {
    const multi = (draft.values['multiBoolopt'] ?? {}) as { optval?: number; optmask?: number }
    const { optval = 0, optmask = 0 } = multi
    const isOn = words.number(word, { max: 1 }) === 1
    draft.set('multiBoolopt', { optval: isOn ? optval | bit : optval, optmask: optmask | bit })
  }

const VLAN_PROTOCOLS = { '802.1Q': 0x8100, '802.1q': 0x8100, '802.1ad': 0x88a8 } as const

export const bridge: Kind = {
  words: {
    forward_delay: number('forwardDelay'),
    hello_time: number('helloTime'),
    max_age: number('maxAge'),
    ageing_time: number('ageingTime'),
    stp_state: number('stpState'),
    stp_mode: choice('stpMode', { auto: 'auto', user: 'user', kernel: 'kernel' }),
    priority: short('priority'),
    vlan_filtering: byte('vlanFiltering'),
    vlan_protocol: choice('vlanProtocol', VLAN_PROTOCOLS),
    vlan_default_pvid: short('vlanDefaultPvid'),
    vlan_stats_enabled: byte('vlanStatsEnabled'),
    vlan_stats_per_port: byte('vlanStatsPerPort'),
    group_fwd_mask: short('groupFwdMask'),
    group_address: hardware('groupAddr'),
    no_linklocal_learn: option(1 << 0),
    mcast_vlan_snooping: option(1 << 1),
    mst_enabled: option(1 << 2),
    mdb_offload_fail_notification: option(1 << 3),
    fdb_local_vlan_0: option(1 << 4),
    fdb_flush: to('fdbFlush', true),
    fdb_max_learned: number('fdbMaxLearned'),
    mcast_router: byte('mcastRouter'),
    mcast_snooping: byte('mcastSnooping'),
    mcast_query_use_ifaddr: byte('mcastQueryUseIfaddr'),
    mcast_querier: byte('mcastQuerier'),
    mcast_hash_elasticity: number('mcastHashElasticity'),
    mcast_hash_max: number('mcastHashMax'),
    mcast_last_member_count: number('mcastLastMemberCnt'),
    mcast_startup_query_count: number('mcastStartupQueryCnt'),
    mcast_last_member_interval: long('mcastLastMemberIntvl'),
    mcast_membership_interval: long('mcastMembershipIntvl'),
    mcast_querier_interval: long('mcastQuerierIntvl'),
    mcast_query_interval: long('mcastQueryIntvl'),
    mcast_query_response_interval: long('mcastQueryResponseIntvl'),
    mcast_startup_query_interval: long('mcastStartupQueryIntvl'),
    mcast_stats_enabled: byte('mcastStatsEnabled'),
    mcast_igmp_version: byte('mcastIgmpVersion'),
    mcast_mld_version: byte('mcastMldVersion'),
    nf_call_iptables: byte('nfCallIptables'),
    nf_call_ip6tables: byte('nfCallIp6tables'),
    nf_call_arptables: byte('nfCallArptables')
  }
}

const port = settings<BridgePortChange>()

const PORT_STATES = {
  disabled: 'disabled',
  listening: 'listening',
  learning: 'learning',
  forwarding: 'forwarding',
  blocking: 'blocking'
} as const

export const bridgeSlave: Kind = {
  words: {
    fdb_flush: port.to('flush', true),
    state: port.choice('state', PORT_STATES),
    priority: port.short('priority'),
    cost: port.number('cost'),
    guard: port.onOff('guard'),
    hairpin: port.onOff('mode'),
    fastleave: port.onOff('fastLeave'),
    mcast_fast_leave: port.onOff('fastLeave'),
    root_block: port.onOff('protect'),
    learning: port.onOff('learning'),
    flood: port.onOff('unicastFlood'),
    proxy_arp: port.onOff('proxyarp'),
    proxy_arp_wifi: port.onOff('proxyarpWifi'),
    mcast_router: port.byte('multicastRouter'),
    mcast_flood: port.onOff('mcastFlood'),
    bcast_flood: port.onOff('bcastFlood'),
    mcast_to_unicast: port.onOff('mcastToUcast'),
    mcast_max_groups: port.number('mcastMaxGroups'),
    group_fwd_mask: port.short('groupFwdMask'),
    neigh_suppress: port.onOff('neighSuppress'),
    neigh_vlan_suppress: port.onOff('neighVlanSuppress'),
    vlan_tunnel: port.onOff('vlanTunnel'),
    isolated: port.onOff('isolated'),
    locked: port.onOff('locked'),
    mab: port.onOff('mab'),
    backup_port: port.device('backupPort'),
    nobackup_port: port.to('backupPort', 0),
    backup_nhid: port.number('backupNhid')
  }
}
