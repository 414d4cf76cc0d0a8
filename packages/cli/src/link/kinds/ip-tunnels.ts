/** Tunnels in IP: GRE and ERSPAN, IP in IP, and those of IPsec policies (VTI). */
import { isIP } from 'node:net'
import { UsageError } from '../../shared/errors.ts'
import type { Words } from '../../shared/words.ts'
import type { Draft } from '../draft.ts'
import {
  encapWords,
  flow,
  greWords,
  IP6_FLAGS,
  key,
  keyWords,
  multicastKeys,
  ttlAndTos
} from './tunnel-words.ts'
import { settings, type Kind, type SettingsOf, type WordTable } from './settings.ts'

const onGre = settings<SettingsOf<'gre'>>()
const ERSPAN_DIRECTIONS = { ingress: 0, egress: 1 } as const

const erspanWords: WordTable = {
  erspan_ver: onGre.byte('erspanVer'),
  erspan: onGre.number('erspanIndex', { max: 0xfffff }),
  erspan_dir: onGre.choice('erspanDir', ERSPAN_DIRECTIONS),
  erspan_hwid: (draft, words, word) => draft.set('erspanHwid', words.number(word, { max: 0x3f }))
}

/** gre, gretap and erspan. */
export const gre: Kind = {
  words: {
    remote: onGre.address('remote', undefined),
    local: onGre.address('local', undefined),
    dev: onGre.device('link'),
    ...ttlAndTos,
    ...greWords,
    pmtudisc: onGre.to('pmtudisc', 1),
    nopmtudisc: onGre.to('pmtudisc', 0),
    'ignore-df': onGre.to('ignoreDf', 1),
    'noignore-df': onGre.to('ignoreDf', 0),
    fwmark: onGre.number('fwmark'),
    external: onGre.to('collectMetadata', true),
    ...encapWords,
    ...erspanWords
  },
  isWhole: true,
  finish: multicastKeys
}

/** As iproute2 has it, where the kernel would take 0: 64 hops, four tunnels in each other, checksums of UDP around it. */
const IP6_DEFAULTS = { ttl: 64, encapLimit: 4, encapFlags: 0x2 }

/** As iproute2 has it, where the kernel would take 64: as many hops as the packet inside has left. */
const SIT_DEFAULTS = { ttl: 0 }

/** Where routes say all, the tunnel has none of that. */
const withoutDefaults =
  (defaults: object) =>
  ({ values }: Draft): void => {
    if (values['collectMetadata'] === true) for (const name of Object.keys(defaults)) delete values[name]
  }

const onGre6 = settings<SettingsOf<'ip6gre'>>()

/** ip6gre, ip6gretap and ip6erspan. */
export const gre6: Kind = {
  words: {
    remote: onGre6.address(undefined, 'remote'),
    local: onGre6.address(undefined, 'local'),
    dev: onGre6.device('link'),
    ...flow,
    ...greWords,
    fwmark: (draft, words, word) => mark(draft, words, word),
    external: onGre6.to('collectMetadata', true),
    ...encapWords,
    ...erspanWords
  },
  defaults: IP6_DEFAULTS,
  isWhole: true,
  finish: withoutDefaults(IP6_DEFAULTS)
}

const onIp = settings<SettingsOf<'ipip'>>()

const prefix =
  (family: 4 | 6, address: string, length: string) => (draft: Draft, words: Words, word: string) => {
    const text = words.take(word)
    const [base = '', bits = family === 4 ? '32' : '128', ...more] = text.split('/')
    if (isIP(base) !== family || !/^\d+$/.test(bits) || more.length > 0)
      throw new UsageError(`${word}: '${text}' is not an IPv${family} prefix`)
    draft.set(address, base)
    draft.set(length, Number(bits))
  }

const ipWords: WordTable = {
  remote: onIp.address('remote', undefined),
  local: onIp.address('local', undefined),
  dev: onIp.device('link'),
  ...ttlAndTos,
  pmtudisc: onIp.to('pmtudisc', 1),
  nopmtudisc: onIp.to('pmtudisc', 0),
  fwmark: onIp.number('fwmark'),
  external: onIp.to('collectMetadata', true),
  ...encapWords
}

/** What is inside, IPPROTO_*. */
const INSIDE = { ipip: 4, ip4ip4: 4, 'ipv4/ipv4': 4, mplsip: 137, 'mpls/ipv4': 137, any: 0, 'any/ipv4': 0 }

export const ipip: Kind = {
  words: { ...ipWords, mode: onIp.choice('proto', INSIDE) },
  defaults: { proto: 0 },
  isWhole: true
}

export const sit: Kind = {
  words: {
    ...ipWords,
    mode: onIp.choice('proto', { ...INSIDE, ip6ip: 41, 'ipv6/ipv4': 41 }),
    isatap: onIp.bits(['flags'], 0x1),
    '6rd-prefix': prefix(6, '6rdPrefix', '6rdPrefixlen'),
    '6rd-relay_prefix': prefix(4, '6rdRelayPrefix', '6rdRelayPrefixlen'),
    '6rd-reset': (draft) =>
      Object.assign(draft.values, {
        '6rdPrefix': '2002::',
        '6rdPrefixlen': 16,
        '6rdRelayPrefix': '0.0.0.0',
        '6rdRelayPrefixlen': 0
      })
  },
  defaults: { ...SIT_DEFAULTS, proto: 0 },
  isWhole: true,
  finish: withoutDefaults(SIT_DEFAULTS)
}

const onIp6 = settings<SettingsOf<'ip6tnl'>>()

/** `fwmark N`, `fwmark inherit`. */
function mark(draft: Draft, words: Words, word: string): void {
  const isInherited = words.accept('inherit') !== undefined
  draft.bits('flags', IP6_FLAGS.fwmark, isInherited)
  if (!isInherited) draft.set('fwmark', words.number(word))
}

export const ip6tnl: Kind = {
  words: {
    remote: onIp6.address(undefined, 'remote'),
    local: onIp6.address(undefined, 'local'),
    dev: onIp6.device('link'),
    mode: onIp6.choice('proto', {
      ip6ip6: 41,
      'ipv6/ipv6': 41,
      ipip6: 4,
      ip4ip6: 4,
      'ip/ipv6': 4,
      'ipv4/ipv6': 4,
      any: 0,
      'any/ipv6': 0
    }),
    ...flow,
    fwmark: mark,
    external: onIp6.to('collectMetadata', true),
    ...encapWords
  },
  defaults: { ...IP6_DEFAULTS, proto: 0 },
  isWhole: true,
  finish: withoutDefaults(IP6_DEFAULTS)
}

const onVti = settings<SettingsOf<'vti'>>()

const vtiWords: WordTable = {
  dev: onVti.device('link'),
  key: key(['ikey', 'okey'], 0),
  ikey: keyWords.ikey,
  okey: keyWords.okey,
  fwmark: onVti.number('fwmark')
}

export const vti: Kind = {
  words: {
    remote: onVti.address('remote', undefined),
    local: onVti.address('local', undefined),
    ...vtiWords
  },
  isWhole: true
}

export const vti6: Kind = {
  words: {
    remote: onVti.address(undefined, 'remote'),
    local: onVti.address(undefined, 'local'),
    ...vtiWords
  },
  isWhole: true
}
