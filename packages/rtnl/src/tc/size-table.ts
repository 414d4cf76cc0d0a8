/** Size tables, TCA_STAB: what packets cost by their length: __qdisc_calculate_pkt_len() in net/sched/sch_api.c. */
import { checkKeys, type KeysOf } from '@nlkit/core'
import { costOf, type Measure } from './rate.ts'
import type { StabInput } from './ratespec.codec.ts'

/** How packets of a qdisc are measured. */
export interface SizeTable extends Measure {
  /** Length of the longest packet, in bytes. Left out: 2047. */
  readonly mtu?: number | undefined
  /** Number of slots. Left out: 512, which is the most. */
  readonly slots?: number | undefined
}

const KEYS: KeysOf<SizeTable> = {
  mtu: true,
  slots: true,
  overhead: true,
  mpu: true,
  linklayer: true
}

const MTU = 2047
const SLOTS = 512
const WORD = 0xffff

/** The wire's form of a size table. Where only overhead is added there is no table. @throws RangeError */
export function sizeTable(table: SizeTable): StabInput {
  checkKeys(table, KEYS, 'stab')
  const { overhead = 0, mpu = 0, linklayer = 'ethernet', mtu = MTU, slots = SLOTS } = table
  if (!Number.isInteger(slots) || slots < 1 || slots > SLOTS)
    throw new RangeError(`stab.slots: ${slots} is not in 1-${SLOTS}`)
  if (!Number.isInteger(mtu) || mtu < 1) throw new RangeError(`stab.mtu: ${mtu} is not a length`)
  if (linklayer !== 'atm' && mpu === 0) return { base: { overhead, linklayer } }
  let cellLog = 0
  while (mtu >> cellLog >= slots) cellLog++
  const costs = Array.from({ length: slots }, (_, slot) => costOf((slot + 1) << cellLog, table))
  let sizeLog = 0
  while ((costs[slots - 1] ?? 0) >> sizeLog > WORD) sizeLog++
  return {
    base: { cellLog, sizeLog, cellAlign: -1, overhead, linklayer, mpu, mtu, tsize: slots },
    data: costs.map((cost) => cost >> sizeLog)
  }
}
