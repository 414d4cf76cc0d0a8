import type { Rule, RuleChange, RuleFamily, RuleFilter } from '@nlkit/rtnl'
import { prefixOf } from '../shared/addresses.ts'
import { UsageError } from '../shared/errors.ts'
import { ipProtocolOf, protocolOf, tableOf } from '../shared/routing-names.ts'
import { readWords, Words, type Keywords } from '../shared/words.ts'

const ACTIONS = {
  blackhole: 'blackhole',
  unreachable: 'unreachable',
  prohibit: 'prohibit',
  nop: 'nop'
} as const

/** Which rules are meant. */
export interface RuleSelection {
  readonly filter: RuleFilter
  /** What the library does not look at by itself. */
  readonly keep: (rule: Rule) => boolean
  /** The first word of those. */
  readonly beyond: string | undefined
}

/** Reads the words behind `list` and `flush`; of IPv4 unless IPv6 is asked for, as ip(8) has it. */
export function readFilter(words: Words, family: RuleFamily = 'inet'): RuleSelection {
  const filter: { -readonly [K in keyof RuleFilter]: RuleFilter[K] } = { family }
  const tests: ((rule: Rule) => boolean)[] = []
  let beyond: string | undefined
  const test = (word: string, passes: (rule: Rule) => boolean): void => {
    beyond ??= word
    tests.push(passes)
  }
  readWords(words, {
    from: () => {
      const prefix = prefixOf(words, 'from')
      test('from', ({ src, srcLen }) => isPrefixOf(prefix, src, srcLen))
    },
    to: () => {
      const prefix = prefixOf(words, 'to')
      test('to', ({ dst, dstLen }) => isPrefixOf(prefix, dst, dstLen))
    },
    fwmark: () => {
      const { fwmark, fwmask = 0xffffffff } = markOf(words)
      test('fwmark', (rule) => rule.fwmark === fwmark && (rule.fwmask ?? 0xffffffff) === fwmask)
    },
    table: () => (filter.table = tableOf(words)),
    lookup: () => (filter.table = tableOf(words)),
    ...aliases(PRIORITY, () => (filter.priority = words.number('pref'))),
    protocol: () => (filter.protocol = protocolOf(words)),
    iif: () => (filter.iifname = words.take('iif')),
    oif: () => (filter.oifname = words.take('oif'))
  })
  return { filter, keep: (rule) => tests.every((passes) => passes(rule)), beyond }
}

/** Whether a selector is this prefix, as written. `all` leaves none out, as ip(8) has it. */
function isPrefixOf(prefix: string, address: string | undefined, length: number): boolean {
  if (prefix === 'default') return true
  const [named = '', bits = named.includes(':') ? '128' : '32'] = prefix.split('/')
  return address === named && length === Number(bits)
}

const PRIORITY = ['pref', 'priority', 'preference', 'order']

/** Reads the words of a rule. @throws UsageError */
export function readRule(words: Words, family: RuleFamily | undefined): RuleChange {
  const rule: { -readonly [K in keyof RuleChange]: RuleChange[K] } = family === undefined ? {} : { family }
  const table = (): void => void (rule.table = tableOf(words))
  readWords(
    words,
    {
      not: () => (rule.not = true),
      from: () => (rule.src = prefixOf(words, 'from')),
      to: () => (rule.dst = prefixOf(words, 'to')),
      ...aliases(PRIORITY, () => (rule.priority = words.number('pref'))),
      tos: () => (rule.tos = words.hexadecimal('tos', 255)),
      dsfield: () => (rule.tos = words.hexadecimal('dsfield', 255)),
      fwmark: () => Object.assign(rule, markOf(words)),
      iif: () => (rule.iifname = words.take('iif')),
      dev: () => (rule.iifname = words.take('dev')),
      oif: () => (rule.oifname = words.take('oif')),
      l3mdev: () => (rule.l3mdev = 1),
      uidrange: () => (rule.uidRange = rangeOf(words, 'uidrange', 0xffffffff)),
      ipproto: () => (rule.ipProto = ipProtocolOf(words, 'ipproto')),
      sport: () => (rule.sportRange = rangeOf(words, 'sport', 0xffff)),
      dport: () => (rule.dportRange = rangeOf(words, 'dport', 0xffff)),
      tun_id: () => (rule.tunId = words.number('tun_id')),
      suppress_prefixlength: () =>
        (rule.suppressPrefixlen = words.number('suppress_prefixlength', { max: 128 })),
      suppress_ifgroup: () => (rule.suppressIfgroup = words.number('suppress_ifgroup')),
      protocol: () => (rule.protocol = protocolOf(words)),
      table,
      lookup: table,
      goto: () => (rule.goto = words.number('goto'))
    },
    {
      bare: (word) => {
        if (!Object.hasOwn(ACTIONS, word)) return false
        rule.action = ACTIONS[word as keyof typeof ACTIONS]
        return true
      }
    }
  )
  return rule
}

const aliases = (names: readonly string[], read: () => unknown): Keywords =>
  Object.fromEntries(names.map((name) => [name, () => void read()]))

/** `0x10/0xff`. */
function markOf(words: Words): Pick<RuleChange, 'fwmark' | 'fwmask'> {
  const [mark = '', mask, ...more] = words.take('fwmark').split('/')
  if (more.length > 0) throw new UsageError('fwmark: expected MARK or MARK/MASK')
  return mask === undefined
    ? { fwmark: numberIn(mark, 'fwmark') }
    : { fwmark: numberIn(mark, 'fwmark'), fwmask: numberIn(mask, 'fwmark') }
}

/** `80`, `8000-8080`. */
function rangeOf(words: Words, what: string, max: number): { start: number; end: number } {
  const [start = '', end = start, ...more] = words.take(what).split('-')
  if (more.length > 0) throw new UsageError(`${what}: expected N or N-N`)
  return { start: numberIn(start, what, max), end: numberIn(end, what, max) }
}

const numberIn = (text: string, what: string, max = 0xffffffff): number =>
  new Words([text]).number(what, { max })
