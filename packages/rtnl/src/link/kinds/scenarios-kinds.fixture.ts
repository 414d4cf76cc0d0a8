import type { LinkinfoInput } from '../linkinfo.codec.ts'
import type { Scenario } from './scenarios.fixture.ts'
import {
  VLAN_FLAG_BRIDGE_BINDING,
  VLAN_FLAG_GVRP,
  VLAN_FLAG_LOOSE_BINDING,
  VLAN_FLAG_MVRP,
  VLAN_FLAG_REORDER_HDR
} from './vlan.constants.ts'
import { IPVLAN_F_PRIVATE, IPVLAN_F_VEPA } from './ipvlan.constants.ts'
import { MACVLAN_FLAG_NODST, MACVLAN_FLAG_NOPROMISC } from './macvlan.constants.ts'

const bare = (kind: 'dummy' | 'ifb' | 'nlmon' | 'team' | 'vcan' | 'wireguard'): Scenario => ({
  title: kind,
  words: `type ${kind}`,
  linkinfo: () => ({ kind })
})

const bond = (
  title: string,
  words: string,
  data: Extract<LinkinfoInput, { kind: 'bond' }>['data']
): Scenario => ({
  title: `bond, ${title}`,
  words: `type bond ${words}`,
  linkinfo: () => ({ kind: 'bond', data })
})

const on = (title: string, words: string, linkinfo: LinkinfoInput): Scenario => ({
  title,
  words: `type ${words}`,
  isOnLink: true,
  linkinfo: () => linkinfo
})

const allVlanFlags =
  VLAN_FLAG_REORDER_HDR | VLAN_FLAG_GVRP | VLAN_FLAG_LOOSE_BINDING | VLAN_FLAG_MVRP | VLAN_FLAG_BRIDGE_BINDING

