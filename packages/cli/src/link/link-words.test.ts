/** Kinds that few kernels have: what the words make of the library's object. */
import { describe, expect, it } from 'vitest'
import { UsageError } from '../shared/errors.ts'
import { Words } from '../shared/words.ts'
import { readChange, readNewLink } from './link-words.ts'

const words = (text: string): Words => new Words(text.split(' '))
const made = (text: string): unknown => readNewLink(words(text)).draft.values

describe('words of kinds', () => {
  it.each([
    ['type vxcan peer name x1 mtu 16', { kind: 'vxcan', data: { peer: { ifname: 'x1', mtu: 16 } } }],
    [
      'type netkit mode l2 blackhole peer forward name n1 up',
      {
        kind: 'netkit',
        data: {
          mode: 'l2',
          policy: 'drop',
          peerPolicy: 'pass',
          peerInfo: { ifname: 'n1', flags: 1, change: 1 }
        }
      }
    ],
    [
      'type netkit scrub none peer scrub none n1',
      { kind: 'netkit', data: { scrub: 'none', peerScrub: 'none', peerInfo: { ifname: 'n1' } } }
    ],
    ['type netkit peer blackhole', { kind: 'netkit', data: { peerPolicy: 'drop' } }],
    ['type macsec address 02:00:00:00:00:33 port 3', { kind: 'macsec', data: { sci: '0x0200000000330003' } }],
    [
      'type macsec cipher gcm-aes-256 replay on window 64 offload mac',
      {
        kind: 'macsec',
        data: { cipherSuite: '0x80c20001000002', replayProtect: 1, window: 64, offload: 'mac' }
      }
    ],
    [
      'type gre remote 239.1.2.3 local 10.0.0.1',
      {
        kind: 'gre',
        data: {
          remote: '239.1.2.3',
          local: '10.0.0.1',
          ikey: 0xef010203,
          okey: 0xef010203,
          iflags: 0x2000,
          oflags: 0x2000
        }
      }
    ],
    [
      'type gretap key 0.0.1.0 seq noiseq csum tos 10 encap gue encap-sport auto encap-csum6',
      {
        kind: 'gretap',
        data: {
          ikey: 256,
          okey: 256,
          iflags: 0xa000,
          oflags: 0xb000,
          tos: 16,
          encapType: 'gue',
          encapSport: 0,
          encapFlags: 2
        }
      }
    ],
    [
      'type ip6gre encaplimit none tclass inherit flowlabel 12345 hoplimit 9 remote fc00::2',
      {
        kind: 'ip6gre',
        data: { ttl: 9, encapLimit: 4, encapFlags: 2, flags: 3, flowinfo: 0x12345, remote: 'fc00::2' }
      }
    ],
    ['type ip6tnl external', { kind: 'ip6tnl', data: { proto: 0, collectMetadata: true } }],
    [
      'type sit 6rd-reset isatap',
      {
        kind: 'sit',
        data: {
          proto: 0,
          ttl: 0,
          flags: 1,
          '6rdPrefix': '2002::',
          '6rdPrefixlen': 16,
          '6rdRelayPrefix': '0.0.0.0',
          '6rdRelayPrefixlen': 0
        }
      }
    ],
    ['type batadv ra BATMAN_V', { kind: 'batadv', data: { algoName: 'BATMAN_V' } }],
    [
      'type ipoib pkey 0x8001 mode connected umcast 1',
      { kind: 'ipoib', data: { pkey: 0x8001, mode: 'connected', umcast: 1 } }
    ],
    ['type rmnet mux_id 3', { kind: 'rmnet', data: { muxId: 3 } }],
    ['type vrf table main', { kind: 'vrf', data: { table: 254 } }],
    [
      'type vxlan external gpe',
      { kind: 'vxlan', data: { collectMetadata: 1, learning: 0, gpe: true, port: 4790 } }
    ],
    [
      'type bridge no_linklocal_learn 1 mst_enabled 0',
      { kind: 'bridge', data: { multiBoolopt: { optval: 1, optmask: 5 } } }
    ],
    [
      'type macvlan mode source flag nodst macaddr set',
      {
        kind: 'macvlan',
        data: { mode: 'source', flags: 2, macaddrMode: 'set', macaddrData: { macaddr: [] } }
      }
    ],
    ['type macvtap flag null bclim -1', { kind: 'macvtap', data: { flags: 0, bcCutoff: -1 } }],
    ['type wireguard', { kind: 'wireguard' }],
    ['type unheard_of', { kind: 'unheard_of' }]
  ])('%s', (text, linkinfo) => {
    expect(made(`x0 ${text}`)).toEqual({ ifname: 'x0', linkinfo })
  })

  it.each([
    [
      'type can bitrate 500000 sample-point 0.875 dbitrate 2000000 fd on loopback off tdc-mode manual tdco 7 restart-ms 100 termination 120',
      {
        kind: 'can',
        data: {
          bittiming: { bitrate: 500_000, samplePoint: 875 },
          dataBittiming: { bitrate: 2_000_000 },
          ctrlmode: { flags: 0x420, mask: 0x621 },
          tdc: { tdco: 7 },
          restartMs: 100,
          termination: 120
        }
      }
    ],
    ['type can restart', { kind: 'can', data: { restart: 1 } }],
    ['type bond_slave queue_id 3 prio -5', { slaveKind: 'bond', slaveData: { queueId: 3, prio: -5 } }],
    [
      'type bridge_slave hairpin on state blocking',
      { slaveKind: 'bridge', slaveData: { mode: 1, state: 'blocking' } }
    ],
    ['type vrf_slave', { slaveKind: 'vrf' }]
  ])('a change: %s', (text, linkinfo) => {
    expect(readChange(words(text), undefined).draft.values).toEqual({ linkinfo })
  })

  it('a change of a tunnel keeps what it has', () => {
    const link = { linkinfo: { kind: 'gre', data: { ttl: 9, remote: '10.0.0.2', iflags: 0x2000, ikey: 5 } } }
    const read = readChange(words('type gre ttl 10 iseq'), link as Parameters<typeof readChange>[1])
    expect(read.draft.values).toEqual({
      linkinfo: { kind: 'gre', data: { ttl: 10, remote: '10.0.0.2', iflags: 0x3000, ikey: 5 } }
    })
    expect(link.linkinfo.data.ttl).toBe(9)
  })
})

