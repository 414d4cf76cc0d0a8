import { GRE_CSUM, GRE_KEY, GRE_SEQ } from '../link/kinds/gre.constants.ts'
import type { Gre } from '../link/kinds/gre.codec.ts'
import type { Gre6 } from '../link/kinds/gre6.codec.ts'
import type { Geneve } from '../link/kinds/geneve.codec.ts'
import type { Ip6Tunnel } from '../link/kinds/ip6tnl.codec.ts'
import type { IpTunnel } from '../link/kinds/iptunnel.codec.ts'
import { SIT_ISATAP } from '../link/kinds/iptunnel.constants.ts'
import type { Vti } from '../link/kinds/vti.codec.ts'
import type { Vxlan } from '../link/kinds/vxlan.codec.ts'
import {
  IP6_TNL_F_ALLOW_LOCAL_REMOTE,
  IP6_TNL_F_IGN_ENCAP_LIMIT,
  IP6_TNL_F_MIP6_DEV,
  IP6_TNL_F_RCV_DSCP_COPY,
  IP6_TNL_F_USE_ORIG_FLOWLABEL,
  IP6_TNL_F_USE_ORIG_FWMARK,
  IP6_TNL_F_USE_ORIG_TCLASS,
  TUNNEL_ENCAP_FLAG_CSUM,
  TUNNEL_ENCAP_FLAG_CSUM6,
  TUNNEL_ENCAP_FLAG_REMCSUM
} from '../link/kinds/tunnel-encap.constants.ts'
import { alternateHex, present, type Interfaces, type Json, type JsonObject } from './names.ts'

type Parts = Readonly<Record<string, Json | undefined>>

const isOn = (value: number | undefined): boolean | undefined =>
  value === undefined ? undefined : value !== 0
/** Said only where it is so. */
const ifOn = (value: boolean | number | undefined): true | undefined =>
  value === undefined || value === false || value === 0 ? undefined : true
const hexUnlessZero = (value: number | undefined): string | undefined =>
  value === undefined || value === 0 ? undefined : `0x${value.toString(16)}`
const nameUnlessZero = (index: number | undefined, interfaces: Interfaces): string | undefined =>
  index === undefined || index === 0 ? undefined : interfaces.nameOf(index)
const addressOrAny = (address: string | undefined): string | undefined =>
  address === '0.0.0.0' || address === '::' ? 'any' : address
/** A 32-bit key as an IPv4 address. */
const dotted = (key: number): string => [key >>> 24, key >>> 16, key >>> 8, key].map((n) => n & 255).join('.')

interface Encapsulated {
  readonly encapType?: string | number
  readonly encapFlags?: number
  readonly encapSport?: number
  readonly encapDport?: number
}

function encapJson(tunnel: Encapsulated): JsonObject | undefined {
  const { encapType, encapFlags = 0 } = tunnel
  if (encapType === undefined || encapType === 'none') return undefined
  return present({
    type: String(encapType),
    sport: tunnel.encapSport,
    dport: tunnel.encapDport,
    csum: (encapFlags & TUNNEL_ENCAP_FLAG_CSUM) !== 0,
    csum6: (encapFlags & TUNNEL_ENCAP_FLAG_CSUM6) !== 0,
    remcsum: (encapFlags & TUNNEL_ENCAP_FLAG_REMCSUM) !== 0
  })
}

interface Ends {
  readonly collectMetadata?: boolean
  readonly local?: string
  readonly remote?: string
  readonly link?: number
  readonly ttl?: number
  readonly fwmark?: number
}

const endsParts = (tunnel: Ends, interfaces: Interfaces): Parts => ({
  external: ifOn(tunnel.collectMetadata),
  remote: addressOrAny(tunnel.remote),
  local: addressOrAny(tunnel.local),
  link: nameUnlessZero(tunnel.link, interfaces),
  ttl: tunnel.ttl,
  fwmark: hexUnlessZero(tunnel.fwmark)
})

