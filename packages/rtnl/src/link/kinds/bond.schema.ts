/**
 * Bonds and their links: linux/if_link.h, linux/if_bonding.h, include/net/bonding.h, include/net/bond_options.h, drivers/net/bonding/bond_netlink.c. Times are in
 * milliseconds. Everything that is on or off is 1 or 0.
 */
import {
  attributes,
  enumerated,
  enumeration,
  flagged,
  flags,
  hardwareAddress,
  indexed,
  ipv4,
  ipv6,
  nest,
  s32,
  u16,
  u32,
  u8,
  usual
} from '@nlkit/core/schema'

export const bondModes = enumeration('BondMode', 'BOND_MODE', [
  ['BOND_MODE_ROUNDROBIN', 0, 'One link after another (balance-rr).'],
  ['BOND_MODE_ACTIVEBACKUP', 1, 'One at a time (active-backup).'],
  ['BOND_MODE_XOR', 2, 'By a hash of the packet (balance-xor).'],
  ['BOND_MODE_BROADCAST', 3, 'All of them.'],
  ['BOND_MODE_8023AD', 4, 'Aggregation with LACP (802.3ad).'],
  ['BOND_MODE_TLB', 5, 'By load when sending (balance-tlb).'],
  ['BOND_MODE_ALB', 6, 'By load both ways (balance-alb).']
])

export const bondXmitPolicies = enumeration('BondXmitPolicy', 'BOND_XMIT_POLICY', [
  ['BOND_XMIT_POLICY_LAYER2', 0, 'Hardware addresses.'],
  ['BOND_XMIT_POLICY_LAYER34', 1, 'IP addresses and ports.'],
  ['BOND_XMIT_POLICY_LAYER23', 2, 'Hardware and IP addresses.'],
  ['BOND_XMIT_POLICY_ENCAP23', 3, 'As layer23, of what is inside tunnels.'],
  ['BOND_XMIT_POLICY_ENCAP34', 4, 'As layer34, of what is inside tunnels.'],
  ['BOND_XMIT_POLICY_VLAN_SRCMAC', 5, 'VLAN and source hardware address.']
])

export const bondArpValidates = enumeration('BondArpValidate', 'BOND_ARP', [
  ['BOND_ARP_VALIDATE_NONE', 0, 'No.'],
  ['BOND_ARP_VALIDATE_ACTIVE', 1, 'On the active link.'],
  ['BOND_ARP_VALIDATE_BACKUP', 2, 'On the links that wait.'],
  ['BOND_ARP_VALIDATE_ALL', 3, 'On all.'],
  ['BOND_ARP_FILTER', 4, 'Only ARP counts as traffic.'],
  ['BOND_ARP_FILTER_ACTIVE', 5, 'Only ARP counts, checked on the active link.'],
  ['BOND_ARP_FILTER_BACKUP', 6, 'Only ARP counts, checked on the links that wait.']
])

export const bondArpAllTargets = enumeration('BondArpAllTargets', 'BOND_ARP_TARGETS', [
  ['BOND_ARP_TARGETS_ANY', 0, 'One target that answers is enough.'],
  ['BOND_ARP_TARGETS_ALL', 1, 'All of them must answer.']
])

export const bondPrimaryReselects = enumeration('BondPrimaryReselect', 'BOND_PRI_RESELECT', [
  ['BOND_PRI_RESELECT_ALWAYS', 0, 'Whenever it comes back.'],
  ['BOND_PRI_RESELECT_BETTER', 1, 'If it is faster.'],
  ['BOND_PRI_RESELECT_FAILURE', 2, 'If the active one fails.']
])

export const bondFailOverMacs = enumeration('BondFailOverMac', 'BOND_FOM', [
  ['BOND_FOM_NONE', 0, 'All links have the address of the bond.'],
  ['BOND_FOM_ACTIVE', 1, 'The bond has the address of its active link.'],
  ['BOND_FOM_FOLLOW', 2, 'A link gets the address of the bond when it becomes active.']
])

export const bondLacpRates = enumeration('BondLacpRate', 'AD_LACP', [
  ['AD_LACP_SLOW', 0, 'Every 30 s.'],
  ['AD_LACP_FAST', 1, 'Every second.']
])

export const bondAdSelects = enumeration('BondAdSelect', 'BOND_AD', [
  ['BOND_AD_STABLE', 0, 'Only when the active one has no link left.'],
  ['BOND_AD_BANDWIDTH', 1, 'The fastest.'],
  ['BOND_AD_COUNT', 2, 'The one with the most links.'],
  ['BOND_AD_PRIO', 3, 'The one of the highest priority.']
])

export const bondSlaveStates = enumeration('BondSlaveState', 'BOND_STATE', [
  ['BOND_STATE_ACTIVE', 0, 'Sends and receives.'],
  ['BOND_STATE_BACKUP', 1, 'Waits.']
])

export const bondLinkStates = enumeration('BondLinkState', 'BOND_LINK', [
  ['BOND_LINK_UP', 0, 'Up.'],
  ['BOND_LINK_FAIL', 1, 'About to be down.'],
  ['BOND_LINK_DOWN', 2, 'Down.'],
  ['BOND_LINK_BACK', 3, 'About to be up.']
])

