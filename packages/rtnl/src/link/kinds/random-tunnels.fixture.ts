/** Random settings of tunnels, in ip(8)'s words and ours. */
import * as fc from 'fast-check'
import { GRE_CSUM, GRE_KEY, GRE_SEQ } from './gre.constants.ts'
import type { Random } from './random.fixture.ts'
import { TUNNEL_ENCAP_FLAG_CSUM, TUNNEL_ENCAP_FLAG_CSUM6 } from './tunnel-encap.constants.ts'

const octet = fc.integer({ min: 1, max: 254 })
const byte = fc.integer({ min: 1, max: 255 })
const word = fc.integer({ min: 1, max: 0xffff }).map((number) => number.toString(16))
const u32 = fc.integer({ min: 1, max: 0xffff_ffff })
const ends4 = fc
  .tuple(octet, octet, octet, octet)
  .map(([a, b, c, d]) => ({ remote: `10.${a}.${b}.2`, local: `10.${c}.${d}.1` }))
const ends6 = fc
  .tuple(word, word, word, word)
  .map(([a, b, c, d]) => ({ remote: `fc00:${a}:${b}::2`, local: `fc00:${c}:${d}::1` }))
const ends = (of: { remote: string; local: string }): string => `remote ${of.remote} local ${of.local}`
const hex = (number: number): string => `0x${number.toString(16)}`
const when = (word1: string, value: string | number | undefined): string =>
  value === undefined ? '' : ` ${word1} ${value}`

/** In UDP: fou and gue. */
const udp = fc.option(
  fc.record({
    encapType: fc.constantFrom('fou' as const, 'gue' as const),
    encapSport: fc.integer({ min: 0, max: 0xffff }),
    encapDport: fc.integer({ min: 1, max: 0xffff }),
    hasCsum: fc.boolean(),
    hasCsum6: fc.boolean()
  }),
  { nil: undefined }
)
type Udp = typeof udp extends fc.Arbitrary<infer T> ? T : never
const no = (has: boolean): string => (has ? '' : 'no')
const udpWords = (of: Udp): string =>
  of === undefined
    ? ''
    : [
        ` encap ${of.encapType} encap-sport ${of.encapSport === 0 ? 'auto' : of.encapSport} encap-dport ${of.encapDport}`,
        ` ${no(of.hasCsum)}encap-csum ${no(of.hasCsum6)}encap-udp6-csum`
      ].join('')
const udpKeys = (of: Udp): object => {
  if (of === undefined) return {}
  const { hasCsum, hasCsum6, ...rest } = of
  const encapFlags = (hasCsum ? TUNNEL_ENCAP_FLAG_CSUM : 0) | (hasCsum6 ? TUNNEL_ENCAP_FLAG_CSUM6 : 0)
  return { ...rest, encapFlags }
}

const over4 = fc.record(
  { ttl: byte, tos: fc.integer({ min: 0, max: 63 }).map((dscp) => dscp << 2), fwmark: u32 },
  { requiredKeys: ['ttl', 'tos'] }
)
const over4Words = (of: { ttl: number; tos: number; fwmark?: number }): string =>
  ` ttl ${of.ttl} tos ${hex(of.tos)}${when('fwmark', of.fwmark)}`

const MODES4 = {
  ipip: [
    ['ipip', 4],
    ['any', 0]
  ],
  sit: [
    ['ip6ip', 41],
    ['ipip', 4],
    ['any', 0]
  ]
} as const
const plain4 = (kind: 'ipip' | 'sit'): fc.Arbitrary<Random> =>
  fc
    .tuple(ends4, over4, udp, fc.constantFrom(...MODES4[kind]))
    .map(([both, outer, within, [mode, proto]]) => ({
      words: `type ${kind} mode ${mode} ${ends(both)}${over4Words(outer)}${udpWords(within)}`,
      linkinfo: { kind, data: { ...both, ...outer, proto, ...udpKeys(within) } }
    }))

const WAYS = [
  ['key', GRE_KEY],
  ['seq', GRE_SEQ],
  ['csum', GRE_CSUM]
] as const
const way = fc.record({ flags: fc.subarray([...WAYS]), key: u32 })
type Way = typeof way extends fc.Arbitrary<infer T> ? T : never
const wayWords = (letter: 'i' | 'o', { flags, key }: Way): string =>
  flags.map(([name]) => ` ${letter}${name}${name === 'key' ? ` ${key}` : ''}`).join('')
const wayKeys = (letter: 'i' | 'o', { flags, key }: Way): object => ({
  [`${letter}flags`]: flags.reduce((sum, [, bit]) => sum | bit, 0),
  ...(flags.some(([name]) => name === 'key') ? { [`${letter}key`]: key } : {})
})

const gretap: fc.Arbitrary<Random> = fc
  .tuple(ends4, over4, way, way, udp)
  .map(([both, outer, input, output, within]) => ({
    words: `type gretap ${ends(both)}${over4Words(outer)}${wayWords('i', input)}${wayWords('o', output)}${udpWords(within)}`,
    linkinfo: {
      kind: 'gretap',
      data: { ...both, ...outer, ...wayKeys('i', input), ...wayKeys('o', output), ...udpKeys(within) }
    }
  }))

