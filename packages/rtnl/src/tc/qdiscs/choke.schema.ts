/** choke, red that punishes the greedy: net/sched/sch_choke.c. */
import { attributes, binary, struct, u32 } from '@nlkit/core/schema'
import { tcRedQopt } from './red.schema.ts'

export const chokeOptions = attributes(
  'ChokeOptions',
  'TCA_CHOKE',
  'Early detection that drops two packets of greedy flows.',
  [
    ['TCA_CHOKE_PARMS', 1, tcRedQopt, 'Thresholds, in packets. Needed.'],
    ['TCA_CHOKE_STAB', 2, binary(256), 'How the average falls while nothing waits: a shift by slot. Needed.'],
    ['TCA_CHOKE_MAX_P', 3, u32, 'Greatest probability, 2^32 is 1.']
  ]
)

export const tcChokeXstats = struct(
  'tc_choke_xstats',
  '',
  [
    ['early', u32, 'Packets dropped early.'],
    ['pdrop', u32, 'Packets dropped since the queue was full.'],
    ['other', u32, 'Packets dropped by others. Always 0 now.'],
    ['marked', u32, 'Packets marked.'],
    ['matched', u32, 'Packets dropped for being of the same flow as another.']
  ],
  { doc: 'Statistics of choke.' }
)
