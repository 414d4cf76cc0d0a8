/** plug, which holds packets back until it is told: net/sched/sch_plug.c. */
import { enumerated, enumeration, s32, struct, u32 } from '@nlkit/core/schema'

export const plugActions = enumeration('PlugAction', 'TCQ_PLUG', [
  ['TCQ_PLUG_BUFFER', 0, 'Packets from now on are held back until the next release.'],
  ['TCQ_PLUG_RELEASE_ONE', 1, 'Lets go what came before the last but one `buffer`.'],
  ['TCQ_PLUG_RELEASE_INDEFINITE', 2, 'Lets everything go, until the next `buffer`.'],
  ['TCQ_PLUG_LIMIT', 3, 'Changes the limit.']
])

export const tcPlugQopt = struct(
  'tc_plug_qopt',
  '',
  [
    ['action', enumerated(s32, plugActions), 'What to do.'],
    ['limit', u32, 'Most bytes that wait; with `limit` only, and when the qdisc is added.']
  ],
  { doc: 'Holds packets back until it is told.' }
)
