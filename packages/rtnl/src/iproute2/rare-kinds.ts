/** Kinds with few settings: iplink_amt.c, iplink_bareudp.c, iplink_ipoib.c, iplink_netkit.c, iplink_rmnet.c. */
import type { Amt } from '../link/kinds/amt.codec.ts'
import type { Bareudp } from '../link/kinds/bareudp.codec.ts'
import type { Ipoib } from '../link/kinds/ipoib.codec.ts'
import type { Netkit } from '../link/kinds/netkit.codec.ts'
import type { Rmnet } from '../link/kinds/rmnet.codec.ts'
import { present, type Interfaces, type JsonObject } from './names.ts'
import { protocolName } from './tc/protocols.ts'

export const amtJson = (amt: Amt, interfaces: Interfaces): JsonObject =>
  present({
    mode: amt.mode,
    gateway_port: amt.gatewayPort,
    relay_port: amt.relayPort,
    local: amt.localIp,
    remote: amt.remoteIp,
    discovery: amt.discoveryIp,
    link: amt.link === undefined ? undefined : interfaces.nameOf(amt.link),
    max_tunnels: amt.maxTunnels
  })

export const bareudpJson = ({ port, ethertype, srcportMin, multiprotoMode }: Bareudp): JsonObject =>
  present({
    dstport: port,
    ethertype: ethertype === undefined ? undefined : protocolName(ethertype),
    srcportmin: srcportMin,
    multiproto: multiprotoMode === true
  })

const fourDigits = (value: number): string => value.toString(16).padStart(4, '0')

export const ipoibJson = ({ pkey, mode, umcast }: Ipoib): JsonObject =>
  present({
    key: pkey === undefined ? undefined : `0x${pkey.toString(16)}`,
    mode: typeof mode === 'number' ? 'unknown' : mode,
    umcast: umcast === undefined ? undefined : fourDigits(umcast)
  })

const POLICIES: Readonly<Record<string, string>> = { pass: 'forward', drop: 'blackhole' }
const known = (value: string | number | undefined): string | undefined =>
  typeof value === 'number' ? 'UNKNOWN' : value
const policy = (value: string | number | undefined): string | undefined =>
  value === undefined ? undefined : (POLICIES[value] ?? 'UNKNOWN')

/** Of version 6.7 and later. */
export const netkitJson = (netkit: Netkit): JsonObject =>
  present({
    mode: known(netkit.mode),
    type: netkit.primary === undefined ? undefined : netkit.primary === 0 ? 'peer' : 'primary',
    policy: policy(netkit.policy),
    peer_policy: policy(netkit.peerPolicy),
    scrub: known(netkit.scrub),
    peer_scrub: known(netkit.peerScrub)
  })

const RMNET_FLAGS = [
  'INGRESS_DEAGGREGATION',
  'INGRESS_MAP_COMMANDS',
  'INGRESS_MAP_CKSUMV4',
  'EGRESS_MAP_CKSUMV4',
  'INGRESS_MAP_CKSUMV5',
  'EGRESS_MAP_CKSUMV5'
] as const

/** Its flags are of version 6.12 and later: names, and in hexadecimal what has none. */
export function rmnetJson({ muxId, flags }: Rmnet): JsonObject {
  if (muxId === undefined) return {}
  if (flags === undefined) return { mux_id: muxId }
  const names: string[] = RMNET_FLAGS.filter((_, bit) => (flags.flags & (1 << bit)) !== 0)
  const rest = (flags.flags >>> RMNET_FLAGS.length) << RMNET_FLAGS.length
  return { mux_id: muxId, flags: rest === 0 ? names : [...names, (rest >>> 0).toString(16)] }
}
