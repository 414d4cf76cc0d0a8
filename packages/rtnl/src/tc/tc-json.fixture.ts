/** Objects as tc of iproute2 6.1 prints them with -j and -s, for the kinds that most kernels have. */
import type { Json } from '../../../../test/support/kernel.ts'
import type { Action } from './actions/codec.ts'
import type { Tclass } from './classes/codec.ts'
import type { Tfilter, TfilterFields } from './filters/codec.ts'
import { formatU32Handle } from './filters/u32-handle.ts'
import type { U32Options } from './filters/u32.codec.ts'
import { nanosecondsOf } from './psched.ts'
import { parseHandle } from './handle.ts'
import type { Qdisc } from './qdiscs/codec.ts'
import type { HtbOptions } from './qdiscs/htb.codec.ts'
import type { TbfOptions } from './qdiscs/tbf.codec.ts'

/** Names of interfaces by index. */
export type DeviceNames = ReadonlyMap<number, string>

const EVERY = { root: 0xffffffff, ingress: 0xfffffff1 }

export function qdiscJson(qdisc: Qdisc, names: DeviceNames): Json {
  const { kind, handle, parent, ifindex, info, hwOffload, stats2 } = qdisc
  const at = parseHandle(parent)
  return {
    kind,
    handle: handle === 'none' ? '0:' : handle,
    dev: names.get(ifindex),
    ...(at === EVERY.root ? { root: true } : { parent: at === EVERY.ingress ? 'ffff:fff1' : parent }),
    ...(hwOffload === 1 ? { offloaded: true } : {}),
    ...(info === 1 ? {} : { refcnt: info }),
    options: qdiscOptions(qdisc),
    bytes: stats2?.basic?.bytes,
    packets: stats2?.basic?.packets,
    drops: stats2?.queue?.drops,
    overlimits: stats2?.queue?.overlimits,
    requeues: stats2?.queue?.requeues,
    backlog: stats2?.queue?.backlog,
    qlen: stats2?.queue?.qlen
  }
}

function qdiscOptions({ kind, options }: Qdisc): Json {
  if (options === undefined || options instanceof Uint8Array) return {}
  const values = options as Record<string, unknown>
  if (kind === 'htb') {
    const { init, directQlen } = values as { init: Record<string, number>; directQlen: number }
    return {
      r2q: init['rate2quantum'],
      default: init['defcls'] === 0 ? '0' : `0x${init['defcls']?.toString(16)}`,
      direct_packets_stat: init['directPkts'],
      direct_qlen: directQlen
    }
  }
  if (kind === 'tbf') return tbfJson(options)
  if (kind === 'pfifo_fast') return { ...values, multiqueue: false }
  return values
}

/** The tool counts in whole microseconds. */
const micro = (ticks: number): number => Math.floor(nanosecondsOf(ticks) / 1000)
const size = (ticks: number, rate: number): number => Math.floor((micro(ticks) * rate) / 1e6)

function tbfJson({ parms, rate64, prate64 }: TbfOptions): Json {
  const { limit = 0, buffer = 0, mtu = 0 } = parms ?? {}
  const rate = rate64 ?? parms?.rate.rate ?? 0
  const peak = prate64 ?? parms?.peakrate.rate ?? 0
  // In the tool's order, since it cuts off what remains.
  const wait = 1e6 * (limit / rate) - micro(buffer)
  const lat = peak === 0 ? wait : Math.max(wait, 1e6 * (limit / peak) - micro(mtu))
  return {
    rate,
    burst: size(buffer, rate),
    // The peak rate itself is not in the JSON.
    ...(peak === 0 ? {} : { minburst: size(mtu, peak) }),
    ...(lat < 0 ? { limit } : { lat: Math.floor(lat) })
  }
}

/** A class of htb as the text says it: `tc -j class show` prints text. Sizes and rates are numbers here. */
export function classText(of: Tclass): Json {
  const { handle, parent, info, options } = of
  const { parms, rate64, ceil64 } = options as HtbOptions
  const rate = rate64 ?? parms?.rate.rate ?? 0
  const ceil = ceil64 ?? parms?.ceil.rate ?? 0
  return {
    handle,
    parent: parent === 'root' ? undefined : parent,
    leaf: info === 'none' ? undefined : info,
    // Only a leaf's priority is told.
    prio: parms?.level === 0 ? parms.prio : undefined,
    rate: rate * 8,
    ceil: ceil * 8,
    burst: size(parms?.buffer ?? 0, rate),
    cburst: size(parms?.cbuffer ?? 0, ceil)
  }
}

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1e3, M: 1e6, G: 1e9, T: 1e12 }