/** ERSPAN: version 1 has an index, version 2 a direction and a number of the hardware. */
const session = fc.oneof(
  fc.nat(0xf_ffff).map((erspanIndex) => ({
    words: `erspan_ver 1 erspan ${erspanIndex}`,
    keys: { erspanVer: 1, erspanIndex }
  })),
  fc
    .tuple(fc.constantFrom(['ingress', 0] as const, ['egress', 1] as const), fc.nat(63))
    .map(([[direction, erspanDir], erspanHwid]) => ({
      words: `erspan_ver 2 erspan_dir ${direction} erspan_hwid ${erspanHwid}`,
      keys: { erspanVer: 2, erspanDir, erspanHwid }
    }))
)
/** The lower ten bits of the key are the session. */
const id = fc.integer({ min: 1, max: 1023 })
const KEYED = GRE_KEY | GRE_SEQ
const keyed = (key: number): object => ({ ikey: key, okey: key, iflags: KEYED, oflags: KEYED })
const erspan: fc.Arbitrary<Random> = fc
  .tuple(ends4, over4, id, session)
  .map(([both, outer, key, { words, keys }]) => ({
    words: `type erspan seq key ${key} ${ends(both)}${over4Words(outer)} ${words}`,
    linkinfo: { kind: 'erspan', data: { ...both, ...outer, ...keyed(key), ...keys } }
  }))

const over6 = fc.record(
  { ttl: byte, encapLimit: fc.nat(255), tclass: fc.nat(255), label: fc.nat(0xf_ffff), fwmark: u32 },
  { requiredKeys: ['ttl', 'encapLimit', 'tclass', 'label'] }
)
type Over6 = typeof over6 extends fc.Arbitrary<infer T> ? T : never
const over6Words = (of: Over6): string =>
  ` encaplimit ${of.encapLimit} hoplimit ${of.ttl} tclass ${hex(of.tclass)} flowlabel ${hex(of.label)}${when('fwmark', of.fwmark)}`
const over6Keys = ({ ttl, encapLimit, tclass, label, fwmark }: Over6): object => ({
  ttl,
  encapLimit,
  flowinfo: ((tclass << 20) | label) >>> 0,
  fwmark
})
const gre6 = (kind: 'ip6gre' | 'ip6gretap'): fc.Arbitrary<Random> =>
  fc.tuple(ends6, over6, way, way).map(([both, outer, input, output]) => ({
    words: `type ${kind} ${ends(both)}${over6Words(outer)}${wayWords('i', input)}${wayWords('o', output)}`,
    linkinfo: {
      kind,
      data: { ...both, ...over6Keys(outer), ...wayKeys('i', input), ...wayKeys('o', output) }
    }
  }))
const ip6erspan: fc.Arbitrary<Random> = fc
  .tuple(ends6, over6, id, session)
  .map(([both, outer, key, { words, keys }]) => ({
    words: `type ip6erspan seq key ${key} ${ends(both)}${over6Words(outer)} ${words}`,
    linkinfo: { kind: 'ip6erspan', data: { ...both, ...over6Keys(outer), ...keyed(key), ...keys } }
  }))

const MODES6 = [
  ['any', 0],
  ['ipip6', 4],
  ['ip6ip6', 41]
] as const
const ip6tnl: fc.Arbitrary<Random> = fc
  .tuple(ends6, over6, udp, fc.constantFrom(...MODES6))
  .map(([both, outer, within, [mode, proto]]) => ({
    words: `type ip6tnl mode ${mode} ${ends(both)}${over6Words(outer)}${udpWords(within)}`,
    linkinfo: { kind: 'ip6tnl', data: { ...both, ...over6Keys(outer), proto, ...udpKeys(within) } }
  }))

const keys = fc.record({ ikey: u32, okey: u32, fwmark: u32 }, { requiredKeys: ['ikey', 'okey'] })
const vti = (kind: 'vti' | 'vti6'): fc.Arbitrary<Random> =>
  fc.tuple(kind === 'vti' ? ends4 : ends6, keys).map(([both, own]) => ({
    words: `type ${kind} ${ends(both)} ikey ${own.ikey} okey ${own.okey}${when('fwmark', own.fwmark)}`,
    linkinfo: { kind, data: { ...both, ...own } }
  }))

export const randomTunnels = [
  { kind: 'ipip', arbitrary: plain4('ipip'), isOnLink: false },
  { kind: 'sit', arbitrary: plain4('sit'), isOnLink: false },
  { kind: 'gretap', arbitrary: gretap, isOnLink: false },
  { kind: 'erspan', arbitrary: erspan, isOnLink: false },
  { kind: 'ip6gre', arbitrary: gre6('ip6gre'), isOnLink: false },
  { kind: 'ip6gretap', arbitrary: gre6('ip6gretap'), isOnLink: false },
  { kind: 'ip6erspan', arbitrary: ip6erspan, isOnLink: false },
  { kind: 'ip6tnl', arbitrary: ip6tnl, isOnLink: false },
  { kind: 'vti', arbitrary: vti('vti'), isOnLink: false },
  { kind: 'vti6', arbitrary: vti('vti6'), isOnLink: false }
] as const
