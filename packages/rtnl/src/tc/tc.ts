import type { Connection } from '@nlkit/core'
import { Actions, actionWrites } from './actions.ts'
import { Chains, chainWrites } from './chains.ts'
import { Classes, classWrites } from './classes.ts'
import { Filters, filterWrites } from './filters.ts'
import { Qdiscs, qdiscWrites } from './qdiscs.ts'

/** What the verbs of each object send. */
export const trafficControlWrites = {
  qdiscs: qdiscWrites,
  classes: classWrites,
  filters: filterWrites,
  chains: chainWrites,
  actions: actionWrites
}

/** Traffic control: how packets queue, and what is done to them. */
export class TrafficControl {
  readonly qdiscs: Qdiscs
  readonly classes: Classes
  readonly filters: Filters
  readonly chains: Chains
  /** Actions that stand by themselves and are shared by their index. */
  readonly actions: Actions

  constructor(connection: Connection) {
    this.qdiscs = new Qdiscs(connection)
    this.classes = new Classes(connection)
    this.filters = new Filters(connection)
    this.chains = new Chains(connection)
    this.actions = new Actions(connection)
  }
}
