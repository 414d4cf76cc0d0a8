/**
 * What `ip link` and `nlkit link` are told alike. `%` is the name of the scenario's own link, `%a` and so on are others of
 * its own; d0 and d1 are a pair that all may stand on. Addresses that begin with 02:00:00 are compared, others are random.
 */
export interface Scenario {
  readonly title: string
  readonly lines: readonly string[]
}

const named = (title: string, ...lines: string[]): Scenario => ({ title, lines })
/** One `add`. */
const add = (words: string): Scenario => ({ title: words, lines: [`add % ${words}`] })
/** A link, and what it is changed to. */
const changed = (words: string, ...changes: string[]): Scenario => ({
  title: `${words}: ${changes.join('; ')}`,
  lines: [`add % type ${words}`, ...changes.map((change) => `set ${change}`)]
})
/** A port of a bridge or link of a bond. */
const port = (of: string, words: string): Scenario => ({
  title: `${of}_slave ${words}`,
  lines: [
    `add % type ${of}`,
    'add %a type veth peer name %b',
    'set %a master %',
    `set %a type ${of}_slave ${words}`
  ]
})

const ofAll: readonly Scenario[] = [
  add('type dummy'),
  add('mtu 1400 txqueuelen 77 address 02:00:00:00:00:11 type ifb'),
  add('numtxqueues 4 numrxqueues 3 index 4711 type ifb'),
  add('group 7 type ifb'),
  add('up type ifb'),
  add('broadcast 02:00:00:00:00:12 type ifb'),
  named('name before it', 'add name % type ifb'),
  named('dev before it', 'add dev % type ifb'),
  changed('ifb', '% up'),
  changed('ifb', 'dev % mtu 1300', '% qlen 9 alias x', '% alias ""'),
  changed('ifb', '% arp off multicast off', '% allmulticast on promisc on', '% promisc off dynamic on'),
  changed('ifb', '% address 02:00:00:00:00:13 group default', '% group 9'),
  changed('ifb', '% gso_max_size 30000 gso_max_segs 100 gro_max_size 40000'),
  changed('ifb', '% addrgenmode none', '% mode dormant'),
  changed('dummy', '% carrier off'),
  changed('ifb', '% addrgenmode random'),
  changed('veth peer name %a', '% protodown on', '% protodown_reason 3 on protodown_reason 5 on'),
  named('renamed', 'add % type ifb', 'set % name %a'),
  named('renamed while it is up', 'add % type ifb', 'set % up', 'set % name %a mtu 1200'),
  named(
    'alternative names',
    'add % type ifb',
    'property add dev % altname %-one altname %-two',
    'property del dev % altname %-one'
  ),
  named('of a bridge', 'add % type bridge', 'add %a master % type ifb'),
  named(
    'taken out of a bridge',
    'add % type bridge',
    'add %a type ifb',
    'set %a master %',
    'set %a nomaster'
  ),
  named(
    'deleted',
    'add % type ifb',
    'add %a type ifb',
    'delete %a',
    'add %b type veth peer name %c',
    'del dev %c type veth'
  ),
  add('type veth peer name %a'),
  add('mtu 1400 type veth peer name %a mtu 1450 address 02:00:00:00:00:14 txqueuelen 5'),
  add('type veth peer %a numtxqueues 2 numrxqueues 2 index 4712'),
  add('type ifb'),
  add('numtxqueues 2 type ifb')
]

