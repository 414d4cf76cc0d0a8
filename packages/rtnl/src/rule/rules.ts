import type { Connection, Dump, DumpOptions, DumpSpec, RequestOptions, WaitOptions } from '@nlkit/core'
import { NLM_F_CREATE, NLM_F_EXCL } from '@nlkit/core'
import { selected } from '@nlkit/core/codec'
import { AF } from '../family/constants.ts'
import { checkFilter, type FilterKeys } from '../filters.ts'
import { checkFlush, deleteAll } from '../flush.ts'
import { IPPROTO } from '../ip-protocol.constants.ts'
import { canonicalAddress, parsePrefix, type Prefix } from '../prefix.ts'
import { RT_TABLE_MAIN, RTPROT } from '../route/constants.ts'
import { runVerb, write, type Write } from '../write.ts'
import { ruleCodec, type Rule, type RuleInput } from './codec.ts'
import { FIB_RULE_INVERT, FR_ACT, RTM_DELRULE, RTM_GETRULE, RTM_NEWRULE } from './constants.ts'
import { checkObject, checkPrefixKeys, isAsked } from '../objects.ts'

/** Families that have rules. */
export type RuleFamily = 'inet' | 'inet6' | 'ipmr' | 'ip6mr'

/** A rule to add or delete. */
export interface RuleChange extends Omit<RuleInput, 'src' | 'dst'> {
  /** Source: a prefix, an address, or `'default'`. */
  readonly src?: string
  /** Destination: a prefix, an address, or `'default'`. */
  readonly dst?: string
  /** It applies to what does not match: FIB_RULE_INVERT of `flags`. */
  readonly not?: boolean | undefined
}

/** Which rules are meant. The kernel filters by family, the rest is filtered here. */
export interface RuleFilter {
  readonly family?: RuleFamily
  /** Routing table that they send to. */
  readonly table?: number
  readonly priority?: number
  readonly protocol?: Rule['protocol']
  readonly action?: Rule['action']
  readonly iifname?: string
  readonly oifname?: string
  /** Exactly this source: a prefix, an address, or `'default'`. */
  readonly src?: string
  /** Exactly this destination: a prefix, an address, or `'default'`. */
  readonly dst?: string
  readonly tos?: number
  /** The mark, whatever `fwmask` the rule has. */
  readonly fwmark?: number
  readonly ipProto?: Rule['ipProto']
}

const FILTER_KEYS: FilterKeys<RuleFilter> = {
  family: 'string',
  table: 'number',
  priority: 'number',
  protocol: RTPROT,
  action: FR_ACT,
  iifname: 'string',
  oifname: 'string',
  src: 'string',
  dst: 'string',
  tos: 'number',
  fwmark: 'number',
  ipProto: IPPROTO
}

/** What the verbs send. */
export const ruleWrites = {
  /**
   * Adds a rule. One that does not say sends to the main table, as ip(8) has it, and is of protocol `boot`. Without a priority the kernel
   * gives it that of the second rule less one (fib_default_rule_pref()). It answers EEXIST for one that is there.
   */
  add: (rule: RuleChange): Write => {
    const value = normalize(rule)
    value.action ??= 'to-table'
    // With FRA_L3MDEV the device says which table, and the kernel refuses another.
    if (selected(FR_ACT, value.action) === 'to-table' && !value.l3mdev) value.table ??= RT_TABLE_MAIN
    value.protocol ??= 'boot'
    return write({}, () => request(RTM_NEWRULE, 'RTM_NEWRULE', value, NLM_F_CREATE | NLM_F_EXCL))
  },
  /** Deletes the first rule that has what is given here and looked for: see {@link Rules.delete}. The kernel answers ENOENT when there is none. */
  delete: (rule: RuleChange): Write => {
    const value = normalize(rule)
    checkNamed(value)
    return write({}, () => request(RTM_DELRULE, 'RTM_DELRULE', value, 0))
  }
}

const request = (type: number, name: string, value: RuleInput, flags: number) => ({
  type,
  name,
  flags,
  body: ruleCodec,
  value
})

/** Keys that the kernel does not look for a rule by (rule_find()); of prefixes the length says whether they count. */
const NOT_LOOKED_FOR: ReadonlySet<string> = new Set(['family', 'flags', 'src', 'dst'])

/** Of these 0 is something, too. */
const WITH_ZERO: ReadonlySet<string> = new Set(['priority', 'dscp', 'flowlabel'])

/**
 * Refuses to delete what nothing is said of: of most keys 0 is any to the kernel, and it would take the first rule there is, the one
 * that all of the host's own addresses are found by.
 * @throws TypeError
 */
function checkNamed(rule: RuleInput): void {
  for (const [key, said] of Object.entries(rule)) {
    if (said === undefined || NOT_LOOKED_FOR.has(key)) continue
    // fib6_rule_compare() does not look at realms.
    if (key === 'flow' && selected(AF, rule.family) === 'inet6') continue
    const any = key === 'suppressIfgroup' || key === 'suppressPrefixlen' ? -1 : 0
    if (WITH_ZERO.has(key) || (said !== any && said !== 'unspec' && said !== '')) return
  }
  throw new TypeError('rule: say which is to be deleted')
}

