/** A policer, as action and inside filters of the old form: linux/pkt_cls.h, net/sched/act_police.c. */
import { array, attributes, enumerated, pad, quantity, s32, struct, u32 } from '@nlkit/core/schema'
import { tcActions } from './verdict.schema.ts'
import { tcRatespec } from './ratespec.schema.ts'
import { tcfT } from './actions/tcf-t.schema.ts'

export const tcPolice = struct(
  'tc_police',
  '',
  [
    ['index', u32, 'Number of the action; 0 lets the kernel choose.'],
    ['action', enumerated(s32, tcActions), 'What happens to packets above the rate.'],
    ['limit', u32, 'Not used.'],
    ['burst', u32, 'Bytes that may come at once, as the time they take at the rate, in ticks.'],
    [
      'mtu',
      u32,
      'Longest packet, in bytes; 0: what the rate table can say, or any. With a peak rate also the burst at that.'
    ],
    ['rate', tcRatespec, 'The rate; 0: none.'],
    ['peakrate', tcRatespec, 'The peak rate; 0: none.'],
    ['refcnt', s32, 'How many hold it. Read only.'],
    ['bindcnt', s32, 'Filters that use it. Read only.'],
    ['capab', u32, 'Not used.']
  ],
  { doc: 'A policer.' }
)

export const policeOptions = attributes('PoliceOptions', 'TCA_POLICE', 'Settings of a policer.', [
  ['TCA_POLICE_TBF', 1, tcPolice, 'The policer.'],
  ['TCA_POLICE_RATE', 2, array(u32), 'Rate table: ticks by slot, 256 of them. Needed where there is a rate.'],
  ['TCA_POLICE_PEAKRATE', 3, array(u32), 'Rate table of the peak rate.'],
  ['TCA_POLICE_AVRATE', 4, u32, 'Most bytes a second by the estimator.'],
  ['TCA_POLICE_RESULT', 5, enumerated(u32, tcActions), 'What happens to packets within the rate.'],
  ['TCA_POLICE_TM', 6, tcfT, 'Times. Read only.'],
  ['TCA_POLICE_PAD', 7, pad, 'Aligns.'],
  ['TCA_POLICE_RATE64', 8, quantity, 'Bytes a second, from 2^32 on.'],
  ['TCA_POLICE_PEAKRATE64', 9, quantity, 'Peak bytes a second, from 2^32 on.'],
  ['TCA_POLICE_PKTRATE64', 10, quantity, 'Packets a second; excludes a rate in bytes.'],
  [
    'TCA_POLICE_PKTBURST64',
    11,
    quantity,
    'Packets that may come at once, as the time they take at the rate, in ticks.'
  ]
])
