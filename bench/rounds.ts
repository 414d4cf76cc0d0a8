/** Contestants in turns: what disturbs the machine disturbs all of them. */

/** Nanoseconds for one unit of work, measured once. */
export type Contestant = () => Promise<number> | number

export interface Outcome {
  readonly name: string
  /** Median nanoseconds for a unit. */
  readonly median: number
  /** Median of the ratios to the first contestant, round by round. */
  readonly ratio: number
}

export async function inRounds(
  rounds: number,
  contestants: Readonly<Record<string, Contestant>>
): Promise<Outcome[]> {
  const names = Object.keys(contestants)
  const taken = new Map(names.map((name) => [name, [] as number[]]))
  for (let round = 0; round < rounds; round++) {
    for (const name of names) taken.get(name)?.push((await contestants[name]?.()) ?? Number.NaN)
  }
  const floor = taken.get(names[0] ?? '') ?? []
  return names.map((name) => {
    const own = taken.get(name) ?? []
    return {
      name,
      median: median(own),
      ratio: median(own.map((value, round) => value / (floor[round] ?? Number.NaN)))
    }
  })
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
