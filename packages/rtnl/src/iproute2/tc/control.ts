/** What becomes of a packet: print_action_control() of tc_util.c. */
import { TC_ACT_EXT_VAL_MASK, TC_ACT_GOTO_CHAIN, TC_ACT_JUMP } from '../../tc/verdict.constants.ts'
import type { JsonObject } from '../names.ts'

const NAMES: Readonly<Record<string, string>> = {
  unspec: 'continue',
  ok: 'pass',
  reclassify: 'reclassify',
  shot: 'drop',
  pipe: 'pipe',
  stolen: 'stolen',
  trap: 'trap'
}
/** Verdicts that the tool has no name for are numbers there. */
const NUMBERS: Readonly<Record<string, string>> = { queued: '5', repeat: '6', redirect: '7' }

export function controlJson(action: string | number): JsonObject {
  if (typeof action === 'string') return { type: NAMES[action] ?? NUMBERS[action] ?? action }
  const opcode = action & ~TC_ACT_EXT_VAL_MASK
  const value = action & TC_ACT_EXT_VAL_MASK
  if (opcode === TC_ACT_GOTO_CHAIN) return { type: 'goto', chain: value }
  if (opcode === TC_ACT_JUMP) return { type: 'jump', jump: value }
  return { type: String(action) }
}
