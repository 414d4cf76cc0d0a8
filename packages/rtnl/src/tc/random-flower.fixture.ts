/** Random filters by header fields (flower), in tc(8)'s words and ours. */
import * as fc from 'fast-check'
import { address, address6, digits, mac, u8, u16, u32 } from './random-actions.fixture.ts'
import type { FilterChange } from './filters.ts'

type Keys = Exclude<NonNullable<Extract<FilterChange, { kind: 'flower' }>['options']>, Uint8Array>
/** A part of what is matched, or the whole of it. */
interface Match {
  readonly words: string
  readonly keys: Keys
}

/** One of the arms, or nothing. */
const maybe = (...arms: fc.Arbitrary<Match>[]): fc.Arbitrary<Match> =>
  fc.oneof(fc.constant({ words: '', keys: {} }), ...arms)
const all = (...parts: fc.Arbitrary<Match>[]): fc.Arbitrary<Match> =>
  fc.tuple(...parts).map((list) => ({
    words: list.map(({ words }) => words).join(''),
    keys: Object.assign({}, ...list.map(({ keys }) => keys)) as Keys
  }))

const hex = (number: number): string => `0x${number.toString(16)}`

const MAC_MASKS = ['ff:ff:ff:00:00:00', '00:00:00:ff:ff:ff', 'ff:ff:ff:ff:ff:ff'] as const
const macs = (word: string, key: string): fc.Arbitrary<Match> =>
  fc.tuple(mac, fc.constantFrom(...MAC_MASKS)).map(([value, mask]) => ({
    words: ` ${word} ${value}/${mask}`,
    keys: { [key]: value, [`${key}Mask`]: mask }
  }))

/** Netmasks, as addresses. */
const mask4 = (length: number): string =>
  [24, 16, 8, 0].map((shift) => ((0xffff_ffff << (32 - length)) >>> shift) & 0xff).join('.')
