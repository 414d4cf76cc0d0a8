import type { Mdb } from './codec.ts'
import type { MdbEntry } from './entry.ts'

/**
 * An entry by port, VLAN, group and source (br_multicast_port_group key); a VXLAN device's also by the other end and VNIs
 * (vxlan_mdb_remote_find()).
 */
export function mdbEntryIdentity(entry: MdbEntry): string {
  const { ifindex, vid, addr, source, dst, dstPort, vni, viaIfindex, srcVni } = entry
  return [ifindex, vid, addr, source, dst, dstPort, vni, viaIfindex, srcVni]
    .map((part) => part ?? '')
    .join('|')
}

/** What a message tells of: a device, and its entries and router ports. */
export function mdbIdentity({ ifindex, mdb, router }: Mdb): string {
  const entries = (mdb?.entry ?? []).flatMap(({ info }) => info ?? []).map(mdbEntryIdentity)
  const ports = (router?.port ?? []).map(({ ifindex: port, vid }) => `router|${port}|${vid ?? ''}`)
  return [ifindex, ...entries, ...ports].join(' ')
}
