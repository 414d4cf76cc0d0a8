/** Settings of classes in SI units, by kind of their qdisc. */
import { hfscClass, isHfscClass, type HfscClass } from './hfsc.ts'
import { htbClass, isHtbClass, type HtbClass } from './htb.ts'

/** A kind whose settings may be in SI units, and those. */
export type ClassShape =
  | { readonly kind: 'htb'; readonly options: HtbClass }
  | { readonly kind: 'hfsc'; readonly options: HfscClass }

/** The wire's form of settings that are in SI units; undefined where they are in the wire's already. */
export function wireOptions(kind: string | undefined, options: unknown): object | undefined {
  if (typeof options !== 'object' || options === null) return undefined
  if (kind === 'htb' && isHtbClass(options)) return htbClass(options)
  if (kind === 'hfsc' && isHfscClass(options)) return hfscClass(options)
  return undefined
}
