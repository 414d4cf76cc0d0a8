import { isIP } from 'node:net'
import {
  NTF_EXT_LEARNED,
  NTF_MASTER,
  NTF_OFFLOADED,
  NTF_ROUTER,
  NTF_SELF,
  NTF_STICKY,
  NTF_USE,
  NUD_NOARP,
  NUD_PERMANENT,
  NUD_REACHABLE,
  NUD_STALE,
  type FdbChange,
  type FdbEntry,
  type FdbFilter,
  type FdbFlush,
  type FdbLookup
} from '@nlkit/rtnl'
import { UsageError } from '../shared/errors.ts'
import { readWords, type Keywords, type Words } from '../shared/words.ts'

type Writable<T> = { -readonly [K in keyof T]: T[K] }

const VLAN = { min: 1, max: 4094 }
const VNI = { max: 0xffffff }

/** What may stand where a hardware address is expected. */
const isHardware = (word: string): boolean => /^([\da-f]{1,2}:){5}[\da-f]{1,2}$/i.test(word)

/** `2:0:0:0:0:1` as the library has it. */
const hardware = (word: string): string =>
  word
    .toLowerCase()
    .split(':')
    .map((octet) => octet.padStart(2, '0'))
    .join(':')

function addressOf(words: Words, what: string): string {
  const address = words.take(what)
  if (isIP(address) === 0) throw new UsageError(`${what}: '${address}' is not an address`)
  return address
}

/** Reads the words of an entry. @throws UsageError */
export function readEntry(words: Words): FdbChange {
  const entry: Writable<FdbChange> = {}
  let flags = 0
  let state: number = NUD_NOARP
  const flag = (bit: number) => (): void => void (flags |= bit)
  const inState = (bits: number) => (): void => void (state = (state & NUD_NOARP) | bits)
  const address = (word: string): boolean => {
    if (entry.lladdr !== undefined || !isHardware(word)) return false
    entry.lladdr = hardware(word)
    return true
  }
  const keywords: Keywords = {
    to: () => {
      const word = words.take('to')
      if (!address(word)) throw new UsageError(`to: '${word}' is not a hardware address`)
    },
    dev: () => (entry.dev = words.take('dev')),
    dst: () => (entry.dst = addressOf(words, 'dst')),
    vlan: () => (entry.vlan = words.number('vlan', VLAN)),
    port: () => (entry.port = words.number('port', { max: 0xffff })),
    vni: () => (entry.vni = words.number('vni', VNI)),
    src_vni: () => (entry.srcVni = words.number('src_vni', VNI)),
    nhid: () => (entry.nhId = words.number('nhid', { min: 1 })),
    via: () => (entry.via = words.take('via')),
    self: flag(NTF_SELF),
    master: flag(NTF_MASTER),
    router: flag(NTF_ROUTER),
    use: flag(NTF_USE),
    extern_learn: flag(NTF_EXT_LEARNED),
    sticky: flag(NTF_STICKY),
    local: inState(NUD_PERMANENT),
    permanent: inState(NUD_PERMANENT),
    static: inState(NUD_REACHABLE),
    temp: inState(NUD_REACHABLE),
    dynamic: () => void (state = NUD_REACHABLE)
  }
  readWords(words, keywords, { bare: address, kind: 'a hardware address' })
  if (entry.lladdr === undefined) throw new UsageError('fdb: a hardware address is missing')
  if (entry.dev === undefined) throw new UsageError("fdb: 'dev' is missing")
  return { ...entry, flags, state }
}

/** What `list` is about: what the library filters by, and what is left to look at. */
export interface FdbSelection {
  readonly filter: FdbFilter
  readonly keep: (entry: FdbEntry) => boolean
}

const STATES: Readonly<Record<string, number>> = {
  permanent: NUD_PERMANENT,
  static: NUD_NOARP,
  temp: NUD_NOARP,
  stale: NUD_STALE,
  reachable: NUD_REACHABLE,
  dynamic: NUD_REACHABLE,
  all: 0xffff
}

