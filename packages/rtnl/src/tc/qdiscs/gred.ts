/** A virtual queue of gred in SI units: early detection like red's. */
import { checkKeys, type KeysOf } from '@nlkit/core'
import { isAsked } from '../../objects.ts'
import type { GredOptionsInput } from './gred.codec.ts'
import { TC_RED_ECN, TC_RED_HARDDROP } from './red.constants.ts'
import { red, type EarlyDetection } from './red.ts'

/** A virtual queue to set up or to change, of a qdisc that is there. */
export interface VirtualQueue extends Omit<EarlyDetection, 'adaptive' | 'nodrop'> {
  /** Its number, 0 to 15. */
  readonly vq: number
  /** Its priority, 0 is the highest; where virtual queues have any. */
  readonly prio?: number | undefined
}

const KEYS: KeysOf<VirtualQueue> = {
  vq: true,
  prio: true,
  limit: true,
  min: true,
  max: true,
  avpkt: true,
  burst: true,
  bandwidth: true,
  probability: true,
  ecn: true,
  harddrop: true
}

/** The wire's form. @throws RangeError for what does not go together */
export function gred(of: VirtualQueue): GredOptionsInput {
  checkKeys(of, KEYS)
  const { vq: dp, prio, ecn, harddrop, ...rest } = of
  const { parms, stab, maxP } = red(rest)
  const { flags: _, ...thresholds } = parms ?? {}
  const flags = (isAsked(ecn, 'ecn') ? TC_RED_ECN : 0) | (isAsked(harddrop, 'harddrop') ? TC_RED_HARDDROP : 0)
  return {
    parms: [{ ...thresholds, dp, ...(prio === undefined ? {} : { prio }) }],
    stab,
    maxP: maxP === undefined ? undefined : [maxP],
    // Beside flags of all virtual queues the kernel takes none of a single one (gred_vq_validate()).
    vqList: ecn === undefined && harddrop === undefined ? undefined : { entry: [{ dp, flags }] }
  }
}
