import {
  IFF_ALLMULTI,
  IFF_DYNAMIC,
  IFF_MULTICAST,
  IFF_NOARP,
  IFF_NOTRAILERS,
  IFF_PROMISC,
  IFF_UP,
  type Link,
  type LinkChange
} from '@nlkit/rtnl'
import { UsageError } from '../shared/errors.ts'
import { readWords, type Keywords, type Words } from '../shared/words.ts'
import { Draft } from './draft.ts'
import { kindOf, slaveOf } from './kinds/kinds.ts'
import { readSettings, settings, type Kind, type Setting, type WordTable } from './kinds/settings.ts'
import { EXCLUSIVE, groupOf } from './filter-words.ts'
import { readVf, type VfWords } from './vf-words.ts'

const on = settings<LinkChange>()

/** `up`; `promisc on`. `change` says which of the flags are meant. */
function setFlag(draft: Draft, bit: number, isSet: boolean): void {
  draft.bits('flags', bit, isSet)
  draft.bits('change', bit, true)
}

/** A flag that `on` sets, or for one that says no (`arp on` against IFF_NOARP) clears. */
const flag =
  (bit: number, isNo = false): Setting =>
  (draft, words, word) =>
    setFlag(draft, bit, words.onOff(word) !== isNo)

const size = on.number

/** The words that links of every kind have. */
const LINK_WORDS: WordTable = {
  name: on.text('ifname'),
  link: on.device('link'),
  address: on.text('address'),
  lladdr: on.text('address'),
  broadcast: on.text('broadcast'),
  brd: on.text('broadcast'),
  mtu: on.number('mtu'),
  txqueuelen: on.number('txqlen'),
  txqlen: on.number('txqlen'),
  qlen: on.number('txqlen'),
  numtxqueues: on.number('numTxQueues'),
  numrxqueues: on.number('numRxQueues'),
  index: on.number('index', { min: 1, max: 0x7fffffff }),
  alias: on.text('ifalias'),
  ifalias: on.text('ifalias'),
  group: (draft, words) => draft.set('group', groupOf(words)),
  master: on.device('master'),
  vrf: on.device('master'),
  nomaster: on.to('master', 0),
  novrf: on.to('master', 0),
  netns: (draft, words, word) => draft.namespace(word, words.take(word)),
  'link-netnsid': on.number('linkNetnsid'),
  up: (draft) => setFlag(draft, IFF_UP, true),
  down: (draft) => setFlag(draft, IFF_UP, false),
  arp: flag(IFF_NOARP, true),
  trailers: flag(IFF_NOTRAILERS, true),
  dynamic: flag(IFF_DYNAMIC),
  multicast: flag(IFF_MULTICAST),
  allmulticast: flag(IFF_ALLMULTI),
  promisc: flag(IFF_PROMISC),
  carrier: on.onOff('carrier'),
  mode: on.choice('linkmode', { default: 'default', dormant: 'dormant' }),
  state: (draft, words, word) =>
    draft.set(
      'operstate',
      words.choice(word, { up: 'up', down: 'down', dormant: 'dormant', testing: 'testing' })
    ),
  addrgenmode: (draft, words, word) => {
    const modes = { eui64: 'eui64', none: 'none', stable_secret: 'stable-privacy', random: 'random' } as const
    draft.set('afSpec', { inet6: { addrGenMode: words.choice(word, modes) } })
  },
  protodown: on.onOff('protoDown'),
  protodown_reason: (draft, words, word) => {
    const bit = words.number(word, { max: 31 })
    const { mask = 0, value = 0 } = (draft.values['protoDownReason'] ?? {}) as {
      mask?: number
      value?: number
    }
    const isOn = words.onOff(word)
    draft.set('protoDownReason', {
      mask: (mask | (1 << bit)) >>> 0,
      value: (isOn ? value | (1 << bit) : value) >>> 0
    })
  },
  gso_max_size: size('gsoMaxSize'),
  gso_max_segs: size('gsoMaxSegs'),
  gro_max_size: size('groMaxSize'),
  gso_ipv4_max_size: size('gsoIpv4MaxSize'),
  gro_ipv4_max_size: size('groIpv4MaxSize')
}

