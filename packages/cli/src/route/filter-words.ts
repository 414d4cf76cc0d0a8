import { RT_TABLE_MAIN, RTN, type Route, type RouteFilter, type RouteLookup } from '@nlkit/rtnl'
import { addressOf, isPrefix } from '../shared/addresses.ts'
import { UsageError } from '../shared/errors.ts'
import { readWords, type Words } from '../shared/words.ts'
import { IP_PROTOCOLS, protocolOf, scopeOf, tableOf } from '../shared/routing-names.ts'

/** What `list` is about: what the library filters by, and what is left to look at. */
export interface RouteSelection {
  readonly filter: RouteFilter
  readonly keep: ((route: Route) => boolean) | undefined
}

/** Without a table named, iproute2 shows the main one. */
const ALL = 0

/**
 * Reads the words behind `list` and `flush`. As ip(8) has it: the main table's, and IPv4's unless another family or all
 * tables are asked for.
 */
export function readFilter(words: Words, family: RouteFilter['family']): RouteSelection {
  const filter: { -readonly [K in keyof RouteFilter]: RouteFilter[K] } = {
    table: RT_TABLE_MAIN,
    ...(family === undefined ? {} : { family })
  }
  const tests: ((route: Route) => boolean)[] = []
  const prefix = (word: string): boolean => {
    if (word === 'all') filter.table = ALL
    else if (isPrefix(word)) {
      if (word.includes(':')) filter.family ??= 'inet6'
      tests.push(isTo(word))
    } else return false
    return true
  }
  readWords(
    words,
    {
      inet: () => (filter.family = 'inet'),
      inet6: () => (filter.family = 'inet6'),
      mpls: () => (filter.family = 'mpls'),
      table: () => (filter.table = words.accept('all') === undefined ? tableOf(words) : ALL),
      dev: () => (filter.dev = words.take('dev')),
      oif: () => (filter.dev = words.take('oif')),
      proto: () => (filter.protocol = protocolOf(words)),
      protocol: () => (filter.protocol = protocolOf(words)),
      type: () => (filter.type = words.named('type', RTN.number, { max: 255 })),
      scope: () => (filter.scope = scopeOf(words)),
      via: () => {
        const { address } = addressOf(words, 'via')
        tests.push(
          ({ gateway, via, multipath }) =>
            gateway === address ||
            via?.addr === address ||
            multipath?.some((hop) => hop.gateway === address) === true
        )
      },
      src: () => {
        const { address } = addressOf(words, 'src')
        tests.push(({ prefsrc }) => prefsrc === address)
      },
      metric: () => {
        const metric = words.number('metric')
        tests.push(({ priority }) => (priority ?? 0) === metric)
      },
      exact: () => void prefix(words.take('exact')),
      to: () => {
        const word = words.take('to')
        if (!prefix(word)) throw new UsageError(`to: '${word}' is neither an address nor a prefix`)
      }
    },
    { bare: prefix, kind: 'a prefix' }
  )
  if (filter.table !== ALL) filter.family ??= 'inet'
  return { filter, keep: tests.length === 0 ? undefined : (route) => tests.every((test) => test(route)) }
}

function isTo(word: string): (route: Route) => boolean {
  if (word === 'default' || word === 'any') return ({ dstLen }) => dstLen === 0
  const [address = '', length] = word.split('/')
  const bits = Number(length ?? (address.includes(':') ? 128 : 32))
  return ({ dst, dstLen }) =>
    dstLen === bits && (dst ?? (address.includes(':') ? '::' : '0.0.0.0')) === address
}

/** Reads the words behind `get`. */
export function readLookup(words: Words): RouteLookup {
  const lookup: Record<string, unknown> = {}
  readWords(
    words,
    {
      to: () => (lookup['dst'] = words.take('to')),
      from: () => (lookup['from'] = words.take('from')),
      iif: () => (lookup['iifDev'] = words.take('iif')),
      oif: () => (lookup['dev'] = words.take('oif')),
      dev: () => (lookup['dev'] = words.take('dev')),
      mark: () => (lookup['mark'] = words.number('mark')),
      uid: () => (lookup['uid'] = words.number('uid')),
      tos: () => (lookup['tos'] = words.hexadecimal('tos', 255)),
      ipproto: () => (lookup['ipProto'] = words.choiceOrNumber('ipproto', IP_PROTOCOLS, { max: 255 })),
      sport: () => (lookup['sport'] = words.number('sport', { max: 65535 })),
      dport: () => (lookup['dport'] = words.number('dport', { max: 65535 })),
      fibmatch: () => (lookup['fibMatch'] = true)
    },
    {
      bare: (word) => {
        if (lookup['dst'] !== undefined) return false
        lookup['dst'] = word
        return true
      },
      kind: 'an address'
    }
  )
  if (lookup['dst'] === undefined) throw new UsageError('get: an address is missing')
  // Which keys there are is known here; that they are of their types is what the readers above see to.
  return lookup as unknown as RouteLookup
}