const bridges: readonly Scenario[] = [
  add('type bridge'),
  add('type bridge ageing_time 12000 forward_delay 500 hello_time 300 max_age 900 priority 4096'),
  add('type bridge stp_state 1 group_fwd_mask 0x18 group_address 01:80:c2:00:00:0e'),
  add('type bridge mcast_snooping 0 mcast_router 2 mcast_querier 1 mcast_query_use_ifaddr 1'),
  add('type bridge mcast_hash_max 512 mcast_last_member_count 3 mcast_startup_query_count 4'),
  add('type bridge mcast_igmp_version 3 mcast_mld_version 2 mcast_stats_enabled 1'),
  add(
    'type bridge mcast_last_member_interval 200 mcast_membership_interval 26001 mcast_querier_interval 25501 mcast_query_interval 12501 mcast_query_response_interval 1001 mcast_startup_query_interval 3126'
  ),
  add('type bridge nf_call_iptables 1 nf_call_ip6tables 1 nf_call_arptables 1'),
  add('type bridge no_linklocal_learn 1'),
  add('type bridge vlan_filtering 1 vlan_protocol 802.1ad vlan_default_pvid 7 vlan_stats_enabled 1'),
  add('type bridge vlan_stats_per_port 1 mcast_vlan_snooping 1 vlan_filtering 1'),
  changed('bridge', '% type bridge ageing_time 100 fdb_flush', '% type bridge no_linklocal_learn 1'),
  port('bridge', 'priority 9 cost 77'),
  port('bridge', 'guard on hairpin on fastleave on root_block on'),
  port('bridge', 'learning off flood off mcast_flood off bcast_flood off'),
  port('bridge', 'mcast_to_unicast on mcast_fast_leave on mcast_router 0'),
  port('bridge', 'proxy_arp on proxy_arp_wifi on neigh_suppress on'),
  port('bridge', 'group_fwd_mask 0x8 isolated on locked on vlan_tunnel on'),
  port('bridge', 'fdb_flush nobackup_port'),
  named(
    'bridge_slave backup_port',
    'add % type bridge',
    'add %a master % type ifb',
    'add %b master % type ifb',
    'set %a type bridge_slave backup_port %b'
  )
]

const stacked: readonly Scenario[] = [
  ...['mode bridge', 'mode private bcqueuelen 500', 'mode vepa', ''].map((words) =>
    add(`link d0 type macvlan ${words}`.trim())
  ),
  named(
    'macvlan passthru',
    'add %a type veth peer name %b',
    'add link %a % type macvlan mode passthru nopromisc'
  ),
  add('link d0 type macvlan mode source macaddr set 02:00:00:00:00:01 02:00:00:00:00:02'),
  named(
    'macvlan, other sources',
    'add link d0 % type macvlan mode source nodst',
    'set % type macvlan macaddr add 02:00:00:00:00:05',
    'set % type macvlan macaddr add 02:00:00:00:00:06',
    'set % type macvlan macaddr del 02:00:00:00:00:05'
  ),
  named('macvlan, no sources', 'add link d0 % type macvlan mode source', 'set % type macvlan macaddr flush'),
  add('link d1 type macvtap mode bridge'),
  add('link d0 type vlan id 7'),
  add(
    'link d0 type vlan protocol 802.1ad id 4094 gvrp on mvrp on loose_binding on bridge_binding on ingress-qos-map 1:2 3:4 egress-qos-map 5:6'
  ),
  named(
    'vlan, changed',
    'add link d0 % type vlan id 8 reorder_hdr off',
    'set % type vlan reorder_hdr on gvrp on egress-qos-map 1:1'
  ),
  named('ipvlan', 'add %a type dummy', 'add link %a % type ipvlan mode l2 private'),
  named('ipvlan l3s', 'add %a type dummy', 'add link %a % type ipvlan mode l3s vepa'),
  named('ipvtap', 'add %a type dummy', 'add link %a % type ipvtap mode l3 bridge'),
  named('macsec', 'add %a type dummy', 'add link %a % type macsec port 7 encrypt on validate strict'),
  named(
    'macsec, ciphers',
    'add %a type dummy',
    'add link %a % type macsec port 8 cipher gcm-aes-256 icvlen 12 replay on window 64'
  ),
  named(
    'macsec, without protection',
    'add %a type dummy',
    'add link %a % type macsec port 11 protect off validate check send_sci off scb on encodingsa 2'
  ),
  named('macsec, by channel', 'add %a type dummy', 'add link %a % type macsec sci 0200000000010009'),
  named(
    'macsec, by address',
    'add %a type dummy',
    'add link %a % type macsec address 02:00:00:00:00:33 port 3'
  ),
  add('type vrf table 1234'),
  named('vrf and a link of it', 'add % type vrf table 77', 'add %a type dummy', 'set %a vrf %'),
  named(
    'hsr',
    'add %a type dummy',
    'add %b type dummy',
    'add % type hsr slave1 %a slave2 %b supervision 45 version 1'
  ),
  named(
    'prp',
    'add %a type dummy',
    'add %b type dummy',
    'add % type hsr slave1 %a slave2 %b supervision 5 proto 1'
  ),
  add('type xfrm dev d0 if_id 0x2a'),
  add('type xfrm external'),
  add('type vcan'),
  add('type vxcan peer name %a mtu 16'),
  add('type nlmon'),
  add('type wireguard'),
  add('type netdevsim')
]