export const lacpStates = flags('LACP_STATE', [
  ['LACP_STATE_LACP_ACTIVITY', 0x01, 'Begins by itself.'],
  ['LACP_STATE_LACP_TIMEOUT', 0x02, 'Short time-out.'],
  ['LACP_STATE_AGGREGATION', 0x04, 'May be aggregated.'],
  ['LACP_STATE_SYNCHRONIZATION', 0x08, 'Is in its aggregate.'],
  ['LACP_STATE_COLLECTING', 0x10, 'Receives.'],
  ['LACP_STATE_DISTRIBUTING', 0x20, 'Sends.'],
  ['LACP_STATE_DEFAULTED', 0x40, 'The partner is not known.'],
  ['LACP_STATE_EXPIRED', 0x80, 'The partner is silent.']
])

export const churnStates = enumeration('BondChurnState', 'AD', [
  ['AD_CHURN_MONITOR', 0, 'Watched.'],
  ['AD_CHURN', 1, 'Comes and goes.'],
  ['AD_NO_CHURN', 2, 'Steady.']
])

const adInfo = attributes('BondAdInfo', 'IFLA_BOND_AD_INFO', 'State of the active aggregate.', [
  ['IFLA_BOND_AD_INFO_AGGREGATOR', 1, u16, 'Its id.'],
  ['IFLA_BOND_AD_INFO_NUM_PORTS', 2, u16, 'How many links it has.'],
  ['IFLA_BOND_AD_INFO_ACTOR_KEY', 3, u16, 'Key on this side.'],
  ['IFLA_BOND_AD_INFO_PARTNER_KEY', 4, u16, 'Key on the other side.'],
  ['IFLA_BOND_AD_INFO_PARTNER_MAC', 5, hardwareAddress(6), 'Hardware address of the other side.']
])

const all = attributes('Bond', 'IFLA_BOND', 'Settings and state of a bond.', [
  [
    'IFLA_BOND_MODE',
    1,
    enumerated(u8, bondModes),
    'How it uses its links. Only without links and while it is down.'
  ],
  ['IFLA_BOND_ACTIVE_SLAVE', 2, u32, 'Index of the active link.'],
  ['IFLA_BOND_MIIMON', 3, u32, 'How often carriers are looked at, 0 is never.'],
  ['IFLA_BOND_UPDELAY', 4, u32, 'How long a link must have carrier before it is used.'],
  ['IFLA_BOND_DOWNDELAY', 5, u32, 'How long a link may be without carrier while it is used.'],
  ['IFLA_BOND_USE_CARRIER', 6, u8, 'Looks at carriers, not at MII registers. Since Linux 6.18 always 1.'],
  ['IFLA_BOND_ARP_INTERVAL', 7, u32, 'How often targets are asked with ARP, 0 is never.'],
  ['IFLA_BOND_ARP_IP_TARGET', 8, indexed(ipv4, { first: 0 }), 'Targets of ARP, 16 at most.'],
  ['IFLA_BOND_ARP_VALIDATE', 9, enumerated(u32, bondArpValidates), 'Whether answers are checked.'],
  ['IFLA_BOND_ARP_ALL_TARGETS', 10, enumerated(u32, bondArpAllTargets), 'How many targets must answer.'],
  ['IFLA_BOND_PRIMARY', 11, u32, 'Index of the preferred link.'],
  [
    'IFLA_BOND_PRIMARY_RESELECT',
    12,
    enumerated(u8, bondPrimaryReselects),
    'When the preferred one takes over again.'
  ],
  ['IFLA_BOND_FAIL_OVER_MAC', 13, enumerated(u8, bondFailOverMacs), 'Hardware addresses in active-backup.'],
  ['IFLA_BOND_XMIT_HASH_POLICY', 14, enumerated(u8, bondXmitPolicies), 'What is hashed.'],
  ['IFLA_BOND_RESEND_IGMP', 15, u32, 'How many IGMP reports are sent after a change, 0 to 255.'],
  ['IFLA_BOND_NUM_PEER_NOTIF', 16, u8, 'How many gratuitous ARPs are sent after a change.'],
  ['IFLA_BOND_ALL_SLAVES_ACTIVE', 17, u8, 'Takes packets from links that wait, too.'],
  ['IFLA_BOND_MIN_LINKS', 18, u32, 'How many links must be up for it to have carrier.'],
  ['IFLA_BOND_LP_INTERVAL', 19, u32, 'balance-tlb, balance-alb: seconds between learning packets.'],
  ['IFLA_BOND_PACKETS_PER_SLAVE', 20, u32, 'balance-rr: how many packets before the next link, 0 is random.'],
  ['IFLA_BOND_AD_LACP_RATE', 21, enumerated(u8, bondLacpRates), 'How often the partner is to send.'],
  ['IFLA_BOND_AD_SELECT', 22, enumerated(u8, bondAdSelects), 'When and which aggregate becomes active.'],
  ['IFLA_BOND_AD_INFO', 23, nest(adInfo, { flagged: false }), 'State of the active aggregate.'],
  ['IFLA_BOND_AD_ACTOR_SYS_PRIO', 24, u16, '802.3ad: priority of this system, 1 to 65535.'],
  ['IFLA_BOND_AD_USER_PORT_KEY', 25, u16, "802.3ad: the user's part of the key, 0 to 1023."],
  ['IFLA_BOND_AD_ACTOR_SYSTEM', 26, hardwareAddress(6), '802.3ad: hardware address of this system.'],
  ['IFLA_BOND_TLB_DYNAMIC_LB', 27, u8, 'balance-tlb: balances while flows last.'],
  ['IFLA_BOND_PEER_NOTIF_DELAY', 28, u32, 'Time between gratuitous ARPs.'],
  ['IFLA_BOND_AD_LACP_ACTIVE', 29, u8, '802.3ad: begins by itself.'],
  ['IFLA_BOND_MISSED_MAX', 30, u8, 'How many ARPs may be without answer.'],
  [
    'IFLA_BOND_NS_IP6_TARGET',
    31,
    indexed(ipv6, { first: 0 }),
    'Targets of neighbour solicitations, 16 at most.'
  ],
  ['IFLA_BOND_COUPLED_CONTROL', 32, u8, '802.3ad: receives and sends at once.'],
  ['IFLA_BOND_BROADCAST_NEIGH', 33, u8, '802.3ad: ARP and neighbour discovery leave on all links.'],
  ['IFLA_BOND_LACP_STRICT', 34, u8, '802.3ad: no carrier without a partner.']
])

