import type { Command } from 'commander'
import { ruleToIproute2, type Rule, type RuleChange } from '@nlkit/rtnl'
import { UsageError } from '../shared/errors.ts'
import { objectCommand, writeVerbs, type Verb, type VerbOptions } from '../shared/object-command.ts'
import { printList, removed, type View } from '../shared/print.ts'
import { visible } from '../shared/safe-text.ts'
import { tableText } from '../shared/routing-names.ts'
import type { Words } from '../shared/words.ts'
import { readFilter, readRule } from './rule-words.ts'

const RULE =
  '[not] [from PREFIX] [to PREFIX] [fwmark MARK[/MASK]] [iif NAME] [oif NAME] [pref N] [uidrange A-B] [ipproto NAME] [sport A[-B]] [dport A[-B]] [l3mdev] lookup TABLE|goto N|blackhole|unreachable|prohibit|nop'
const FLUSH = '[table ID] [pref N] [protocol NAME] [iif NAME] [oif NAME]'
const FILTER = `[from PREFIX] [to PREFIX] [fwmark MARK[/MASK]] ${FLUSH}`

/** A rule that says nothing would be one of all packets: nobody means that. */
function read(words: Words, family: VerbOptions['family']): RuleChange {
  if (words.left === 0) throw new UsageError('rule: say which')
  return readRule(words, family)
}

const add = writeVerbs({
  words: RULE,
  // ip(8) does not say who adds a rule, the library does.
  read: (words, _, { family }): RuleChange => ({ protocol: 'unspec', ...read(words, family) }),
  write: (rtnl, verb: 'add', rule) => rtnl.rules[verb](rule)
})
const remove = writeVerbs({
  words: RULE,
  read: (words, _, { family }): RuleChange => read(words, family),
  write: (rtnl, verb: 'delete', rule) => rtnl.rules[verb](rule)
})

const verbs: readonly Verb[] = [
  {
    names: ['list', 'show', 'ls', 'lst'],
    words: FILTER,
    description: 'rules in the order that they are asked in',
    async run({ rtnl }, words, { format, family }) {
      const { filter, keep } = readFilter(words, family)
      const rules = (await rtnl.rules.list(filter)).filter(keep)
      await printList([rules], VIEW, format)
    }
  },
  add(['add'], 'add a rule'),
  remove(['delete', 'del'], 'delete the first rule that has everything named here'),
  {
    names: ['flush'],
    words: FLUSH,
    description: 'delete the rules that a filter names, that of priority 0 left out; says how many',
    async run({ rtnl }, words, { family }) {
      const { filter, beyond } = readFilter(words, family)
      if (beyond !== undefined)
        throw new UsageError(`flush: '${beyond}': goes by table, pref, protocol, iif, oif and family`)
      await removed(await rtnl.rules.flush(filter), 'rules')
    }
  }
]

const VIEW: View<Rule> = {
  noun: 'rules',
  columns: [
    { head: 'priority' },
    { head: 'from', meaning: 'address' },
    { head: 'to', meaning: 'address' },
    { head: 'selectors' },
    { head: 'action', meaning: 'name' },
    { head: 'protocol' }
  ],
  row: (rule) => [
    String(rule.priority ?? 0),
    rule.src === undefined ? 'all' : `${rule.src}/${rule.srcLen}`,
    rule.dst === undefined ? '' : `${rule.dst}/${rule.dstLen}`,
    selectors(rule),
    action(rule),
    String(rule.protocol ?? '')
  ],
  json: ruleToIproute2
}

const range = ({ start, end }: { start: number; end: number }): string =>
  start === end ? String(start) : `${start}-${end}`

function selectors(rule: Rule): string {
  return [
    rule.fwmark === undefined ? '' : `fwmark 0x${rule.fwmark.toString(16)}`,
    rule.iifname === undefined ? '' : `iif ${visible(rule.iifname)}`,
    rule.oifname === undefined ? '' : `oif ${visible(rule.oifname)}`,
    rule.uidRange === undefined ? '' : `uid ${range(rule.uidRange)}`,
    rule.ipProto === undefined ? '' : `ipproto ${rule.ipProto}`,
    rule.sportRange === undefined ? '' : `sport ${range(rule.sportRange)}`,
    rule.dportRange === undefined ? '' : `dport ${range(rule.dportRange)}`,
    rule.l3mdev === 1 ? 'l3mdev' : ''
  ]
    .filter(Boolean)
    .join(' ')
}

function action({ action: what, table, goto }: Rule): string {
  if (what === 'to-table') return table === 0 ? 'lookup' : `lookup ${tableText(table)}`
  return what === 'goto' ? `goto ${goto ?? 'nowhere'}` : String(what)
}

/** `nlkit rule`: as `ip rule`. */
export const ruleCommand = (): Command => objectCommand('rule', 'routing policy rules', verbs)
