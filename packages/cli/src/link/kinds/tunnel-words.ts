/** Words that several kinds of tunnels have. */
import { isIPv4 } from 'node:net'
import { UsageError } from '../../shared/errors.ts'
import type { Words } from '../../shared/words.ts'
import type { Draft } from '../draft.ts'
import { hexOf, type Setting, type WordTable } from './settings.ts'

/** GRE_*, as numbers of the header's first 16 bits. */
const GRE = { csum: 0x8000, key: 0x2000, seq: 0x1000 } as const
/** IP6_TNL_F_*. */
export const IP6_FLAGS = {
  noEncapLimit: 0x1,
  tclass: 0x2,
  flowlabel: 0x4,
  dscp: 0x10,
  fwmark: 0x20,
  localRemote: 0x40
} as const
/** TUNNEL_ENCAP_FLAG_*. */
const ENCAP_FLAGS = { csum: 0x1, csum6: 0x2, remcsum: 0x4 } as const

type Side = 'i' | 'o'
const BOTH: readonly Side[] = ['i', 'o']

/** A key: a number, or one that is written as an IPv4 address. */
function keyOf(words: Words, word: string): number {
  const text = words.peek() ?? ''
  if (!text.includes('.')) return words.number(word)
  words.take(word)
  if (!isIPv4(text)) throw new UsageError(`${word}: '${text}' is neither a number nor an IPv4 address`)
  return numberOf(text)
}

const numberOf = (address: string): number =>
  address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)

/** Keys, and the flag that says they count; 0 where a kind has no such flags. */
export const key =
  (keys: readonly string[], flag: number = GRE.key): Setting =>
  (draft, words, word) => {
    const value = keyOf(words, word)
    for (const name of keys) {
      draft.set(name, value)
      if (flag !== 0) draft.bits(`${name.slice(0, 1)}flags`, flag, true)
    }
  }

/** The keys of VTIs, which have no flags. */
export const keyWords = { ikey: key(['ikey'], 0), okey: key(['okey'], 0) } as const

const flagged =
  (sides: readonly Side[], bit: number, isSet: boolean): Setting =>
  (draft) => {
    for (const side of sides) draft.bits(`${side}flags`, bit, isSet)
  }

/** `seq`, `iseq`, `oseq`, `noseq` … */
const both = (word: string, bit: number): [string, Setting][] =>
  [BOTH, ['i'] as const, ['o'] as const].flatMap((sides): [string, Setting][] => {
    const name = sides.length === 1 ? `${sides[0]}${word}` : word
    return [
      [name, flagged(sides, bit, true)],
      [`no${name}`, flagged(sides, bit, false)]
    ]
  })

/** Keys, sequence numbers and checksums of GRE. */
export const greWords: WordTable = {
  ...Object.fromEntries([...both('seq', GRE.seq), ...both('csum', GRE.csum), ...both('key', GRE.key)]),
  key: key(['ikey', 'okey']),
  ikey: key(['ikey']),
  okey: key(['okey'])
}

/** A GRE tunnel to a multicast group has the group for its key, where none is said. */
export function multicastKeys({ values }: Draft): void {
  const { remote } = values
  if (typeof remote !== 'string') return
  const first = Number(remote.split('.')[0])
  if (first < 224 || first > 239) return
  for (const side of BOTH) {
    if (values[`${side}key`] !== undefined && values[`${side}key`] !== 0) continue
    values[`${side}key`] = numberOf(remote)
    values[`${side}flags`] = Number(values[`${side}flags`] ?? 0) | GRE.key
  }
}

const ttl: Setting = (draft, words, word) =>
  draft.set('ttl', words.accept('inherit') === undefined ? words.number(word, { max: 255 }) : 0)
const tos: Setting = (draft, words, word) =>
  draft.set('tos', words.accept('inherit') === undefined ? hexOf(words, word, 0xff) : 1)

/** Of tunnels over IPv4. */
export const ttlAndTos: WordTable = { ttl, hoplimit: ttl, tos, tclass: tos, dsfield: tos }

const hopLimit: Setting = (draft, words, word) => draft.set('ttl', words.number(word, { max: 255 }))

/** A part of the flow information: bits of the packet inside, or these. */
const flowPart =
  (flag: number, max: number, shift: number): Setting =>
  (draft, words, word) => {
    const isInherited = words.accept('inherit') !== undefined
    draft.bits('flags', flag, isInherited)
    draft.bits('flowinfo', max << shift, false)
    if (!isInherited) draft.bits('flowinfo', hexOf(words, word, max) << shift, true)
  }

const tclass = flowPart(IP6_FLAGS.tclass, 0xff, 20)
const flowlabel = flowPart(IP6_FLAGS.flowlabel, 0xfffff, 0)

/** Of tunnels over IPv6. */
export const flow: WordTable = {
  hoplimit: hopLimit,
  ttl: hopLimit,
  hlim: hopLimit,
  encaplimit: (draft, words, word) => {
    const isNone = words.accept('none') !== undefined
    draft.bits('flags', IP6_FLAGS.noEncapLimit, isNone)
    if (!isNone) draft.set('encapLimit', words.number(word, { max: 255 }))
  },
  tclass,
  tc: tclass,
  tos: tclass,
  dsfield: tclass,
  flowlabel,
  fl: flowlabel,
  dscp: (draft, words, word) => {
    words.choice(word, { inherit: true })
    draft.bits('flags', IP6_FLAGS.dscp, true)
  },
  'allow-localremote': (draft) => draft.bits('flags', IP6_FLAGS.localRemote, true),
  'noallow-localremote': (draft) => draft.bits('flags', IP6_FLAGS.localRemote, false)
}

const encapFlag = (word: string, bit: number): WordTable => ({
  [word]: (draft) => draft.bits('encapFlags', bit, true),
  [`no${word}`]: (draft) => draft.bits('encapFlags', bit, false)
})

/** UDP around a tunnel. */
export const encapWords: WordTable = {
  noencap: (draft) => draft.set('encapType', 'none'),
  encap: (draft, words, word) =>
    draft.set('encapType', words.choice(word, { fou: 'fou', gue: 'gue', none: 'none' })),
  'encap-sport': (draft, words, word) =>
    draft.set('encapSport', words.accept('auto') === undefined ? words.number(word, { max: 0xffff }) : 0),
  'encap-dport': (draft, words, word) => draft.set('encapDport', words.number(word, { max: 0xffff })),
  ...encapFlag('encap-csum', ENCAP_FLAGS.csum),
  ...encapFlag('encap-csum6', ENCAP_FLAGS.csum6),
  ...encapFlag('encap-udp6-csum', ENCAP_FLAGS.csum6),
  ...encapFlag('encap-remcsum', ENCAP_FLAGS.remcsum)
}
