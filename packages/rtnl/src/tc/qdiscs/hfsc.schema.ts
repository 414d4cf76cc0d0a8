/** hfsc, hierarchical fair service curve, the qdisc and its classes: net/sched/sch_hfsc.c. */
import { attributes, counter, struct, u16, u32 } from '@nlkit/core/schema'

export const tcHfscQopt = struct(
  'tc_hfsc_qopt',
  '',
  [
    [
      'defcls',
      u16,
      'Minor number of the class for packets without one, 0x10 for `1:10`; 0: they are dropped.'
    ]
  ],
  { doc: 'The qdisc.' }
)

export const tcServiceCurve = struct(
  'tc_service_curve',
  '',
  [
    ['m1', u32, 'Rate at first, bytes a second.'],
    ['d', u32, 'For how long, microseconds.'],
    ['m2', u32, 'Rate from then on, bytes a second.']
  ],
  { doc: 'A service curve: one rate, then another.' }
)

export const hfscClassOptions = attributes('HfscClassOptions', 'TCA_HFSC', 'A class of hfsc.', [
  ['TCA_HFSC_RSC', 1, tcServiceCurve, 'What it gets in real time, whatever others do. Leaves only.'],
  ['TCA_HFSC_FSC', 2, tcServiceCurve, 'How it shares what is left with its siblings.'],
  ['TCA_HFSC_USC', 3, tcServiceCurve, 'What it gets at most.']
])

export const tcHfscStats = struct(
  'tc_hfsc_stats',
  '',
  [
    ['work', counter, 'Bytes that were sent.'],
    ['rtwork', counter, 'Bytes that were sent in real time.'],
    ['period', u32, 'How often the class was served, backlogged without a break.'],
    ['level', u32, 'Distance from the leaves.']
  ],
  { doc: 'Statistics of a class of hfsc.' }
)
