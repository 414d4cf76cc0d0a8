import { checkKeys, Connection, NETLINK_ROUTE, showAs } from '@nlkit/core'
import type {
  BatchOptions,
  BatchResult,
  ConnectionOptions,
  ConnectionSummary,
  KeysOf,
  Subscription
} from '@nlkit/core'
import type { Extensions } from '@nlkit/core/codec'
import { AddressLabels } from './address-label/address-labels.ts'
import { Addresses } from './address/addresses.ts'
import { JoinedAddresses } from './address/joined-addresses.ts'
import { batch, type RtnlBatch } from './batch/batch.ts'
import { CanGateways } from './can-gateway/can-gateways.ts'
import { extending } from './extending.ts'
import { Dcbs } from './dcb/dcbs.ts'
import type { GroupName } from './groups.ts'
import { BridgeVlans } from './bridge-vlan/bridge-vlans.ts'
import { Fdb } from './fdb/fdb.ts'
import { Links } from './link/links.ts'
import { messages } from './messages.ts'
import { Mdbs } from './mdb/mdbs.ts'
import { NeighbourTables } from './neighbour-table/neighbour-tables.ts'
import { Netconfs } from './netconf/netconfs.ts'
import { Nsids } from './nsid/nsids.ts'
import { MulticastRoutes } from './multicast-route/multicast-routes.ts'
import { Neighbours } from './neighbour/neighbours.ts'
import { Nexthops } from './nexthop/nexthops.ts'
import { Routes } from './route/routes.ts'
import { Rules } from './rule/rules.ts'
import { Statistics } from './stats/statistics.ts'
import { TrafficControl } from './tc/tc.ts'
import { VxlanVnis } from './vxlan-vni/vxlan-vnis.ts'
import { Watch, type Watched, type WatchOptions } from './watch/index.ts'
import { subscribe, type RtnlEvent, type RtnlSubscribeOptions } from './subscribe.ts'

/** Where and how to connect; everything has a default. */
export interface RtnlOptions extends Omit<ConnectionOptions, 'protocol' | 'end' | 'batchAck'> {
  /**
   * Codecs of payloads that this package does not know, by the choice and the selector's value:
   * `{ 'Linkinfo.data': { foo: { decode, encode, paths } } }` for links of kind foo. For requests and what they answer; in
   * events and watches such a payload keeps its bytes.
   */
  readonly extensions?: Extensions
}

const KEYS: KeysOf<RtnlOptions> = {
  netns: true,
  execution: true,
  strict: true,
  extendedAck: true,
  portId: true,
  peer: true,
  messages: true,
  transport: true,
  extensions: true
}

/**
 * rtnetlink: the links, addresses and routes of a network namespace.
 *
 * ```ts
 * using rtnl = Rtnl.open()
 * const eth0 = await rtnl.links.get('eth0')
 * ```
 */
export class Rtnl implements Disposable, AsyncDisposable {
  /** The connection beneath, for messages that this package has no verb for. */
  readonly connection: Connection
  readonly links: Links
  readonly addresses: Addresses
  readonly routes: Routes
  /** Multicast routes, of IPv4 and IPv6. */
  readonly multicastRoutes: MulticastRoutes
  /** CAN gateways, which lead frames from one CAN interface to another. */
  readonly canGateways: CanGateways
  /** Next hop objects and groups of them. */
  readonly nexthops: Nexthops
  /** Routing policy rules. */
  readonly rules: Rules
  /** Neighbours: ARP and neighbour discovery. */
  readonly neighbours: Neighbours
  /** The tables that those are in, and their parameters. */
  readonly neighbourTables: NeighbourTables
  /** Forwarding databases of bridges and VXLAN devices. */
  readonly fdb: Fdb
  /** Multicast databases of bridges and VXLAN devices. */
  readonly mdb: Mdbs
  /** VLANs of bridges and their ports. */
  readonly bridgeVlans: BridgeVlans
  /** The VNIs that VXLAN devices take. */
  readonly vxlanVnis: VxlanVnis
  /** Ids of network namespaces. */
  readonly nsids: Nsids
  /** Settings of address families: what /proc/sys/net has. */
  readonly netconf: Netconfs
  /** Statistics of links. */
  readonly stats: Statistics
  /** Data centre bridging. */
  readonly dcb: Dcbs
  /** Labels of IPv6 addresses. */
  readonly addressLabels: AddressLabels
  /** Multicast groups that interfaces have joined. */
  readonly multicastAddresses: JoinedAddresses
  /** Anycast addresses of interfaces. */
  readonly anycastAddresses: JoinedAddresses
  /** Traffic control: qdiscs, classes, filters, chains, actions. */
  readonly tc: TrafficControl

