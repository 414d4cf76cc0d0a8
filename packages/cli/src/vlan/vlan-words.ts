import type { BridgeVlanChange, BridgeVlanGlobalChange, BridgeVlanOptions, VlanRange } from '@nlkit/rtnl'
import { UsageError } from '../shared/errors.ts'
import { readWords, type Keywords, type Words } from '../shared/words.ts'

type Writable<T> = { -readonly [K in keyof T]: T[K] }
type Range = Writable<Partial<VlanRange>>

/** `10`, `10-20`. */
function numbers(words: Words, what: string): { first: number; last: number | undefined } {
  const word = words.take(what)
  const match = /^(\d+)(?:-(\d+))?$/.exec(word)
  if (match === null) throw new UsageError(`${what}: expected a number or a range, got '${word}'`)
  return { first: Number(match[1]), last: match[2] === undefined ? undefined : Number(match[2]) }
}

const range = (words: Words, into: Range): Keywords => ({
  dev: () => (into.dev = words.take('dev')),
  vid: () => {
    const { first, last } = numbers(words, 'vid')
    into.vid = first
    if (last !== undefined) into.vidEnd = last
  }
})

function checked<T extends Range>({ dev, vid, ...rest }: T): T & VlanRange {
  if (dev === undefined || vid === undefined) throw new UsageError("vlan: 'dev' and 'vid' are needed")
  return { ...rest, dev, vid } as T & VlanRange
}

/** Reads the words behind `add` and `delete`. @throws UsageError */
export function readChange(words: Words): BridgeVlanChange {
  const change: Writable<Partial<BridgeVlanChange>> = {}
  let tunnels: { first: number; last: number | undefined } | undefined
  readWords(words, {
    ...range(words, change),
    pvid: () => (change.pvid = true),
    untagged: () => (change.untagged = true),
    self: () => (change.self = true),
    master: () => (change.master = true),
    tunnel_info: () => {
      words.choice('tunnel_info', { id: true })
      tunnels = numbers(words, 'tunnel_info id')
    }
  })
  if (tunnels === undefined) return checked(change)
  const { first, last = first } = tunnels
  if (last - first !== (change.vidEnd ?? change.vid ?? 0) - (change.vid ?? 0))
    throw new UsageError('tunnel_info: as many tunnels as VLANs are needed')
  return checked({ ...change, tunnelId: first })
}

/** Reads the words behind `set`. */
export function readOptions(words: Words): BridgeVlanOptions {
  const options: Writable<Partial<BridgeVlanOptions>> = {}
  readWords(words, {
    ...range(words, options),
    state: () => (options.state = words.named('state', STATES, { max: 4 })),
    mcast_router: () => (options.mcastRouter = words.number('mcast_router', { max: 3 })),
    mcast_max_groups: () => (options.mcastMaxGroups = words.number('mcast_max_groups')),
    neigh_suppress: () => (options.neighSuppress = words.onOff('neigh_suppress') ? 1 : 0)
  })
  return checked(options)
}

const STATES = { disabled: 0, listening: 1, learning: 2, forwarding: 3, blocking: 4 } as const

/** A bridge's options of VLANs: their words, which are their keys in JSON, too. */
export const GLOBAL_OPTIONS = {
  mcast_snooping: 'mcastSnooping',
  mcast_querier: 'mcastQuerier',
  mcast_igmp_version: 'mcastIgmpVersion',
  mcast_mld_version: 'mcastMldVersion',
  mcast_last_member_count: 'mcastLastMemberCnt',
  mcast_last_member_interval: 'mcastLastMemberIntvl',
  mcast_startup_query_count: 'mcastStartupQueryCnt',
  mcast_startup_query_interval: 'mcastStartupQueryIntvl',
  mcast_membership_interval: 'mcastMembershipIntvl',
  mcast_querier_interval: 'mcastQuerierIntvl',
  mcast_query_interval: 'mcastQueryIntvl',
  mcast_query_response_interval: 'mcastQueryResponseIntvl'
} as const

/** Reads the words behind `global set`. */
export function readGlobal(words: Words): BridgeVlanGlobalChange {
  const change: Writable<Partial<BridgeVlanGlobalChange>> = {}
  readWords(words, {
    ...range(words, change),
    ...Object.fromEntries(
      Object.entries(GLOBAL_OPTIONS).map(([word, key]) => [
        word,
        () => (change[key] = words.number(word, { max: Number.MAX_SAFE_INTEGER }))
      ])
    ),
    msti: () => (change.msti = words.number('msti', { max: 4094 }))
  })
  return checked(change)
}

/** Which VLANs are meant. */
export interface VlanSelection {
  readonly dev: string | undefined
  /** Whether a VLAN, or some of a range, is among them. */
  readonly has: (first: number | undefined, last: number | undefined) => boolean
}

/** Reads the words behind `list`. */
export function readFilter(words: Words): VlanSelection {
  const wanted: Range = {}
  readWords(words, range(words, wanted))
  const { dev, vid, vidEnd = vid } = wanted
  return {
    dev: dev === undefined ? undefined : String(dev),
    has: (first = 0, last = first) =>
      vid === undefined || vidEnd === undefined || (first <= vidEnd && last >= vid)
  }
}
