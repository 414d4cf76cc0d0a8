import type { Action } from '../../tc/actions/codec.ts'
import {
  TCA_ACT_FLAGS_NO_PERCPU_STATS,
  TCA_ACT_FLAGS_SKIP_HW,
  TCA_ACT_FLAGS_SKIP_SW,
  TCA_ACT_HW_STATS_DELAYED,
  TCA_ACT_HW_STATS_IMMEDIATE
} from '../../tc/actions/constants.ts'
import { bitNames, present, type Interfaces, type Json, type JsonObject } from '../names.ts'
import {
  connmarkJson,
  csumJson,
  ctJson,
  ctinfoJson,
  natJson,
  sampleJson,
  simpleJson
} from './actions-connection.ts'
import {
  ifeJson,
  mplsJson,
  peditJson,
  skbeditJson,
  skbmodJson,
  tunnelKeyJson,
  vlanJson
} from './actions-packet.ts'
import { bpfActionJson, gactJson, gateJson, mirredJson, policeJson } from './actions-verdict.ts'
import { digits, type TcOutput } from './numbers.ts'
import { statisticsJson } from './statistics.ts'

/** What the tool was asked for, and which of several actions this is. */
export interface TcActionOutput extends TcOutput {
  /** Its number among the others: `tc action list` counts from 0, filters count theirs from 1. */
  readonly order?: number | undefined
}

/** An action as an object of `actions` in `tc -j -s -d action list`. */
export function actionToIproute2(
  action: Action,
  interfaces: Interfaces,
  output: TcActionOutput = {}
): JsonObject {
  return actionJson(action, interfaces, output, false)
}

/** @param isBound whether a filter has it: what the device does is then said of the filter */
function actionJson(
  action: Action,
  interfaces: Interfaces,
  output: TcActionOutput,
  isBound: boolean
): JsonObject {
  const { statistics = true, order = 0 } = output
  const { stats, cookie } = action
  return present({
    order,
    kind: isNamed(action) ? action.kind : undefined,
    ...optionsJson(action, interfaces, output),
    stats: statistics && stats !== undefined ? present(statisticsJson(stats)) : undefined,
    cookie: cookie === undefined ? undefined : digits(cookie),
    ...flagsJson(action, isBound),
    ...(isBound ? {} : hardwareJson(action)),
    hw_stats: hardwareStatistics(action.hwStats),
    used_hw_stats: hardwareStatistics(action.usedHwStats)
  })
}

/** nat says `type` in place of `kind`, gate neither. */
const isNamed = ({ kind, options }: Action): boolean =>
  options === undefined || (kind !== 'nat' && kind !== 'gate')

/** The actions of a filter. */
export function actionsJson(
  actions: readonly Action[] | undefined,
  interfaces: Interfaces,
  output: TcOutput
): Json | undefined {
  return actions?.map((action, index) =>
    actionJson(action, interfaces, { ...output, order: index + 1 }, true)
  )
}

function flagsJson({ flags }: Action, isBound: boolean): Record<string, Json | undefined> {
  if (flags === undefined) return {}
  const of = (flag: number): boolean | undefined =>
    (flags.selector & flag) === 0 ? undefined : (flags.value & flag) !== 0
  return {
    no_percpu: of(TCA_ACT_FLAGS_NO_PERCPU_STATS),
    skip_hw: isBound ? undefined : of(TCA_ACT_FLAGS_SKIP_HW),
    skip_sw: isBound ? undefined : of(TCA_ACT_FLAGS_SKIP_SW)
  }
}

function hardwareJson({ inHwCount, flags }: Action): Record<string, Json | undefined> {
  const isSkipped = flags !== undefined && (flags.selector & flags.value & TCA_ACT_FLAGS_SKIP_HW) !== 0
  if (inHwCount === undefined || isSkipped) return {}
  return inHwCount === 0 ? { not_in_hw: true } : { in_hw: true, in_hw_count: inHwCount }
}

const HW_STATS = [
  ['immediate', TCA_ACT_HW_STATS_IMMEDIATE],
  ['delayed', TCA_ACT_HW_STATS_DELAYED]
] as const

function hardwareStatistics(bits: Action['hwStats']): string[] | undefined {
  if (bits === undefined) return undefined
  const meant = bits.value & bits.selector
  return meant === 0 ? ['disabled'] : bitNames(meant, HW_STATS)
}

function optionsJson(action: Action, interfaces: Interfaces, output: TcOutput): JsonObject | undefined {
  if (action.options === undefined) return undefined
  switch (action.kind) {
    case 'bpf':
      return bpfActionJson(action.options, output)
    case 'connmark':
      return connmarkJson(action.options, output)
    case 'csum':
      return csumJson(action.options, output)
    case 'ct':
      return ctJson(action.options, output)
    case 'ctinfo':
      return ctinfoJson(action.options, output)
    case 'gact':
      return gactJson(action.options, output)
    case 'gate':
      return gateJson(action.options, output)
    case 'ife':
      return ifeJson(action.options, output)
    case 'mirred':
      return mirredJson(action.options, interfaces, output)
    case 'mpls':
      return mplsJson(action.options, output)
    case 'nat':
      return natJson(action.options, output)
    case 'pedit':
      return peditJson(action.options, output)
    case 'police':
      return policeJson(action.options, output)
    case 'sample':
      return sampleJson(action.options, output)
    case 'simple':
      return simpleJson(action.options, output)
    case 'skbedit':
      return skbeditJson(action.options, output)
    case 'skbmod':
      return skbmodJson(action.options, output)
    case 'tunnel_key':
      return tunnelKeyJson(action.options, output)
    case 'vlan':
      return vlanJson(action.options, output)
    default:
      return undefined
  }
}