describe('words of virtual functions', () => {
  it('are put aside, to be sent by themselves', () => {
    const { draft, vfs } = readChange(
      words(
        'vf 3 mac 02:00:00:00:00:01 vlan 7 qos 2 proto 802.1ad trust on vf 4 state auto max_tx_rate 10 mtu 9000'
      ),
      undefined
    )
    expect(draft.values).toEqual({ mtu: 9000 })
    expect(vfs).toEqual([
      {
        vf: 3,
        change: { mac: '02:00:00:00:00:01', vlan: { vlan: 7, qos: 2, vlanProto: 0x88a8 }, trust: true }
      },
      { vf: 4, change: { linkState: 'auto', maxTxRate: 10 } }
    ])
  })
})

describe('errors name the word', () => {
  it.each([
    ['type bridge ageing 5', /'ageing': expected one of forward_delay/],
    ['type bridge priority 70000', /priority: expected a whole number from 0 to 65535/],
    ['type bridge vlan_protocol ax25', /vlan_protocol: expected one of 802.1Q/],
    ['type bond mode fast', /mode: expected one of balance-rr/],
    ['type bond arp_ip_target 10.0.0.1,x', /arp_ip_target: 'x' is not an IPv4 address/],
    ['type bond ad_actor_system 02:00', /ad_actor_system: '02:00' is not a hardware address/],
    ['type vxlan id 16777216', /id: expected a whole number/],
    ['type vxlan external id 5', /external: does not go with 'id'/],
    ['type vxlan id 5 remote nowhere', /remote: 'nowhere' is not an address/],
    ['type vxlan id 5 tos xyz', /tos: expected a hexadecimal number/],
    ['type gre remote fc00::1', /remote: 'fc00::1' is not an IPv4 address/],
    ['type gre key 1.2.3', /key: '1\.2\.3' is neither/],
    ['type ip6tnl remote 10.0.0.1', /remote: '10\.0\.0\.1' is not an IPv6 address/],
    ['type sit 6rd-prefix 10.0.0.0/8', /6rd-prefix: .* is not an IPv6 prefix/],
    ['type vlan id 7 egress-qos-map x', /egress-qos-map: expected FROM:TO/],
    ['type macsec replay on', /replay: needs 'window'/],
    ['type macsec address 02:00:00:00:00:01', /address: needs 'port'/],
    ['type macsec sci wrong', /sci: 'wrong'/],
    ['type xfrm external if_id 5', /external: does not go with/],
    ['type can sample-point 2', /sample-point: expected a number/],
    ['type can sample-point', /sample-point: missing/],
    ['type tun', /type: links of kind tun are made through \/dev\/net\/tun/],
    ['type unheard_of word', /type: unheard_of has no words here, such as 'word': --object/],
    ['type veth peer name a name b', /'name' comes twice/],
    ['mtu big type dummy', /mtu: expected a whole number/],
    ['xdp off', /xdp: programs are attached by the library/],
    ['link-netns blue', /link-netns: say its id/],
    ['netns nonesuch-namespace type dummy', /netns: there is no namespace/],
    ['group friends type dummy', /group: expected a whole number/],
    ['addrgenmode some type dummy', /addrgenmode: expected one of eui64/],
    ['vf 1', /vf: expected one of mac/],
    ['vf 1 qos 3', /qos: 'vlan' must come before it/],
    ['vf 1 node_guid 5', /node_guid: '5' is not a GUID/]
  ])('%s', (text, why) => {
    expect(() => readNewLink(words(`x0 ${text}`))).toThrow(UsageError)
    expect(() => readNewLink(words(`x0 ${text}`))).toThrow(why)
  })
})
