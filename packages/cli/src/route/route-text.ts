import type { Interfaces, JsonObject, Route } from '@nlkit/rtnl'
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
 * The JSON text of a route, as JSON.stringify() has it of the object that `json` makes. What most of a million routes have is put
 * together here, of few pieces: to copy them is what takes the time. All others take the long way.
 */
export function routeTexts(
  interfaces: Interfaces,
  json: (route: Route) => JsonObject,
  said: ReadonlySet<string> = new Set()
): (route: Route) => string {
  const ends: End[] = []
  let next = 0
  const endOf = (route: Route): string => {
    for (const end of ends) if (isSame(end, route)) return end.text
    const { gateway, oif, table, protocol, scope, prefsrc, priority, pref } = route
    const text = endText(route, interfaces, said)
    ends[next] = { gateway, oif, table, protocol, scope, prefsrc, priority, pref, text } as End
    next = (next + 1) % KEPT
    return text
  }
  return (route) => {
    const { family, dst, dstLen, type } = route
    if (!isPlain(route) || typeof dst === 'object' || (family !== 'inet' && family !== 'inet6'))
      return JSON.stringify(json(route))
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
  interfaces: Interfaces,
  said: ReadonlySet<string>
): string {
  const parts: readonly (readonly [key: string, text: string | false])[] = [
    ['gateway', typeof gateway === 'string' && `"${gateway}"`],
    ['dev', oif !== undefined && oif !== 0 && JSON.stringify(interfaces.nameOf(oif))],
    ['table', table !== 0 && `"${tableText(table)}"`],
    ['protocol', `"${protocol}"`],
    ['scope', `"${scope === 'universe' ? 'global' : scope}"`],
    ['prefsrc', prefsrc !== undefined && `"${prefsrc}"`],
    ['metric', priority !== undefined && String(priority)],
    ['flags', '[]'],
    ['pref', family === 'inet6' && pref !== undefined && `"${pref}"`]
  ]
  const told = parts.filter(([key, text]) => text !== false && !said.has(key))
  return `",${told.map(([key, text]) => `"${key}":${text}`).join(',')}}`
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
    route.mark === undefined &&
    route.uid === undefined &&
    route.iif === undefined &&
    route.encap === undefined &&
    (route.cacheinfo === undefined || route.cacheinfo.expires === 0)
  )
}
