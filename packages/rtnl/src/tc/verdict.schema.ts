/** What becomes of a packet after an action: TC_ACT_* in include/uapi/linux/pkt_cls.h. */
import { constants, enumeration } from '@nlkit/core/schema'

// The words are tc's (tc-actions(8)).
export const tcActions = enumeration(
  'TcAction',
  'TC_ACT',
  [
    ['TC_ACT_UNSPEC', -1, "As the filter's own result says: with tc, continue."],
    ['TC_ACT_OK', 0, 'Passes; no more filters.'],
    ['TC_ACT_RECLASSIFY', 1, 'All filters begin anew.'],
    ['TC_ACT_SHOT', 2, 'Is dropped: with tc, drop.'],
    ['TC_ACT_PIPE', 3, 'Goes to the next action.'],
    ['TC_ACT_STOLEN', 4, 'Belongs to the action now.'],
    ['TC_ACT_QUEUED', 5, 'Is queued by the action.'],
    ['TC_ACT_REPEAT', 6, 'All actions begin anew.'],
    ['TC_ACT_REDIRECT', 7, 'Goes where a program sent it.'],
    ['TC_ACT_TRAP', 8, 'Goes from hardware to the host.']
  ],
  { continue: 'unspec', pass: 'ok', drop: 'shot' }
)

/** Results with a value in their lower 28 bits. */
export const tcExtendedActions = constants([
  ['TC_ACT_JUMP', 0x1000_0000, 'Skips as many actions as the lower 28 bits say.'],
  ['TC_ACT_GOTO_CHAIN', 0x2000_0000, 'Goes on in the chain that the lower 28 bits name.'],
  ['TC_ACT_EXT_VAL_MASK', 0x0fff_ffff, 'The value of such a result.']
])
