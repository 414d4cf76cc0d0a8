/** Results of actions that carry a number: TC_ACT_EXT_CMP() in include/uapi/linux/pkt_cls.h. */
import { TC_ACT_EXT_VAL_MASK, TC_ACT_GOTO_CHAIN, TC_ACT_JUMP } from './verdict.constants.ts'

/** Goes on in a chain: as `action` of an action. @throws RangeError */
export function gotoChain(chain: number): number {
  return extended(TC_ACT_GOTO_CHAIN, chain, 'chain')
}

/** Skips the next actions: as `action` of an action. @throws RangeError */
export function jump(count: number): number {
  return extended(TC_ACT_JUMP, count, 'count')
}

/** The chain that such a result goes on in; undefined for any other. */
export function chainOf(action: string | number): number | undefined {
  const isOne = typeof action === 'number' && (action & ~TC_ACT_EXT_VAL_MASK) === TC_ACT_GOTO_CHAIN
  return isOne ? action & TC_ACT_EXT_VAL_MASK : undefined
}

function extended(opcode: number, value: number, key: string): number {
  if (!Number.isInteger(value) || value < 0 || value > TC_ACT_EXT_VAL_MASK) {
    throw new RangeError(`${key}: ${value} is not in 0-${TC_ACT_EXT_VAL_MASK}`)
  }
  return opcode + value
}
