/** red, random early detection: net/sched/sch_red.c, include/net/red.h. */
import { attributes, binary, bitfield32, flagged, flags, struct, u32, u8 } from '@nlkit/core/schema'

export const redFlags = flags('TC_RED', [
  ['TC_RED_ECN', 1, 'Marks packets of flows that know ECN instead of dropping them.'],
  ['TC_RED_HARDDROP', 2, 'Drops beyond the maximum even what it could mark.'],
  ['TC_RED_ADAPTATIVE', 4, 'Adapts the probability.'],
  ['TC_RED_NODROP', 8, 'Queues what it cannot mark instead of dropping it.']
])

export const tcRedQopt = struct(
  'tc_red_qopt',
  '',
  [
    ['limit', u32, 'Most bytes that wait.'],
    ['qth_min', u32, 'Early detection begins at so many bytes of average backlog.'],
    ['qth_max', u32, 'Probability is at its greatest from so many bytes on.'],
    ['Wlog', u8, 'Weight of a sample in the average: two to the minus this; below 32.'],
    [
      'Plog',
      u8,
      'Logarithm of the probability at the maximum over the distance of the thresholds; below 32.'
    ],
    ['Scell_log', u8, 'Logarithm of the time for which one slot of the idle table stands, in microseconds.'],
    ['flags', flagged(u8, redFlags), 'TC_RED_*; newer ones only in the attribute.']
  ],
  { doc: 'Random early detection.' }
)

export const redOptions = attributes('RedOptions', 'TCA_RED', 'Random early detection.', [
  ['TCA_RED_PARMS', 1, tcRedQopt, 'Thresholds. Needed.'],
  ['TCA_RED_STAB', 2, binary(256), 'How the average falls while nothing waits: a shift by slot. Needed.'],
  ['TCA_RED_MAX_P', 3, u32, 'Greatest probability, 2^32 is 1.'],
  ['TCA_RED_FLAGS', 4, bitfield32(redFlags), 'TC_RED_*.'],
  ['TCA_RED_EARLY_DROP_BLOCK', 5, u32, 'Block of filters that early drops run through; 0: none.'],
  ['TCA_RED_MARK_BLOCK', 6, u32, 'Block of filters that marked packets run through; 0: none.']
])

export const tcRedXstats = struct(
  'tc_red_xstats',
  '',
  [
    ['early', u32, 'Packets dropped early.'],
    ['pdrop', u32, 'Packets dropped since the queue was full.'],
    ['other', u32, 'Packets dropped by others. Always 0 now.'],
    ['marked', u32, 'Packets marked.']
  ],
  { doc: 'Statistics of red.' }
)
