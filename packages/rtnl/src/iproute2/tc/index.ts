/** Traffic control as tc(8) prints it in JSON. */
export { actionToIproute2, type TcActionOutput } from './action.ts'
export { classToIproute2 } from './class.ts'
export { chainToIproute2, filterToIproute2 } from './filter.ts'
export type { TcOutput } from './numbers.ts'
export { qdiscToIproute2 } from './qdisc.ts'