/** In dumps and events of every bond since Linux 5.16 (bond_fill_info()). */
export const bond = usual(all, [
  'IFLA_BOND_MODE',
  'IFLA_BOND_MIIMON',
  'IFLA_BOND_UPDELAY',
  'IFLA_BOND_DOWNDELAY',
  'IFLA_BOND_PEER_NOTIF_DELAY',
  'IFLA_BOND_USE_CARRIER',
  'IFLA_BOND_ARP_INTERVAL',
  'IFLA_BOND_ARP_VALIDATE',
  'IFLA_BOND_ARP_ALL_TARGETS',
  'IFLA_BOND_PRIMARY_RESELECT',
  'IFLA_BOND_FAIL_OVER_MAC',
  'IFLA_BOND_XMIT_HASH_POLICY',
  'IFLA_BOND_RESEND_IGMP',
  'IFLA_BOND_NUM_PEER_NOTIF',
  'IFLA_BOND_ALL_SLAVES_ACTIVE',
  'IFLA_BOND_MIN_LINKS',
  'IFLA_BOND_LP_INTERVAL',
  'IFLA_BOND_PACKETS_PER_SLAVE',
  'IFLA_BOND_AD_LACP_ACTIVE',
  'IFLA_BOND_AD_LACP_RATE',
  'IFLA_BOND_AD_SELECT',
  'IFLA_BOND_TLB_DYNAMIC_LB',
  'IFLA_BOND_MISSED_MAX'
])

export const bondSlave = attributes(
  'BondSlave',
  'IFLA_BOND_SLAVE',
  'Settings and state of a link of a bond.',
  [
    ['IFLA_BOND_SLAVE_STATE', 1, enumerated(u8, bondSlaveStates), 'Whether it is in use.'],
    ['IFLA_BOND_SLAVE_MII_STATUS', 2, enumerated(u8, bondLinkStates), 'Whether it has carrier.'],
    ['IFLA_BOND_SLAVE_LINK_FAILURE_COUNT', 3, u32, 'How often it lost carrier.'],
    ['IFLA_BOND_SLAVE_PERM_HWADDR', 4, hardwareAddress(), 'Its hardware address outside of the bond.'],
    ['IFLA_BOND_SLAVE_QUEUE_ID', 5, u16, 'Queue that packets are steered to it by, 0 is none.'],
    ['IFLA_BOND_SLAVE_AD_AGGREGATOR_ID', 6, u16, '802.3ad: id of its aggregate.'],
    ['IFLA_BOND_SLAVE_AD_ACTOR_OPER_PORT_STATE', 7, flagged(u8, lacpStates), '802.3ad: state on this side.'],
    [
      'IFLA_BOND_SLAVE_AD_PARTNER_OPER_PORT_STATE',
      8,
      flagged(u16, lacpStates),
      '802.3ad: state on the other side.'
    ],
    ['IFLA_BOND_SLAVE_PRIO', 9, s32, 'Priority to become the active one, higher first.'],
    ['IFLA_BOND_SLAVE_ACTOR_PORT_PRIO', 10, u16, '802.3ad: priority of its port.'],
    ['IFLA_BOND_SLAVE_AD_CHURN_ACTOR_STATE', 11, enumerated(u8, churnStates), '802.3ad: churn on this side.'],
    [
      'IFLA_BOND_SLAVE_AD_CHURN_PARTNER_STATE',
      12,
      enumerated(u8, churnStates),
      '802.3ad: churn on the other side.'
    ]
  ]
)
