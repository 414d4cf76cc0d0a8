/** What actions of all kinds have: struct tc_gen and struct tcf_t of linux/pkt_cls.h. */
import type { TcfT } from '../../tc/actions/tcf-t.codec.ts'
import type { Json } from '../names.ts'
import { controlJson } from './control.ts'
import type { TcOutput } from './numbers.ts'

/** The parameters that all kinds begin with. */
export interface Generic {
  readonly index: number
  readonly action: string | number
  readonly refcnt: number
  readonly bindcnt: number
}

/** Ticks of the user's clock in a second. */
const USER_HZ = 100

const seconds = (ticks: number): number | undefined => (ticks === 0 ? undefined : Math.floor(ticks / USER_HZ))

/** Who holds it, and its ages in whole seconds: print_tm(). */
export function holdersJson(
  { index, refcnt, bindcnt }: Omit<Generic, 'action'>,
  tm: TcfT | undefined,
  output: TcOutput
): Record<string, Json | undefined> {
  return { index, ref: refcnt, bind: bindcnt, ...agesJson(tm, output) }
}

export function agesJson(
  tm: TcfT | undefined,
  { statistics = true }: TcOutput
): Record<string, Json | undefined> {
  if (tm === undefined || !statistics) return {}
  return {
    installed: seconds(tm.install),
    last_used: seconds(tm.lastuse),
    expires: seconds(tm.expires),
    first_used: seconds(tm.firstuse ?? 0)
  }
}

/** What becomes of the packet, and who holds the action. */
export function genericJson(
  parms: Generic,
  tm: TcfT | undefined,
  output: TcOutput
): Record<string, Json | undefined> {
  return { control_action: controlJson(parms.action), ...holdersJson(parms, tm, output) }
}
