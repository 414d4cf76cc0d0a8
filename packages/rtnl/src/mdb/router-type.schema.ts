/** Whether a bridge or port leads to multicast routers: linux/if_bridge.h. */
import { enumerated, enumeration, u8 } from '@nlkit/core/schema'

export const mdbRouterTypes = enumeration('MdbRouterType', 'MDB_RTR_TYPE', [
  ['MDB_RTR_TYPE_DISABLED', 0, 'Never a router.'],
  ['MDB_RTR_TYPE_TEMP_QUERY', 1, 'A router while queries come.'],
  ['MDB_RTR_TYPE_PERM', 2, 'Always a router.'],
  ['MDB_RTR_TYPE_TEMP', 3, 'A router for the time being.']
])

export const mdbRouterType = enumerated(u8, mdbRouterTypes)
