import {
  RTAX_ADVMSS,
  RTAX_CWND,
  RTAX_HOPLIMIT,
  RTAX_MTU,
  RTAX_REORDERING,
  RTAX_RTO_MIN,
  RTAX_RTT,
  RTAX_RTTVAR,
  RTAX_SSTHRESH,
  RTAX_WINDOW,
  RTN,
  RTNH_F_ONLINK,
  type RouteChange,
  type Rtnl
} from '@nlkit/rtnl'
import { addressOf, isPrefix, prefixOf } from '../shared/addresses.ts'
import { UsageError } from '../shared/errors.ts'
import { readWords, type Keywords, type Words } from '../shared/words.ts'
import { readEncap } from '../shared/encap-words.ts'
import { protocolOf, scopeOf, tableOf } from '../shared/routing-names.ts'

/** Words of metrics, and their keys. */
const METRICS = {
  window: 'window',
  rtt: 'rtt',
  rttvar: 'rttvar',
  ssthresh: 'ssthresh',
  cwnd: 'cwnd',
  reordering: 'reordering',
  hoplimit: 'hoplimit',
  initcwnd: 'initcwnd',
  rto_min: 'rtoMin',
  initrwnd: 'initrwnd',
  quickack: 'quickack',
  fastopen_no_cookie: 'fastopenNoCookie',
  mtu: 'mtu',
  advmss: 'advmss'
} as const
/** Those that can be locked: `lock` has a bit for each. */
const LOCKS: Partial<Record<string, number>> = {
  mtu: RTAX_MTU,
  window: RTAX_WINDOW,
  rtt: RTAX_RTT,
  rttvar: RTAX_RTTVAR,
  ssthresh: RTAX_SSTHRESH,
  cwnd: RTAX_CWND,
  advmss: RTAX_ADVMSS,
  reordering: RTAX_REORDERING,
  hoplimit: RTAX_HOPLIMIT,
  rto_min: RTAX_RTO_MIN
}

interface Hop {
  gateway?: string
  via?: { family: 'inet' | 'inet6'; addr: string }
  dev?: string
  flags?: number
  hops?: number
}

/**
 * Reads the words of a route.
 * @throws UsageError; NetlinkError ENODEV for the interface of a next hop that is not there
 */
export async function readRoute(words: Words, rtnl: Rtnl): Promise<RouteChange> {
  const route: Record<string, unknown> = {}
  const metrics: Record<string, number | string> = {}
  const hops: Hop[] = []
  const first = words.peek()
  if (first !== undefined && Object.hasOwn(RTN.number, first)) route['type'] = words.take('type')
  readWords(
    words,
    {
      to: () => (route['dst'] = prefixOf(words, 'to')),
      from: () => (route['src'] = prefixOf(words, 'from')),
      via: () => Object.assign(route, gatewayOf(words, familyOf(route))),
      dev: () => (route['dev'] = words.take('dev')),
      oif: () => (route['dev'] = words.take('oif')),
      table: () => (route['table'] = tableOf(words)),
      metric: () => (route['priority'] = words.number('metric')),
      preference: () => (route['priority'] = words.number('preference')),
      proto: () => (route['protocol'] = protocolOf(words)),
      protocol: () => (route['protocol'] = protocolOf(words)),
      scope: () => (route['scope'] = scopeOf(words)),
      src: () => (route['prefsrc'] = addressOf(words, 'src').address),
      tos: () => (route['tos'] = words.hexadecimal('tos', 255)),
      dsfield: () => (route['tos'] = words.hexadecimal('dsfield', 255)),
      nhid: () => (route['nhId'] = words.number('nhid', { min: 1 })),
      pref: () => (route['pref'] = words.choice('pref', { low: 'low', medium: 'medium', high: 'high' })),
      expires: () => (route['expires'] = words.number('expires')),
      onlink: () => (route['flags'] = RTNH_F_ONLINK),
      encap: () => Object.assign(route, readEncap(words)),
      nexthop: () => void hops.push(readHop(words, familyOf(route))),
      congctl: () => (metrics['ccAlgo'] = words.take('congctl')),
      ...metricKeywords(metrics)
    },
    {
      repeated: ['nexthop'],
      bare: (word) => {
        if (route['dst'] !== undefined || !isPrefix(word)) return false
        route['dst'] = word === 'any' || word === 'all' ? 'default' : word
        return true
      },
      kind: 'a prefix'
    }
  )
  if (route['dst'] === undefined) throw new UsageError('route: a prefix is missing')
  if (Object.keys(metrics).length > 0) route['metrics'] = metrics
  if (hops.length > 0) route['multipath'] = await Promise.all(hops.map((hop) => resolved(hop, rtnl)))
  return route
}

/** `mtu 1400`, `mtu lock 1400`. */
function metricKeywords(metrics: Record<string, number | string>): Keywords {
  return Object.fromEntries(
    Object.entries(METRICS).map(([word, key]) => [
      word,
      (words: Words) => {
        if (words.accept('lock') !== undefined) {
          const bit = LOCKS[word]
          if (bit === undefined) throw new UsageError(`${word}: cannot be locked`)
          metrics['lock'] = Number(metrics['lock'] ?? 0) | (1 << bit)
        }
        metrics[key] = words.number(word)
      }
    ])
  )
}

function familyOf(route: Record<string, unknown>): 'inet' | 'inet6' | undefined {
  const { dst } = route
  if (typeof dst !== 'string' || dst === 'default') return undefined
  return dst.includes(':') ? 'inet6' : 'inet'
}

/** A gateway of the route's family is its own attribute, one of another family is another. */
function gatewayOf(words: Words, family: 'inet' | 'inet6' | undefined): Pick<Hop, 'gateway' | 'via'> {
  const { address, family: of, isNamed } = addressOf(words, 'via')
  const isOther = family === undefined ? isNamed && of === 'inet6' : family !== of
  return isOther ? { via: { family: of, addr: address } } : { gateway: address }
}

const HOP_WORDS = ['via', 'dev', 'weight', 'onlink']

/** Reads what is behind `nexthop`, to the next word that is not a next hop's. */
function readHop(words: Words, family: 'inet' | 'inet6' | undefined): Hop {
  const hop: Hop = {}
  for (let word = words.accept(...HOP_WORDS); word !== undefined; word = words.accept(...HOP_WORDS)) {
    if (word === 'via') Object.assign(hop, gatewayOf(words, family))
    else if (word === 'dev') hop.dev = words.take('dev')
    else if (word === 'weight') hop.hops = words.number('weight', { min: 1, max: 256 }) - 1
    else hop.flags = RTNH_F_ONLINK
  }
  if (hop.gateway === undefined && hop.via === undefined && hop.dev === undefined)
    throw new UsageError("nexthop: needs 'via' or 'dev'")
  return hop
}

async function resolved({ dev, ...hop }: Hop, rtnl: Rtnl): Promise<Record<string, unknown>> {
  return dev === undefined ? { ...hop } : { ...hop, ifindex: (await rtnl.links.get(dev)).index }
}
