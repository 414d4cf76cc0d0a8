import type { Link } from '../link/codec.ts'
import {
  IFF_ALLMULTI,
  IFF_AUTOMEDIA,
  IFF_BROADCAST,
  IFF_DEBUG,
  IFF_DORMANT,
  IFF_DYNAMIC,
  IFF_ECHO,
  IFF_LOOPBACK,
  IFF_LOWER_UP,
  IFF_MASTER,
  IFF_MULTICAST,
  IFF_NOARP,
  IFF_NOTRAILERS,
  IFF_POINTOPOINT,
  IFF_PORTSEL,
  IFF_PROMISC,
  IFF_RUNNING,
  IFF_SLAVE,
  IFF_UP,
  IF_LINK_MODE_TESTING
} from '../link/constants.ts'
import { kindJson, slaveJson } from './kinds.ts'
import { linkAddressText, linkTypeName } from './link-layer.ts'
import { bitNames, present, type Interfaces, type Json, type JsonObject } from './names.ts'

const FLAGS = [
  ['LOOPBACK', IFF_LOOPBACK],
  ['BROADCAST', IFF_BROADCAST],
  ['POINTOPOINT', IFF_POINTOPOINT],
  ['MULTICAST', IFF_MULTICAST],
  ['NOARP', IFF_NOARP],
  ['ALLMULTI', IFF_ALLMULTI],
  ['PROMISC', IFF_PROMISC],
  ['MASTER', IFF_MASTER],
  ['SLAVE', IFF_SLAVE],
  ['DEBUG', IFF_DEBUG],
  ['DYNAMIC', IFF_DYNAMIC],
  ['AUTOMEDIA', IFF_AUTOMEDIA],
  ['PORTSEL', IFF_PORTSEL],
  ['NOTRAILERS', IFF_NOTRAILERS],
  ['UP', IFF_UP],
  ['LOWER_UP', IFF_LOWER_UP],
  ['DORMANT', IFF_DORMANT],
  ['ECHO', IFF_ECHO]
] as const

/**
 * A link as an object of `ip -j -d link show`, without `vfinfo_list` of its virtual functions and without `xdp`: of programs the
 * tool asks bpf(2).
 */
export function linkToIproute2(link: Link, interfaces: Interfaces): JsonObject {
  const noCarrier = (link.flags & IFF_UP) !== 0 && (link.flags & IFF_RUNNING) === 0 ? ['NO-CARRIER'] : []
  const linkinfo = linkinfoJson(link, interfaces)
  return present({
    ifindex: link.index,
    ...parentJson(link, interfaces),
    ifname: link.ifname,
    flags: [...noCarrier, ...bitNames(link.flags, FLAGS), ...parentDown(link, interfaces)],
    mtu: link.mtu,
    qdisc: link.qdisc,
    master: link.master === undefined ? undefined : interfaces.nameOf(link.master),
    operstate: upper(link.operstate),
    ...linkModeJson(link.linkmode),
    group: link.group === 0 ? 'default' : text(link.group),
    txqlen: link.txqlen === 0 ? undefined : link.txqlen,
    link_type: linkTypeName(link.type),
    address: linkAddressText(link.address, link.type),
    link_pointtopoint:
      link.broadcast !== undefined && (link.flags & IFF_POINTOPOINT) !== 0 ? true : undefined,
    broadcast: linkAddressText(link.broadcast, link.type),
    permaddr: link.permAddress === link.address ? undefined : linkAddressText(link.permAddress, link.type),
    proto_down: link.protoDown === 1 ? true : undefined,
    proto_down_reason: protoDownReasons(link.protoDownReason?.value),
    promiscuity: link.promiscuity,
    allmulti: link.allmulti,
    min_mtu: link.minMtu,
    max_mtu: link.maxMtu,
    linkinfo,
    inet6_addr_gen_mode: addrGenMode(link),
    num_tx_queues: link.numTxQueues,
    num_rx_queues: link.numRxQueues,
    gso_max_size: link.gsoMaxSize,
    gso_max_segs: link.gsoMaxSegs,
    tso_max_size: link.tsoMaxSize,
    tso_max_segs: link.tsoMaxSegs,
    gro_max_size: link.groMaxSize,
    phys_port_name: link.physPortName,
    phys_port_id: hexText(link.physPortId),
    phys_switch_id: hexText(link.physSwitchId),
    parentbus: link.parentDevBusName,
    parentdev: link.parentDevName,
    ifalias: link.ifalias,
    altnames: link.propList?.altIfname
  })
}

const text = (value: number | undefined): string | undefined =>
  value === undefined ? undefined : String(value)

const upper = (value: string | number | undefined): string | undefined =>
  value === undefined ? undefined : String(value).replaceAll('-', '').toUpperCase()

const hexText = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** The tool's table of modes ends before the one of testing. */
function linkModeJson(mode: Link['linkmode']): Record<string, Json> {
  if (mode === undefined) return {}
  const index = mode === 'testing' ? IF_LINK_MODE_TESTING : mode
  return typeof index === 'number' ? { linkmode_index: index } : { linkmode: index.toUpperCase() }
}

/** The numbers of the bits, whose names are the administrator's. Version 6.1 reads the low eight alone. */
function protoDownReasons(word: number | undefined): string[] | undefined {
  if (word === undefined) return undefined
  return Array.from({ length: 8 }, (_, bit) => bit)
    .filter((bit) => ((word >>> bit) & 1) !== 0)
    .map(String)
}

/** The link that it stands on: a name here, an index in another namespace. */
function parentJson(link: Link, interfaces: Interfaces): Record<string, Json | undefined> {
  if (link.link === undefined) return {}
  if (link.link === 0) return { link: null }
  if (link.linkNetnsid === undefined) return { link: interfaces.nameOf(link.link) }
  return { link_index: link.link, link_netnsid: link.linkNetnsid }
}

/** The link that it stands on is down. */
function parentDown({ link, linkNetnsid }: Link, interfaces: Interfaces): string[] {
  if (link === undefined || link === 0 || linkNetnsid !== undefined) return []
  return interfaces.isUp(link) ? [] : ['M-DOWN']
}

function linkinfoJson(link: Link, interfaces: Interfaces): JsonObject | undefined {
  const info = link.linkinfo
  if (info === undefined) return undefined
  return present({
    info_kind: info.kind,
    info_data: kindJson(info, interfaces),
    info_slave_kind: info.slaveKind,
    info_slave_data: slaveJson(info, interfaces)
  })
}

function addrGenMode(link: Link): string | undefined {
  const mode = link.afSpec?.inet6?.addrGenMode
  return mode === undefined ? undefined : String(mode).replaceAll('-', '_')
}
