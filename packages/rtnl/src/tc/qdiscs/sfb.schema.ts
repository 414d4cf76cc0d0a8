/** sfb, stochastic fair blue: net/sched/sch_sfb.c. */
import { attributes, struct, u32 } from '@nlkit/core/schema'

export const tcSfbQopt = struct(
  'tc_sfb_qopt',
  '',
  [
    ['rehash_interval', u32, 'Milliseconds between two changes of the hash.'],
    ['warmup_time', u32, 'Milliseconds for which the next hash learns before it is used.'],
    ['max', u32, 'Most packets that wait in a bin.'],
    ['bin_size', u32, 'Packets in a bin from which its probability grows.'],
    ['increment', u32, 'By which it grows, 65535 is 1.'],
    ['decrement', u32, 'By which it shrinks while the bin is empty, 65535 is 1.'],
    ['limit', u32, 'Most packets that wait; 0: as many as the txqueuelen of the device.'],
    ['penalty_rate', u32, 'Packets a second that flows that do not react get together.'],
    ['penalty_burst', u32, 'Packets of theirs that may come at once.']
  ],
  { doc: 'Stochastic fair blue.' }
)

export const sfbOptions = attributes('SfbOptions', 'TCA_SFB', 'Stochastic fair blue.', [
  ['TCA_SFB_PARMS', 1, tcSfbQopt, 'All settings; left out: defaults.']
])

export const tcSfbXstats = struct(
  'tc_sfb_xstats',
  '',
  [
    ['earlydrop', u32, 'Packets dropped early.'],
    ['penaltydrop', u32, 'Packets dropped of flows that do not react.'],
    ['bucketdrop', u32, 'Packets dropped since their bin was full.'],
    ['queuedrop', u32, 'Packets dropped since the queue was full.'],
    ['childdrop', u32, 'Packets dropped by the qdisc inside.'],
    ['marked', u32, 'Packets marked.'],
    ['maxqlen', u32, 'Packets in the fullest bin.'],
    ['maxprob', u32, 'Greatest probability of a bin, 65535 is 1.'],
    ['avgprob', u32, 'Average probability, 65535 is 1.']
  ],
  { doc: 'Statistics of sfb.' }
)
