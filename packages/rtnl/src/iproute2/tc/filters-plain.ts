/** Filters with few settings: f_matchall.c, f_basic.c, f_bpf.c, f_fw.c, f_route.c, f_flow.c, f_cgroup.c. */
import type { BasicOptions } from '../../tc/filters/basic.codec.ts'
import type { BpfFilterOptions } from '../../tc/filters/bpf.codec.ts'
import { TCA_BPF_FLAG_ACT_DIRECT } from '../../tc/filters/bpf.constants.ts'
import type { CgroupOptions } from '../../tc/filters/cgroup.codec.ts'
import type { FlowOptions } from '../../tc/filters/flow.codec.ts'
import type { FwOptions } from '../../tc/filters/fw.codec.ts'
import type { MatchallOptions } from '../../tc/filters/matchall.codec.ts'
import type { RouteFilterOptions } from '../../tc/filters/route.codec.ts'
import { present, type Interfaces, type Json, type JsonObject } from '../names.ts'
import { actionsJson } from './action.ts'
import { policeJson, programJson } from './actions-verdict.ts'
import { offloadJson } from './classifier-flags.ts'
import { classText } from './handles.ts'
import { hexadecimal, type TcOutput } from './numbers.ts'

const classOf = (classid: string | undefined): string | undefined =>
  classid === undefined ? undefined : classText(classid)

/** A policer in the old form stands among the other keys. */
export function oldPoliceJson(
  police: FwOptions['police'],
  output: TcOutput
): Record<string, Json | undefined> {
  return police === undefined ? {} : { kind: 'police', ...policeJson(police, output) }
}

export function matchallJson(
  { classid, act, flags, pcnt }: MatchallOptions,
  handle: number,
  interfaces: Interfaces,
  output: TcOutput
): JsonObject {
  const { statistics = true } = output
  return present({
    handle: handle === 0 ? undefined : handle,
    flowid: classOf(classid),
    ...offloadJson(flags),
    rule_hit: statistics ? pcnt?.rhit : undefined,
    actions: actionsJson(act, interfaces, output)
  })
}

/** Extended matches are in the tool's text alone, which stands in the middle of its JSON. */
export function basicJson(
  { classid, act, police }: BasicOptions,
  handle: number,
  interfaces: Interfaces,
  output: TcOutput
): JsonObject {
  return present({
    handle: handle === 0 ? undefined : handle.toString(16),
    flowid: classOf(classid),
    ...oldPoliceJson(police, output),
    actions: actionsJson(act, interfaces, output)
  })
}

export function bpfFilterJson(
  options: BpfFilterOptions,
  handle: number,
  interfaces: Interfaces,
  output: TcOutput
): JsonObject {
  const { bpf_name, ...program } = programJson(options)
  return present({
    handle: handle === 0 ? undefined : hexadecimal(handle),
    flowid: classOf(options.classid),
    bpf_name,
    'direct-action': ((options.flags ?? 0) & TCA_BPF_FLAG_ACT_DIRECT) === 0 ? undefined : true,
    ...offloadJson(options.flagsGen),
    ...program,
    ...oldPoliceJson(options.police, output),
    actions: actionsJson(options.act, interfaces, output)
  })
}

/** Text in this version; as later ones have it. */
export function fwJson(
  { classid, police, indev, act, mask }: FwOptions,
  handle: number,
  interfaces: Interfaces,
  output: TcOutput
): JsonObject {
  const hasMark = handle !== 0 || mask !== undefined
  return present({
    fw: hasMark ? { mark: hexadecimal(handle), mask: hexadecimal(mask ?? 0xffffffff) } : undefined,
    classid: classOf(classid),
    ...oldPoliceJson(police, output),
    indev,
    actions: actionsJson(act, interfaces, output)
  })
}

const realm = (value: number | undefined): string | undefined =>
  value === undefined ? undefined : String(value)

/** Text in this version. Later ones write the key `name` for both realms, of which one would be lost: `to` and `from`. */
export function routeFilterJson(
  options: RouteFilterOptions,
  handle: number,
  interfaces: Interfaces,
  output: TcOutput
): JsonObject {
  const order = (handle >>> 8) & 0x7f
  return present({
    fh: handle === 0 ? undefined : hexadecimal(handle),
    order: order === 0 ? undefined : order,
    flowid: classOf(options.classid),
    to: realm(options.to),
    from: realm(options.from),
    fromif: options.iif === undefined ? undefined : interfaces.nameOf(options.iif),
    ...oldPoliceJson(options.police, output),
    actions: actionsJson(options.act, interfaces, output)
  })
}

const FLOW_KEYS = [
  'src',
  'dst',
  'proto',
  'proto-src',
  'proto-dst',
  'iif',
  'priority',
  'mark',
  'nfct',
  'nfct-src',
  'nfct-dst',
  'nfct-proto-src',
  'nfct-proto-dst',
  'rt-classid',
  'sk-uid',
  'sk-gid',
  'vlan-tag',
  'rxhash'
] as const

const ALL_ONES = 0xffffffff
const unlessZero = (value: number): string | undefined => (value === 0 ? undefined : hexadecimal(value))

/** Text in this version; as later ones have it. */
export function flowJson(
  options: FlowOptions,
  handle: number,
  interfaces: Interfaces,
  output: TcOutput
): JsonObject {
  const { mode, keys, rshift, addend, mask = ALL_ONES, xor = 0 } = options
  const bitsIn = ((mask & xor) ^ xor) >>> 0
  const bitsTurned = (mask & xor) >>> 0
  return present({
    handle: hexadecimal(handle),
    mode: typeof mode === 'number' ? hexadecimal(mode) : mode,
    keys: keys === undefined ? undefined : FLOW_KEYS.filter((_, bit) => (keys & (1 << bit)) !== 0),
    and: mask === ALL_ONES ? undefined : hexadecimal(mask),
    xor: unlessZero(bitsTurned),
    or: unlessZero(bitsIn),
    rshift,
    addend: addend === undefined ? undefined : hexadecimal(addend),
    divisor: options.divisor,
    baseclass: classOf(options.baseclass),
    perturb: options.perturb,
    ...oldPoliceJson(options.police, output),
    actions: actionsJson(options.act, interfaces, output)
  })
}

/** Text in this version; as later ones have it, with extended matches in neither. */
export function cgroupJson(
  { police, act }: CgroupOptions,
  handle: number,
  interfaces: Interfaces,
  output: TcOutput
): JsonObject {
  return present({
    handle: handle === 0 ? undefined : hexadecimal(handle),
    ...oldPoliceJson(police, output),
    actions: actionsJson(act, interfaces, output)
  })
}
