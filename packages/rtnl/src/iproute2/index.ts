/** Objects of this package as iproute2 prints them in JSON, for programs that read that today. */
export { addressToIproute2 } from './address.ts'
export { fdbToIproute2 } from './fdb.ts'
export { linkToIproute2 } from './link.ts'
export { interfacesOf, IPROUTE2_VERSION } from './names.ts'
export type { Interfaces, Json, JsonObject } from './names.ts'
export { mdbToIproute2 } from './mdb.ts'
export { neighbourToIproute2 } from './neighbour.ts'
export { nexthopToIproute2 } from './nexthop.ts'
export { routeToIproute2 } from './route.ts'
export { ruleToIproute2 } from './rule.ts'
export {
  actionToIproute2,
  chainToIproute2,
  classToIproute2,
  filterToIproute2,
  qdiscToIproute2,
  type TcActionOutput,
  type TcOutput
} from './tc/index.ts'
export { vlanToIproute2 } from './vlan.ts'
