/** Contestants in turns: what disturbs the machine disturbs all of them. */

/** Nanoseconds for one unit of work, measured once. */
export type Contestant = () => Promise<number> | number

export interface Outcome {
  readonly name: string
  /** Median nanoseconds for a unit; not there for a contestant that could not take part. */
  readonly median?: number
  /** Median of the ratios to the first contestant, round by round. */
  readonly ratio?: number
  /** What else was counted, or why a contestant did not take part. */
  readonly note?: string
}

/** A contestant that takes more milliseconds for a round is slow: it takes part in few, the median of them will do. */
const SLOW = 2000
const ROUNDS_OF_SLOW = 3

/**
 * Rounds of a dump of thousands of large objects until it is warm: the engine compiles the decoder in the second, and its
 * nursery grows until the fifth, which costs thousands of page faults (14 us each on a guest that we measured).
 */
export const WARM_UP = 5

export interface Rounds {
  readonly rounds: number
  /** Rounds before those that count. */
  readonly warmUp?: number
}

/** @param contestants the first is the floor; a text instead of one says why it is missing */
export async function inRounds(
  { rounds, warmUp = 0 }: Rounds,
  contestants: Readonly<Record<string, Contestant | string>>
): Promise<Outcome[]> {
  const taken = new Map<string, number[]>()
  const slow = new Set<string>()
  const floorName = Object.keys(contestants)[0] ?? ''
  for (let round = -warmUp; round < rounds; round++) {
    for (const [name, contestant] of Object.entries(contestants)) {
      if (typeof contestant === 'string') continue
      if (slow.has(name) && (round < 0 || round >= ROUNDS_OF_SLOW)) continue
      const start = performance.now()
      const nanoseconds = await contestant()
      if (performance.now() - start > SLOW && name !== floorName) slow.add(name)
      if (round < 0) continue
      const own = taken.get(name) ?? []
      own.push(nanoseconds)
      taken.set(name, own)
    }
  }
  const floor = taken.get(floorName) ?? []
  return Object.entries(contestants).map(([name, contestant]) => {
    if (typeof contestant === 'string') return { name, note: contestant }
    const own = taken.get(name) ?? []
    return {
      name,
      median: median(own),
      ratio: median(own.map((value, round) => value / (floor[round] ?? Number.NaN)))
    }
  })
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
