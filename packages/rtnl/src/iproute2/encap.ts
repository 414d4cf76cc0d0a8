import type { Nexthop } from '../nexthop/codec.ts'
import type { Route } from '../route/codec.ts'
import type { BpfEncap } from '../route/encap/bpf.codec.ts'
import type { IlaEncap } from '../route/encap/ila.codec.ts'
import type { Ip6Encap, IpEncap } from '../route/encap/ip.codec.ts'
import { TUNNEL_CSUM, TUNNEL_KEY, TUNNEL_SEQ } from '../route/encap/ip.constants.ts'
import type { Seg6Encap, Seg6LocalEncap } from '../route/encap/seg6.codec.ts'
import {
  SEG6_LOCAL_FLV_OP_NEXT_CSID,
  SEG6_LOCAL_FLV_OP_PSP,
  SEG6_LOCAL_FLV_OP_USD,
  SEG6_LOCAL_FLV_OP_USP
} from '../route/encap/seg6.constants.ts'
import type { NextHop } from '../route/multipath.ts'
import { bitNames, labelsText, tableName, type Interfaces, type Json } from './names.ts'

type Members = Record<string, Json | undefined>

/**
 * An encapsulation as lwt_print_encap() has it, among the members of what has it; without the options of ip and ip6, and of
 * ioam6 no more than that. The tool so writes some members twice, as `dst`, the route's and then that of what is put around: who
 * reads its JSON sees the second.
 */
export function encapJson(of: Route | NextHop | Nexthop, interfaces: Interfaces): Members {
  switch (of.encapType) {
    case undefined:
    case 'none':
      return {}
    case 'mpls':
      return { encap: 'mpls', dst: labelsText(of.encap?.dst), ttl: of.encap?.ttl }
    case 'ip':
      return { encap: 'ip', ...ipJson(of.encap) }
    case 'ip6':
      return { encap: 'ip6', ...ip6Json(of.encap) }
    case 'ila':
      return { encap: 'ila', ...ilaJson(of.encap) }
    case 'bpf':
      return { encap: 'bpf', ...bpfJson(of.encap) }
    case 'seg6':
      return { encap: 'seg6', ...seg6Json(of.encap) }
    case 'seg6-local':
      return { encap: 'seg6local', ...seg6LocalJson(of.encap, interfaces) }
    case 'rpl':
      return { encap: 'rpl', segs: of.encap?.srh?.segments }
    case 'xfrm':
      return {
        encap: 'xfrm',
        if_id: of.encap?.ifId,
        link_dev: named(of.encap?.link, interfaces)
      }
    default:
      return { encap: of.encapType === 'ioam6' ? 'ioam6' : 'unknown' }
  }
}

const named = (index: number | undefined, interfaces: Interfaces): string | undefined =>
  index === undefined ? undefined : interfaces.nameOf(index)

function ipJson({ id, src, dst, ttl, tos, flags }: IpEncap = {}): Members {
  return { id: idNumber(id), src, dst, ttl, tos, ...flagsJson(flags) }
}

function ip6Json({ id, src, dst, hoplimit, tc, flags }: Ip6Encap = {}): Members {
  return { id: idNumber(id), src, dst, hoplimit, tc, ...flagsJson(flags) }
}

const idNumber = (id: number | bigint | undefined): number | undefined =>
  id === undefined ? undefined : Number(id)

function flagsJson(flags = 0): Members {
  const of = (flag: number): true | undefined => ((flags & flag) === 0 ? undefined : true)
  return { key: of(TUNNEL_KEY), csum: of(TUNNEL_CSUM), seq: of(TUNNEL_SEQ) }
}

function ilaJson({ locator, csumMode, identType, hookType }: IlaEncap = {}): Members {
  return {
    locator: locator === undefined ? undefined : words(BigInt(locator)),
    csum_mode:
      csumMode === undefined
        ? undefined
        : csumMode === 'adjust-transport'
          ? 'adj-transport'
          : String(csumMode),
    ident_type: identType === undefined ? undefined : String(identType),
    hook_type: hookType === undefined ? undefined : String(hookType).replace('route-', '')
  }
}

/** The upper half of an IPv6 address: `2001:db8:0:1`. */
const words = (half: bigint): string =>
  [48n, 32n, 16n, 0n].map((shift) => ((half >> shift) & 0xffffn).toString(16)).join(':')

function bpfJson({ in: input, out, xmit, xmitHeadroom }: BpfEncap = {}): Members {
  return { in: input?.name, out: out?.name, xmit: xmit?.name, headroom: xmitHeadroom }
}

function seg6Json({ srh }: Seg6Encap = {}): Members {
  if (srh === undefined) return {}
  // The tool shows the room for the packet's own destination as a segment.
  const segs = srh.mode === 'inline' ? [...srh.segments, '::'] : srh.segments
  return { mode: String(srh.mode).replace('-red', '.red'), segs }
}

const FLAVORS = [
  ['psp', SEG6_LOCAL_FLV_OP_PSP],
  ['usp', SEG6_LOCAL_FLV_OP_USP],
  ['usd', SEG6_LOCAL_FLV_OP_USD],
  ['next-csid', SEG6_LOCAL_FLV_OP_NEXT_CSID]
] as const

function seg6LocalJson(encap: Seg6LocalEncap = {}, interfaces: Interfaces): Members {
  const { action, srh, table, vrftable, nh4, nh6, iif, oif, bpf, flavors } = encap
  return {
    action: action === undefined ? undefined : actionName(String(action)),
    segs: srh?.segments,
    table: table === undefined ? undefined : tableName(table),
    vrftable: vrftable === undefined ? undefined : tableName(vrftable),
    nh4,
    nh6,
    iif: named(iif, interfaces),
    oif: named(oif, interfaces),
    endpoint: bpf?.progName,
    flavors: flavors === undefined ? undefined : bitNames(flavors.operation ?? 0, FLAVORS),
    lblen: flavors?.lcblockBits,
    nflen: flavors?.lcnodeFnBits
  }
}

/** As RFC 8986 has them: `End.DX6`. */
function actionName(action: string): string {
  if (action === 'end-bpf') return 'End.BPF'
  const [, ...rest] = action.split('-')
  return ['End', ...rest.map((word) => (word === 'encap' ? 'Encaps' : word.toUpperCase()))].join('.')
}
