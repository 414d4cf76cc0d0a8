import type { EventReader, ObjectEvent } from '../events.ts'
import { RTNL_FAMILY_IP6MR, RTNL_FAMILY_IPMR } from '../family/constants.ts'
import { multicastRouteCodec, type MulticastRoute } from '../multicast-route/codec.ts'
import { routeCodec, type Route } from './codec.ts'
import { RTM_DELROUTE, RTM_NEWROUTE } from './constants.ts'

/** A route was added or replaced (`meta.flags` tells which), or deleted. Those that go with a link or an address go in silence. */
export type RouteEvent = ObjectEvent<'newroute' | 'delroute', 'route', Route>

/** Multicast routes, in the groups `ipv4-mroute` and `ipv6-mroute`. */
export type MulticastRouteEvent = ObjectEvent<'newmroute' | 'delmroute', 'multicastRoute', MulticastRoute>

/** Routes, and what has the same messages: multicast routes, which their family tells apart. */
export const routeEvents: EventReader<RouteEvent | MulticastRouteEvent> = {
  types: [RTM_NEWROUTE, RTM_DELROUTE],
  read(message) {
    const { bytes, offset, end } = message
    const isNew = message.type === RTM_NEWROUTE
    const meta = message.meta()
    const family = bytes.u8[offset]
    if (family === RTNL_FAMILY_IPMR || family === RTNL_FAMILY_IP6MR) {
      const multicastRoute = multicastRouteCodec.decode(bytes, offset, end)
      return { type: isNew ? 'newmroute' : 'delmroute', multicastRoute, meta }
    }
    return { type: isNew ? 'newroute' : 'delroute', route: routeCodec.decode(bytes, offset, end), meta }
  }
}
