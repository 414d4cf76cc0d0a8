/** ct, sends packets through conntrack: net/sched/act_ct.c. */
import {
  attributes,
  be16,
  binary,
  flagged,
  flags,
  ipv4,
  ipv6,
  pad,
  string,
  struct,
  u16,
  u32
} from '@nlkit/core/schema'
import { family } from '../../family/schema.ts'
import { ipProtocol } from '../../ip-protocol.schema.ts'
import { generic } from './generic.ts'
import { tcfT } from './tcf-t.schema.ts'

export const ctActions = flags('TCA_CT_ACT', [
  ['TCA_CT_ACT_COMMIT', 0x1, 'Keeps the connection.'],
  ['TCA_CT_ACT_FORCE', 0x2, 'Makes it anew if it is of the other direction.'],
  ['TCA_CT_ACT_CLEAR', 0x4, 'Forgets the connection of the packet.'],
  ['TCA_CT_ACT_NAT', 0x8, 'Translates addresses.'],
  ['TCA_CT_ACT_NAT_SRC', 0x10, 'Sources.'],
  ['TCA_CT_ACT_NAT_DST', 0x20, 'Destinations.']
])

export const tcCt = struct('tc_ct', '', generic, { doc: 'Number and result.' })

export const ctOptions = attributes('CtOptions', 'TCA_CT', 'Sends packets through conntrack.', [
  ['TCA_CT_PARMS', 1, tcCt, 'Number and result. Needed.'],
  ['TCA_CT_TM', 2, tcfT, 'Times. Read only.'],
  ['TCA_CT_ACTION', 3, flagged(u16, ctActions), 'TCA_CT_ACT_*.'],
  ['TCA_CT_ZONE', 4, u16, 'Zone.'],
  ['TCA_CT_MARK', 5, u32, 'Mark of the connection.'],
  ['TCA_CT_MARK_MASK', 6, u32, 'Bits of it that are set.'],
  ['TCA_CT_LABELS', 7, binary({ max: 16 }), 'Labels of the connection.'],
  ['TCA_CT_LABELS_MASK', 8, binary({ max: 16 }), 'Bits of them that are set.'],
  ['TCA_CT_NAT_IPV4_MIN', 9, ipv4, 'First address to translate to.'],
  ['TCA_CT_NAT_IPV4_MAX', 10, ipv4, 'Last one.'],
  ['TCA_CT_NAT_IPV6_MIN', 11, ipv6, 'First address to translate to.'],
  ['TCA_CT_NAT_IPV6_MAX', 12, ipv6, 'Last one.'],
  ['TCA_CT_NAT_PORT_MIN', 13, be16, 'First port to translate to.'],
  ['TCA_CT_NAT_PORT_MAX', 14, be16, 'Last one.'],
  ['TCA_CT_PAD', 15, pad, 'Aligns.'],
  ['TCA_CT_HELPER_NAME', 16, string(15), 'Helper of the connection: `ftp`.'],
  ['TCA_CT_HELPER_FAMILY', 17, family, "The helper's address family."],
  ['TCA_CT_HELPER_PROTO', 18, ipProtocol, "The helper's transport protocol."]
])
