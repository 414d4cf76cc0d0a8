import type { Connection } from '@nlkit/core'
import { Actions } from './actions.ts'
import { Chains } from './chains.ts'
import { Classes } from './classes.ts'
import { Filters } from './filters.ts'
import { Qdiscs } from './qdiscs.ts'

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
