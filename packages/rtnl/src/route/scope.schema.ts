/** Scopes of addresses and routes: linux/rtnetlink.h. */
import { enumerated, enumeration, u8 } from '@nlkit/core/schema'

export const routeScopes = enumeration(
  'RouteScope',
  'RT_SCOPE',
  [
    ['RT_SCOPE_UNIVERSE', 0, 'Everywhere.'],
    ['RT_SCOPE_SITE', 200, 'IPv6: inside this site.'],
    ['RT_SCOPE_LINK', 253, 'On this link.'],
    ['RT_SCOPE_HOST', 254, 'On this host.'],
    ['RT_SCOPE_NOWHERE', 255, 'Nowhere: the destination does not exist.']
  ],
  { global: 'universe' }
)

/** Numbers between site and universe are for administrators. */
export const scope = enumerated(u8, routeScopes)
