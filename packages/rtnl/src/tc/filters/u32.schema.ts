/** u32, compares words anywhere in a packet: net/sched/cls_u32.c. */
import {
  array,
  attributes,
  be16,
  be32,
  constants,
  converted,
  counter,
  flagged,
  flags,
  nest,
  pad,
  s16,
  string,
  struct,
  u16,
  u32,
  u8
} from '@nlkit/core/schema'
import { actionList } from '../actions/schema.ts'
import { policeOptions } from '../police.schema.ts'
import { tcU32Key } from '../u32-key.schema.ts'
import { classifierFlags } from './classifier-flags.schema.ts'

export const u32Flags = flags('TC_U32', [
  ['TC_U32_TERMINAL', 1, 'A match ends the search: there is a class.'],
  ['TC_U32_OFFSET', 2, 'The next table looks at another header: `off` is added.'],
  [
    'TC_U32_VAROFFSET',
    4,
    'And a number out of the packet: the word at `offoff` under `offmask`, shifted by `offshift`.'
  ],
  ['TC_U32_EAT', 8, 'The offset stays for tables behind, too.']
])

export const u32Constants = constants([
  ['TC_U32_ROOT', 0xfff00000, 'The table in which the search begins.'],
  ['TC_U32_MAXDEPTH', 8, 'Most tables in a row.']
])

export const tcU32Sel = struct(
  'tc_u32_sel',
  '',
  [
    ['flags', flagged(u8, u32Flags), 'TC_U32_*.'],
    ['offshift', u8, 'By how many bits the number out of the packet is shifted down.'],
    ['nkeys', u8, 'Number of keys; counted when left out. At most 128.', { counts: 'keys' }],
    ['offmask', be16, 'Its mask.'],
    ['off', u16, 'Offset of the next header, in bytes.'],
    ['offoff', s16, 'Where the number is, in bytes.'],
    ['hoff', s16, 'Where the number is that chooses the bucket of the next table, in bytes.'],
    ['hmask', be32, 'Its mask.'],
    ['keys', array(tcU32Key), 'What must match, all of it.']
  ],
  { doc: 'What matches, and how to go on.' }
)

export const tcU32Pcnt = struct(
  'tc_u32_pcnt',
  '',
  [
    ['rcnt', counter, 'Packets that were looked at.'],
    ['rhit', counter, 'Packets that matched.'],
    ['kcnts', array(counter), 'Packets that each key matched.']
  ],
  { doc: 'Counters.' }
)

export const tcU32Mark = struct(
  'tc_u32_mark',
  '',
  [
    ['val', u32, 'What the mark must be.'],
    ['mask', u32, 'Bits of it that count.'],
    ['success', u32, 'Packets that matched. Read only.']
  ],
  { doc: 'A firewall mark.' }
)

export const u32Options = attributes('U32Options', 'TCA_U32', 'Compares words anywhere in a packet.', [
  [
    'TCA_U32_CLASSID',
    1,
    converted(u32, { module: '../handle.ts', name: 'handle', out: 'string', in: 'HandleInput' }),
    'Class of what matches.'
  ],
  [
    'TCA_U32_HASH',
    2,
    u32,
    'Table, and bucket, that the filter is in; u32Handle() reads and writes it as `800:`.'
  ],
  ['TCA_U32_LINK', 3, u32, 'Table in which the search goes on.'],
  ['TCA_U32_DIVISOR', 4, u32, 'Makes it a table: number of buckets, a power of two up to 256.'],
  ['TCA_U32_SEL', 5, tcU32Sel, 'What matches.'],
  ['TCA_U32_POLICE', 6, nest(policeOptions), 'A policer, in the old form.'],
  ['TCA_U32_ACT', 7, actionList, 'Actions.'],
  ['TCA_U32_INDEV', 8, string(15), 'Interface that packets must have come in by.'],
  ['TCA_U32_PCNT', 9, tcU32Pcnt, 'Counters, where the kernel keeps them. Read only.'],
  ['TCA_U32_MARK', 10, tcU32Mark, 'Firewall mark that packets must have.'],
  ['TCA_U32_FLAGS', 11, flagged(u32, classifierFlags), 'TCA_CLS_FLAGS_*.'],
  ['TCA_U32_PAD', 12, pad, 'Aligns.']
])
