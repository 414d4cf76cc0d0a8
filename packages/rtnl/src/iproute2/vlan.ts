import type { BridgeVlan, BridgeVlanEntry } from '../bridge-vlan/codec.ts'
import { BRIDGE_VLAN_INFO_PVID, BRIDGE_VLAN_INFO_UNTAGGED } from '../link/bridge-af-spec.constants.ts'
import { present, routerNumber, type Interfaces, type JsonObject } from './names.ts'

const FLAGS = [
  ['PVID', BRIDGE_VLAN_INFO_PVID],
  ['Egress Untagged', BRIDGE_VLAN_INFO_UNTAGGED]
] as const

/** VLANs of a bridge or port as an object of `bridge -j -d vlan show`; with statistics, of `bridge -j -d -s vlan show`. */
export function vlanToIproute2({ ifindex, entry }: BridgeVlan, interfaces: Interfaces): JsonObject {
  return { ifname: interfaces.nameOf(ifindex), vlans: (entry ?? []).map(vlanJson) }
}

function vlanJson({ info, range, state, mcastRouter, stats }: BridgeVlanEntry): JsonObject {
  const flags = FLAGS.filter(([, bit]) => ((info?.flags ?? 0) & bit) !== 0).map(([name]) => name)
  return present({
    vlan: info?.vid,
    vlanEnd: range,
    flags: flags.length === 0 ? undefined : flags,
    state: state === undefined ? undefined : String(state),
    mcast_router: routerNumber(mcastRouter),
    rx_bytes: stats?.rxBytes,
    rx_packets: stats?.rxPackets,
    tx_bytes: stats?.txBytes,
    tx_packets: stats?.txPackets
  })
}
