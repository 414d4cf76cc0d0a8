/** Tunnels in UDP: VXLAN, Geneve, bare UDP, multicast (AMT), mobile networks (GTP). */
import { UsageError } from '../../shared/errors.ts'
import { hexOf, settings, type Kind, type Setting, type SettingsOf, type WordTable } from './settings.ts'

const VNI = { max: 0xffffff }
const LABEL = { max: 0xfffff }
const DF = { unset: 'unset', set: 'set', inherit: 'inherit' } as const
/** IANA's port of VXLAN-GPE, which iproute2 takes where none is said. */
const GPE_PORT = 4790

/** `ttl N`, `ttl inherit`, `ttl auto`. */
const ttl: Setting = (draft, words, word) => {
  if (words.accept('inherit') !== undefined) draft.set('ttlInherit', 1)
  else draft.set('ttl', words.accept('auto') === undefined ? words.number(word, { max: 255 }) : 0)
}

/** `tos N` in hexadecimal, `tos inherit`. */
const tos: Setting = (draft, words, word) =>
  draft.set('tos', words.accept('inherit') === undefined ? hexOf(words, word, 0xff) : 1)

/** A word that is 1, and with `no` before it 0. */
const switches = (table: Readonly<Record<string, string>>): WordTable =>
  Object.fromEntries(
    Object.entries(table).flatMap(([word, key]): [string, Setting][] => [
      [word, (draft) => draft.set(key, 1)],
      [`no${word}`, (draft) => draft.set(key, 0)]
    ])
  )

const onVxlan = settings<SettingsOf<'vxlan'>>()

const or =
  (word: string, value: number, setting: Setting, key: keyof SettingsOf<'vxlan'> & string): Setting =>
  (draft, words, name) => {
    if (words.accept(word) === undefined) setting(draft, words, name)
    else draft.set(key, value)
  }

export const vxlan: Kind = {
  words: {
    id: onVxlan.number('id', VNI),
    vni: onVxlan.number('id', VNI),
    group: onVxlan.address('group', 'group6'),
    remote: onVxlan.address('group', 'group6'),
    local: onVxlan.address('local', 'local6'),
    dev: onVxlan.device('link'),
    ttl,
    hoplimit: ttl,
    tos,
    dsfield: tos,
    df: onVxlan.choice('df', DF),
    label: onVxlan.number('label', LABEL),
    flowlabel: onVxlan.number('label', LABEL),
    ageing: or('none', 0, onVxlan.number('ageing'), 'ageing'),
    maxaddress: or('unlimited', 0, onVxlan.number('limit'), 'limit'),
    dstport: onVxlan.short('port'),
    srcport: (draft, words, word) => {
      const low = words.number(word, { max: 0xffff })
      draft.set('portRange', { low, high: words.number(word, { max: 0xffff }) })
    },
    ...switches({
      learning: 'learning',
      proxy: 'proxy',
      rsc: 'rsc',
      l2miss: 'l2miss',
      l3miss: 'l3miss',
      udpcsum: 'udpCsum',
      udp6zerocsumtx: 'udpZeroCsum6Tx',
      udp6zerocsumrx: 'udpZeroCsum6Rx',
      remcsumtx: 'remcsumTx',
      remcsumrx: 'remcsumRx',
      localbypass: 'localbypass',
      vnifilter: 'vnifilter'
    }),
    external: (draft) => {
      draft.set('collectMetadata', 1)
      draft.set('learning', 0)
    },
    noexternal: onVxlan.to('collectMetadata', 0),
    gbp: onVxlan.to('gbp', true),
    gpe: onVxlan.to('gpe', true)
  },
  finish({ values }) {
    if (values['gpe'] === true) values['port'] ??= GPE_PORT
    if (values['collectMetadata'] === 1 && values['id'] !== undefined)
      throw new UsageError("external: does not go with 'id'")
  }
}

const onGeneve = settings<SettingsOf<'geneve'>>()

export const geneve: Kind = {
  words: {
    id: onGeneve.number('id', VNI),
    vni: onGeneve.number('id', VNI),
    remote: onGeneve.address('remote', 'remote6'),
    ttl,
    hoplimit: ttl,
    tos,
    dsfield: tos,
    df: onGeneve.choice('df', DF),
    label: onGeneve.number('label', LABEL),
    flowlabel: onGeneve.number('label', LABEL),
    dstport: onGeneve.short('port'),
    external: onGeneve.to('collectMetadata', true),
    innerprotoinherit: onGeneve.to('innerProtoInherit', true),
    ...switches({
      udpcsum: 'udpCsum',
      udp6zerocsumtx: 'udpZeroCsum6Tx',
      udp6zerocsumrx: 'udpZeroCsum6Rx'
    })
  }
}

const onBareudp = settings<SettingsOf<'bareudp'>>()

export const bareudp: Kind = {
  words: {
    dstport: onBareudp.short('port'),
    ethertype: (draft, words, word) => {
      const names = { ipv4: 0x0800, ipv6: 0x86dd, mpls_uc: 0x8847, mpls_mc: 0x8848 }
      const isNumber = /^\d/.test(words.peek() ?? '')
      draft.set('ethertype', isNumber ? words.number(word, { max: 0xffff }) : words.choice(word, names))
    },
    srcportmin: onBareudp.short('srcportMin'),
    multiproto: onBareudp.to('multiprotoMode', true),
    nomultiproto: onBareudp.to('multiprotoMode', false)
  }
}

const onAmt = settings<SettingsOf<'amt'>>()

export const amt: Kind = {
  words: {
    mode: onAmt.choice('mode', { gateway: 'gateway', relay: 'relay' }),
    relay_port: onAmt.short('relayPort'),
    gateway_port: onAmt.short('gatewayPort'),
    dev: onAmt.device('link'),
    local: onAmt.address('localIp', undefined),
    discovery: onAmt.address('discoveryIp', undefined),
    max_tunnels: onAmt.number('maxTunnels')
  }
}

const onGtp = settings<SettingsOf<'gtp'>>()

export const gtp: Kind = {
  words: {
    role: onGtp.choice('role', { ggsn: 'ggsn', sgsn: 'sgsn' }),
    hsize: onGtp.number('pdpHashsize'),
    restart_count: onGtp.byte('restartCount')
  },
  defaults: { createSockets: 1 }
}
