/** Kinds of links by their names. */
import { bond, bondSlave } from './bond.ts'
import { bridge, bridgeSlave } from './bridge.ts'
import { can } from './can.ts'
import { gre, gre6, ip6tnl, ipip, sit, vti, vti6 } from './ip-tunnels.ts'
import { batadv, dsa, hsr, ipoib, macsec, rmnet, vrf, xfrm } from './others.ts'
import { netkit, pair, type ReadLink } from './pairs.ts'
import type { Kind } from './settings.ts'
import { ipvlan, macvlan, vlan } from './stacked.ts'
import { amt, bareudp, geneve, gtp, vxlan } from './udp-tunnels.ts'

const KINDS: Readonly<Record<string, Kind>> = {
  amt,
  bareudp,
  batadv,
  bond,
  bridge,
  can,
  dsa,
  erspan: gre,
  geneve,
  gre,
  gretap: gre,
  gtp,
  hsr,
  ip6erspan: gre6,
  ip6gre: gre6,
  ip6gretap: gre6,
  ip6tnl,
  ipip,
  ipoib,
  ipvlan,
  ipvtap: ipvlan,
  macsec,
  macvlan,
  macvtap: macvlan,
  rmnet,
  sit,
  vlan,
  vrf,
  vti,
  vti6,
  vxlan,
  xfrm
}

const PAIRS: Readonly<Record<string, (read: ReadLink) => Kind>> = { netkit, veth: pair, vxcan: pair }

/** A kind; undefined for one that has no words here. */
export function kindOf(name: string, read: ReadLink): Kind | undefined {
  if (Object.hasOwn(PAIRS, name)) return PAIRS[name]?.(read)
  return Object.hasOwn(KINDS, name) ? KINDS[name] : undefined
}

const SLAVES: Readonly<Record<string, Kind>> = { bond: bondSlave, bridge: bridgeSlave }

/** What `bridge_slave` and its like are: settings of a link as a part of another; undefined for what is not so called. */
export function slaveOf(type: string): { kind: string; words: Kind | undefined } | undefined {
  if (!type.endsWith('_slave')) return undefined
  const kind = type.slice(0, -'_slave'.length)
  return { kind, words: Object.hasOwn(SLAVES, kind) ? SLAVES[kind] : undefined }
}
