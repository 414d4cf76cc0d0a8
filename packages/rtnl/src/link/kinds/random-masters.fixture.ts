/** Random settings of links that have others below, in ip(8)'s words and ours. */
import * as fc from 'fast-check'
import type { LinkinfoInput } from '../linkinfo.codec.ts'
import type { Random } from './random.fixture.ts'

/** Settings of a kind, of which others have none. */
type Settings<Kind extends 'bond' | 'bridge' | 'macsec'> = Exclude<
  NonNullable<Extract<LinkinfoInput, { kind: Kind }>['data']>,
  Uint8Array
>
type Bond = Settings<'bond'>

const byte = fc.nat(255)
const bit = fc.constantFrom(0, 1)
const onOff = (value: number | undefined): string | undefined =>
  value === undefined ? undefined : value === 1 ? 'on' : 'off'
/** Words with their values, of those that have one. */
const said = (pairs: readonly (readonly [string, string | number | undefined])[]): string =>
  pairs.flatMap(([word, value]) => (value === undefined ? [] : [` ${word} ${value}`])).join('')

const HASHES = [
  ['layer2', 'layer2'],
  ['layer3+4', 'layer34'],
  ['layer2+3', 'layer23'],
  ['encap2+3', 'encap23'],
  ['encap3+4', 'encap34'],
  ['vlan+srcmac', 'vlan-srcmac']
] as const
const common = {
  resendIgmp: byte,
  numPeerNotif: byte,
  allSlavesActive: bit,
  minLinks: fc.integer({ min: 0, max: 0x7fff_ffff })
}
const commonWords = (of: Pick<Bond, keyof typeof common>): string =>
  said([
    ['resend_igmp', of.resendIgmp],
    ['num_grat_arp', of.numPeerNotif],
    ['all_slaves_active', of.allSlavesActive],
    ['min_links', of.minLinks]
  ])
/** Delays are multiples of the time between two looks at the carrier. */
const monitored = fc
  .record({
    miimon: fc.integer({ min: 1, max: 1000 }),
    up: fc.nat(20),
    down: fc.nat(20),
    peer: fc.nat(20)
  })
  .map(({ miimon, up, down, peer }) => ({
    miimon,
    updelay: miimon * up,
    downdelay: miimon * down,
    peerNotifDelay: miimon * peer
  }))
const monitoredWords = (of: Bond): string =>
  said([
    ['miimon', of.miimon],
    ['updelay', of.updelay],
    ['downdelay', of.downdelay],
    ['peer_notify_delay', of.peerNotifDelay]
  ])

const aggregated: fc.Arbitrary<Random> = fc
  .tuple(
    monitored,
    fc.record(
      {
        ...common,
        hash: fc.constantFrom(...HASHES),
        adLacpRate: fc.constantFrom('slow' as const, 'fast' as const),
        adLacpActive: bit,
        adSelect: fc.constantFrom('stable' as const, 'bandwidth' as const, 'count' as const),
        adActorSysPrio: fc.integer({ min: 1, max: 0xffff }),
        adUserPortKey: fc.nat(1023),
        adActorSystem: byte.map((last) => `02:00:00:00:00:${last.toString(16).padStart(2, '0')}`)
      },
      { requiredKeys: [] }
    )
  )
  .map(([times, { hash, ...rest }]) => ({
    words: [
      `type bond mode 802.3ad${monitoredWords(times)}`,
      said([
        ['xmit_hash_policy', hash?.[0]],
        ['lacp_rate', rest.adLacpRate],
        ['lacp_active', onOff(rest.adLacpActive)],
        ['ad_select', rest.adSelect],
        ['ad_actor_sys_prio', rest.adActorSysPrio],
        ['ad_user_port_key', rest.adUserPortKey],
        ['ad_actor_system', rest.adActorSystem]
      ]),
      commonWords(rest)
    ].join(''),
    linkinfo: { kind: 'bond', data: { mode: '8023ad', ...times, ...rest, xmitHashPolicy: hash?.[1] } }
  }))

