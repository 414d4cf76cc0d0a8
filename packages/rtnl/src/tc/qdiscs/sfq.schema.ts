/** sfq, stochastic fair queueing: net/sched/sch_sfq.c. */
import { flagged, s32, struct, u32, u8 } from '@nlkit/core/schema'
import { redFlags } from './red.schema.ts'

export const tcSfqQopt = struct(
  'tc_sfq_qopt',
  '',
  [
    ['quantum', u32, "Bytes for which a flow is served at a time; 0: the device's MTU."],
    ['perturb_period', s32, 'Seconds between two changes of the hash; 0: never.'],
    ['limit', u32, 'Most packets that wait.'],
    ['divisor', u32, 'Slots of the hash table, a power of two up to 65536.'],
    ['flows', u32, 'Most flows.']
  ],
  { doc: 'Fair queueing by hash.' }
)

export const tcSfqredStats = struct(
  'tc_sfqred_stats',
  '',
  [
    ['prob_drop', u32, 'Packets dropped early.'],
    ['forced_drop', u32, 'Packets dropped beyond the maximum.'],
    ['prob_mark', u32, 'Packets marked early.'],
    ['forced_mark', u32, 'Packets marked beyond the maximum.'],
    ['prob_mark_head', u32, 'Packets marked early, at the head.'],
    ['forced_mark_head', u32, 'Packets marked beyond the maximum, at the head.']
  ],
  { doc: 'What early detection did.' }
)

export const tcSfqQoptV1 = struct(
  'tc_sfq_qopt_v1',
  '',
  [
    ['v0', tcSfqQopt, 'Fair queueing.'],
    ['depth', u32, 'Most packets of a flow that wait; 0: the default, 127.'],
    ['headdrop', u32, '1: a full flow drops its oldest packet, not its newest.'],
    ['limit', u32, 'Early detection: most bytes of a flow that wait.'],
    ['qth_min', u32, 'Early detection begins at so many bytes; 0: there is none.'],
    ['qth_max', u32, 'All are dropped or marked from so many bytes on.'],
    ['Wlog', u8, 'Weight of a sample in the average: two to the minus this.'],
    ['Plog', u8, 'Logarithm of the probability, as red has it.'],
    ['Scell_log', u8, 'Logarithm of the idle cell, as red has it.'],
    ['flags', flagged(u8, redFlags), 'TC_RED_*.'],
    ['max_P', u32, 'Greatest probability, 2^32 is 1.'],
    ['stats', tcSfqredStats, 'What early detection did. Read only.']
  ],
  { doc: 'Fair queueing by hash, with early detection.' }
)

export const tcSfqXstats = struct(
  'tc_sfq_xstats',
  '',
  [['allot', s32, 'Bytes that the flow may still send in this round.']],
  {
    doc: 'Statistics of a flow of sfq.'
  }
)
