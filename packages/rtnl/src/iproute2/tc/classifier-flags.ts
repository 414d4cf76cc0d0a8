/** Whether the device does it: print of TCA_CLS_FLAGS_*. */
import {
  TCA_CLS_FLAGS_IN_HW,
  TCA_CLS_FLAGS_NOT_IN_HW,
  TCA_CLS_FLAGS_SKIP_HW,
  TCA_CLS_FLAGS_SKIP_SW
} from '../../tc/filters/classifier-flags.constants.ts'
import type { Json } from '../names.ts'

/** @param count devices that do it, where they are counted */
export function offloadJson(flags: number | undefined, count?: number): Record<string, Json | undefined> {
  if (flags === undefined) return {}
  const has = (flag: number): true | undefined => ((flags & flag) === 0 ? undefined : true)
  const isIn = has(TCA_CLS_FLAGS_IN_HW)
  return {
    skip_hw: has(TCA_CLS_FLAGS_SKIP_HW),
    skip_sw: has(TCA_CLS_FLAGS_SKIP_SW),
    in_hw: isIn,
    in_hw_count: isIn === true ? count : undefined,
    not_in_hw: isIn === true ? undefined : has(TCA_CLS_FLAGS_NOT_IN_HW)
  }
}
