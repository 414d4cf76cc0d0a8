import { RT_TABLE_MAIN, RTN, type Route, type RouteFilter, type RouteLookup } from '@nlkit/rtnl'
import { addressOf, isPrefix, prefixOf } from '../shared/addresses.ts'
import { UsageError } from '../shared/errors.ts'
import { isWithin } from '../shared/prefix-match.ts'
import { readWords, type Keywords, type Words } from '../shared/words.ts'
import { ipProtocolOf, protocolOf, scopeOf, tableOf } from '../shared/routing-names.ts'

/** What `list` is about: what the library filters by, and what is left to look at. */
export interface RouteSelection {
  readonly filter: RouteFilter
  readonly keep: ((route: Route) => boolean) | undefined
  /** What `flush` gives the library beyond the filter: it means routes all of whose next hops are by the gateway. */
  readonly named: Named
  /** The first word that says once more what the library deletes by: a list has what is both, a deletion would be a guess. */
  readonly beyond: string | undefined
  /** What iproute2's JSON leaves out, since the words say it. */
  readonly said: ReadonlySet<string>
}

type Named = Pick<RouteFilter, 'dst' | 'root' | 'match' | 'prefsrc' | 'priority'> & {
  readonly gateway?: string
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
  const said = new Set<string>()
  const named: { -readonly [Key in keyof Named]: Named[Key] } = {}
  let beyond: string | undefined
  const name = <Key extends keyof Named>(
    key: Key,
    value: NonNullable<Named[Key]>,
    passes: (route: Route) => boolean
  ): void => {
    if (named[key] !== undefined) beyond ??= typeof value === 'number' ? String(value) : value
    named[key] = value
    tests.push(passes)
  }
  const nameIn = (key: 'root' | 'match', prefix: string, passes: (route: Route) => boolean): void => {
    if (prefix.includes(':')) filter.family ??= 'inet6'
    name(key, prefix, passes)
  }
  const prefix = (word: string): boolean => {
    if (word === 'all') filter.table = ALL
    else if (isPrefix(word)) {
      if (word.includes(':')) filter.family ??= 'inet6'
      name('dst', word === 'any' ? 'default' : word, isTo(word))
    } else return false
    return true
  }
  const exact = (what: string): void => {
    const word = words.take(what)
    if (!prefix(word)) throw new UsageError(`${what}: '${word}' is neither an address nor a prefix`)
  }
  const within: Keywords = {
    exact: () => exact('exact'),
    root: () => {
      const root = whole(prefixOf(words, 'root'))
      nameIn('root', root, (route) => typeof route.dst !== 'object' && covers(root, destinationOf(route)))
    },
    match: () => {
      const one = whole(prefixOf(words, 'match'))
      nameIn('match', one, (route) =>
        one === 'default'
          ? route.dstLen === 0
          : typeof route.dst !== 'object' && covers(destinationOf(route), one)
      )
    }
  }
  const protocol = (): void => {
    filter.protocol = protocolOf(words)
    said.add('protocol')
  }
  const dev = (what: string) => (): void => {
    filter.dev = words.take(what)
    said.add('dev')
    // The kernel tells of routes by several interfaces, too, ip(8) does not.
    tests.push(({ oif }) => oif !== undefined)
  }
  readWords(
    words,
    {
      inet: () => (filter.family = 'inet'),
      inet6: () => (filter.family = 'inet6'),
      mpls: () => (filter.family = 'mpls'),
      table: () => (filter.table = words.accept('all') === undefined ? tableOf(words) : ALL),
      dev: dev('dev'),
      oif: dev('oif'),
      proto: protocol,
      protocol,
      type: () => (filter.type = words.named('type', RTN.number, { max: 255 })),
      scope: () => {
        filter.scope = scopeOf(words)
        said.add('scope')
      },
      via: () => {
        const { address } = addressOf(words, 'via')
        name('gateway', address, ({ gateway, via }) => gateway === address || via?.addr === address)
        said.add('gateway')
      },
      src: () => {
        const { address } = addressOf(words, 'src')
        name('prefsrc', address, ({ prefsrc }) => prefsrc === address)
        said.add('prefsrc')
      },
      metric: () => {
        const metric = words.number('metric')
        name('priority', metric, ({ priority }) => (priority ?? 0) === metric)
        said.add('metric')
      },
      ...within,
      to: () => {
        const how = words.accept('root', 'match', 'exact')
        if (how === undefined) exact('to')
        else within[how]?.(words)
      }
    },
    { bare: prefix, kind: 'a prefix' }
  )
  if (filter.table !== ALL) {
    filter.family ??= 'inet'
    said.add('table')
  }
  const keep = tests.length === 0 ? undefined : (route: Route) => tests.every((passes) => passes(route))
  return { filter, named, keep, beyond, said }
}

/** Where a route goes to, as a prefix. */
const destinationOf = ({ dst, dstLen, family }: Route): string =>
  `${typeof dst === 'string' ? dst : family === 'inet6' ? '::' : '0.0.0.0'}/${dstLen}`

/** Whether a prefix has all of another's addresses. */
const covers = (wide: string, narrow: string): boolean => {
  const [address = '', length = ''] = narrow.split('/')
  return Number(length) >= lengthOf(wide) && isWithin(address, wide)
}

const lengthOf = (prefix: string): number =>
  prefix === 'default' ? 0 : Number(prefix.split('/')[1] ?? (prefix.includes(':') ? 128 : 32))

/** An address is the prefix of nothing but itself. */
const whole = (prefix: string): string =>
  prefix === 'default' || prefix.includes('/') ? prefix : `${prefix}/${lengthOf(prefix)}`

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
      ipproto: () => (lookup['ipProto'] = ipProtocolOf(words, 'ipproto')),
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
