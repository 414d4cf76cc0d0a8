import {
  nexthopToIproute2,
  routeToIproute2,
  type Interfaces,
  type JsonObject,
  type Nexthop,
  type Route
} from '@nlkit/rtnl'
import { without } from '../shared/without.ts'

/**
 * A route as `ip -j -d route` prints it: with what its next hop is, should that be an object of its own, and without what
 * the words behind `list` have said (print_route()).
 */
export function routeJson(
  interfaces: Interfaces,
  nexthops: readonly Nexthop[] = [],
  said: ReadonlySet<string> = new Set()
): (route: Route) => JsonObject {
  const known = new Map(nexthops.map((nexthop) => [nexthop.id, nexthop]))
  return (route) => {
    const nexthop = route.nhId === undefined ? undefined : known.get(route.nhId)
    const json = {
      ...routeToIproute2(route, interfaces),
      ...(nexthop === undefined ? {} : { nh_info: nexthopToIproute2(nexthop, interfaces) })
    }
    return without(json, said)
  }
}