/** The wire's form: family and lengths out of the text. Tables up to 255 have room in the header, too. */
function normalize(rule: RuleChange): RuleInput {
  checkObject(rule, 'rule')
  const { src: _, dst: _to, not: isInverted, ...rest } = rule
  const value: RuleInput = { ...rest }
  const from = prefixOf(rule, 'src', 'srcLen')
  const to = prefixOf(rule, 'dst', 'dstLen')
  value.family ??= from?.family ?? to?.family ?? 'inet'
  if (from?.address !== undefined) {
    value.src = from.address
    value.srcLen ??= from.length
  }
  if (to?.address !== undefined) {
    value.dst = to.address
    value.dstLen ??= to.length
  }
  // The kernel tells no priority 0, and of a rule without one it would choose another.
  if (isTold(rule)) value.priority ??= 0
  // The kernel refuses a target with another action (fib_nl2rule()).
  if (value.goto !== undefined) value.action ??= 'goto'
  if (isAsked(isInverted, 'not')) value.flags = (value.flags ?? 0) | FIB_RULE_INVERT
  return value
}

/** Whether it is a rule as the kernel told it, with all of struct fib_rule_hdr. */
const isTold = ({ family, srcLen, dstLen, tos, table, action, flags }: RuleChange): boolean =>
  [family, srcLen, dstLen, tos, table, action, flags].every((member) => member !== undefined)

/** @throws TypeError, RangeError for what is no prefix, or another than is said beside it */
function prefixOf(rule: RuleChange, key: 'src' | 'dst', lengthKey: 'srcLen' | 'dstLen'): Prefix | undefined {
  const text = rule[key]
  if (text === undefined) {
    // Left out, it is any; but what was to be some is not any because it is not known.
    if (key in rule) throw new TypeError(`${key}: is undefined; leave it out, or say 'default' for any`)
    return undefined
  }
  const prefix = parsePrefix(text, key)
  checkPrefixKeys(prefix, text, { key: lengthKey, value: rule[lengthKey] }, rule.family, key)
  return prefix
}

/** Routing policy rules: what `ip rule` shows. */
export class Rules {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** All rules that the filter names; of every family, multicast routing's too, where it names none. */
  async list(filter: RuleFilter = {}, options?: DumpOptions): Promise<Rule[]> {
    return await this.dump(filter, options).toArray()
  }

  /** The same one by one or in batches, as the kernel sends them. */
  dump(filter: RuleFilter = {}, options?: DumpOptions): Dump<Rule> {
    checkFilter(filter, FILTER_KEYS)
    return this.#connection.dump(dumpSpec(filter), options)
  }

  /**
   * Adds a rule. One that does not say sends to the main table, as ip(8) has it, and is of protocol `boot`. Without a priority the kernel
   * gives it that of the second rule less one (fib_default_rule_pref()). It answers EEXIST for one that is there.
   * @throws NetlinkError EEXIST, EINVAL with what the kernel says
   */
  add(rule: RuleChange, options?: RequestOptions): Promise<void> {
    return runVerb(this.#connection, ruleWrites.add, rule, options)
  }

  /**
   * Deletes the first rule that has what is given here. The kernel looks neither at `flags` and `not` nor at the target of a `goto`, of
   * IPv6 rules not at `flow`, and takes 0 of most keys for any: of several rules alike say the `priority`.
   * @throws TypeError where nothing is given that rules are looked for by, NetlinkError ENOENT
   */
  delete(rule: RuleChange, options?: RequestOptions): Promise<void> {
    return runVerb(this.#connection, ruleWrites.delete, rule, options)
  }

  /**
   * Deletes what the filter names, and says how many that were. As with ip(8), the rule of priority 0 stays unless `priority`
   * names it.
   * @throws TypeError for an empty filter, NetlinkError for the first that the kernel does not delete, once all were tried
   */
  async flush(filter: RuleFilter, options?: WaitOptions): Promise<number> {
    checkFlush(filter, 'rules', FILTER_KEYS)
    const found = await this.list(filter, { signal: options?.signal, timeout: options?.timeout })
    const meant = found.filter(({ priority = 0 }) => priority !== 0 || filter.priority === 0)
    return deleteAll(this.#connection, meant.map(ruleWrites.delete), options)
  }
}

/** A prefix as rules have it; of one of length 0 they tell no address. */
function exactly(key: 'src' | 'dst', prefix: string | undefined): Partial<Record<keyof Rule, unknown>> {
  if (prefix === undefined) return {}
  const { address, length } = parsePrefix(prefix, `filter.${key}`)
  if (address === undefined || length === 0) return { [`${key}Len`]: 0 }
  return { [key]: canonicalAddress(address, `filter.${key}`), [`${key}Len`]: length }
}

/** What a rule has of a key. The kernel does not tell the priority 0 (fib_nl_fill_rule()). */
const told = (rule: Rule, key: keyof Rule): unknown => (key === 'priority' ? (rule[key] ?? 0) : rule[key])

function dumpSpec({ family, src, dst, ...filter }: RuleFilter): DumpSpec<RuleInput, Rule> {
  const wanted = {
    ...filter,
    ...exactly('src', src),
    ...exactly('dst', dst),
    protocol: selected(RTPROT, filter.protocol),
    action: selected(FR_ACT, filter.action),
    ipProto: selected(IPPROTO, filter.ipProto)
  }
  const keys = Object.entries(wanted).filter(([, value]) => value !== undefined) as [keyof Rule, unknown][]
  return {
    type: RTM_GETRULE,
    name: 'RTM_GETRULE',
    body: ruleCodec,
    // A dump takes a bare header; all but the family must be 0 (fib_valid_dumprule_req()).
    value: { family: family ?? 'unspec' },
    reply: ruleCodec,
    replyType: RTM_NEWRULE,
    filter: keys.length === 0 ? undefined : (rule) => keys.every(([key, value]) => told(rule, key) === value)
  }
}