const VALIDATE = [
  ['none', 'validate-none'],
  ['active', 'validate-active'],
  ['backup', 'validate-backup'],
  ['all', 'validate-all'],
  ['filter', 'filter'],
  ['filter_active', 'filter-active'],
  ['filter_backup', 'filter-backup']
] as const
const backed: fc.Arbitrary<Random> = fc
  .record(
    {
      ...common,
      arpInterval: fc.integer({ min: 1, max: 10_000 }),
      arpIpTarget: fc.uniqueArray(
        fc.integer({ min: 1, max: 254 }).map((host) => `10.0.0.${host}`),
        { minLength: 1, maxLength: 16 }
      ),
      nsIp6Target: fc.uniqueArray(
        fc.integer({ min: 1, max: 0xffff }).map((host) => `2001:db8::${host.toString(16)}`),
        { minLength: 1, maxLength: 16 }
      ),
      validate: fc.constantFrom(...VALIDATE),
      arpAllTargets: fc.constantFrom('any' as const, 'all' as const),
      primaryReselect: fc.constantFrom('always' as const, 'better' as const, 'failure' as const),
      failOverMac: fc.constantFrom('none' as const, 'active' as const, 'follow' as const),
      missedMax: fc.integer({ min: 1, max: 255 })
    },
    { requiredKeys: ['arpInterval', 'arpIpTarget'] }
  )
  .map(({ validate, ...rest }) => ({
    words: [
      'type bond mode active-backup',
      said([
        ['arp_interval', rest.arpInterval],
        ['arp_ip_target', rest.arpIpTarget.join(',')],
        ['ns_ip6_target', rest.nsIp6Target?.join(',')],
        ['arp_validate', validate?.[0]],
        ['arp_all_targets', rest.arpAllTargets],
        ['primary_reselect', rest.primaryReselect],
        ['fail_over_mac', rest.failOverMac],
        ['arp_missed_max', rest.missedMax]
      ]),
      commonWords(rest)
    ].join(''),
    linkinfo: { kind: 'bond', data: { mode: 'activebackup', ...rest, arpValidate: validate?.[1] } }
  }))

const divided: fc.Arbitrary<Random> = fc
  .record({
    ...common,
    mode: fc.constantFrom(
      ['balance-rr', 'roundrobin'] as const,
      ['balance-xor', 'xor'] as const,
      ['broadcast', 'broadcast'] as const,
      ['balance-tlb', 'tlb'] as const,
      ['balance-alb', 'alb'] as const
    ),
    lpInterval: fc.integer({ min: 1, max: 0x7fff_ffff }),
    packetsPerSlave: fc.nat(0xffff)
  })
  .map(({ mode: [word, mode], packetsPerSlave, ...rest }) => {
    const isRoundRobin = mode === 'roundrobin'
    return {
      words: `type bond mode ${word}${said([
        ['lp_interval', rest.lpInterval],
        ['packets_per_slave', isRoundRobin ? packetsPerSlave : undefined]
      ])}${commonWords(rest)}`,
      linkinfo: { kind: 'bond', data: { mode, ...rest, ...(isRoundRobin ? { packetsPerSlave } : {}) } }
    }
  })

