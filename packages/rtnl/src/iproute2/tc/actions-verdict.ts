/** Actions that decide where packets go and how many: m_gact.c, m_mirred.c, m_police.c, m_gate.c, m_bpf.c. */
import type { BpfActionOptions } from '../../tc/actions/bpf.codec.ts'
import type { GactOptions } from '../../tc/actions/gact.codec.ts'
import type { GateEntry, GateOptions } from '../../tc/actions/gate.codec.ts'
import type { MirredOptions } from '../../tc/actions/mirred.codec.ts'
import type { PoliceOptions } from '../../tc/police.codec.ts'
import type { SockFilter } from '../../tc/sock-filter.codec.ts'
import { present, type Interfaces, type Json, type JsonObject } from '../names.ts'
import { controlJson } from './control.ts'
import { agesJson, genericJson, holdersJson } from './generic.ts'
import { clockName, digits, linkLayer, transmitSize, type TcOutput } from './numbers.ts'

export function gactJson({ parms, prob, tm }: GactOptions, output: TcOutput): JsonObject | undefined {
  if (parms === undefined) return undefined
  const { ptype = 'none', paction = 'ok', pval = 0 } = prob ?? {}
  return present({
    control_action: controlJson(parms.action),
    prob: { random_type: ptype, control_action: controlJson(paction), val: pval },
    ...holdersJson(parms, tm, output)
  })
}

export function mirredJson(
  { parms, tm }: MirredOptions,
  interfaces: Interfaces,
  output: TcOutput
): JsonObject | undefined {
  if (parms === undefined) return undefined
  const [direction = '', what] = String(parms.eaction).split('-')
  const isKnown = what !== undefined
  return present({
    mirred_action: isKnown ? (what === 'redir' ? 'redirect' : 'mirror') : 'unknown',
    direction: isKnown ? direction : 'unknown',
    to_dev: interfaces.nameOf(parms.ifindex),
    ...genericJson(parms, tm, output)
  })
}

/** Rate, burst and longest packet are in the tool's text alone. Of its two keys `control_action` the later counts. */
export function policeJson(options: PoliceOptions, output: TcOutput): JsonObject | undefined {
  const { tbf, result, pktrate64, pktburst64 } = options
  if (tbf === undefined) return undefined
  const isByPackets = pktrate64 !== undefined && pktrate64 !== 0 && pktburst64 !== undefined
  return present({
    index: tbf.index,
    pkts_rate: isByPackets ? pktrate64 : undefined,
    pkts_burst: isByPackets ? transmitSize(pktrate64, pktburst64) : undefined,
    control_action: controlJson(result ?? tbf.action),
    overhead: tbf.rate.overhead,
    linklayer:
      (output.details ?? true) || tbf.rate.linklayer === 'atm' ? linkLayer(tbf.rate.linklayer) : undefined,
    ref: tbf.refcnt,
    bind: tbf.bindcnt,
    ...agesJson(options.tm, output)
  })
}

export function gateJson(options: GateOptions, output: TcOutput): JsonObject | undefined {
  const { parms, priority, clockid, flags } = options
  if (parms === undefined) return undefined
  return present({
    // -1 for any: only its text has a word for that.
    priority,
    clockid: clockid === undefined ? undefined : clockName(clockid),
    flags: flags === undefined ? undefined : flags === 0 ? '0' : `0x${flags.toString(16)}`,
    base_time: Number(options.baseTime ?? 0),
    cycle_time: options.cycleTime ?? 0,
    cycle_time_ext: options.cycleTimeExt ?? 0,
    schedule: options.entryList?.oneEntry?.map(gateEntryJson),
    ...genericJson(parms, options.tm, output)
  })
}

const gateEntryJson = (entry: GateEntry): JsonObject => ({
  number: entry.index ?? 0,
  gate_state: entry.gate === true ? 'open' : 'close',
  interval: entry.interval ?? 0,
  ipv: entry.ipv ?? -1,
  max_octets: entry.maxOctets ?? -1
})

/** A program: of the classic kind its instructions, of the other its name, number and tag. */
export function programJson(of: {
  readonly ops?: readonly SockFilter[]
  readonly name?: string
  readonly id?: number
  readonly tag?: Uint8Array
}): Record<string, Json | undefined> {
  const { ops, name, id, tag } = of
  const tagText = tag === undefined ? undefined : digits(tag)
  return {
    bpf_name: name,
    bytecode:
      ops === undefined || ops.length === 0
        ? undefined
        : { length: ops.length, insns: ops.map(({ code, jt, jf, k }) => ({ code, jt, jf, k })) },
    // With a number the tool asks the kernel for the rest.
    ...(id === undefined ? { tag: tagText } : { prog: present({ id, tag: tagText }) })
  }
}

export function bpfActionJson(options: BpfActionOptions, output: TcOutput): JsonObject | undefined {
  const { parms } = options
  if (parms === undefined) return undefined
  return present({ ...programJson(options), ...genericJson(parms, options.tm, output) })
}
