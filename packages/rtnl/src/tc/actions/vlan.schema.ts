/** vlan, pushes, pops and changes tags: net/sched/act_vlan.c. */
import {
  attributes,
  be16,
  enumerated,
  enumeration,
  hardwareAddress,
  pad,
  ranged,
  s32,
  struct,
  u16,
  u8
} from '@nlkit/core/schema'
import { etherTypes } from '../ether-type.schema.ts'
import { generic } from './generic.ts'
import { tcfT } from './tcf-t.schema.ts'

export const vlanActions = enumeration('VlanAction', 'TCA_VLAN_ACT', [
  ['TCA_VLAN_ACT_POP', 1, 'Takes the tag off.'],
  ['TCA_VLAN_ACT_PUSH', 2, 'Puts a tag on.'],
  ['TCA_VLAN_ACT_MODIFY', 3, 'Changes the tag.'],
  ['TCA_VLAN_ACT_POP_ETH', 4, 'Takes the Ethernet header off.'],
  ['TCA_VLAN_ACT_PUSH_ETH', 5, 'Puts an Ethernet header on.']
])

export const tcVlan = struct(
  'tc_vlan',
  '',
  [...generic, ['v_action', enumerated(s32, vlanActions), 'What is done.']],
  {
    doc: 'What happens to a tag.'
  }
)

export const vlanActionOptions = attributes(
  'VlanActionOptions',
  'TCA_VLAN',
  'Pushes, pops and changes VLAN tags.',
  [
    ['TCA_VLAN_TM', 1, tcfT, 'Times. Read only.'],
    ['TCA_VLAN_PARMS', 2, tcVlan, 'Number, result and what is done. Needed.'],
    [
      'TCA_VLAN_PUSH_VLAN_ID',
      3,
      ranged(u16, { max: 0xfff }),
      'Id of the VLAN; needed with `push` and `modify`.'
    ],
    ['TCA_VLAN_PUSH_VLAN_PROTOCOL', 4, enumerated(be16, etherTypes), "Kind of the tag. Left out: '8021q'."],
    ['TCA_VLAN_PAD', 5, pad, 'Aligns.'],
    ['TCA_VLAN_PUSH_VLAN_PRIORITY', 6, u8, 'Priority, 0-7.'],
    ['TCA_VLAN_PUSH_ETH_DST', 7, hardwareAddress(6), 'Destination of the Ethernet header.'],
    ['TCA_VLAN_PUSH_ETH_SRC', 8, hardwareAddress(6), 'Source of the Ethernet header.']
  ]
)