/** The same out of a line: `class htb 1:10 parent 1:1 leaf 10: prio 0 rate 40Gbit ceil 50Gbit burst 0b cburst 0b`. */
export function parseClassText(line: string): Json {
  const word = (name: string): string | undefined => new RegExp(String.raw`\b${name} (\S+)`).exec(line)?.[1]
  const bits = (name: string): number | undefined => {
    const [, number = '', unit = ''] = /^([\d.]+)([KMGT]?)bit$/.exec(word(name) ?? '') ?? []
    return Math.round(Number(number) * (UNITS[unit] ?? 1))
  }
  const bytes = (name: string): number => {
    const [, number = '', unit = ''] = /^([\d.]+)([KM]?)b$/.exec(word(name) ?? '') ?? []
    return Math.round(Number(number) * ({ '': 1, K: 1024, M: 1024 * 1024 }[unit] ?? 1))
  }
  const prio = word('prio')
  return {
    handle: word('htb'),
    parent: word('parent'),
    leaf: word('leaf'),
    prio: prio === undefined ? undefined : Number(prio),
    rate: bits('rate'),
    ceil: bits('ceil'),
    burst: bytes('burst'),
    cburst: bytes('cburst')
  }
}

const PROTOCOLS: Readonly<Record<string, string>> = { '8021q': '802.1Q', '8021ad': '802.1ad' }

export function filterJson(filter: Tfilter, names: DeviceNames): Json {
  const { info, kind, chain, options } = filter
  const { protocol } = info
  return {
    protocol: PROTOCOLS[protocol] ?? protocol,
    pref: info.prio,
    kind,
    chain,
    ...(options === undefined || options instanceof Uint8Array
      ? {}
      : { options: filterOptions(filter, names) })
  }
}

function filterOptions(filter: Tfilter, names: DeviceNames): Json {
  if (filter.kind === 'u32') return u32Json(filter, filter.options as U32Options, names)
  const { classid, flagsGen, flags, name, ops, tag, id, act } = filter.options as Record<string, never>
  const program = ops as readonly object[] | undefined
  return {
    handle: `0x${filter.handle.toString(16)}`,
    ...(classid === undefined ? {} : { flowid: classid }),
    ...(name === undefined ? {} : { bpf_name: name }),
    ...(flags === 1 ? { 'direct-action': true } : {}),
    ...inHardware(flagsGen),
    ...(program === undefined ? {} : { bytecode: { length: program.length, insns: program } }),
    ...(id === undefined ? {} : { prog: { id, tag: hex(tag ?? new Uint8Array()) } }),
    ...actionsOf(act, names)
  }
}

function u32Json({ handle }: TfilterFields, options: U32Options, names: DeviceNames): Json {
  const { divisor, hash, link, classid, flags, sel, act, pcnt } = options
  const base: Json = { fh: formatU32Handle(handle) }
  if (divisor !== undefined) return { ...base, ht_divisor: divisor }
  // JSON.parse() keeps the last of several keys `match`.
  const key = sel?.keys.at(-1)
  return {
    ...base,
    order: handle & 0xfff,
    key_ht: ((hash ?? 0) >>> 20).toString(16),
    bkt: (((hash ?? 0) >>> 12) & 0xff).toString(16),
    ...(classid === undefined ? {} : { flowid: classid }),
    ...(link === undefined ? {} : { link: formatU32Handle(link) }),
    ...inHardware(flags),
    // Kernels with CONFIG_CLS_U32_PERF count.
    ...(pcnt === undefined ? {} : { rule_hit: pcnt.rcnt, success: pcnt.rhit }),
    ...(key === undefined
      ? {}
      : {
          match: {
            value: key.val.toString(16),
            mask: key.mask.toString(16),
            offmask: key.offmask === -1 ? 'nexthdr+' : '',
            off: key.off
          }
        }),
    ...actionsOf(act, names)
  }
}

function inHardware(flags: number | undefined): Json {
  if (flags === undefined || flags === 0) return {}
  return (flags & 4) === 0 ? ((flags & 8) === 0 ? {} : { not_in_hw: true }) : { in_hw: true }
}

function actionsOf(act: readonly Action[] | undefined, names: DeviceNames): Json {
  return act === undefined ? {} : { actions: act.map((one, index) => actionJson(one, index + 1, names)) }
}

/** An action of mirred. */
export function actionJson(action: Action, order: number, names: DeviceNames): Json {
  const { kind, options, stats, cookie } = action
  if (
    kind !== 'mirred' ||
    options === undefined ||
    options instanceof Uint8Array ||
    options.parms === undefined
  )
    return { order, kind }
  const { eaction, ifindex, action: verdict, index, refcnt, bindcnt } = options.parms
  const [direction, what] = String(eaction).split('-')
  return {
    order,
    kind,
    mirred_action: what === 'redir' ? 'redirect' : 'mirror',
    direction,
    to_dev: names.get(ifindex),
    control_action: { type: verdict === 'shot' ? 'drop' : verdict === 'ok' ? 'pass' : verdict },
    index,
    ref: refcnt,
    bind: bindcnt,
    stats: {
      bytes: stats?.basic?.bytes,
      packets: stats?.basic?.packets,
      drops: stats?.queue?.drops,
      overlimits: stats?.queue?.overlimits,
      requeues: stats?.queue?.requeues,
      backlog: stats?.queue?.backlog,
      qlen: stats?.queue?.qlen
    },
    ...(cookie === undefined ? {} : { cookie: hex(cookie) })
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
