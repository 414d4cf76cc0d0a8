/** Link kinds by their names: a line for each, and a schema file beside this one. */
import { nest } from '@nlkit/core/schema'
import { amt } from './amt.schema.ts'
import { bareudp } from './bareudp.schema.ts'
import { batadv } from './batadv.schema.ts'
import { bond, bondSlave } from './bond.schema.ts'
import { bridge } from './bridge.schema.ts'
import { bridgePort } from './bridge-port.schema.ts'
import { can, canDeviceStats } from './can.schema.ts'
import { dsa } from './dsa.schema.ts'
import { geneve } from './geneve.schema.ts'
import { gre } from './gre.schema.ts'
import { gre6 } from './gre6.schema.ts'
import { gtp } from './gtp.schema.ts'
import { hsr } from './hsr.schema.ts'
import { ip6Tunnel } from './ip6tnl.schema.ts'
import { ipTunnel } from './iptunnel.schema.ts'
import { ipoib } from './ipoib.schema.ts'
import { ipvlan } from './ipvlan.schema.ts'
import { macsec } from './macsec.schema.ts'
import { macvlan } from './macvlan.schema.ts'
import { netkit } from './netkit.schema.ts'
import { ovpn } from './ovpn.schema.ts'
import { ppp } from './ppp.schema.ts'
import { rmnet } from './rmnet.schema.ts'
import { tun } from './tun.schema.ts'
import { veth } from './veth.schema.ts'
import { vlan } from './vlan.schema.ts'
import { vrf, vrfPort } from './vrf.schema.ts'
import { vti } from './vti.schema.ts'
import { vxcan } from './vxcan.schema.ts'
import { vxlan } from './vxlan.schema.ts'
import { wwan } from './wwan.schema.ts'
import { xfrm } from './xfrm.schema.ts'

/** Unflagged, as the kernel and ip(8) write these nests (nla_nest_start_noflag()). */
const plain = (set: Parameters<typeof nest>[0]): ReturnType<typeof nest> => nest(set, { flagged: false })

/** IFLA_INFO_DATA by IFLA_INFO_KIND. Functions, because a veth contains a link. */
export const kinds = {
  amt: () => plain(amt),
  bareudp: () => plain(bareudp),
  batadv: () => plain(batadv),
  bond: () => plain(bond),
  bridge: () => plain(bridge),
  can: () => plain(can),
  dsa: () => plain(dsa),
  erspan: () => plain(gre),
  geneve: () => plain(geneve),
  gre: () => plain(gre),
  gretap: () => plain(gre),
  gtp: () => plain(gtp),
  hsr: () => plain(hsr),
  ip6erspan: () => plain(gre6),
  ip6gre: () => plain(gre6),
  ip6gretap: () => plain(gre6),
  ip6tnl: () => plain(ip6Tunnel),
  ipip: () => plain(ipTunnel),
  ipoib: () => plain(ipoib),
  ipvlan: () => plain(ipvlan),
  ipvtap: () => plain(ipvlan),
  macsec: () => plain(macsec),
  macvlan: () => plain(macvlan),
  macvtap: () => plain(macvlan),
  netkit: () => plain(netkit),
  ovpn: () => plain(ovpn),
  ppp: () => plain(ppp),
  rmnet: () => plain(rmnet),
  sit: () => plain(ipTunnel),
  tun: () => plain(tun),
  veth: () => plain(veth),
  vlan: () => plain(vlan),
  vrf: () => plain(vrf),
  vti: () => plain(vti),
  vti6: () => plain(vti),
  vxcan: () => plain(vxcan),
  vxlan: () => plain(vxlan),
  wwan: () => plain(wwan),
  xfrm: () => plain(xfrm)
}

/** Kinds without settings of their own. */
export const bareKinds = [
  'dummy',
  'ifb',
  'lowpan',
  'netdevsim',
  'nlmon',
  'pfcp',
  'team',
  'vcan',
  'virt_wifi',
  'wireguard'
]

/** IFLA_INFO_XSTATS by IFLA_INFO_KIND. */
export const statisticsKinds = { can: canDeviceStats }

/** IFLA_INFO_SLAVE_DATA by IFLA_INFO_SLAVE_KIND. */
export const slaveKinds = {
  bond: () => plain(bondSlave),
  bridge: () => plain(bridgePort),
  vrf: () => plain(vrfPort)
}

/** Kinds whose links have no settings as part of them. */
export const bareSlaveKinds = ['batadv', 'hsr', 'team']
