/** csum, makes checksums right: net/sched/act_csum.c. */
import { attributes, flagged, flags, pad, struct, u32 } from '@nlkit/core/schema'
import { generic } from './generic.ts'
import { tcfT } from './tcf-t.schema.ts'

export const csumFlags = flags('TCA_CSUM_UPDATE_FLAG', [
  ['TCA_CSUM_UPDATE_FLAG_IPV4HDR', 0x1, 'IPv4 header.'],
  ['TCA_CSUM_UPDATE_FLAG_ICMP', 0x2, 'ICMP.'],
  ['TCA_CSUM_UPDATE_FLAG_IGMP', 0x4, 'IGMP.'],
  ['TCA_CSUM_UPDATE_FLAG_TCP', 0x8, 'TCP.'],
  ['TCA_CSUM_UPDATE_FLAG_UDP', 0x10, 'UDP.'],
  ['TCA_CSUM_UPDATE_FLAG_UDPLITE', 0x20, 'UDP-Lite.'],
  ['TCA_CSUM_UPDATE_FLAG_SCTP', 0x40, 'SCTP.']
])

export const tcCsum = struct(
  'tc_csum',
  '',
  [...generic, ['update_flags', flagged(u32, csumFlags), 'Which checksums, TCA_CSUM_UPDATE_FLAG_*.']],
  { doc: 'Number, result and which checksums.' }
)

export const csumOptions = attributes('CsumOptions', 'TCA_CSUM', 'Makes checksums right.', [
  ['TCA_CSUM_PARMS', 1, tcCsum, 'Number, result and which checksums. Needed.'],
  ['TCA_CSUM_TM', 2, tcfT, 'Times. Read only.'],
  ['TCA_CSUM_PAD', 3, pad, 'Aligns.']
])