const bonds: readonly Scenario[] = [
  add('type bond'),
  add(
    'type bond mode 802.3ad miimon 100 updelay 200 downdelay 300 lacp_rate fast lacp_active off xmit_hash_policy layer3+4 ad_select bandwidth min_links 2 ad_actor_sys_prio 100 ad_user_port_key 17 ad_actor_system 02:00:00:00:00:09 resend_igmp 3 num_grat_arp 4 all_slaves_active 1 peer_notify_delay 400'
  ),
  add(
    'type bond mode active-backup arp_interval 250 arp_ip_target 10.0.0.1,10.0.0.2 arp_validate all arp_all_targets all primary_reselect better fail_over_mac active arp_missed_max 5 ns_ip6_target 2001:db8::1'
  ),
  add('type bond mode 0 packets_per_slave 3'),
  add('type bond mode balance-xor xmit_hash_policy vlan+srcmac'),
  add('type bond mode balance-tlb tlb_dynamic_lb 0 lp_interval 9 num_unsol_na 2'),
  named(
    'bond of two',
    'add % type bond mode active-backup miimon 100',
    'add %a type dummy',
    'add %b type dummy',
    'set %a master %',
    'set %b master %',
    'set % type bond primary %b',
    'set %a type bond_slave queue_id 3',
    'set %b type bond_slave prio 5',
    'set % up',
    'set % type bond active_slave %a',
    'set % type bond clear_active_slave'
  )
]

const v4 = 'remote 10.0.0.2 local 10.0.0.1'
const v6 = 'remote fc00::2 local fc00::1'

