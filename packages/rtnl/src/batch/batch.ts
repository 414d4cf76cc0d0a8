import {
  NetlinkError,
  type BatchOptions,
  type BatchResult,
  type Connection,
  type RequestSpec
} from '@nlkit/core'
import { addressLabelWrites } from './address-label/address-labels.ts'
import { addressWrites } from './address/addresses.ts'
import { bridgeVlanWrites } from './bridge-vlan/write-bridge-vlan.ts'
import { fdbWrites } from './fdb/fdb.ts'
import { RTM_DELLINK, RTM_DELLINKPROP, RTM_NEWLINK, RTM_NEWLINKPROP, RTM_SETLINK } from './link/constants.ts'
import { linkWrites } from './link/write-link.ts'
import { mdbWrites } from './mdb/write-mdb.ts'
import { neighbourTableWrites } from './neighbour-table/neighbour-tables.ts'
import { nsidWrites } from './nsid/nsids.ts'
import { statisticsWrites } from './stats/statistics.ts'
import { multicastRouteWrites } from './multicast-route/multicast-routes.ts'
import { neighbourWrites } from './neighbour/neighbours.ts'
import { nexthopWrites } from './nexthop/nexthops.ts'
import { routeWrites } from './route/write-route.ts'
import { ruleWrites } from './rule/rules.ts'
import { trafficControlWrites } from './tc/tc.ts'
import { vxlanVniWrites } from './vxlan-vni/vxlan-vnis.ts'
import { resolveWrite, type Write } from './write.ts'

/** The verbs of one object, as they note down what is to be sent. */
type Recorded<Verbs> = {
  readonly [Verb in keyof Verbs]: Verbs[Verb] extends (...args: infer Args) => Write
    ? (...args: Args) => void
    : never
}

/** What a batch is filled with: the verbs of `Rtnl`, which here only note down what is to be sent. */
export interface RtnlBatch {
  readonly links: Recorded<typeof linkWrites>
  readonly addresses: Recorded<typeof addressWrites>
  readonly nsids: Recorded<typeof nsidWrites>
  readonly stats: Recorded<typeof statisticsWrites>
  readonly addressLabels: Recorded<typeof addressLabelWrites>
  readonly routes: Recorded<typeof routeWrites>
  readonly multicastRoutes: Recorded<typeof multicastRouteWrites>
  readonly nexthops: Recorded<typeof nexthopWrites>
  readonly rules: Recorded<typeof ruleWrites>
  readonly neighbours: Recorded<typeof neighbourWrites>
  readonly neighbourTables: Recorded<typeof neighbourTableWrites>
  readonly fdb: Recorded<typeof fdbWrites>
  readonly mdb: Recorded<typeof mdbWrites>
  readonly bridgeVlans: Recorded<typeof bridgeVlanWrites>
  readonly vxlanVnis: Recorded<typeof vxlanVniWrites>
  readonly tc: {
    readonly [Name in keyof typeof trafficControlWrites]: Recorded<(typeof trafficControlWrites)[Name]>
  }
}

/** Notes down what `fill` does and sends it. @throws what a verb throws for arguments that cannot be meant, before anything is sent */
export async function batch(
  connection: Connection,
  fill: (batch: RtnlBatch) => void,
  options?: BatchOptions
): Promise<BatchResult[]> {
  const recorder = new Recorder()
  // By its type it returns nothing, but an async function is one of that type, too.
  const filling: (batch: RtnlBatch) => unknown = fill
  const returned = filling({
    links: record(linkWrites, recorder),
    addresses: record(addressWrites, recorder),
    nsids: record(nsidWrites, recorder),
    stats: record(statisticsWrites, recorder),
    addressLabels: record(addressLabelWrites, recorder),
    routes: record(routeWrites, recorder),
    multicastRoutes: record(multicastRouteWrites, recorder),
    nexthops: record(nexthopWrites, recorder),
    rules: record(ruleWrites, recorder),
    neighbours: record(neighbourWrites, recorder),
    neighbourTables: record(neighbourTableWrites, recorder),
    fdb: record(fdbWrites, recorder),
    mdb: record(mdbWrites, recorder),
    bridgeVlans: record(bridgeVlanWrites, recorder),
    vxlanVnis: record(vxlanVniWrites, recorder),
    tc: {
      qdiscs: record(trafficControlWrites.qdiscs, recorder),
      classes: record(trafficControlWrites.classes, recorder),
      filters: record(trafficControlWrites.filters, recorder),
      chains: record(trafficControlWrites.chains, recorder),
      actions: record(trafficControlWrites.actions, recorder)
    }
  })
  const writes = recorder.seal()
  if (isThenable(returned)) {
    // Its own rejection is of no use to anyone any more.
    returned.then(undefined, () => undefined)
    throw new TypeError('fill: must not be asynchronous, what comes after its first await would not be sent')
  }
  return new Sending(connection, options).run(writes)
}

