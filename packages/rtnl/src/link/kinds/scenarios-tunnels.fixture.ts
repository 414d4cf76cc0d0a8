import type { LinkinfoInput } from '../linkinfo.codec.ts'
import { GRE_CSUM, GRE_KEY, GRE_SEQ } from './gre.constants.ts'
import { SIT_ISATAP } from './iptunnel.constants.ts'
import {
  IP6_TNL_F_IGN_ENCAP_LIMIT,
  IP6_TNL_F_RCV_DSCP_COPY,
  IP6_TNL_F_USE_ORIG_TCLASS,
  TUNNEL_ENCAP_FLAG_CSUM
} from './tunnel-encap.constants.ts'
import type { Scenario } from './scenarios.fixture.ts'

const plain = (title: string, words: string, linkinfo: LinkinfoInput): Scenario => ({
  title,
  words: `type ${words}`,
  linkinfo: () => linkinfo
})

const v4 = { local: '10.0.0.1', remote: '10.0.0.2' } as const
const v6 = { local: 'fc00::1', remote: 'fc00::2' } as const

export const tunnelScenarios: readonly Scenario[] = [
  plain('vxlan', 'vxlan id 42 dstport 4789', { kind: 'vxlan', data: { id: 42, port: 4789 } }),
  {
    title: 'vxlan, multicast',
    words:
      'type vxlan id 16777215 group 239.1.1.1 local 10.0.0.1 dev d0 ttl 5 tos 0x10 dstport 4790 srcport 32768 61000 nolearning ageing 100 maxaddress 50 proxy rsc l2miss l3miss noudpcsum udp6zerocsumtx udp6zerocsumrx remcsumtx remcsumrx gbp',
    linkinfo: ({ d0 }) => ({
      kind: 'vxlan',
      data: {
        id: 16777215,
        group: '239.1.1.1',
        local: '10.0.0.1',
        link: d0,
        ttl: 5,
        tos: 16,
        port: 4790,
        portRange: { low: 32768, high: 61000 },
        learning: 0,
        ageing: 100,
        limit: 50,
        proxy: 1,
        rsc: 1,
        l2miss: 1,
        l3miss: 1,
        udpCsum: 0,
        udpZeroCsum6Tx: 1,
        udpZeroCsum6Rx: 1,
        remcsumTx: 1,
        remcsumRx: 1,
        gbp: true
      }
    })
  },
  plain('vxlan, IPv6', 'vxlan id 5 remote fc00::2 local fc00::1 ttl inherit flowlabel 0x12345 dstport 4789', {
    kind: 'vxlan',
    data: { id: 5, group6: 'fc00::2', local6: 'fc00::1', ttlInherit: 1, label: 0x12345, port: 4789 }
  }),
  plain("vxlan, don't fragment", 'vxlan id 6 remote 10.0.0.2 df set dstport 4789', {
    kind: 'vxlan',
    data: { id: 6, group: '10.0.0.2', df: 'set', port: 4789 }
  }),
  plain('vxlan, external', 'vxlan external dstport 4789 gpe', {
    kind: 'vxlan',
    data: { collectMetadata: 1, learning: 0, port: 4789, gpe: true }
  }),
  plain('vxlan, with a filter of ids', 'vxlan external vnifilter dstport 4789', {
    kind: 'vxlan',
    data: { collectMetadata: 1, vnifilter: 1, learning: 0, port: 4789 }
  }),
  plain('geneve', 'geneve id 5 remote 10.0.0.2 ttl 9 tos inherit dstport 6000 noudpcsum df inherit', {
    kind: 'geneve',
    data: { id: 5, remote: '10.0.0.2', ttl: 9, tos: 1, port: 6000, udpCsum: 0, df: 'inherit' }
  }),
  plain(
    'geneve, IPv6',
    'geneve id 6 remote fc00::2 ttl inherit flowlabel 0x54321 udp6zerocsumtx udp6zerocsumrx',
    {
      kind: 'geneve',
      data: {
        id: 6,
        remote6: 'fc00::2',
        ttlInherit: 1,
        label: 0x54321,
        udpZeroCsum6Tx: 1,
        udpZeroCsum6Rx: 1
      }
    }
  ),
  plain('geneve, external', 'geneve external innerprotoinherit', {
    kind: 'geneve',
    data: { collectMetadata: true, innerProtoInherit: true }
  }),
  {
    title: 'gre',
    words:
      'type gre remote 10.0.0.2 local 10.0.0.1 dev d0 ttl 64 tos 0x10 ikey 10 okey 0.0.1.0 iseq oseq icsum ocsum fwmark 7',
    linkinfo: ({ d0 }) => ({
      kind: 'gre',
      data: {
        ...v4,
        link: d0,
        ttl: 64,
        tos: 16,
        ikey: 10,
        okey: 256,
        iflags: GRE_KEY | GRE_SEQ | GRE_CSUM,
        oflags: GRE_KEY | GRE_SEQ | GRE_CSUM,
        fwmark: 7
      }
    })
  },
  plain(
    'gretap, in UDP',
    'gretap remote 10.0.0.2 local 10.0.0.1 nopmtudisc ignore-df encap fou encap-sport auto encap-dport 5555 encap-csum',
    {
      kind: 'gretap',
      data: {
        ...v4,
        pmtudisc: 0,
        ignoreDf: 1,
        encapType: 'fou',
        encapDport: 5555,
        encapFlags: TUNNEL_ENCAP_FLAG_CSUM
      }
    }
  ),
  plain('gretap, external', 'gretap external', { kind: 'gretap', data: { collectMetadata: true } }),
  plain('erspan, version 1', 'erspan seq key 30 local 10.0.0.1 remote 10.0.0.2 erspan_ver 1 erspan 100', {
    kind: 'erspan',
    data: {
      ...v4,
      ikey: 30,
      okey: 30,
      iflags: GRE_KEY | GRE_SEQ,
      oflags: GRE_KEY | GRE_SEQ,
      erspanVer: 1,
      erspanIndex: 100
    }
  }),
  plain(
    'erspan, version 2',
    'erspan seq key 31 local 10.0.0.1 remote 10.0.0.2 erspan_ver 2 erspan_dir egress erspan_hwid 17',
    {
      kind: 'erspan',
      data: {
        ...v4,
        ikey: 31,
        okey: 31,
        iflags: GRE_KEY | GRE_SEQ,
        oflags: GRE_KEY | GRE_SEQ,
        erspanVer: 2,
        erspanDir: 1,
        erspanHwid: 17
      }
    }
  ),
  plain(
    'erspan, version 2, ingress',
    'erspan seq key 32 local 10.0.0.1 remote 10.0.0.2 erspan_ver 2 erspan_dir ingress erspan_hwid 0',
    {
      kind: 'erspan',
      data: {
        ...v4,
        ikey: 32,
        okey: 32,
        iflags: GRE_KEY | GRE_SEQ,
        oflags: GRE_KEY | GRE_SEQ,
        erspanVer: 2,
        erspanDir: 0,
        erspanHwid: 0
      }
    }
  ),
  plain(
    'ip6gre',
    'ip6gre remote fc00::2 local fc00::1 encaplimit none tclass inherit hoplimit 32 key 66 seq',
    {
      kind: 'ip6gre',
      data: {
        ...v6,
        ttl: 32,
        flags: IP6_TNL_F_IGN_ENCAP_LIMIT | IP6_TNL_F_USE_ORIG_TCLASS,
        ikey: 66,
        okey: 66,
        iflags: GRE_KEY | GRE_SEQ,
        oflags: GRE_KEY | GRE_SEQ
      }
    }
  ),
  plain(
    'ip6gretap',
    'ip6gretap remote fc00::2 local fc00::1 encaplimit 6 tclass 0x10 flowlabel 0x12345 hoplimit 33',
    {
      kind: 'ip6gretap',
      data: { ...v6, ttl: 33, encapLimit: 6, flowinfo: 0x01012345 }
    }
  ),
  plain('ip6erspan', 'ip6erspan seq key 30 local fc00::1 remote fc00::2 erspan_ver 1 erspan 200', {
    kind: 'ip6erspan',
    data: {
      ...v6,
      ttl: 64,
      encapLimit: 4,
      ikey: 30,
      okey: 30,
      iflags: GRE_KEY | GRE_SEQ,
      oflags: GRE_KEY | GRE_SEQ,
      erspanVer: 1,
      erspanIndex: 200
    }
  }),
  plain('ipip', 'ipip remote 10.0.0.2 local 10.0.0.1 ttl 64 tos inherit fwmark 9', {
    kind: 'ipip',
    data: { ...v4, ttl: 64, tos: 1, proto: 0, fwmark: 9 }
  }),
  plain('ipip, any', 'ipip mode any remote 10.0.0.2 nopmtudisc', {
    kind: 'ipip',
    data: { remote: '10.0.0.2', proto: 'ip', pmtudisc: 0 }
  }),
  plain('ipip, MPLS inside', 'ipip mode mplsip remote 10.0.0.3 tos 0x10', {
    kind: 'ipip',
    data: { remote: '10.0.0.3', proto: 'mpls', tos: 16 }
  }),
  plain('ipip, external', 'ipip external', {
    kind: 'ipip',
    data: { proto: 0, collectMetadata: true }
  }),
  plain('sit', 'sit remote 10.0.0.2 local 10.0.0.1 ttl 3', {
    kind: 'sit',
    data: { ...v4, ttl: 3, proto: 0 }
  }),
  plain('sit, IPv6 inside', 'sit mode ip6ip remote 10.0.0.4 ttl 3', {
    kind: 'sit',
    data: { remote: '10.0.0.4', proto: 'ipv6', ttl: 3 }
  }),
  plain('sit, ISATAP', 'sit local 10.0.0.1 isatap', {
    kind: 'sit',
    // Without a TTL the kernel takes 64; the tool says 0, which is that of the packet inside.
    data: { local: '10.0.0.1', proto: 0, ttl: 0, flags: SIT_ISATAP }
  }),
  plain('sit, 6rd', 'sit local 10.0.0.1 6rd-prefix 2001:db8::/32 6rd-relay_prefix 10.0.0.0/8', {
    kind: 'sit',
    data: {
      local: '10.0.0.1',
      proto: 0,
      ttl: 0,
      '6rdPrefix': '2001:db8::',
      '6rdPrefixlen': 32,
      '6rdRelayPrefix': '10.0.0.0',
      '6rdRelayPrefixlen': 8
    }
  }),
  plain(
    'ip6tnl',
    'ip6tnl mode any remote fc00::2 local fc00::1 encaplimit 5 hoplimit 12 tclass 0x20 flowlabel 0x111 dscp inherit',
    {
      kind: 'ip6tnl',
      data: {
        ...v6,
        proto: 0,
        encapLimit: 5,
        ttl: 12,
        flowinfo: 0x02000111,
        flags: IP6_TNL_F_RCV_DSCP_COPY
      }
    }
  ),
  plain('ip6tnl, IPv4 inside', 'ip6tnl mode ipip6 remote fc00::2 encaplimit none', {
    kind: 'ip6tnl',
    data: { remote: 'fc00::2', proto: 'ipip', ttl: 64, flags: IP6_TNL_F_IGN_ENCAP_LIMIT }
  }),
  plain('vti', 'vti remote 10.0.0.2 local 10.0.0.1 ikey 1 okey 2 fwmark 3', {
    kind: 'vti',
    data: { ...v4, ikey: 1, okey: 2, fwmark: 3 }
  }),
  plain('vti6', 'vti6 remote fc00::2 local fc00::1 ikey 1 okey 2', {
    kind: 'vti6',
    data: { ...v6, ikey: 1, okey: 2 }
  }),
  plain('gtp', 'gtp role sgsn hsize 512', {
    kind: 'gtp',
    data: { role: 'sgsn', pdpHashsize: 512, createSockets: 1 }
  })
]