const MASKS6 = [
  [16, 'ffff::'],
  [32, 'ffff:ffff::'],
  [64, 'ffff:ffff:ffff:ffff::'],
  [128, 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff']
] as const
const prefix4 = (word: string, key: string): fc.Arbitrary<Match> =>
  fc.tuple(address, fc.integer({ min: 1, max: 32 })).map(([value, length]) => ({
    words: ` ${word} ${value}/${length}`,
    keys: { [key]: value, [`${key}Mask`]: mask4(length) }
  }))
const prefix6 = (word: string, key: string): fc.Arbitrary<Match> =>
  fc.tuple(address6, fc.constantFrom(...MASKS6)).map(([value, [length, mask]]) => ({
    words: ` ${word} ${value}/${length}`,
    keys: { [key]: value, [`${key}Mask`]: mask }
  }))

/** A byte and which of its bits count. The tool takes the value as decimal, the mask as hexadecimal. */
const masked = (word: string, key: string): fc.Arbitrary<Match> =>
  fc.tuple(u8, u8).map(([value, mask]) => ({
    words: ` ${word} ${value}/${hex(mask)}`,
    keys: { [key]: value, [`${key}Mask`]: mask }
  }))
const number = (word: string, key: string, values: fc.Arbitrary<number>): fc.Arbitrary<Match> =>
  values.map((value) => ({ words: ` ${word} ${value}`, keys: { [key]: value } }))

const PORTS = {
  tcp: ['keyTcpSrc', 'keyTcpDst'],
  udp: ['keyUdpSrc', 'keyUdpDst'],
  sctp: ['keySctpSrc', 'keySctpDst']
} as const
const range = (word: string, key: string): fc.Arbitrary<Match> =>
  fc.tuple(fc.integer({ min: 1, max: 0x7fff }), fc.integer({ min: 1, max: 0x7fff })).map(([first, more]) => ({
    words: ` ${word} ${first}-${first + more}`,
    keys: { [`${key}Min`]: first, [`${key}Max`]: first + more }
  }))
const ofPorts = (protocol: keyof typeof PORTS): fc.Arbitrary<Match> => {
  const [src, dst] = PORTS[protocol]
  return all(
    fc.constant({ words: ` ip_proto ${protocol}`, keys: { keyIpProto: protocol } }),
    maybe(number('src_port', src, u16), range('src_port', 'keyPortSrc')),
    maybe(number('dst_port', dst, u16), range('dst_port', 'keyPortDst'))
  )
}
const tcpFlags = fc.tuple(fc.nat(0xfff), fc.integer({ min: 1, max: 0xfff })).map(([value, mask]): Match => ({
  words: ` tcp_flags ${hex(value)}/${hex(mask)}`,
  keys: { keyTcpFlags: value, keyTcpFlagsMask: mask }
}))
const icmp = (protocol: 'icmp' | 'icmpv6', key: 'keyIcmpv4' | 'keyIcmpv6'): fc.Arbitrary<Match> =>
  all(
    fc.constant({ words: ` ip_proto ${protocol}`, keys: { keyIpProto: protocol } }),
    number('type', `${key}Type`, u8),
    number('code', `${key}Code`, u8)
  )

/** What conntrack knows: all needs that it was asked. */
const STATES = [
  ['+trk+new', 0x9, 0x9],
  ['+trk+est', 0xa, 0xa],
  ['+trk-new+est', 0xa, 0xb],
  ['+trk+est+rpl', 0x2a, 0x2a],
  ['-trk', 0, 0x8]
] as const
const connection = all(
  maybe(
    fc.constantFrom(...STATES).map(([word, keyCtState, keyCtStateMask]) => ({
      words: ` ct_state ${word}`,
      keys: { keyCtState, keyCtStateMask }
    }))
  ),
  maybe(
    u16.map((keyCtZone) => ({ words: ` ct_zone ${keyCtZone}`, keys: { keyCtZone, keyCtZoneMask: 0xffff } }))
  ),
  maybe(
    fc.tuple(u32, u32).map(([keyCtMark, keyCtMarkMask]) => ({
      words: ` ct_mark ${keyCtMark}/${hex(keyCtMarkMask)}`,
      keys: { keyCtMark, keyCtMarkMask }
    }))
  ),
  maybe(
    fc
      .tuple(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.uint8Array({ minLength: 16, maxLength: 16 }))
      .map(([keyCtLabels, keyCtLabelsMask]) => ({
        words: ` ct_label ${digits(keyCtLabels)}/${digits(keyCtLabelsMask)}`,
        keys: { keyCtLabels, keyCtLabelsMask }
      }))
  )
)

const ethernet = all(maybe(macs('src_mac', 'keyEthSrc')), maybe(macs('dst_mac', 'keyEthDst')))
const common = all(maybe(masked('ip_tos', 'keyIpTos')), maybe(masked('ip_ttl', 'keyIpTtl')), connection)
const ip4 = all(
  ethernet,
  maybe(prefix4('src_ip', 'keyIpv4Src')),
  maybe(prefix4('dst_ip', 'keyIpv4Dst')),
  common,
  maybe(all(ofPorts('tcp'), maybe(tcpFlags)), ofPorts('udp'), ofPorts('sctp'), icmp('icmp', 'keyIcmpv4'))
)
const ip6 = all(
  ethernet,
  maybe(prefix6('src_ip', 'keyIpv6Src')),
  maybe(prefix6('dst_ip', 'keyIpv6Dst')),
  common,
  maybe(ofPorts('tcp'), ofPorts('udp'), icmp('icmpv6', 'keyIcmpv6'))
)

const OPERATIONS = ['request', 'reply'] as const
const arp = all(
  maybe(prefix4('arp_sip', 'keyArpSip')),
  maybe(prefix4('arp_tip', 'keyArpTip')),
  maybe(
    fc.constantFrom(...OPERATIONS).map((keyArpOp) => ({
      words: ` arp_op ${keyArpOp}`,
      keys: { keyArpOp, keyArpOpMask: 0xff }
    }))
  ),
  maybe(macs('arp_sha', 'keyArpSha')),
  maybe(macs('arp_tha', 'keyArpTha'))
)

const tag = (word: string, key: string): fc.Arbitrary<Match> =>
  all(number(`${word}_id`, `${key}Id`, fc.nat(4095)), maybe(number(`${word}_prio`, `${key}Prio`, fc.nat(7))))
const vlan = all(
  tag('vlan', 'keyVlan'),
  maybe(
    all(
      fc.constant({ words: ' vlan_ethtype ip', keys: { keyVlanEthType: 'ip' as const } }),
      prefix4('dst_ip', 'keyIpv4Dst')
    ),
    all(
      fc.constant({ words: ' vlan_ethtype 802.1q', keys: { keyVlanEthType: '8021q' as const } }),
      tag('cvlan', 'keyCvlan')
    )
  )
)

const label = fc.integer({ min: 0, max: 0xf_ffff })
const mpls = fc.oneof(
  all(
    number('mpls_label', 'keyMplsLabel', label),
    maybe(number('mpls_tc', 'keyMplsTc', fc.nat(7))),
    maybe(number('mpls_bos', 'keyMplsBos', fc.nat(1))),
    maybe(number('mpls_ttl', 'keyMplsTtl', u8))
  ),
  fc
    .uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 })
    .chain((depths) =>
      fc.tuple(
        ...depths
          .toSorted((a, b) => a - b)
          .map((depth) =>
            fc
              .record({ label, tc: fc.nat(7), bos: fc.nat(1), ttl: u8 }, { requiredKeys: ['label'] })
              .map((entry) => ({ depth, ...entry }))
          )
      )
    )
    .map((lse): Match => ({
      words: ` mpls ${lse
        .map(
          (entry) =>
            `lse ${Object.entries(entry)
              .map(([word, value]) => `${word} ${value}`)
              .join(' ')}`
        )
        .join(' ')}`,
      keys: { keyMplsOpts: { lse } }
    }))
)

