import { vlanToIproute2, type BridgeVlan, type Interfaces, type Json, type JsonObject } from '@nlkit/rtnl'
import type { View } from '../shared/print.ts'
import { visible } from '../shared/safe-text.ts'
import { GLOBAL_OPTIONS } from './vlan-words.ts'

type Entry = NonNullable<BridgeVlan['entry']>[number]
type Global = NonNullable<BridgeVlan['globalOptions']>[number]

/** A VLAN of an interface, which is a row. */
interface Row<T> {
  readonly ifindex: number
  readonly entry: T
}

const vlans = (first: number | undefined, last: number | undefined): string =>
  last === undefined ? String(first ?? '') : `${first}-${last}`

/** How VLANs are shown: the tool has an object for each interface, the table a row for each VLAN or range. */
export const vlanView = (interfaces: Interfaces, stats: boolean): View<Row<Entry>> => ({
  noun: 'VLANs',
  columns: [
    { head: 'interface', meaning: 'name' },
    { head: 'vlan' },
    { head: 'flags' },
    { head: 'state' },
    { head: 'tunnel' },
    ...(stats
      ? [{ head: 'rx bytes' }, { head: 'rx packets' }, { head: 'tx bytes' }, { head: 'tx packets' }]
      : [])
  ],
  row: ({ ifindex, entry }) => [
    visible(interfaces.nameOf(ifindex)),
    vlans(entry.info?.vid, entry.range),
    flagsOf(entry),
    String(entry.state ?? ''),
    String(entry.tunnelInfo?.id ?? ''),
    ...(stats
      ? [entry.stats?.rxBytes, entry.stats?.rxPackets, entry.stats?.txBytes, entry.stats?.txPackets].map(
          (count) => String(count ?? '')
        )
      : [])
  ]
})

/** BRIDGE_VLAN_INFO_*. */
const PVID = 2
const UNTAGGED = 4

function flagsOf({ info }: Entry): string {
  const flags = info?.flags ?? 0
  return [(flags & PVID) === 0 ? '' : 'pvid', (flags & UNTAGGED) === 0 ? '' : 'untagged']
    .filter(Boolean)
    .join(' ')
}

/** How a bridge's options are shown. */
export const globalView = (interfaces: Interfaces): View<Row<Global>> => ({
  noun: 'VLANs',
  columns: [
    { head: 'bridge', meaning: 'name' },
    { head: 'vlan' },
    { head: 'snooping' },
    { head: 'querier' },
    { head: 'IGMP' },
    { head: 'MLD' }
  ],
  row: ({ ifindex, entry }) => [
    visible(interfaces.nameOf(ifindex)),
    vlans(entry.id, entry.range),
    String(entry.mcastSnooping ?? ''),
    String(entry.mcastQuerier ?? ''),
    String(entry.mcastIgmpVersion ?? ''),
    String(entry.mcastMldVersion ?? '')
  ]
})

/** An interface as an object of the tool's. */
export const jsonView = (json: (one: BridgeVlan) => JsonObject): View<BridgeVlan> => ({
  noun: 'interfaces',
  columns: [],
  row: () => [],
  json
})

export const vlanJson =
  (interfaces: Interfaces) =>
  (one: BridgeVlan): JsonObject =>
    vlanToIproute2(one, interfaces)

function routerPorts({ mcastRouterPorts }: Global, interfaces: Interfaces): Json | undefined {
  return mcastRouterPorts?.router?.port?.map(({ ifindex }) => ({ port: interfaces.nameOf(ifindex) }))
}

/** As `bridge -j vlan global show` has it. */
export const globalJson =
  (interfaces: Interfaces) =>
  ({ ifindex, globalOptions }: BridgeVlan): JsonObject => ({
    ifname: interfaces.nameOf(ifindex),
    vlans: (globalOptions ?? []).map((options) =>
      present([
        ['vlan', options.id],
        ['vlanEnd', options.range],
        ...Object.entries(GLOBAL_OPTIONS).map(([name, key]): [string, Json | undefined] => [
          name,
          options[key]
        ]),
        ['router_ports', routerPorts(options, interfaces)]
      ])
    )
  })

/** As `bridge -j vlan tunnelshow` has it. */
export const tunnelJson =
  (interfaces: Interfaces) =>
  ({ ifindex, entry }: BridgeVlan): JsonObject => ({
    ifname: interfaces.nameOf(ifindex),
    tunnels: (entry ?? []).map(({ info, range, tunnelInfo }) => {
      const [first, id] = [info?.vid ?? 0, tunnelInfo?.id ?? 0]
      return present([
        ['vlan', first],
        ['vlanEnd', range],
        ['tunid', id],
        ['tunidEnd', range === undefined ? undefined : id + range - first]
      ])
    })
  })

const present = (entries: readonly (readonly [string, Json | undefined])[]): JsonObject =>
  Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined))
