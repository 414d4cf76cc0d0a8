/** hhf, heavy-hitter filter: net/sched/sch_hhf.c. */
import { attributes, struct, u32 } from '@nlkit/core/schema'

export const hhfOptions = attributes('HhfOptions', 'TCA_HHF', 'Tells heavy flows from light ones.', [
  ['TCA_HHF_BACKLOG_LIMIT', 1, u32, 'Most packets that wait.'],
  ['TCA_HHF_QUANTUM', 2, u32, 'Bytes for which one kind of flows is served at a time.'],
  ['TCA_HHF_HH_FLOWS_LIMIT', 3, u32, 'Most heavy flows that are kept track of.'],
  ['TCA_HHF_RESET_TIMEOUT', 4, u32, 'Microseconds after which counting begins anew.'],
  ['TCA_HHF_ADMIT_BYTES', 5, u32, 'Bytes within that time that make a flow heavy.'],
  ['TCA_HHF_EVICT_TIMEOUT', 6, u32, 'Microseconds of silence after which it is light again.'],
  ['TCA_HHF_NON_HH_WEIGHT', 7, u32, 'How much more light flows are served than heavy ones.']
])

export const tcHhfXstats = struct(
  'tc_hhf_xstats',
  '',
  [
    ['drop_overlimit', u32, 'Packets dropped since the queue was full.'],
    ['hh_overlimit', u32, 'Heavy flows that were too many to keep track of.'],
    ['hh_tot_count', u32, 'Heavy flows so far.'],
    ['hh_cur_count', u32, 'Heavy flows now.']
  ],
  { doc: 'Statistics of hhf.' }
)
