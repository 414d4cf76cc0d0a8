import {
  NTF_EXT_LEARNED,
  NTF_EXT_MANAGED,
  NTF_ROUTER,
  NTF_USE,
  NUD_DELAY,
  NUD_FAILED,
  NUD_INCOMPLETE,
  NUD_NOARP,
  NUD_NONE,
  NUD_PERMANENT,
  NUD_PROBE,
  NUD_REACHABLE,
  NUD_STALE,
  type Neighbour,
  type NeighbourChange,
  type NeighbourFilter,
  type NeighbourLookup
} from '@nlkit/rtnl'
import { addressOf, isPrefix, prefixOf } from '../shared/addresses.ts'
import { UsageError } from '../shared/errors.ts'
import { isWithin } from '../shared/prefix-match.ts'
import { protocolOf } from '../shared/routing-names.ts'
import { readWords, type Words } from '../shared/words.ts'

const STATES = {
  none: NUD_NONE,
  incomplete: NUD_INCOMPLETE,
  reachable: NUD_REACHABLE,
  stale: NUD_STALE,
  delay: NUD_DELAY,
  probe: NUD_PROBE,
  failed: NUD_FAILED,
  noarp: NUD_NOARP,
  permanent: NUD_PERMANENT
} as const
const ALL = 0xff

export interface NeighbourSelection {
  readonly filter: NeighbourFilter
  readonly keep: (neighbour: Neighbour) => boolean
  /** Whether a prefix was named, which the library does not filter by. */
  readonly isTo: boolean
}

/** Reads the words behind `list` and `flush`. */
export function readFilter(words: Words, family: NeighbourFilter['family']): NeighbourSelection {
  const filter: { -readonly [K in keyof NeighbourFilter]: NeighbourFilter[K] } =
    family === undefined ? {} : { family }
  let prefix: string | undefined
  let state: number | undefined
  let everyState = false
  const to = (word: string): boolean => {
    if (prefix !== undefined || !isPrefix(word)) return false
    prefix = word
    return true
  }
  readWords(
    words,
    {
      dev: () => (filter.dev = words.take('dev')),
      vrf: () => (filter.master = words.take('vrf')),
      master: () => (filter.master = words.take('master')),
      proxy: () => (filter.proxy = true),
      protocol: () => (filter.protocol = protocolOf(words)),
      to: () => (prefix = prefixOf(words, 'to')),
      nud: () => {
        if (words.accept('all') === undefined) state = (state ?? 0) | words.choice('nud', STATES)
        else everyState = true
      }
    },
    { bare: to, kind: 'a prefix', repeated: ['nud'] }
  )
  if (state !== undefined) filter.state = state
  // As ip(8) has it: those that need no resolution are not told, unless they are asked for. Proxies have no state.
  const isUsual = state === undefined && !everyState && filter.proxy !== true
  const wanted = ALL & ~NUD_NOARP
  return {
    filter,
    keep: ({ state: is, dst }) =>
      (!isUsual || (is & wanted) !== 0) && (prefix === undefined || isWithin(dst ?? '', prefix)),
    isTo: prefix !== undefined
  }
}

/** Reads the words behind `get`. @throws UsageError */
export function readLookup(words: Words): NeighbourLookup {
  const { dst, dev, proxy } = readNeighbour(words)
  return {
    dst: String(dst),
    ...(dev === undefined ? {} : { dev }),
    ...(proxy === undefined ? {} : { proxy })
  }
}

/** Reads the words of a neighbour. @throws UsageError */
export function readNeighbour(words: Words): NeighbourChange {
  const neighbour: { -readonly [K in keyof NeighbourChange]: NeighbourChange[K] } = {}
  let flags = 0
  readWords(
    words,
    {
      to: () => (neighbour.dst = addressOf(words, 'to').address),
      dev: () => (neighbour.dev = words.take('dev')),
      lladdr: () => (neighbour.lladdr = words.take('lladdr')),
      nud: () => (neighbour.state = words.choice('nud', STATES)),
      proxy: () => (neighbour.proxy = true),
      router: () => (flags |= NTF_ROUTER),
      use: () => (flags |= NTF_USE),
      extern_learn: () => (flags |= NTF_EXT_LEARNED),
      managed: () => (neighbour.flagsExt = NTF_EXT_MANAGED),
      protocol: () => (neighbour.protocol = protocolOf(words))
    },
    {
      bare: (word) => {
        if (neighbour.dst !== undefined || !isPrefix(word)) return false
        neighbour.dst = word
        return true
      },
      kind: 'an address'
    }
  )
  if (neighbour.dst === undefined) throw new UsageError('neigh: an address is missing')
  if (flags !== 0) neighbour.flags = flags
  return neighbour
}
