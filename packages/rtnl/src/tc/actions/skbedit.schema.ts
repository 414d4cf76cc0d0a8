/** skbedit, changes what the stack knows of a packet: net/sched/act_skbedit.c. */
import {
  attributes,
  converted,
  enumerated,
  enumeration,
  flags,
  pad,
  quantity,
  struct,
  u16,
  u32
} from '@nlkit/core/schema'
import { generic } from './generic.ts'
import { tcfT } from './tcf-t.schema.ts'

export const skbeditFlags = flags('SKBEDIT_F', [
  ['SKBEDIT_F_PRIORITY', 0x1, 'The priority is set. Set by the kernel.'],
  ['SKBEDIT_F_QUEUE_MAPPING', 0x2, 'The transmit queue is set. Set by the kernel.'],
  ['SKBEDIT_F_MARK', 0x4, 'The mark is set. Set by the kernel.'],
  ['SKBEDIT_F_PTYPE', 0x8, 'The type is set. Set by the kernel.'],
  ['SKBEDIT_F_MASK', 0x10, 'The mark has a mask. Set by the kernel.'],
  ['SKBEDIT_F_INHERITDSFIELD', 0x20, 'The priority is the DS field.'],
  ['SKBEDIT_F_TXQ_SKBHASH', 0x40, 'The transmit queue is chosen by hash among several.']
])

export const packetTypes = enumeration('PacketType', 'PACKET', [
  ['PACKET_HOST', 0, 'For this host.'],
  ['PACKET_BROADCAST', 1, 'For all.'],
  ['PACKET_MULTICAST', 2, 'For a group.'],
  ['PACKET_OTHERHOST', 3, 'For another host.']
])

export const tcSkbedit = struct('tc_skbedit', '', generic, { doc: 'Number and result.' })

export const skbeditOptions = attributes(
  'SkbeditOptions',
  'TCA_SKBEDIT',
  'Changes what the stack knows of a packet.',
  [
    ['TCA_SKBEDIT_TM', 1, tcfT, 'Times. Read only.'],
    ['TCA_SKBEDIT_PARMS', 2, tcSkbedit, 'Number and result. Needed.'],
    [
      'TCA_SKBEDIT_PRIORITY',
      3,
      converted(u32, { module: '../handle.ts', name: 'handle', out: 'string', in: 'HandleInput' }),
      'Its priority, which also may name a class: `1:10`.'
    ],
    ['TCA_SKBEDIT_QUEUE_MAPPING', 4, u16, 'Its transmit queue; the first one where there are several.'],
    ['TCA_SKBEDIT_MARK', 5, u32, 'Its firewall mark.'],
    ['TCA_SKBEDIT_PAD', 6, pad, 'Aligns.'],
    ['TCA_SKBEDIT_PTYPE', 7, enumerated(u16, packetTypes), 'Whom it is for.'],
    ['TCA_SKBEDIT_MASK', 8, u32, 'Bits of the mark that are set.'],
    ['TCA_SKBEDIT_FLAGS', 9, quantity, 'SKBEDIT_F_*.'],
    ['TCA_SKBEDIT_QUEUE_MAPPING_MAX', 10, u16, 'The last one of several transmit queues.']
  ]
)
