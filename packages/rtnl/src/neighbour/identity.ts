import type { Neighbour } from './codec.ts'
import { NTF_MASTER, NTF_PROXY } from './constants.ts'

/**
 * What makes it another neighbour: address, interface, and whether it is a proxy (neigh_lookup(), pneigh_lookup()). An entry of a
 * forwarding database is one by device, whose table it is in, hardware address and VLAN or source VNI (br_fdb_find(),
 * __vxlan_find_mac()), and, as a device may send to many ends, by the end (vxlan_fdb_find_rdst()).
 */
export function neighbourIdentity(neighbour: Neighbour): string {
  const { family, ifindex, flags } = neighbour
  if (family !== 'bridge') {
    return `${family}|${ifindex}|${neighbour.dst ?? ''}${(flags & NTF_PROXY) === 0 ? '' : '|proxy'}`
  }
  // A port's entry is the bridge's: there is one of an address and VLAN, whatever port it is behind.
  if (neighbour.master !== undefined || (flags & NTF_MASTER) !== 0) {
    return `bridge|${neighbour.master ?? ''}|${neighbour.lladdr ?? ''}|${neighbour.vlan ?? ''}`
  }
  const { lladdr, vlan, srcVni, dst, port, vni, viaIfindex, nhId } = neighbour
  return `fdb|${[ifindex, lladdr, vlan, srcVni, dst, port, vni, viaIfindex, nhId].map((part) => part ?? '').join('|')}`
}
