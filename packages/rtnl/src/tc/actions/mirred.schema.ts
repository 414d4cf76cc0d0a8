/** mirred, redirects and mirrors packets: net/sched/act_mirred.c. */
import { attributes, enumerated, enumeration, pad, s32, struct, u32 } from '@nlkit/core/schema'
import { generic } from './generic.ts'
import { tcfT } from './tcf-t.schema.ts'

// The header has no prefix of its own for these, so their literals are given.
export const mirredActions = enumeration(
  'MirredAction',
  'TCA_MIRRED_EACTION',
  [
    ['TCA_EGRESS_REDIR', 1, 'Sends the packet out.', 'egress-redir'],
    ['TCA_EGRESS_MIRROR', 2, 'Sends a copy out.', 'egress-mirror'],
    ['TCA_INGRESS_REDIR', 3, 'Lets the packet come in.', 'ingress-redir'],
    ['TCA_INGRESS_MIRROR', 4, 'Lets a copy come in.', 'ingress-mirror']
  ],
  { redirect: 'egress-redir', mirror: 'egress-mirror' }
)

export const tcMirred = struct(
  'tc_mirred',
  '',
  [
    ...generic,
    ['eaction', enumerated(s32, mirredActions), 'What is done.'],
    ['ifindex', u32, 'Index of the interface; 0 with a block.']
  ],
  { doc: 'Where packets go.' }
)

export const mirredOptions = attributes(
  'MirredOptions',
  'TCA_MIRRED',
  'Sends packets, or copies, to another interface.',
  [
    ['TCA_MIRRED_TM', 1, tcfT, 'Times. Read only.'],
    ['TCA_MIRRED_PARMS', 2, tcMirred, 'Number, result and where to. Needed.'],
    ['TCA_MIRRED_PAD', 3, pad, 'Aligns.'],
    ['TCA_MIRRED_BLOCKID', 4, u32, 'Block instead of an interface: to all that share it; not 0.']
  ]
)