/** Reads the words behind `list`. */
export function readFilter(words: Words): FdbSelection {
  const filter: Writable<FdbFilter> = {}
  let isDynamic = false
  const dev = (word: string) => (): void => void (filter.dev = words.take(word))
  readWords(
    words,
    {
      dev: dev('dev'),
      brport: dev('brport'),
      br: () => (filter.bridge = words.take('br')),
      vlan: () => (filter.vlan = words.number('vlan', VLAN)),
      state: () => (filter.state = (filter.state ?? 0) | words.choice('state', STATES)),
      dynamic: () => (isDynamic = true)
    },
    { repeated: ['state'] }
  )
  return { filter, keep: ({ state }) => !isDynamic || (state & NUD_PERMANENT) === 0 }
}

/** Reads the words behind `get`. */
export function readLookup(words: Words): FdbLookup {
  const lookup: Writable<Partial<FdbLookup>> = {}
  let flags = 0
  const address = (word: string): boolean => {
    if (lookup.lladdr !== undefined || !isHardware(word)) return false
    lookup.lladdr = hardware(word)
    return true
  }
  readWords(
    words,
    {
      to: () => {
        const word = words.take('to')
        if (!address(word)) throw new UsageError(`to: '${word}' is not a hardware address`)
      },
      dev: () => (lookup.dev = words.take('dev')),
      brport: () => (lookup.dev = words.take('brport')),
      br: () => (lookup.bridge = words.take('br')),
      vlan: () => (lookup.vlan = words.number('vlan', VLAN)),
      vni: () => (lookup.vni = words.number('vni', VNI)),
      self: () => void (flags |= NTF_SELF),
      master: () => void (flags |= NTF_MASTER)
    },
    { bare: address, kind: 'a hardware address' }
  )
  const { lladdr } = lookup
  if (lladdr === undefined) throw new UsageError('get: a hardware address is missing')
  return { ...lookup, lladdr, flags }
}

/** A word that wants bits set, and with `no` before it clear. */
const both = (word: string, of: { set: number; mask: number }, bits: number): Keywords => ({
  [word]: () => void ((of.set |= bits), (of.mask |= bits)),
  [`no${word}`]: () => void (of.mask |= bits)
})

/** Reads the words behind `flush`. */
export function readFlush(words: Words): FdbFlush {
  const filter: Writable<Partial<FdbFlush>> = {}
  const state = { set: 0, mask: 0 }
  const flags = { set: 0, mask: 0 }
  readWords(words, {
    dev: () => (filter.dev = words.take('dev')),
    brport: () => (filter.brport = words.take('brport')),
    vlan: () => (filter.vlan = words.number('vlan', VLAN)),
    src_vni: () => (filter.srcVni = words.number('src_vni', VNI)),
    vni: () => (filter.vni = words.number('vni', VNI)),
    port: () => (filter.port = words.number('port', { max: 0xffff })),
    dst: () => (filter.dst = addressOf(words, 'dst')),
    nhid: () => (filter.nhId = words.number('nhid', { min: 1 })),
    self: () => void (flags.set |= NTF_SELF),
    master: () => void (flags.set |= NTF_MASTER),
    ...both('permanent', state, NUD_PERMANENT),
    ...both('static', state, NUD_NOARP),
    // Neither static nor permanent.
    dynamic: () => void (state.mask |= NUD_NOARP | NUD_PERMANENT),
    nodynamic: () => void ((state.set |= NUD_NOARP), (state.mask |= NUD_NOARP)),
    ...both('added_by_user', flags, NTF_USE),
    ...both('extern_learn', flags, NTF_EXT_LEARNED),
    ...both('sticky', flags, NTF_STICKY),
    ...both('offloaded', flags, NTF_OFFLOADED)
  })
  const { dev } = filter
  if (dev === undefined) throw new UsageError("flush: 'dev' is missing")
  return {
    ...filter,
    dev,
    flags: flags.set,
    ...(state.mask === 0 ? {} : { state: state.set, ndmStateMask: state.mask }),
    ...(flags.mask === 0 ? {} : { ndmFlagsMask: flags.mask })
  }
}