  private constructor(options: RtnlOptions) {
    showAs(this, 'Rtnl', () => this.toJSON())
    // Each ACK of a batch costs more than the change it answers for, and the last one speaks for all.
    const { extensions, ...rest } = options
    const connection = Connection.open({ messages, ...rest, protocol: NETLINK_ROUTE, batchAck: 'last' })
    this.connection = extensions === undefined ? connection : extending(connection, extensions)
    this.links = new Links(this.connection)
    this.addresses = new Addresses(this.connection)
    this.routes = new Routes(this.connection)
    this.multicastRoutes = new MulticastRoutes(this.connection)
    this.canGateways = new CanGateways(this.connection)
    this.nexthops = new Nexthops(this.connection)
    this.rules = new Rules(this.connection)
    this.neighbours = new Neighbours(this.connection)
    this.neighbourTables = new NeighbourTables(this.connection)
    this.bridgeVlans = new BridgeVlans(this.connection)
    this.vxlanVnis = new VxlanVnis(this.connection)
    this.mdb = new Mdbs(this.connection)
    this.fdb = new Fdb(this.connection)
    this.nsids = new Nsids(this.connection)
    this.netconf = new Netconfs(this.connection)
    this.stats = new Statistics(this.connection)
    this.dcb = new Dcbs(this.connection)
    this.addressLabels = new AddressLabels(this.connection)
    this.multicastAddresses = new JoinedAddresses(this.connection, 'multicast')
    this.anycastAddresses = new JoinedAddresses(this.connection, 'anycast')
    this.tc = new TrafficControl(this.connection)
  }

  /**
   * Opens a connection, in this process's network namespace or another.
   * @throws NetlinkError ENOENT, EINVAL for what is no network namespace, EPERM for one that may not be entered
   * @throws TypeError, RangeError for options that cannot be meant
   */
  static open(options: RtnlOptions = {}): Rtnl {
    checkKeys(options, KEYS)
    return new Rtnl(options)
  }

  /**
   * Sends many changes, up to 200 in a system call; a result for each, in order. Not a transaction: the kernel works
   * them off one by one, and those behind one that fails take effect.
   */
  batch(fill: (batch: RtnlBatch) => void, options?: BatchOptions): Promise<BatchResult[]> {
    return batch(this.connection, fill, options)
  }

  /** Joins multicast groups by name. What happens after this has returned will be told. */
  subscribe(groups: readonly GroupName[], options?: RtnlSubscribeOptions): Subscription<RtnlEvent> {
    return subscribe(this.connection, groups, options)
  }

  /**
   * What there is, then what changes: the snapshot as `present`, `synced`, then `added`, `changed` and `removed`. It heals
   * itself after an overrun and tells the differences, and it tells of routes that vanish with their link in silence.
   */
  watch(kinds: readonly Watched[], options: WatchOptions = {}): Watch {
    return new Watch(this.connection, kinds, options)
  }

  /** What JSON tells of it: which connection it is, nothing of what it holds. */
  toJSON(): ConnectionSummary {
    return this.connection.toJSON()
  }

  /** Closes everything that was opened by this; what waits is rejected with ClosedError. Idempotent. */
  close(): void {
    this.connection.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close()
    return Promise.resolve()
  }
}
