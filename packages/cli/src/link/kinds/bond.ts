import { settings, type Kind, type SettingsOf, type SlaveSettingsOf } from './settings.ts'

const { number, byte, short, choice, onOff, device, addresses, hardware, to } = settings<SettingsOf<'bond'>>()

/** Times are in milliseconds. */
export const bond: Kind = {
  words: {
    mode: choice('mode', {
      'balance-rr': 'roundrobin',
      'active-backup': 'activebackup',
      'balance-xor': 'xor',
      broadcast: 'broadcast',
      '802.3ad': '8023ad',
      'balance-tlb': 'tlb',
      'balance-alb': 'alb'
    }),
    active_slave: device('activeSlave'),
    clear_active_slave: to('activeSlave', 0),
    miimon: number('miimon'),
    updelay: number('updelay'),
    downdelay: number('downdelay'),
    peer_notify_delay: number('peerNotifDelay'),
    use_carrier: byte('useCarrier'),
    arp_interval: number('arpInterval'),
    arp_ip_target: addresses('arpIpTarget', 4),
    ns_ip6_target: addresses('nsIp6Target', 6),
    arp_validate: choice('arpValidate', {
      none: 'validate-none',
      active: 'validate-active',
      backup: 'validate-backup',
      all: 'validate-all',
      filter: 'filter',
      filter_active: 'filter-active',
      filter_backup: 'filter-backup'
    }),
    arp_all_targets: choice('arpAllTargets', { any: 'any', all: 'all' }),
    arp_missed_max: byte('missedMax'),
    primary: device('primary'),
    primary_reselect: choice('primaryReselect', { always: 'always', better: 'better', failure: 'failure' }),
    fail_over_mac: choice('failOverMac', { none: 'none', active: 'active', follow: 'follow' }),
    xmit_hash_policy: choice('xmitHashPolicy', {
      layer2: 'layer2',
      'layer2+3': 'layer23',
      'layer3+4': 'layer34',
      'encap2+3': 'encap23',
      'encap3+4': 'encap34',
      'vlan+srcmac': 'vlan-srcmac'
    }),
    resend_igmp: number('resendIgmp'),
    num_grat_arp: byte('numPeerNotif'),
    num_unsol_na: byte('numPeerNotif'),
    all_slaves_active: byte('allSlavesActive'),
    min_links: number('minLinks'),
    lp_interval: number('lpInterval'),
    packets_per_slave: number('packetsPerSlave'),
    tlb_dynamic_lb: byte('tlbDynamicLb'),
    lacp_rate: choice('adLacpRate', { slow: 'slow', fast: 'fast' }),
    lacp_active: onOff('adLacpActive'),
    lacp_strict: onOff('lacpStrict'),
    coupled_control: onOff('coupledControl'),
    broadcast_neighbor: onOff('broadcastNeigh'),
    ad_select: choice('adSelect', { stable: 'stable', bandwidth: 'bandwidth', count: 'count', prio: 'prio' }),
    ad_user_port_key: short('adUserPortKey'),
    ad_actor_sys_prio: short('adActorSysPrio'),
    ad_actor_system: hardware('adActorSystem')
  }
}

const slave = settings<SlaveSettingsOf<'bond'>>()

export const bondSlave: Kind = {
  words: {
    queue_id: slave.short('queueId'),
    prio: slave.number('prio', { min: -0x80000000, max: 0x7fffffff }),
    actor_port_prio: slave.short('actorPortPrio')
  }
}