export const kindScenarios: readonly Scenario[] = [
  bare('dummy'),
  bare('ifb'),
  bare('nlmon'),
  bare('team'),
  bare('vcan'),
  bare('wireguard'),
  on('vlan', 'vlan id 7', { kind: 'vlan', data: { id: 7 } }),
  on(
    'vlan, all flags and 802.1ad',
    'vlan protocol 802.1ad id 4094 gvrp on mvrp on loose_binding on bridge_binding on ingress-qos-map 1:2 3:4 egress-qos-map 5:6',
    {
      kind: 'vlan',
      data: {
        protocol: '8021ad',
        id: 4094,
        flags: { flags: allVlanFlags, mask: allVlanFlags & ~VLAN_FLAG_REORDER_HDR },
        ingressQos: {
          mapping: [
            { from: 1, to: 2 },
            { from: 3, to: 4 }
          ]
        },
        egressQos: { mapping: [{ from: 5, to: 6 }] }
      }
    }
  ),
  on('vlan, header as it came', 'vlan id 9 reorder_hdr off', {
    kind: 'vlan',
    data: { id: 9, flags: { flags: 0, mask: VLAN_FLAG_REORDER_HDR } }
  }),
  on('macvlan', 'macvlan', { kind: 'macvlan' }),
  on('macvlan, bridge', 'macvlan mode bridge bcqueuelen 500', {
    kind: 'macvlan',
    data: { mode: 'bridge', bcQueueLen: 500 }
  }),
  on('macvlan, private', 'macvlan mode private', { kind: 'macvlan', data: { mode: 'private' } }),
  on('macvlan, passthru', 'macvlan mode passthru nopromisc', {
    kind: 'macvlan',
    data: { mode: 'passthru', flags: MACVLAN_FLAG_NOPROMISC }
  }),
  on('macvlan, source', 'macvlan mode source nodst macaddr set 02:00:00:00:00:01 02:00:00:00:00:02', {
    kind: 'macvlan',
    data: {
      mode: 'source',
      flags: MACVLAN_FLAG_NODST,
      macaddrMode: 'set',
      macaddrData: { macaddr: ['02:00:00:00:00:01', '02:00:00:00:00:02'] }
    }
  }),
  on('macvtap', 'macvtap mode vepa', { kind: 'macvtap', data: { mode: 'vepa' } }),
  on('ipvlan', 'ipvlan', { kind: 'ipvlan' }),
  on('ipvlan, l2 private', 'ipvlan mode l2 private', {
    kind: 'ipvlan',
    data: { mode: 'l2', flags: IPVLAN_F_PRIVATE }
  }),
  on('ipvlan, l3s vepa', 'ipvlan mode l3s vepa', {
    kind: 'ipvlan',
    data: { mode: 'l3s', flags: IPVLAN_F_VEPA }
  }),
  on('ipvtap', 'ipvtap mode l3 bridge', { kind: 'ipvtap', data: { mode: 'l3', flags: 0 } }),
  on('macsec', 'macsec', { kind: 'macsec' }),
  on('macsec, encrypted', 'macsec port 7 encrypt on validate strict', {
    kind: 'macsec',
    data: { port: 7, encrypt: 1, validation: 'strict' }
  }),
  on(
    'macsec, single copy broadcast',
    'macsec port 11 protect off validate check send_sci off scb on encodingsa 2',
    {
      kind: 'macsec',
      data: { port: 11, protect: 0, validation: 'check', incSci: 0, scb: 1, encodingSa: 2 }
    }
  ),
  { title: 'vrf', words: 'type vrf table 1234', linkinfo: () => ({ kind: 'vrf', data: { table: 1234 } }) },
  {
    title: 'hsr',
    words: 'type hsr slave1 d0 slave2 d1 supervision 45 version 1',
    linkinfo: ({ d0, d1 }) => ({
      kind: 'hsr',
      data: { slave1: d0, slave2: d1, multicastSpec: 45, version: 1 }
    })
  },
  {
    title: 'prp',
    words: 'type hsr slave1 d0 slave2 d1 supervision 5 proto 1',
    linkinfo: ({ d0, d1 }) => ({
      kind: 'hsr',
      data: { slave1: d0, slave2: d1, multicastSpec: 5, protocol: 'prp' }
    })
  },
  {
    title: 'xfrm',
    words: 'type xfrm dev d0 if_id 0x2a',
    linkinfo: ({ d0 }) => ({ kind: 'xfrm', data: { link: d0, ifId: 42 } })
  },
  {
    title: 'xfrm, external',
    words: 'type xfrm external',
    linkinfo: () => ({ kind: 'xfrm', data: { collectMetadata: true } })
  },
  {
    title: 'bridge, all of multicast',
    words:
      'type bridge mcast_router 2 mcast_querier 1 mcast_query_use_ifaddr 1 mcast_hash_max 512 mcast_last_member_count 7 mcast_startup_query_count 6 mcast_last_member_interval 120 mcast_membership_interval 30000 mcast_querier_interval 20000 mcast_query_interval 11000 mcast_query_response_interval 1200 mcast_startup_query_interval 2400 mcast_stats_enabled 1 mcast_igmp_version 3 mcast_mld_version 2 no_linklocal_learn 1 group_address 01:80:c2:00:00:0d',
    linkinfo: () => ({
      kind: 'bridge',
      data: {
        mcastRouter: 'perm',
        mcastQuerier: 1,
        mcastQueryUseIfaddr: 1,
        mcastHashMax: 512,
        mcastLastMemberCnt: 7,
        mcastStartupQueryCnt: 6,
        mcastLastMemberIntvl: 120,
        mcastMembershipIntvl: 30_000,
        mcastQuerierIntvl: 20_000,
        mcastQueryIntvl: 11_000,
        mcastQueryResponseIntvl: 1200,
        mcastStartupQueryIntvl: 2400,
        mcastStatsEnabled: 1,
        mcastIgmpVersion: 3,
        mcastMldVersion: 2,
        multiBoolopt: { optval: 1, optmask: 1 },
        groupAddr: '01:80:c2:00:00:0d'
      }
    })
  },
  {
    title: 'bridge, never a router',
    words: 'type bridge mcast_router 0 mcast_snooping 0 stp_state 1 priority 4096',
    linkinfo: () => ({
      kind: 'bridge',
      data: { mcastRouter: 'disabled', mcastSnooping: 0, stpState: 1, priority: 4096 }
    })
  },
  {
    title: 'bridge, VLANs of service providers',
    words:
      'type bridge vlan_filtering 1 vlan_protocol 802.1ad vlan_default_pvid 7 vlan_stats_enabled 1 vlan_stats_per_port 1',
    linkinfo: () => ({
      kind: 'bridge',
      data: {
        vlanFiltering: 1,
        vlanProtocol: '8021ad',
        vlanDefaultPvid: 7,
        vlanStatsEnabled: 1,
        vlanStatsPerPort: 1
      }
    })
  },
  bond('as it is', '', undefined),
  bond(
    '802.3ad',
    'mode 802.3ad miimon 100 updelay 200 downdelay 300 lacp_rate fast lacp_active off xmit_hash_policy layer3+4 ad_select bandwidth min_links 2 ad_actor_sys_prio 100 ad_user_port_key 17 ad_actor_system 02:00:00:00:00:09 resend_igmp 3 num_grat_arp 4 all_slaves_active 1 peer_notify_delay 400',
    {
      mode: '8023ad',
      miimon: 100,
      updelay: 200,
      downdelay: 300,
      adLacpRate: 'fast',
      adLacpActive: 0,
      xmitHashPolicy: 'layer34',
      adSelect: 'bandwidth',
      minLinks: 2,
      adActorSysPrio: 100,
      adUserPortKey: 17,
      adActorSystem: '02:00:00:00:00:09',
      resendIgmp: 3,
      numPeerNotif: 4,
      allSlavesActive: 1,
      peerNotifDelay: 400
    }
  ),
  bond(
    'active-backup with ARP',
    'mode active-backup arp_interval 250 arp_ip_target 10.0.0.1,10.0.0.2 arp_validate all arp_all_targets all primary_reselect better fail_over_mac active arp_missed_max 5 ns_ip6_target 2001:db8::1',
    {
      mode: 'activebackup',
      arpInterval: 250,
      arpIpTarget: ['10.0.0.1', '10.0.0.2'],
      arpValidate: 'validate-all',
      arpAllTargets: 'all',
      primaryReselect: 'better',
      failOverMac: 'active',
      missedMax: 5,
      nsIp6Target: ['2001:db8::1']
    }
  ),
  bond('balance-rr', 'mode balance-rr packets_per_slave 3', { mode: 'roundrobin', packetsPerSlave: 3 }),
  bond('balance-xor', 'mode balance-xor xmit_hash_policy vlan+srcmac', {
    mode: 'xor',
    xmitHashPolicy: 'vlan-srcmac'
  }),
  bond('balance-tlb', 'mode balance-tlb tlb_dynamic_lb 0 lp_interval 9', {
    mode: 'tlb',
    tlbDynamicLb: 0,
    lpInterval: 9
  })
]
