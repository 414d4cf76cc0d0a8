import type { BatchOptions, BatchResult, Connection } from '@nlkit/core'
import { addressLabelWrites } from '../address-label/address-labels.ts'
import { addressWrites } from '../address/addresses.ts'
import { bridgeVlanWrites } from '../bridge-vlan/write-bridge-vlan.ts'
import { canGatewayWrites } from '../can-gateway/can-gateways.ts'
import { fdbWrites } from '../fdb/fdb.ts'
import { linkWrites } from '../link/write-link.ts'
import { mdbWrites } from '../mdb/write-mdb.ts'
import { neighbourTableWrites } from '../neighbour-table/neighbour-tables.ts'
import { nsidWrites } from '../nsid/nsids.ts'
import { statisticsWrites } from '../stats/statistics.ts'
import { multicastRouteWrites } from '../multicast-route/multicast-routes.ts'
import { neighbourWrites } from '../neighbour/neighbours.ts'
import { nexthopWrites } from '../nexthop/nexthops.ts'
import { routeWrites } from '../route/write-route.ts'
import { ruleWrites } from '../rule/rules.ts'
import { trafficControlWrites } from '../tc/tc.ts'
import { vxlanVniWrites } from '../vxlan-vni/vxlan-vnis.ts'
import { BatchWrites } from './batch-writes.ts'
import { recorder, type Recorded } from './recorder.ts'

/** What a batch is filled with: the verbs of `Rtnl`, which here only note down what is to be sent. */
export interface RtnlBatch {
  readonly links: Recorded<typeof linkWrites>
  readonly addresses: Recorded<typeof addressWrites>
  readonly nsids: Recorded<typeof nsidWrites>
  readonly stats: Recorded<typeof statisticsWrites>
  readonly addressLabels: Recorded<typeof addressLabelWrites>
  readonly routes: Recorded<typeof routeWrites>
  readonly multicastRoutes: Recorded<typeof multicastRouteWrites>
  readonly canGateways: Recorded<typeof canGatewayWrites>
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

/** Makes messages of what `fill` calls, and sends them. @throws what a verb throws for arguments that cannot be meant, before anything is sent */
export async function batch(
  connection: Connection,
  fill: (batch: RtnlBatch) => void,
  options?: BatchOptions
): Promise<BatchResult[]> {
  const writes = new BatchWrites(connection, options)
  // By its type it returns nothing, but an async function is one of that type, too.
  const filling: (batch: RtnlBatch) => unknown = fill
  const returned = filling(recordersInto(writes))
  writes.seal()
  if (isThenable(returned)) {
    // Its own rejection is of no use to anyone any more.
    returned.then(undefined, () => undefined)
    throw new TypeError('fill: must not be asynchronous, what comes after its first await would not be sent')
  }
  return await writes.send()
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

const Links = recorder(linkWrites)
const Addresses = recorder(addressWrites)
const Nsids = recorder(nsidWrites)
const Stats = recorder(statisticsWrites)
const AddressLabels = recorder(addressLabelWrites)
const Routes = recorder(routeWrites)
const MulticastRoutes = recorder(multicastRouteWrites)
const CanGateways = recorder(canGatewayWrites)
const Nexthops = recorder(nexthopWrites)
const Rules = recorder(ruleWrites)
const Neighbours = recorder(neighbourWrites)
const NeighbourTables = recorder(neighbourTableWrites)
const Fdb = recorder(fdbWrites)
const Mdb = recorder(mdbWrites)
const BridgeVlans = recorder(bridgeVlanWrites)
const VxlanVnis = recorder(vxlanVniWrites)
const Qdiscs = recorder(trafficControlWrites.qdiscs)
const Classes = recorder(trafficControlWrites.classes)
const Filters = recorder(trafficControlWrites.filters)
const Chains = recorder(trafficControlWrites.chains)
const Actions = recorder(trafficControlWrites.actions)

function recordersInto(writes: BatchWrites): RtnlBatch {
  return {
    links: new Links(writes),
    addresses: new Addresses(writes),
    nsids: new Nsids(writes),
    stats: new Stats(writes),
    addressLabels: new AddressLabels(writes),
    routes: new Routes(writes),
    multicastRoutes: new MulticastRoutes(writes),
    canGateways: new CanGateways(writes),
    nexthops: new Nexthops(writes),
    rules: new Rules(writes),
    neighbours: new Neighbours(writes),
    neighbourTables: new NeighbourTables(writes),
    fdb: new Fdb(writes),
    mdb: new Mdb(writes),
    bridgeVlans: new BridgeVlans(writes),
    vxlanVnis: new VxlanVnis(writes),
    tc: {
      qdiscs: new Qdiscs(writes),
      classes: new Classes(writes),
      filters: new Filters(writes),
      chains: new Chains(writes),
      actions: new Actions(writes)
    }
  }
}
