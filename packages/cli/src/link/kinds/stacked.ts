/** Links that stand on another one: VLANs, macvlans, ipvlans. */
import { UsageError } from '../../shared/errors.ts'
import type { Words } from '../../shared/words.ts'
import { hardwareOf, isHardware, settings, type Kind, type Setting, type SettingsOf } from './settings.ts'

const onVlan = settings<SettingsOf<'vlan'>>()

/** `gvrp on`: one of VLAN_FLAG_*. */
const vlanFlag =
  (bit: number): Setting =>
  (draft, words, word) => {
    const { flags = 0, mask = 0 } = (draft.values['flags'] ?? {}) as { flags?: number; mask?: number }
    draft.set('flags', { flags: words.onOff(word) ? flags | bit : flags & ~bit, mask: mask | bit })
  }

/** `1:2 3:4`: what one priority becomes. */
const mapping =
  (key: 'ingressQos' | 'egressQos'): Setting =>
  (draft, words, word) => {
    const found = []
    for (let next = words.peek(); next !== undefined && /^\d+:\d+$/.test(next); next = words.peek()) {
      const [from, to] = words.take(word).split(':')
      found.push({ from: Number(from), to: Number(to) })
    }
    if (found.length === 0) throw new UsageError(`${word}: expected FROM:TO, got '${words.peek() ?? ''}'`)
    draft.set(key, { mapping: found })
  }

export const vlan: Kind = {
  words: {
    id: onVlan.number('id', { max: 4095 }),
    protocol: onVlan.choice('protocol', { '802.1Q': '8021q', '802.1q': '8021q', '802.1ad': '8021ad' }),
    reorder_hdr: vlanFlag(0x1),
    gvrp: vlanFlag(0x2),
    loose_binding: vlanFlag(0x4),
    mvrp: vlanFlag(0x8),
    bridge_binding: vlanFlag(0x10),
    'ingress-qos-map': mapping('ingressQos'),
    'egress-qos-map': mapping('egressQos')
  }
}

const onMacvlan = settings<SettingsOf<'macvlan'>>()
/** MACVLAN_FLAG_*. */
const MACVLAN_FLAGS = { null: 0, nopromisc: 0x1, nodst: 0x2 } as const

const macvlanFlag =
  (bits: number): Setting =>
  (draft) =>
    draft.bits('flags', bits, true)

/** `macaddr add A`, `del A`, `set A A…`, `flush`. */
const sources: Setting = (draft, words, word) => {
  const mode = words.choice(word, { add: 'add', del: 'del', set: 'set', flush: 'flush' })
  draft.set('macaddrMode', mode)
  if (mode === 'set') draft.set('macaddrData', { macaddr: addressesOf(words, word) })
  else if (mode !== 'flush') draft.set('macaddr', hardwareOf(words, word))
}

function addressesOf(words: Words, word: string): string[] {
  const found: string[] = []
  while (isHardware(words.peek() ?? '')) found.push(hardwareOf(words, word))
  return found
}

/** macvlan and macvtap. */
export const macvlan: Kind = {
  words: {
    mode: onMacvlan.choice('mode', {
      private: 'private',
      vepa: 'vepa',
      bridge: 'bridge',
      passthru: 'passthru',
      source: 'source'
    }),
    flag: (draft, words, word) => draft.bits('flags', words.choice(word, MACVLAN_FLAGS), true),
    nopromisc: macvlanFlag(MACVLAN_FLAGS.nopromisc),
    nodst: macvlanFlag(MACVLAN_FLAGS.nodst),
    macaddr: sources,
    bcqueuelen: onMacvlan.number('bcQueueLen'),
    bclim: onMacvlan.number('bcCutoff', { min: -0x80000000, max: 0x7fffffff })
  }
}

const onIpvlan = settings<SettingsOf<'ipvlan'>>()

/** ipvlan and ipvtap. */
export const ipvlan: Kind = {
  words: {
    mode: onIpvlan.choice('mode', { l2: 'l2', l3: 'l3', l3s: 'l3s' }),
    bridge: onIpvlan.to('flags', 0),
    private: onIpvlan.to('flags', 0x1),
    vepa: onIpvlan.to('flags', 0x2)
  }
}
