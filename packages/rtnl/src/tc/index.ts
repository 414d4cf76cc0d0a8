/** Traffic control: what `Rtnl.tc` has. */
export type { ActionFilter, ActionName, Actions } from './actions.ts'
export type { ChainChange, ChainFilter, ChainName, Chains } from './chains.ts'
export type { ClassChange, Classes, ClassFilter, ClassName } from './classes.ts'
export type { TcEvent } from './events.ts'
export type { FilterChange, FilterDumpOptions, FilterFilter, FilterName, Filters } from './filters.ts'
export type { QdiscChange, QdiscFilter, QdiscName, Qdiscs } from './qdiscs.ts'
export { TrafficControl } from './tc.ts'