/** What was noted down; nothing more is, once the batch is on its way. */
class Recorder {
  readonly #writes: Write[] = []
  #isSealed = false

  add(make: () => Write): void {
    if (this.#isSealed) throw new TypeError('batch: it has been sent, nothing can be added')
    this.#writes.push(make())
  }

  seal(): readonly Write[] {
    this.#isSealed = true
    return this.#writes
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

function record<Verbs extends Readonly<Record<string, (...args: never[]) => Write>>>(
  verbs: Verbs,
  into: Recorder
): Recorded<Verbs> {
  const entries = Object.entries(verbs).map(([verb, make]) => [
    verb,
    (...args: never[]): void => into.add(() => make(...args))
  ])
  return Object.fromEntries(entries) as Recorded<Verbs>
}

const NOT_SENT: BatchResult = { status: 'not-sent' }

/** After these a name may be another interface's. */
const CHANGES_NAMES: ReadonlySet<number> = new Set([
  RTM_NEWLINK,
  RTM_DELLINK,
  RTM_SETLINK,
  RTM_NEWLINKPROP,
  RTM_DELLINKPROP
])

/** The writes of a batch on their way: mostly one batch of the connection, as many as it takes for names to be looked up in time. */
class Sending {
  readonly #connection: Connection
  readonly #options: BatchOptions | undefined
  readonly #known = new Map<string, number>()
  #pending: RequestSpec<never>[] = []
  #changesNames = false
  #results: BatchResult[] = []
  #isOver = false

  constructor(connection: Connection, options: BatchOptions | undefined) {
    this.#connection = connection
    this.#options = options
  }

  async run(writes: readonly Write[]): Promise<BatchResult[]> {
    for (const made of writes) {
      let spec: RequestSpec<never>
      if ('build' in made) {
        if (this.#changesNames) await this.#flush()
        spec = await this.#resolved(made)
      } else {
        spec = made
      }
      this.#pending.push(spec)
      if (CHANGES_NAMES.has(spec.type)) this.#changesNames = true
    }
    await this.#flush()
    return this.#results
  }

  /** An interface that is not there is the result of the write that names it, in its place. */
  async #resolved(made: Write): Promise<RequestSpec<never>> {
    try {
      return await resolveWrite(this.#connection, made, undefined, this.#known)
    } catch (error) {
      if (!NetlinkError.is(error)) throw error
      const encode = (): never => {
        throw error
      }
      return { type: 0, name: error.request, body: { encode }, value: undefined as never }
    }
  }

  async #flush(): Promise<void> {
    const pending = this.#pending
    this.#pending = []
    this.#changesNames = false
    this.#known.clear()
    if (this.#isOver) {
      this.#add(pending.map(() => NOT_SENT))
      return
    }
    try {
      this.#add(await this.#connection.batch(pending, this.#options))
    } catch (error) {
      // Whoever gives up has to know what took effect before.
      if (this.#results.length === 0) throw error
      this.#isOver = true
      this.#add(pending.map(() => NOT_SENT))
    }
    const hasFailed = (): boolean => this.#results.some(({ status }) => status !== 'done')
    if (this.#options?.stopAtFirstError === true && hasFailed()) this.#isOver = true
  }

  #add(results: BatchResult[]): void {
    this.#results = this.#results.length === 0 ? results : [...this.#results, ...results]
  }
}