const greParts = (gre: Gre | Gre6): Parts => {
  const { iflags = 0, oflags = 0, ikey, okey } = gre
  return {
    ikey: (iflags & GRE_KEY) === 0 || ikey === undefined ? undefined : dotted(ikey),
    okey: (oflags & GRE_KEY) === 0 || okey === undefined ? undefined : dotted(okey),
    iseq: ifOn(iflags & GRE_SEQ),
    oseq: ifOn(oflags & GRE_SEQ),
    icsum: ifOn(iflags & GRE_CSUM),
    ocsum: ifOn(oflags & GRE_CSUM),
    erspan_index: gre.erspanIndex,
    erspan_ver: gre.erspanVer,
    erspan_dir: gre.erspanDir === undefined ? undefined : gre.erspanDir === 0 ? 'ingress' : 'egress',
    erspan_hwid: alternateHex(gre.erspanHwid),
    encap: encapJson(gre)
  }
}

/** `info_data` of gre, gretap, erspan. */
export const greJson = (gre: Gre, interfaces: Interfaces): JsonObject =>
  present({
    ...endsParts(gre, interfaces),
    ...greParts(gre),
    tos: hexUnlessZero(gre.tos),
    pmtudisc: isOn(gre.pmtudisc),
    ignore_df: ifOn(gre.ignoreDf)
  })

interface Inherited {
  readonly encapLimit?: number
  readonly flowinfo?: number
  readonly flags?: number
  readonly fwmark?: number
}

/** What IPv6 tunnels take from the packet inside, and what they set themselves. */
function inheritedParts({ encapLimit, flowinfo = 0, flags = 0, fwmark }: Inherited): Parts {
  const has = (bit: number): true | undefined => ifOn(flags & bit)
  const ignoresLimit = has(IP6_TNL_F_IGN_ENCAP_LIMIT)
  const tclass = has(IP6_TNL_F_USE_ORIG_TCLASS)
  const flowlabel = has(IP6_TNL_F_USE_ORIG_FLOWLABEL)
  const mark = has(IP6_TNL_F_USE_ORIG_FWMARK)
  return {
    ip6_tnl_f_ign_encap_limit: ignoresLimit,
    encap_limit: ignoresLimit ? undefined : encapLimit,
    ip6_tnl_f_use_orig_tclass: tclass,
    tclass: tclass ? undefined : `0x${((flowinfo >>> 20) & 0xff).toString(16).padStart(2, '0')}`,
    ip6_tnl_f_use_orig_flowlabel: flowlabel,
    flowlabel: flowlabel ? undefined : `0x${(flowinfo & 0xfffff).toString(16).padStart(5, '0')}`,
    ip6_tnl_f_rcv_dscp_copy: has(IP6_TNL_F_RCV_DSCP_COPY),
    ip6_tnl_f_mip6_dev: has(IP6_TNL_F_MIP6_DEV),
    ip6_tnl_f_allow_local_remote: has(IP6_TNL_F_ALLOW_LOCAL_REMOTE),
    ip6_tnl_f_use_orig_fwmark: mark,
    fwmark: mark ? undefined : hexUnlessZero(fwmark)
  }
}

/** `info_data` of ip6gre, ip6gretap, ip6erspan. */
export const gre6Json = (gre: Gre6, interfaces: Interfaces): JsonObject =>
  present({ ...endsParts(gre, interfaces), ...greParts(gre), ...inheritedParts(gre) })

const PROTOCOLS: Readonly<Record<string, string>> = { ip: 'any', ipip: 'ipip', ipv6: 'ip6ip', mpls: 'mplsip' }
const PROTOCOLS6: Readonly<Record<string, string>> = { ip: 'any', ipip: 'ipip6', ipv6: 'ip6ip6' }

/** `info_data` of ipip and sit. */
export function ipTunnelJson(tunnel: IpTunnel, interfaces: Interfaces): JsonObject {
  const { proto, flags = 0 } = tunnel
  const prefixlen = tunnel['6rdPrefixlen']
  const relayPrefixlen = tunnel['6rdRelayPrefixlen']
  return present({
    ...endsParts(tunnel, interfaces),
    proto: proto === undefined ? undefined : PROTOCOLS[proto],
    tos: hexUnlessZero(tunnel.tos),
    pmtudisc: isOn(tunnel.pmtudisc),
    isatap: ifOn(flags & SIT_ISATAP),
    ...(prefixlen ? { prefix: tunnel['6rdPrefix'], prefixlen } : {}),
    ...(relayPrefixlen ? { relay_prefix: tunnel['6rdRelayPrefix'], relay_prefixlen: relayPrefixlen } : {}),
    encap: encapJson(tunnel)
  })
}