const outer = all(
  maybe(
    all(prefix4('enc_src_ip', 'keyEncIpv4Src'), prefix4('enc_dst_ip', 'keyEncIpv4Dst')),
    all(prefix6('enc_src_ip', 'keyEncIpv6Src'), prefix6('enc_dst_ip', 'keyEncIpv6Dst'))
  ),
  number('enc_key_id', 'keyEncKeyId', u32),
  maybe(
    u16.map((port) => ({
      words: ` enc_dst_port ${port}`,
      keys: { keyEncUdpDstPort: port, keyEncUdpDstPortMask: 0xffff }
    }))
  ),
  maybe(masked('enc_tos', 'keyEncIpTos')),
  maybe(masked('enc_ttl', 'keyEncIpTtl')),
  maybe(
    fc.tuple(u16, u8, fc.uint8Array({ minLength: 4, maxLength: 4 })).map(([number1, type, data]): Match => ({
      words: ` geneve_opts ${number1.toString(16).padStart(4, '0')}:${type.toString(16).padStart(2, '0')}:${digits(data)}`,
      keys: {
        keyEncOpts: { geneve: [{ class: number1, type, data }] },
        keyEncOptsMask: { geneve: [{ class: 0xffff, type: 0xff, data: new Uint8Array(4).fill(0xff) }] }
      }
    })),
    u16.map((gbp): Match => ({
      words: ` vxlan_opts ${gbp}`,
      keys: { keyEncOpts: { vxlan: { gbp } }, keyEncOptsMask: { vxlan: { gbp: 0xffff_ffff } } }
    }))
  )
)

const protocols = [
  ['ip', 'ip', ip4],
  ['ipv6', 'ipv6', ip6],
  ['arp', 'arp', arp],
  ['802.1q', '8021q', vlan],
  ['802.1ad', '8021ad', vlan],
  ['mpls_uc', 'mpls-uc', mpls],
  ['ip', 'ip', outer]
] as const

/** The same protocol in tc's words and ours, and what is matched of it. */
export const flower = protocols.map(
  ([word, protocol, match]) =>
    [`flower of ${match === outer ? 'tunnels' : word}`, word, protocol, match] as const
)
