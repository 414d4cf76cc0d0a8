import {
  IFA_F_DADFAILED,
  IFA_F_DEPRECATED,
  IFA_F_HOMEADDRESS,
  IFA_F_MANAGETEMPADDR,
  IFA_F_MCAUTOJOIN,
  IFA_F_NODAD,
  IFA_F_NOPREFIXROUTE,
  IFA_F_OPTIMISTIC,
  IFA_F_PERMANENT,
  IFA_F_SECONDARY,
  IFA_F_TENTATIVE,
  type Address,
  type AddressChange,
  type AddressFilter
} from '@nlkit/rtnl'
import { addressOf, isPrefix, prefixOf } from '../shared/addresses.ts'
import { UsageError } from '../shared/errors.ts'
import { isWithin } from '../shared/prefix-match.ts'
import { scopeOf } from '../shared/routing-names.ts'
import { readWords, type Words } from '../shared/words.ts'
import { EXCLUSIVE, linkWords, type LinkSelection } from '../link/filter-words.ts'

/** Which addresses are meant. */
export interface AddressSelection {
  readonly filter: AddressFilter
  /** What the library does not look at by itself. */
  readonly keep: ((address: Address) => boolean) | undefined
  /** The first word of those that the library does not filter by. */
  readonly beyond: string | undefined
  /** Whether they are of one prefix: links without any are out of question then. */
  readonly isWithin: boolean
  /** Whose addresses. */
  readonly links: LinkSelection
}

/** Flags that are asked for by name; with `-` before it, those that do not have it. */
const STATES: Readonly<Record<string, (flags: number) => boolean>> = {
  permanent: (flags) => (flags & IFA_F_PERMANENT) !== 0,
  dynamic: (flags) => (flags & IFA_F_PERMANENT) === 0,
  secondary: (flags) => (flags & IFA_F_SECONDARY) !== 0,
  primary: (flags) => (flags & IFA_F_SECONDARY) === 0,
  temporary: (flags) => (flags & IFA_F_SECONDARY) !== 0,
  tentative: (flags) => (flags & IFA_F_TENTATIVE) !== 0,
  deprecated: (flags) => (flags & IFA_F_DEPRECATED) !== 0,
  dadfailed: (flags) => (flags & IFA_F_DADFAILED) !== 0,
  nodad: (flags) => (flags & IFA_F_NODAD) !== 0,
  noprefixroute: (flags) => (flags & IFA_F_NOPREFIXROUTE) !== 0
}

/** Reads the words behind `list` and `flush`. */
export function readFilter(words: Words, family: AddressFilter['family']): AddressSelection {
  const filter: { -readonly [K in keyof AddressFilter]: AddressFilter[K] } =
    family === undefined ? {} : { family }
  const tests: ((address: Address) => boolean)[] = []
  const links = linkWords(words)
  let beyond: string | undefined
  let ofPrefix = false
  const test = (word: string, passes: (address: Address) => boolean): void => {
    beyond ??= word
    tests.push(passes)
  }
  const { dev: _, ...ofLinks } = links.keywords
  const device = (name: string): string => (links.selection.device = filter.dev = name)
  readWords(
    words,
    {
      ...Object.fromEntries(
        Object.entries(ofLinks).map(([word, read]) => [
          word,
          () => {
            beyond ??= word
            read(words)
          }
        ])
      ),
      dev: () => device(words.take('dev')),
      // What the library filters by is looked at here, too: that tells links without addresses from those of which none passed.
      scope: () => {
        const scope = (filter.scope = scopeOf(words))
        tests.push((address) => address.scope === scope)
      },
      label: () => {
        const label = (filter.label = words.take('label'))
        tests.push((address) => address.label === label)
      },
      to: () => {
        const prefix = prefixOf(words, 'to')
        ofPrefix = true
        test('to', ({ local, address }) => isWithin(local ?? address ?? '', prefix))
      }
    },
    {
      bare: (word) => {
        const state = STATES[word]
        if (state !== undefined) test(word, ({ flags }) => state(flags))
        else if (filter.dev === undefined) device(word)
        else return false
        return true
      },
      exclusive: EXCLUSIVE
    }
  )
  const keep = tests.length === 0 ? undefined : (address: Address) => tests.every((passes) => passes(address))
  return { filter, keep, beyond, isWithin: ofPrefix, links: links.selection }
}

const FLAGS: Readonly<Record<string, number>> = {
  nodad: IFA_F_NODAD,
  home: IFA_F_HOMEADDRESS,
  optimistic: IFA_F_OPTIMISTIC,
  mngtmpaddr: IFA_F_MANAGETEMPADDR,
  noprefixroute: IFA_F_NOPREFIXROUTE,
  autojoin: IFA_F_MCAUTOJOIN
}
const FOREVER = 0xffffffff

/** Reads the words of an address. @throws UsageError */
export function readAddress(words: Words): AddressChange {
  const address: { -readonly [K in keyof AddressChange]: AddressChange[K] } = {}
  let flags = 0
  let broadcast: string | undefined
  const lifetimes: { valid?: number; prefered?: number } = {}
  readWords(
    words,
    {
      local: () => (address.local = words.take('local')),
      peer: () => (address.address = words.take('peer')),
      remote: () => (address.address = words.take('remote')),
      broadcast: () => (broadcast = words.take('broadcast')),
      brd: () => (broadcast = words.take('brd')),
      anycast: () => (address.anycast = addressOf(words, 'anycast').address),
      label: () => (address.label = words.take('label')),
      scope: () => (address.scope = scopeOf(words)),
      dev: () => (address.dev = words.take('dev')),
      metric: () => (address.rtPriority = words.number('metric')),
      proto: () => (address.proto = words.number('proto', { max: 255 })),
      valid_lft: () => (lifetimes.valid = lifetime(words, 'valid_lft')),
      preferred_lft: () => (lifetimes.prefered = lifetime(words, 'preferred_lft'))
    },
    {
      bare: (word) => {
        const flag = FLAGS[word]
        if (flag !== undefined) flags |= flag
        else if (address.local === undefined && isPrefix(word)) address.local = word
        else return false
        return true
      },
      kind: 'an address'
    }
  )
  if (address.local === undefined) throw new UsageError('addr: an address is missing')
  if (address.dev === undefined) throw new UsageError("addr: 'dev' and an interface are missing")
  if (flags !== 0) address.flags = flags
  if (broadcast !== undefined && broadcast !== '-') address.broadcast = broadcastOf(broadcast, address.local)
  if (lifetimes.valid !== undefined || lifetimes.prefered !== undefined)
    address.cacheinfo = { valid: FOREVER, prefered: lifetimes.valid ?? FOREVER, ...lifetimes }
  return address
}

const lifetime = (words: Words, what: string): number =>
  words.accept('forever') === undefined ? words.number(what) : FOREVER

/** `+` is the prefix with all host bits set; prefixes without room for one have none. */
function broadcastOf(text: string, local: string): string | undefined {
  if (text !== '+') return text
  const [address = '', length = '32'] = local.split('/')
  const bits = Number(length)
  if (address.includes(':')) throw new UsageError('broadcast: IPv6 has none')
  if (bits > 30) return undefined
  const value = address.split('.').reduce((word, part) => ((word << 8) | Number(part)) >>> 0, 0)
  const all = (value | (0xffffffff >>> bits)) >>> 0
  return [24, 16, 8, 0].map((shift) => (all >>> shift) & 255).join('.')
}
