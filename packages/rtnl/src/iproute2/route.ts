import type { Route } from '../route/codec.ts'
import { RTAX_FEATURE_ECN, RTM_F_CLONED } from '../route/constants.ts'
import type { NextHop } from '../route/multipath.ts'
import { encapJson } from './encap.ts'
import {
  bitNames,
  dsField,
  labelsText,
  present,
  realmName,
  scopeName,
  tableName,
  type Interfaces,
  type Json,
  type JsonObject,
  routeProtocolName
} from './names.ts'

/** Flags of routes and next hops, as print_rt_flags() has them. */
export const FLAGS = [
  ['dead', 1],
  ['onlink', 4],
  ['pervasive', 2],
  ['offload', 8],
  ['trap', 64],
  ['notify', 0x100],
  ['linkdown', 16],
  ['unresolved', 32],
  ['rt_offload', 0x4000],
  ['rt_trap', 0x8000],
  ['rt_offload_failed', 0x20000000]
] as const

/** Flags of a route that was looked up, as print_cache_flags() has them: above the sixteen bits of all routes. */
const CACHE_FLAGS = [
  ['local', 0x80000000],
  ['reject', 0x40000000],
  ['mc', 0x20000000],
  ['brd', 0x10000000],
  ['dst-nat', 0x08000000],
  ['src-nat', 0x00800000],
  ['masq', 0x00400000],
  ['dst-direct', 0x00020000],
  ['src-direct', 0x04000000],
  ['redirected', 0x00040000],
  ['redirect', 0x01000000],
  ['fastroute', 0x00200000],
  ['notify', 0x00010000],
  ['proxy', 0x00080000]
] as const

const METRICS = {
  mtu: 'mtu',
  window: 'window',
  rtt: 'rtt',
  rttvar: 'rttvar',
  ssthresh: 'ssthresh',
  cwnd: 'cwnd',
  advmss: 'advmss',
  reordering: 'reordering',
  hoplimit: 'hoplimit',
  initcwnd: 'initcwnd',
  rtoMin: 'rto_min',
  initrwnd: 'initrwnd',
  quickack: 'quickack',
  ccAlgo: 'congestion',
  fastopenNoCookie: 'fastopen_no_cookie'
} as const

/** What the kernel has in other units, by how many of them are a millisecond. */
const PER_MILLISECOND: Readonly<Record<string, number>> = { rtt: 8, rttvar: 4 }

/**
 * A route as an object of `ip -j -d route show table all`, or of `ip -j -d route get` if that is where it comes from, without
 * `nh_info`, which is the object of its next hop: `nexthopToIproute2()` gives that. The tool
 * writes `dst` twice where packets are wrapped in MPLS or IP: it is then, as for all who read its JSON, the labels or the address
 * that are put around.
 */
export function routeToIproute2(route: Route, interfaces: Interfaces): JsonObject {
  const isIpv6 = route.family === 'inet6'
  const isCloned = (route.flags & RTM_F_CLONED) !== 0
  const destination = {
    type: String(route.type),
    dst: prefix(route),
    from:
      route.src === undefined
        ? undefined
        : route.srcLen === (isIpv6 ? 128 : 32)
          ? route.src
          : `${route.src}/${route.srcLen}`,
    to: labelsText(route.newdst)
  }
  const rest = {
    tos: route.tos === 0 ? undefined : dsField(route.tos),
    nhid: route.nhId,
    ...hopJson(route, interfaces, route.oif),
    table: route.table === 0 ? undefined : tableName(route.table),
    protocol: isCloned ? undefined : routeProtocolName(route.protocol),
    scope: isCloned ? undefined : scopeName(route.scope),
    prefsrc: route.prefsrc,
    metric: route.priority,
    flags: bitNames(route.flags, FLAGS),
    mark: route.mark,
    uid: route.uid,
    flow: flowJson(route.flow),
    cache: isCloned ? bitNames(route.flags, CACHE_FLAGS) : undefined,
    expires:
      isIpv6 && route.cacheinfo !== undefined && route.cacheinfo.expires !== 0
        ? Math.floor(route.cacheinfo.expires / 100)
        : undefined,
    metrics: metricsJson(route),
    iif: route.iif === undefined ? undefined : interfaces.nameOf(route.iif),
    nexthops: route.multipath?.map((hop) => nextHopJson(hop, interfaces, route.family)),
    pref: isIpv6 && route.pref !== undefined ? String(route.pref) : undefined
  }
  if (route.encapType === undefined) return present({ ...destination, ...rest })
  // In the tool's order: what comes later is what is read of two members of a name.
  return { ...present(destination), ...present(encapJson(route, interfaces)), ...present(rest) }
}

function prefix({ dst, dstLen, family }: Route): string {
  if (dst === undefined) return 'default'
  if (typeof dst !== 'string') return String(labelsText(dst))
  return dstLen === (family === 'inet6' ? 128 : 32) ? dst : `${dst}/${dstLen}`
}

function hopJson(
  { gateway, via }: Pick<Route, 'gateway' | 'via'>,
  interfaces: Interfaces,
  index: number | undefined
): Record<string, Json | undefined> {
  return {
    // Of MCTP, which ip(8) does not know, as it is told.
    gateway: typeof gateway === 'object' ? { ...gateway } : gateway,
    via: via === undefined ? undefined : { family: String(via.family), host: via.addr },
    dev: index === undefined || index === 0 ? undefined : interfaces.nameOf(index)
  }
}

function nextHopJson(hop: NextHop, interfaces: Interfaces, family: Route['family']): JsonObject {
  return present({
    to: labelsText(hop.newdst),
    ...encapJson(hop, interfaces),
    ...hopJson(hop, interfaces, hop.ifindex),
    flow: flowJson(hop.flow),
    // Next hops of MPLS have none.
    weight: family === 'mpls' ? undefined : hop.hops + 1,
    flags: bitNames(hop.flags, FLAGS)
  })
}

/** One object in a list; a locked metric is printed as its value all the same. */
function metricsJson({ metrics }: Route): Json | undefined {
  if (metrics === undefined) return undefined
  const entries = Object.entries(METRICS).map(([key, name]) => {
    const value = metrics[key as keyof typeof METRICS]
    if (typeof value !== 'number') return [name, value] as const
    return [name, Math.trunc(value / (PER_MILLISECOND[key] ?? 1))] as const
  })
  return [present({ ...Object.fromEntries(entries), ...featuresJson(metrics.features) })]
}

/** The tool knows one of them; where there are others it prints the whole word beside. */
function featuresJson(features = 0): Record<string, Json> {
  return {
    ...((features & RTAX_FEATURE_ECN) === 0 ? {} : { ecn: null }),
    ...((features & ~RTAX_FEATURE_ECN) === 0 ? {} : { features: `0x${features.toString(16)}` })
  }
}

/** Realms of IPv4: where packets come from in the upper, where they go in the lower half. */
function flowJson(flow: number | undefined): Json | undefined {
  if (flow === undefined) return undefined
  return present({
    from: flow >>> 16 === 0 ? undefined : realmName(flow >>> 16),
    to: realmName(flow & 0xffff)
  })
}
