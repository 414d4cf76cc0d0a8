/** Settings of qdiscs in SI units, by kind. */
import { choke, type GreedyDetection } from './choke.ts'
import { gred, type VirtualQueue } from './gred.ts'
import type { HtbOptionsInput } from './htb.codec.ts'
import { isEmulation, netem, type Emulation } from './netem.ts'
import { isEarlyDetection, red, type EarlyDetection } from './red.ts'
import { isTokenBucket, tbf, type TokenBucket } from './tbf.ts'

/** A kind whose settings may be in SI units, and those. */
export type QdiscShape =
  | { readonly kind: 'tbf'; readonly options: TokenBucket }
  | { readonly kind: 'netem'; readonly options: Emulation }
  | { readonly kind: 'red'; readonly options: EarlyDetection }
  | { readonly kind: 'choke'; readonly options: GreedyDetection }
  | { readonly kind: 'gred'; readonly options: VirtualQueue }

/** What tc(8) divides a rate by to have a quantum. */
const RATE_TO_QUANTUM = 10

/** As tc(8) has it: of 0 the kernel makes 1, and warns of the quantum of nearly every class then (htb_change_class()). */
function htb(options: HtbOptionsInput): HtbOptionsInput {
  const { init = {} } = options
  if (typeof init !== 'object' || options instanceof Uint8Array) return options
  return { ...options, init: { ...init, rate2quantum: init.rate2quantum ?? RATE_TO_QUANTUM } }
}

/** The wire's form of settings, whichever form they are in; undefined where they are in the wire's already. */
export function wireOptions(kind: string | undefined, options: unknown, isNew: boolean): object | undefined {
  if (kind === 'htb' && isNew && options === undefined) return htb({})
  if (typeof options !== 'object' || options === null) return undefined
  if (kind === 'htb' && isNew) return htb(options)
  if (kind === 'tbf' && isTokenBucket(options)) return tbf(options)
  if (kind === 'netem' && isEmulation(options)) return netem(options)
  // All three say the length of an average packet, which the wire does not have.
  if (!isEarlyDetection(options)) return undefined
  if (kind === 'red') return red(options)
  if (kind === 'choke') return choke(options)
  if (kind === 'gred') return gred(options as VirtualQueue)
  return undefined
}
