/** pedit, edits packets: net/sched/act_pedit.c. */
import {
  array,
  attributes,
  be32,
  enumerated,
  enumeration,
  multi,
  nest,
  pad,
  struct,
  u16,
  u32,
  u8
} from '@nlkit/core/schema'
import { generic } from './generic.ts'
import { tcfT } from './tcf-t.schema.ts'

export const peditHeaders = enumeration('PeditHeader', 'TCA_PEDIT_KEY_EX_HDR_TYPE', [
  ['TCA_PEDIT_KEY_EX_HDR_TYPE_NETWORK', 0, 'The network header, whatever it is.'],
  ['TCA_PEDIT_KEY_EX_HDR_TYPE_ETH', 1, 'The Ethernet header.'],
  ['TCA_PEDIT_KEY_EX_HDR_TYPE_IP4', 2, 'The IPv4 header.'],
  ['TCA_PEDIT_KEY_EX_HDR_TYPE_IP6', 3, 'The IPv6 header.'],
  ['TCA_PEDIT_KEY_EX_HDR_TYPE_TCP', 4, 'The TCP header.'],
  ['TCA_PEDIT_KEY_EX_HDR_TYPE_UDP', 5, 'The UDP header.']
])

export const peditCommands = enumeration('PeditCommand', 'TCA_PEDIT_KEY_EX_CMD', [
  ['TCA_PEDIT_KEY_EX_CMD_SET', 0, 'Replaces.'],
  ['TCA_PEDIT_KEY_EX_CMD_ADD', 1, 'Adds.']
])

export const tcPeditKey = struct(
  'tc_pedit_key',
  '',
  [
    ['mask', be32, 'Bits that are kept.'],
    ['val', be32, 'What is put into the others, or added to them.'],
    ['off', u32, 'Where, in bytes from the header; a multiple of 4.'],
    ['at', u32, 'Byte of the packet from which more offset is taken, with a mask.'],
    ['offmask', u32, 'Its mask; 0: there is none.'],
    ['shift', u32, 'By how many bits it is shifted down.']
  ],
  // The kernel says u32, but works on the packet's bytes as they are: the same numbers on all hosts only in network order.
  { doc: 'An edit of four bytes.' }
)

export const tcPeditSel = struct(
  'tc_pedit_sel',
  '',
  [
    ...generic,
    ['nkeys', u8, 'Number of edits; counted when left out.', { counts: 'keys' }],
    ['flags', u8, 'Not used.'],
    // struct tc_pedit_key is aligned to four bytes.
    ['keys', array(tcPeditKey), 'The edits.']
  ],
  { doc: 'Edits.' }
)

const keyEx = attributes('PeditKeyEx', 'TCA_PEDIT_KEY_EX', 'More of an edit.', [
  ['TCA_PEDIT_KEY_EX_HTYPE', 1, enumerated(u16, peditHeaders), 'The header that its offset counts from.'],
  ['TCA_PEDIT_KEY_EX_CMD', 2, enumerated(u16, peditCommands), 'What is done.']
])

const keysEx = attributes('PeditKeysEx', 'TCA_PEDIT', 'More of each edit.', [
  ['TCA_PEDIT_KEY_EX', 6, multi(nest(keyEx)), 'More of the next edit.']
])

export const peditOptions = attributes('PeditOptions', 'TCA_PEDIT', 'Edits packets.', [
  ['TCA_PEDIT_TM', 1, tcfT, 'Times. Read only.'],
  ['TCA_PEDIT_PARMS', 2, tcPeditSel, 'Edits, by offset from the network header.'],
  ['TCA_PEDIT_PAD', 3, pad, 'Aligns.'],
  ['TCA_PEDIT_PARMS_EX', 4, tcPeditSel, 'Edits, with more about each.'],
  ['TCA_PEDIT_KEYS_EX', 5, nest(keysEx), 'More about each edit of `parmsEx`; as many.']
])
