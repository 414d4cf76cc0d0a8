/** gred, red with virtual queues: net/sched/sch_gred.c. */
import {
  array,
  attributes,
  binary,
  counter,
  flagged,
  multi,
  nest,
  pad,
  padding,
  struct,
  u32,
  u8
} from '@nlkit/core/schema'
import { redFlags } from './red.schema.ts'

export const tcGredQopt = struct(
  'tc_gred_qopt',
  '',
  [
    ['limit', u32, 'Most bytes that wait.'],
    ['qth_min', u32, 'Early detection begins at so many bytes of average backlog.'],
    ['qth_max', u32, 'Probability is at its greatest from so many bytes on.'],
    ['DP', u32, 'Number of the virtual queue. In dumps, beyond 15: this one is not set up.'],
    ['backlog', u32, 'Bytes that wait. Read only.'],
    ['qave', u32, 'Average backlog, in bytes. Read only.'],
    ['forced', u32, 'Packets dropped beyond the maximum. Read only.'],
    ['early', u32, 'Packets dropped early. Read only.'],
    ['other', u32, 'Packets dropped by others. Read only.'],
    ['pdrop', u32, 'Packets dropped since the queue was full. Read only.'],
    ['Wlog', u8, 'Weight of a sample in the average: two to the minus this.'],
    ['Plog', u8, 'Logarithm of the probability at the maximum over the distance of the thresholds.'],
    ['Scell_log', u8, 'Logarithm of the time for which one slot of the idle table stands, in microseconds.'],
    ['prio', u8, 'Priority of the virtual queue, 0 is the highest; with `grio`.'],
    ['packets', u32, 'Packets that came. Read only.'],
    ['bytesin', u32, 'Bytes that came. Read only.']
  ],
  { doc: 'A virtual queue.' }
)

export const tcGredSopt = struct(
  'tc_gred_sopt',
  '',
  [
    ['DPs', u32, 'Number of virtual queues, 1-16.'],
    ['def_DP', u32, 'The one for packets without.'],
    ['grio', u8, '1: virtual queues have priorities.'],
    ['flags', flagged(u8, redFlags), 'TC_RED_*, for all virtual queues.'],
    [padding(2)]
  ],
  { doc: 'Virtual queues.' }
)

const entry = attributes('GredVirtualQueue', 'TCA_GRED_VQ', 'A virtual queue.', [
  ['TCA_GRED_VQ_PAD', 1, pad, 'Aligns.'],
  ['TCA_GRED_VQ_DP', 2, u32, 'Its number.'],
  ['TCA_GRED_VQ_STAT_BYTES', 3, counter, 'Bytes that came.'],
  ['TCA_GRED_VQ_STAT_PACKETS', 4, u32, 'Packets that came.'],
  ['TCA_GRED_VQ_STAT_BACKLOG', 5, u32, 'Bytes that wait.'],
  ['TCA_GRED_VQ_STAT_PROB_DROP', 6, u32, 'Packets dropped early.'],
  ['TCA_GRED_VQ_STAT_PROB_MARK', 7, u32, 'Packets marked early.'],
  ['TCA_GRED_VQ_STAT_FORCED_DROP', 8, u32, 'Packets dropped beyond the maximum.'],
  ['TCA_GRED_VQ_STAT_FORCED_MARK', 9, u32, 'Packets marked beyond the maximum.'],
  ['TCA_GRED_VQ_STAT_PDROP', 10, u32, 'Packets dropped since the queue was full.'],
  ['TCA_GRED_VQ_STAT_OTHER', 11, u32, 'Packets dropped by others.'],
  ['TCA_GRED_VQ_FLAGS', 12, flagged(u32, redFlags), 'TC_RED_*, of this virtual queue.']
])

const list = attributes('GredVirtualQueues', 'TCA_GRED_VQ', 'Virtual queues.', [
  ['TCA_GRED_VQ_ENTRY', 1, multi(nest(entry)), 'A virtual queue.']
])

export const gredOptions = attributes('GredOptions', 'TCA_GRED', 'Red with up to 16 virtual queues.', [
  ['TCA_GRED_PARMS', 1, array(tcGredQopt), 'In requests the virtual queue to change; in dumps all 16.'],
  [
    'TCA_GRED_STAB',
    2,
    binary(256),
    'How the average falls while nothing waits: a shift by slot. Write only.'
  ],
  ['TCA_GRED_DPS', 3, tcGredSopt, 'Virtual queues: first of all, without the others.'],
  [
    'TCA_GRED_MAX_P',
    4,
    array(u32),
    'Greatest probability, 2^32 is 1: of the virtual queue to change; in dumps of all 16.'
  ],
  ['TCA_GRED_LIMIT', 5, u32, 'Most bytes that wait, over all virtual queues.'],
  ['TCA_GRED_VQ_LIST', 6, nest(list), 'Virtual queues with their flags and statistics.']
])
