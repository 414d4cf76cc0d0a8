import type { RouteFilterOptionsInput } from './route.codec.ts'

/** The destination's realm is not looked at. */
const ANY_DESTINATION = 0x8000
/** Neither the source's realm nor the interface is. */
const ANY_SOURCE = 0xffff
/** What is in the place of the source's realm is an interface. */
const IS_INTERFACE = 0x8000

/**
 * The handle that the kernel wants a route filter to have: what it matches by. It chooses none itself (route4_set_parms(): "Creating
 * with handle of 0 is invalid").
 */
export function routeFilterHandle({ to, from, iif }: RouteFilterOptionsInput): number {
  const source = from ?? (iif === undefined ? ANY_SOURCE : iif | IS_INTERFACE)
  return ((source << 16) | (to ?? ANY_DESTINATION)) >>> 0
}
