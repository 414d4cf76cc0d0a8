import type { Rule } from '../rule/codec.ts'
import {
  FIB_RULE_IIF_DETACHED,
  FIB_RULE_INVERT,
  FIB_RULE_OIF_DETACHED,
  FIB_RULE_UNRESOLVED
} from '../rule/constants.ts'
import {
  alternateHex,
  dsField,
  present,
  realmName,
  tableName,
  type Json,
  type JsonObject,
  routeProtocolName
} from './names.ts'
import { protocolName } from './protocols.ts'

const isSet = (word: number, bit: number): Json | undefined => ((word & bit) === 0 ? undefined : null)

/** A rule as an object of `ip -j -d rule show`. */
export function ruleToIproute2(rule: Rule): JsonObject {
  const {
    flags,
    fwmark = 0,
    fwmask,
    uidRange,
    ipProto,
    suppressPrefixlen = -1,
    suppressIfgroup = -1,
    flow = 0
  } = rule
  const isMarked = fwmark !== 0 || fwmask !== undefined
  return present({
    priority: rule.priority ?? 0,
    not: isSet(flags, FIB_RULE_INVERT),
    ...prefix('src', rule.src, rule.srcLen, rule.family),
    ...(rule.dst === undefined && rule.dstLen === 0 ? {} : prefix('dst', rule.dst, rule.dstLen, rule.family)),
    tos: rule.tos === 0 ? undefined : dsField(rule.tos),
    fwmark: isMarked ? alternateHex(fwmark) : undefined,
    fwmask: isMarked && fwmask !== undefined && fwmask !== 0xffffffff ? alternateHex(fwmask) : undefined,
    iif: rule.iifname,
    iif_detached: rule.iifname === undefined ? undefined : isSet(flags, FIB_RULE_IIF_DETACHED),
    oif: rule.oifname,
    oif_detached: rule.oifname === undefined ? undefined : isSet(flags, FIB_RULE_OIF_DETACHED),
    l3mdev: rule.l3mdev === undefined || rule.l3mdev === 0 ? undefined : null,
    uid_start: uidRange?.start,
    uid_end: uidRange?.end,
    ipproto: ipProto === undefined || ipProto === 'ip' ? undefined : protocolName(ipProto),
    ...ports('sport', rule.sportRange),
    ...ports('dport', rule.dportRange),
    tun_id: rule.tunId,
    table: rule.table === 0 ? undefined : tableName(rule.table),
    suppress_prefixlen: rule.table === 0 || suppressPrefixlen === -1 ? undefined : suppressPrefixlen,
    suppress_ifgroup: rule.table === 0 || suppressIfgroup === -1 ? undefined : groupName(suppressIfgroup),
    flow_from: flow >>> 16 === 0 ? undefined : realmName(flow >>> 16),
    flow_to: (flow & 0xffff) === 0 ? undefined : realmName(flow & 0xffff),
    ...actionJson(rule),
    protocol: rule.protocol === undefined ? undefined : routeProtocolName(rule.protocol)
  })
}

function prefix(
  key: 'src' | 'dst',
  address: string | undefined,
  length: number,
  family: Rule['family']
): Record<string, Json> {
  if (address === undefined) return length === 0 ? { [key]: 'all' } : { [key]: '0', [`${key}len`]: length }
  const whole = family === 'inet6' || family === 'ip6mr' ? 128 : 32
  return length === whole ? { [key]: address } : { [key]: address, [`${key}len`]: length }
}

function ports(key: 'sport' | 'dport', range: Rule['sportRange']): Record<string, Json> {
  if (range === undefined) return {}
  if (range.start === range.end) return { [key]: range.start }
  return { [`${key}_start`]: range.start, [`${key}_end`]: range.end }
}

function actionJson({ action, flags, goto: target }: Rule): Record<string, Json> {
  switch (action) {
    case 'to-table':
      return {}
    case 'goto':
      return {
        goto: target === undefined || target === 0 ? 'none' : target,
        ...((flags & FIB_RULE_UNRESOLVED) === 0 ? {} : { unresolved: null })
      }
    case 'nop':
      return { nop: null }
    default:
      return { action: String(action) }
  }
}

const groupName = (group: number): string => (group === 0 ? 'default' : String(group))
