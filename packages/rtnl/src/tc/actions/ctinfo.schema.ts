/** ctinfo, brings what conntrack knows back: net/sched/act_ctinfo.c. */
import { attributes, counter, pad, struct, u16, u32 } from '@nlkit/core/schema'
import { generic } from './generic.ts'
import { tcfT } from './tcf-t.schema.ts'

export const tcCtinfo = struct('tc_ctinfo', '', generic, { doc: 'Number and result.' })

export const ctinfoOptions = attributes(
  'CtinfoOptions',
  'TCA_CTINFO',
  'Restores DS field and mark from the connection.',
  [
    ['TCA_CTINFO_PAD', 1, pad, 'Aligns.'],
    ['TCA_CTINFO_TM', 2, tcfT, 'Times. Read only.'],
    ['TCA_CTINFO_ACT', 3, tcCtinfo, 'Number and result. Needed.'],
    ['TCA_CTINFO_ZONE', 4, u16, 'Zone of the connection.'],
    ['TCA_CTINFO_PARMS_DSCP_MASK', 5, u32, 'Six bits in a row of its mark that have the DSCP.'],
    [
      'TCA_CTINFO_PARMS_DSCP_STATEMASK',
      6,
      u32,
      'One of these bits must be set in its mark; 0: none need be.'
    ],
    ['TCA_CTINFO_PARMS_CPMARK_MASK', 7, u32, 'Bits of its mark that the packet gets.'],
    ['TCA_CTINFO_STATS_DSCP_SET', 8, counter, 'Packets whose DS field was set. Read only.'],
    ['TCA_CTINFO_STATS_DSCP_ERROR', 9, counter, 'Packets whose DS field could not be set. Read only.'],
    ['TCA_CTINFO_STATS_CPMARK_SET', 10, counter, 'Packets whose mark was set. Read only.']
  ]
)
