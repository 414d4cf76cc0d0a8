/** Routing policy rules: linux/fib_rules.h; net/core/fib_rules.c, net/ipv4/fib_rules.c, net/ipv6/fib6_rules.c. */
import {
  attributes,
  be32,
  enumerated,
  enumeration,
  flagged,
  flags,
  ip,
  message,
  network,
  padding,
  quantity,
  s32,
  string,
  struct,
  u16,
  u32,
  u8
} from '@nlkit/core/schema'
import { family } from '../family/schema.ts'
import { ipProtocol } from '../ip-protocol.schema.ts'
import { routeProtocols } from '../route/schema.ts'

export const ruleActions = enumeration(
  'RuleAction',
  'FR_ACT',
  [
    ['FR_ACT_UNSPEC', 0, 'In deletions: whatever it does.'],
    ['FR_ACT_TO_TBL', 1, 'The routing table is looked at.', 'to-table'],
    ['FR_ACT_GOTO', 2, 'On with the rule of the priority `goto`.'],
    ['FR_ACT_NOP', 3, 'Nothing.'],
    ['FR_ACT_RES3', 4, 'Unused.'],
    ['FR_ACT_RES4', 5, 'Unused.'],
    ['FR_ACT_BLACKHOLE', 6, 'Dropped without a word.'],
    ['FR_ACT_UNREACHABLE', 7, 'Dropped, and the sender is told ENETUNREACH.'],
    ['FR_ACT_PROHIBIT', 8, 'Dropped, and the sender is told EACCES.']
  ],
  { lookup: 'to-table', table: 'to-table' }
)

export const ruleFlags = flags('FIB_RULE', [
  ['FIB_RULE_PERMANENT', 0x01, 'Cannot be deleted.'],
  ['FIB_RULE_INVERT', 0x02, 'It applies to what does not match.'],
  ['FIB_RULE_UNRESOLVED', 0x04, 'There is no rule of the priority `goto`.'],
  ['FIB_RULE_IIF_DETACHED', 0x08, 'There is no interface `iifname`.'],
  ['FIB_RULE_OIF_DETACHED', 0x10, 'There is no interface `oifname`.'],
  ['FIB_RULE_FIND_SADDR', 0x10000, 'IPv6: a source address is chosen by what `src` says.']
])

export const ruleHeader = struct('fib_rule_hdr', '', [
  ['family', family, 'Address family.'],
  ['dst_len', u8, 'Length of the destination prefix.'],
  ['src_len', u8, 'Length of the source prefix.'],
  ['tos', u8, 'TOS or traffic class, 0 for any.'],
  ['table', u8, 'Routing table.'],
  [padding(2)],
  ['action', enumerated(u8, ruleActions), 'What becomes of what matches.'],
  ['flags', flagged(u32, ruleFlags), 'FIB_RULE_*.']
])

export const uidRange = struct('fib_rule_uid_range', '', [
  ['start', u32, 'First user id.'],
  ['end', u32, 'Last user id.']
])

export const portRange = struct('fib_rule_port_range', '', [
  ['start', u16, 'First port.'],
  ['end', u16, 'Last port.']
])

export const ruleAttributes = attributes('RuleAttributes', 'FRA', 'Attributes of a rule.', [
  ['FRA_DST', 1, ip(), 'Destination prefix.'],
  ['FRA_SRC', 2, ip(), 'Source prefix.'],
  ['FRA_IIFNAME', 3, string(15), 'The interface that it came in by.'],
  ['FRA_GOTO', 4, u32, 'Priority of the rule to go on with.'],
  ['FRA_PRIORITY', 6, u32, 'Rules are looked at in ascending order of it.'],
  ['FRA_FWMARK', 10, u32, 'Mark, compared under `fwmask`.'],
  ['FRA_FLOW', 11, u32, 'Realms: from in the upper, to in the lower 16 bits.'],
  ['FRA_TUN_ID', 12, network(quantity), 'Id of the tunnel that it came by.'],
  ['FRA_SUPPRESS_IFGROUP', 13, s32, 'Routes by interfaces of this group do not count; -1: all do.'],
  ['FRA_SUPPRESS_PREFIXLEN', 14, s32, 'Routes with a prefix as short or shorter do not count; -1: all do.'],
  ['FRA_TABLE', 15, u32, 'Routing table.', { widens: 'table', overflow: 252 }],
  ['FRA_FWMASK', 16, u32, 'Bits of the mark that count.'],
  ['FRA_OIFNAME', 17, string(15), 'The interface that it is bound to leave by.'],
  ['FRA_L3MDEV', 19, u8, '1: the table of the VRF that the interface belongs to.'],
  ['FRA_UID_RANGE', 20, uidRange, 'User ids of the sending process.'],
  ['FRA_PROTOCOL', 21, enumerated(u8, routeProtocols), 'Who made it.'],
  ['FRA_IP_PROTO', 22, ipProtocol, 'What IP carries.'],
  ['FRA_SPORT_RANGE', 23, portRange, 'Source ports.'],
  ['FRA_DPORT_RANGE', 24, portRange, 'Destination ports.'],
  ['FRA_DSCP', 25, u8, 'Differentiated services code point, 0 to 63.'],
  ['FRA_FLOWLABEL', 26, be32, 'IPv6: flow label, 20 bits.'],
  ['FRA_FLOWLABEL_MASK', 27, be32, 'IPv6: bits of the flow label that count.'],
  ['FRA_SPORT_MASK', 28, u16, 'Bits of the source port that count.'],
  ['FRA_DPORT_MASK', 29, u16, 'Bits of the destination port that count.'],
  ['FRA_DSCP_MASK', 30, u8, 'Bits of the code point that count.']
])

export const rule = message({
  name: 'rule',
  doc: 'A rule that says which routing table is looked at.',
  header: ruleHeader,
  attributes: ruleAttributes,
  messages: { RTM_NEWRULE: 32, RTM_DELRULE: 33, RTM_GETRULE: 34 },
  identity: ['family', 'priority', 'table', 'action']
})
