import { eventReader, type ObjectEvent } from '../events.ts'
import { routeCodec, type Route } from './codec.ts'
import { RTM_DELROUTE, RTM_NEWROUTE } from './constants.ts'

export type RouteEvent = ObjectEvent<'newroute' | 'delroute', 'route', Route>

export const routeEvents = eventReader('route', routeCodec, {
  [RTM_NEWROUTE]: 'newroute',
  [RTM_DELROUTE]: 'delroute'
})