/** `info_data` of ip6tnl. */
export const ip6TunnelJson = (tunnel: Ip6Tunnel, interfaces: Interfaces): JsonObject =>
  present({
    ...endsParts(tunnel, interfaces),
    ...inheritedParts(tunnel),
    proto: tunnel.proto === undefined ? undefined : PROTOCOLS6[tunnel.proto],
    encap: encapJson(tunnel)
  })

/** `info_data` of vti and vti6. */
export const vtiJson = (vti: Vti, interfaces: Interfaces): JsonObject =>
  present({
    remote: addressOrAny(vti.remote),
    local: addressOrAny(vti.local),
    link: nameUnlessZero(vti.link, interfaces),
    ikey: vti.ikey ? dotted(vti.ikey) : undefined,
    okey: vti.okey ? dotted(vti.okey) : undefined,
    fwmark: hexUnlessZero(vti.fwmark)
  })

/** First byte of an address is that of a multicast group. */
function isMulticast(address: string): boolean {
  return address.includes(':') ? address.startsWith('ff') : Number.parseInt(address, 10) >> 4 === 14
}

/** `info_data` of a VXLAN. */
export function vxlanJson(vxlan: Vxlan, interfaces: Interfaces): JsonObject {
  const { group, group6 } = vxlan
  return present({
    external: ifOn(vxlan.collectMetadata),
    vnifilter: ifOn(vxlan.vnifilter),
    id: vxlan.id,
    ...(group === undefined ? {} : { [isMulticast(group) ? 'group' : 'remote']: group }),
    ...(group6 === undefined ? {} : { [isMulticast(group6) ? 'group6' : 'remote6']: group6 }),
    local: vxlan.local,
    local6: vxlan.local6,
    link: nameUnlessZero(vxlan.link, interfaces),
    port_range: vxlan.portRange && { low: vxlan.portRange.low, high: vxlan.portRange.high },
    port: vxlan.port,
    learning: isOn(vxlan.learning),
    proxy: ifOn(vxlan.proxy),
    rsc: ifOn(vxlan.rsc),
    l2miss: ifOn(vxlan.l2miss),
    l3miss: ifOn(vxlan.l3miss),
    tos: hexUnlessZero(vxlan.tos),
    ttl: vxlan.ttlInherit === 1 ? undefined : vxlan.ttl,
    df: vxlan.df,
    label: hexUnlessZero(vxlan.label),
    ageing: vxlan.ageing,
    limit: vxlan.limit === 0 ? undefined : vxlan.limit,
    udp_csum: isOn(vxlan.udpCsum),
    udp_zero_csum6_tx: isOn(vxlan.udpZeroCsum6Tx),
    udp_zero_csum6_rx: isOn(vxlan.udpZeroCsum6Rx),
    remcsum_tx: ifOn(vxlan.remcsumTx),
    remcsum_rx: ifOn(vxlan.remcsumRx),
    gbp: ifOn(vxlan.gbp),
    gpe: ifOn(vxlan.gpe)
  })
}

/** `info_data` of a Geneve tunnel. */
export const geneveJson = (geneve: Geneve): JsonObject =>
  present({
    external: ifOn(geneve.collectMetadata),
    id: geneve.id,
    remote: geneve.remote,
    remote6: geneve.remote6,
    ttl: geneve.ttlInherit === 1 ? undefined : geneve.ttl,
    tos: hexUnlessZero(geneve.tos),
    df: geneve.df,
    label: hexUnlessZero(geneve.label),
    port: geneve.port,
    udp_csum: isOn(geneve.udpCsum),
    udp_zero_csum6_tx: isOn(geneve.udpZeroCsum6Tx),
    udp_zero_csum6_rx: isOn(geneve.udpZeroCsum6Rx),
    inner_proto_inherit: ifOn(geneve.innerProtoInherit)
  })