const tunnels: readonly Scenario[] = [
  add('type vxlan id 42 dstport 4789'),
  add(
    'type vxlan vni 16777215 group 239.1.1.1 local 10.0.0.1 dev d0 ttl 5 tos 10 dstport 4790 srcport 32768 61000 nolearning ageing 100 maxaddress 50 proxy rsc l2miss l3miss noudpcsum udp6zerocsumtx udp6zerocsumrx remcsumtx remcsumrx gbp'
  ),
  add('type vxlan id 5 remote fc00::2 local fc00::1 ttl inherit flowlabel 0x12345 dstport 4789'),
  add('type vxlan id 6 remote 10.0.0.2 df set dstport 4788 ttl auto tos inherit'),
  add('type vxlan id 7 remote 10.0.0.2 ageing none maxaddress unlimited dstport 4789 udpcsum'),
  add('type vxlan external dstport 4787 gpe'),
  add('type vxlan external gpe'),
  add('type vxlan external vnifilter dstport 4786'),
  changed(
    'vxlan id 9 remote 10.0.0.2 dstport 4785',
    '% type vxlan id 9 remote 10.0.0.3 ageing 77',
    '% type vxlan id 9 nolearning'
  ),
  add('type geneve id 5 remote 10.0.0.2 ttl 9 tos inherit dstport 6000 noudpcsum df inherit'),
  add('type geneve id 6 remote fc00::2 ttl inherit flowlabel 0x54321 udp6zerocsumtx udp6zerocsumrx'),
  add('type geneve external innerprotoinherit dstport 6002'),
  add(`type gre ${v4} dev d0 ttl 64 tos 10 ikey 10 okey 0.0.1.0 iseq oseq icsum ocsum fwmark 7`),
  add('type gre remote 239.1.2.3 local 10.0.0.1'),
  add('type gretap remote 10.0.0.3 local 10.0.0.1 nopmtudisc ignore-df'),
  add('type gretap remote 10.0.0.4 local 10.0.0.1 encap fou encap-sport auto encap-dport 5555 encap-csum'),
  add('type gretap external'),
  add('type erspan seq key 30 local 10.0.0.1 remote 10.0.0.2 erspan_ver 1 erspan 100'),
  add('type erspan seq key 31 local 10.0.0.1 remote 10.0.0.2 erspan_ver 2 erspan_dir egress erspan_hwid 17'),
  changed(`gre ${v4} key 77 ttl 9`, '% type gre ttl 10 seq', '% type gre remote 10.0.0.9'),
  add(`type ip6gre ${v6} encaplimit none tclass inherit hoplimit 32 key 66 seq`),
  add('type ip6gretap remote fc00::3 local fc00::1 encaplimit 6 tclass 0x10 flowlabel 0x12345 hoplimit 33'),
  add('type ip6gre remote fc00::4 local fc00::1 encap gue encap-dport 77 dscp inherit'),
  add('type ip6gretap external'),
  add('type ip6erspan seq key 30 local fc00::1 remote fc00::2 erspan_ver 1 erspan 200'),
  changed('ip6gretap remote fc00::5 local fc00::1 hoplimit 7', '% type ip6gretap tclass 20'),
  add(`type ipip ${v4} ttl 64 tos inherit fwmark 9`),
  add('type ipip mode any remote 10.0.0.3 nopmtudisc'),
  add('type ipip mode ipip remote 10.0.0.4'),
  add('type ipip external'),
  changed('ipip remote 10.0.0.5 local 10.0.0.1 ttl 5', '% type ipip ttl 6', '% type ipip local any'),
  add(`type sit ${v4} ttl 3`),
  add('type sit mode ip6ip remote 10.0.0.3'),
  add('type sit local 10.0.0.1 isatap'),
  add('type sit local 10.0.0.2 6rd-prefix 2001:db8::/32 6rd-relay_prefix 10.0.0.0/8'),
  add(`type ip6tnl mode any ${v6} encaplimit 5 hoplimit 12 tclass 20 flowlabel 111 dscp inherit`),
  add('type ip6tnl mode ipip6 remote fc00::3 encaplimit none'),
  add('type ip6tnl mode ip6ip6 remote fc00::4'),
  add('type ip6tnl external'),
  changed('ip6tnl remote fc00::6 local fc00::1', '% type ip6tnl hoplimit 3', '% type ip6tnl fwmark 5'),
  add(`type vti ${v4} ikey 1 okey 2 fwmark 3`),
  add(`type vti6 ${v6} key 4`),
  changed('vti remote 10.0.0.7 local 10.0.0.1 key 5', '% type vti fwmark 7'),
  add('type bareudp dstport 6666 ethertype ipv4 multiproto'),
  add('type bareudp dstport 6667 ethertype mpls_uc srcportmin 4000'),
  add('type amt discovery 10.0.0.9 mode gateway local 10.0.0.1 dev d0 relay_port 1000 gateway_port 1001'),
  add('type gtp role sgsn hsize 512')
]

export const scenarios: readonly Scenario[] = [...ofAll, ...bridges, ...stacked, ...bonds, ...tunnels]
