/** choke in SI units: early detection, with thresholds in packets. */
import { checkKeys, type KeysOf } from '@nlkit/core'
import type { ChokeOptionsInput } from './choke.codec.ts'
import { red, type EarlyDetection } from './red.ts'

/** When packets are dropped early, and with each another one of its flow. */
export interface GreedyDetection extends Pick<EarlyDetection, 'avpkt' | 'bandwidth' | 'probability' | 'ecn'> {
  /** Most packets that wait. */
  readonly limit: number
  /** It begins at so many packets of average backlog. */
  readonly min: number
  /** The probability is at its greatest from so many packets on. */
  readonly max: number
  /** Packets that may come at once without moving the average much. Left out: (2 min + max) / 3. */
  readonly burst?: number | undefined
}

const KEYS: KeysOf<GreedyDetection> = {
  limit: true,
  min: true,
  max: true,
  avpkt: true,
  burst: true,
  bandwidth: true,
  probability: true,
  ecn: true
}

/** The wire's form. @throws RangeError for what does not go together */
export function choke(of: GreedyDetection): ChokeOptionsInput {
  checkKeys(of, KEYS)
  const { limit, min, max, avpkt } = of
  const { parms, stab, maxP } = red({ ...of, min: min * avpkt, max: max * avpkt })
  return { parms: { ...parms, limit, qthMin: min, qthMax: max }, stab, maxP }
}
