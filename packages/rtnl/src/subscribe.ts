import {
  checkKeys,
  type Connection,
  type KeysOf,
  type Subscription,
  type SubscribeOptions
} from '@nlkit/core'
import { addressEvents, type AddressEvent } from './address/events.ts'
import { joinedAddressEvents, type JoinedAddressEvent } from './address/group-events.ts'
import { cacheReportEvents, type CacheReportEvent } from './cache-report/events.ts'
import { bridgeVlanEvents, type BridgeVlanEvent } from './bridge-vlan/events.ts'
import { dcbEvents, type DcbEvent } from './dcb/events.ts'
import { decoderOf, type EventReader, type UnknownEvent } from './events.ts'
import { groupNumbers, type GroupName } from './groups.ts'
import { linkEvents, type LinkEvent } from './link/events.ts'
import { mdbEvents, type MdbEvent } from './mdb/events.ts'
import { neighbourEvents, type FdbEvent, type NeighbourEvent } from './neighbour/events.ts'
import { netconfEvents, type NetconfEvent } from './netconf/events.ts'
import { nsidEvents, type NsidEvent } from './nsid/events.ts'
import { ndUserOptionEvents, type NdUserOptionEvent } from './nd-user-option/events.ts'
import { nexthopEvents, type NexthopEvent } from './nexthop/events.ts'
import { prefixEvents, type PrefixEvent } from './prefix/events.ts'
import { routeEvents, type MulticastRouteEvent, type RouteEvent } from './route/events.ts'
import { ruleEvents, type RuleEvent } from './rule/events.ts'
import { linkStatisticsEvents, type LinkStatisticsEvent } from './stats/events.ts'
import { tcEvents, type TcEvent } from './tc/events.ts'
import { vxlanVniEvents, type VxlanVniEvent } from './vxlan-vni/events.ts'

/** Every event of rtnetlink; an overrun and a malformed message are told beside. */
export type RtnlEvent =
  | LinkEvent
  | AddressEvent
  | JoinedAddressEvent
  | NsidEvent
  | NetconfEvent
  | LinkStatisticsEvent
  | PrefixEvent
  | NdUserOptionEvent
  | CacheReportEvent
  | DcbEvent
  | RouteEvent
  | MulticastRouteEvent
  | NexthopEvent
  | RuleEvent
  | TcEvent
  | NeighbourEvent
  | FdbEvent
  | MdbEvent
  | BridgeVlanEvent
  | VxlanVniEvent
  | UnknownEvent

/** How to subscribe: core's options, and a filter of events. */
export interface RtnlSubscribeOptions extends Pick<
  SubscribeOptions<RtnlEvent>,
  'signal' | 'receiveBuffer' | 'maxReceiveBuffer' | 'limit' | 'allNamespaces' | 'program'
> {
  /** Events for which this is false are left out. */
  readonly filter?: ((event: RtnlEvent) => boolean) | undefined
}

const KEYS: KeysOf<RtnlSubscribeOptions> = {
  filter: true,
  signal: true,
  receiveBuffer: true,
  maxReceiveBuffer: true,
  limit: true,
  allNamespaces: true,
  program: true
}

const readers: readonly EventReader<Exclude<RtnlEvent, UnknownEvent>>[] = [
  linkEvents,
  addressEvents,
  joinedAddressEvents,
  nsidEvents,
  netconfEvents,
  linkStatisticsEvents,
  prefixEvents,
  ndUserOptionEvents,
  cacheReportEvents,
  dcbEvents,
  routeEvents,
  nexthopEvents,
  ruleEvents,
  neighbourEvents,
  mdbEvents,
  bridgeVlanEvents,
  vxlanVniEvents,
  ...tcEvents
]

/** Joins groups by name. */
export function subscribe(
  connection: Connection,
  names: readonly GroupName[],
  options: RtnlSubscribeOptions = {}
): Subscription<RtnlEvent> {
  checkKeys(options, KEYS)
  const { filter, ...rest } = options
  const decode = decoderOf(readers)
  return connection.subscribe<RtnlEvent>({
    ...rest,
    groups: groupNumbers(names),
    decode:
      filter === undefined
        ? decode
        : (message) => {
            const event = decode(message)
            return filter(event) ? event : undefined
          }
  })
}