const interval = fc.integer({ min: 100, max: 100_000 })
const bridgeSettings: fc.Arbitrary<Settings<'bridge'>> = fc.record(
  {
    stpState: bit,
    vlanFiltering: bit,
    vlanStatsEnabled: bit,
    vlanStatsPerPort: bit,
    vlanDefaultPvid: fc.nat(4094),
    groupAddr: fc.constantFrom(0, 4, 5, 15).map((last) => `01:80:c2:00:00:0${last.toString(16)}`),
    mcastSnooping: bit,
    mcastRouter: fc.nat(2),
    mcastQueryUseIfaddr: bit,
    mcastQuerier: bit,
    mcastHashMax: fc.integer({ min: 4, max: 16 }).map((log) => 2 ** log),
    mcastLastMemberCnt: byte,
    mcastStartupQueryCnt: byte,
    mcastLastMemberIntvl: interval,
    mcastMembershipIntvl: interval,
    mcastQuerierIntvl: interval,
    mcastQueryIntvl: interval,
    mcastQueryResponseIntvl: interval,
    mcastStartupQueryIntvl: interval,
    mcastStatsEnabled: bit,
    mcastIgmpVersion: fc.constantFrom(2, 3),
    mcastMldVersion: fc.constantFrom(1, 2)
  },
  { requiredKeys: [] }
)
const bridge: fc.Arbitrary<Random> = bridgeSettings.map((data) => ({
  words: `type bridge${said([
    ['stp_state', data.stpState],
    ['vlan_filtering', data.vlanFiltering],
    ['vlan_stats_enabled', data.vlanStatsEnabled],
    ['vlan_stats_per_port', data.vlanStatsPerPort],
    ['vlan_default_pvid', data.vlanDefaultPvid],
    ['group_address', data.groupAddr],
    ['mcast_snooping', data.mcastSnooping],
    ['mcast_router', data.mcastRouter],
    ['mcast_query_use_ifaddr', data.mcastQueryUseIfaddr],
    ['mcast_querier', data.mcastQuerier],
    ['mcast_hash_max', data.mcastHashMax],
    ['mcast_last_member_count', data.mcastLastMemberCnt],
    ['mcast_startup_query_count', data.mcastStartupQueryCnt],
    ['mcast_last_member_interval', data.mcastLastMemberIntvl],
    ['mcast_membership_interval', data.mcastMembershipIntvl],
    ['mcast_querier_interval', data.mcastQuerierIntvl],
    ['mcast_query_interval', data.mcastQueryIntvl],
    ['mcast_query_response_interval', data.mcastQueryResponseIntvl],
    ['mcast_startup_query_interval', data.mcastStartupQueryIntvl],
    ['mcast_stats_enabled', data.mcastStatsEnabled],
    ['mcast_igmp_version', data.mcastIgmpVersion],
    ['mcast_mld_version', data.mcastMldVersion]
  ])}`,
  linkinfo: { kind: 'bridge', data }
}))

/** Each of a port of its own, which is part of its name on the wire. */
const macsecSettings: fc.Arbitrary<Settings<'macsec'>> = fc
  .record(
    {
      port: fc.integer({ min: 1, max: 0xfffe }),
      encrypt: bit,
      protect: bit,
      incSci: bit,
      encodingSa: fc.nat(3),
      // What GCM takes of those that macsec does: crypto_gcm_setauthsize().
      icvLen: fc.constantFrom(8, 12, 13, 14, 15, 16),
      validation: fc.constantFrom('disabled' as const, 'check' as const, 'strict' as const),
      // Beyond, the tool prints a negative number.
      window: fc.integer({ min: 1, max: 0x7fff_ffff })
    },
    { requiredKeys: ['port'] }
  )
  .map((data) => (data.window === undefined ? data : { ...data, replayProtect: 1 }))
const macsec: fc.Arbitrary<Random> = macsecSettings.map((data) => ({
  words: `type macsec${said([
    ['port', data.port],
    ['encrypt', onOff(data.encrypt)],
    ['protect', onOff(data.protect)],
    ['send_sci', onOff(data.incSci)],
    ['encodingsa', data.encodingSa],
    ['icvlen', data.icvLen],
    ['validate', typeof data.validation === 'number' ? undefined : data.validation],
    ['replay', data.window === undefined ? undefined : 'on'],
    ['window', data.window]
  ])}`,
  linkinfo: { kind: 'macsec', data }
}))

const vrf: fc.Arbitrary<Random> = fc.integer({ min: 1, max: 0xffff_ffff }).map((table) => ({
  words: `type vrf table ${table}`,
  linkinfo: { kind: 'vrf', data: { table } }
}))

const xfrm: fc.Arbitrary<Random> = fc.integer({ min: 1, max: 0xffff_ffff }).map((ifId) => ({
  words: `type xfrm if_id 0x${ifId.toString(16)}`,
  linkinfo: { kind: 'xfrm', data: { ifId } }
}))

export const randomMasters = [
  { kind: 'bond that aggregates', arbitrary: aggregated, isOnLink: false },
  { kind: 'bond with a backup', arbitrary: backed, isOnLink: false },
  { kind: 'bond that divides', arbitrary: divided, isOnLink: false },
  { kind: 'bridge, for VLANs and multicast', arbitrary: bridge, isOnLink: false },
  { kind: 'macsec', arbitrary: macsec, isOnLink: true },
  { kind: 'vrf', arbitrary: vrf, isOnLink: false },
  { kind: 'xfrm', arbitrary: xfrm, isOnLink: false }
] as const