/** Words of iproute2's that mean more than a message. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['xdp', 'xdpgeneric', 'xdpdrv', 'xdpoffload'].map((word) => [
      word,
      'programs are attached by the library, rtnl.links.attachXdp()'
    ])
  ),
  'link-netns': "say its id, 'link-netnsid N'"
}

/** Links that a program makes through a file, not by netlink. */
const BY_FILE = ['tun', 'tap']

/** What the words of a link say. */
export interface LinkWords {
  readonly draft: Draft
  readonly vfs: readonly VfWords[]
}

/**
 * Reads the words of a link that is made, to their end.
 * @throws UsageError
 */
export const readNewLink = (words: Words): LinkWords => readLink(words, 'new')

/**
 * Reads the words of a change.
 * @param link what it changes: some kinds take no change by halves
 * @throws UsageError
 */
export const readChange = (words: Words, link: Link | undefined): LinkWords => readLink(words, link)

function readLink(words: Words, link: Link | 'new' | undefined): LinkWords {
  const draft = new Draft()
  const vfs: VfWords[] = []
  try {
    const isNew = link === 'new'
    const more: Keywords = {
      ...(isNew ? { dev: () => draft.set('ifname', words.take('dev')) } : {}),
      vf: () => void vfs.push(readVf(words)),
      type: () => draft.set('linkinfo', readType(draft, words, link))
    }
    readWords(
      words,
      { ...keywords(draft, words), ...more },
      { repeated: ['vf', 'protodown_reason'], exclusive: EXCLUSIVE, bare: bareName(draft, isNew) }
    )
    return { draft, vfs }
  } catch (error) {
    draft[Symbol.dispose]()
    throw error
  }
}

/** The other end of a pair. */
function readPeer(draft: Draft, words: Words): void {
  readWords(words, keywords(draft, words), { bare: bareName(draft, true) })
}

function keywords(draft: Draft, words: Words): Keywords {
  return {
    ...Object.fromEntries(
      Object.entries(LINK_WORDS).map(([word, setting]) => [word, () => setting(draft, words, word)])
    ),
    ...Object.fromEntries(
      Object.entries(ELSEWHERE).map(([word, why]) => [
        word,
        () => {
          throw new UsageError(`${word}: ${why}`)
        }
      ])
    )
  }
}

/** A new link's name may stand without `name`. */
const bareName =
  (draft: Draft, isNew: boolean) =>
  (word: string): boolean => {
    if (!isNew || draft.values['ifname'] !== undefined) return false
    draft.set('ifname', word)
    return true
  }

function readType(draft: Draft, words: Words, link: Link | 'new' | undefined): Record<string, unknown> {
  const type = words.take('type')
  if (BY_FILE.includes(type))
    throw new UsageError(`type: links of kind ${type} are made through /dev/net/tun, not by netlink`)
  const slave = slaveOf(type)
  const kind = slave === undefined ? kindOf(type, readPeer) : slave.words
  const part = new Draft(valuesBefore(kind, type, link), draft)
  if (kind !== undefined) readSettings(kind, part, words)
  else if (words.left > 0)
    throw new UsageError(
      `type: ${type} has no words here, such as '${words.peek()}': --object takes every kind`
    )
  // Even without settings: the names in them may be still to be looked up.
  const data = Object.keys(part.values).length > 0 || kind !== undefined ? part.values : undefined
  return slave === undefined
    ? { kind: type, ...(data === undefined ? {} : { data }) }
    : { slaveKind: slave.kind, ...(data === undefined ? {} : { slaveData: data }) }
}

function valuesBefore(
  kind: Kind | undefined,
  type: string,
  link: Link | 'new' | undefined
): Record<string, unknown> {
  if (link === 'new') return { ...kind?.defaults }
  const info = link?.linkinfo
  return kind?.isWhole === true && info?.kind === type ? { ...(info.data as object | undefined) } : {}
}
