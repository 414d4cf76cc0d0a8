/** Objects of this package as iproute2 prints them in JSON, for programs that read that today. */
export { addressToIproute2 } from './address.ts'
export { fdbToIproute2 } from './fdb.ts'
export { linkToIproute2 } from './link.ts'
export { interfacesOf, IPROUTE2_VERSION } from './names.ts'
export type { Interfaces, Json, JsonObject } from './names.ts'
export { mdbToIproute2 } from './mdb.ts'
export { neighbourToIproute2 } from './neighbour.ts'
export { routeToIproute2 } from './route.ts'
