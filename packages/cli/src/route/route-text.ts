import { routeToIproute2, type Interfaces, type Route } from '@nlkit/rtnl'
import { tableText } from '../shared/routing-names.ts'

/** Flags that stand in no list of most routes. */
const NO_FLAGS = 0
const WHOLE = { inet: 32, inet6: 128 } as const

/** Ends of routes that are kept: a router has a million routes by a few gateways. */
const KEPT = 16

/** What follows a route's destination, and what it was made of. */
interface End extends Pick<
  Route,
  'gateway' | 'oif' | 'table' | 'protocol' | 'scope' | 'prefsrc' | 'priority' | 'pref'
> {
  readonly text: string
}

/**
 * The JSON text of a route, as JSON.stringify(routeToIproute2(route)) has it. What most of a million routes have is put
 * together here, of few pieces: to copy them is what takes the time. All others take the long way.
 */
export function routeTexts(interfaces: Interfaces): (route: Route) => string {
  const ends: End[] = []
  let next = 0
  const endOf = (route: Route): string => {
    for (const end of ends) if (isSame(end, route)) return end.text
    const { gateway, oif, table, protocol, scope, prefsrc, priority, pref } = route
    const text = endText(route, interfaces)
    ends[next] = { gateway, oif, table, protocol, scope, prefsrc, priority, pref, text } as End
    next = (next + 1) % KEPT
    return text
  }
  return (route) => {
    const { family, dst, dstLen, type } = route
    if (!isPlain(route) || typeof dst === 'object' || (family !== 'inet' && family !== 'inet6'))
      return JSON.stringify(routeToIproute2(route, interfaces))
    const start = type === 'unicast' ? '{"type":"unicast","dst":"' : `{"type":"${type}","dst":"`
    if (dst === undefined) return `${start}default${endOf(route)}`
    return dstLen === WHOLE[family] ? start + dst + endOf(route) : `${start}${dst}/${dstLen}${endOf(route)}`
  }
}

function isSame(end: End, route: Route): boolean {
  return (
    end.oif === route.oif &&
    end.table === route.table &&
    end.protocol === route.protocol &&
    end.scope === route.scope &&
    end.priority === route.priority &&
    end.pref === route.pref &&
    end.gateway === route.gateway &&
    end.prefsrc === route.prefsrc
  )
}

function endText(
  { family, gateway, oif, table, protocol, scope, prefsrc, priority, pref }: Route,
  interfaces: Interfaces
): string {
  const parts = [
    gateway === undefined ? '' : `"gateway":"${gateway}",`,
    oif === undefined || oif === 0 ? '' : `"dev":${JSON.stringify(interfaces.nameOf(oif))},`,
    `"table":"${tableText(table)}","protocol":"${protocol}",`,
    `"scope":"${scope === 'universe' ? 'global' : scope}",`,
    prefsrc === undefined ? '' : `"prefsrc":"${prefsrc}",`,
    priority === undefined ? '' : `"metric":${priority},`,
    '"flags":[]',
    family === 'inet6' && pref !== undefined ? `,"pref":"${pref}"` : ''
  ]
  return `",${parts.join('')}}`
}

/** Whether it has nothing but what is put together by hand. */
function isPlain(route: Route): boolean {
  return (
    route.flags === NO_FLAGS &&
    route.tos === 0 &&
    route.src === undefined &&
    route.nhId === undefined &&
    route.via === undefined &&
    route.metrics === undefined &&
    route.multipath === undefined &&
    route.encap === undefined &&
    (route.cacheinfo === undefined || route.cacheinfo.expires === 0)
  )
}
