import type { Outcome } from './rounds.ts'

/** What is measured of a workload. */
export interface Measured {
  readonly outcomes: readonly Outcome[]
  /** See floorShare(). */
  readonly floorShare?: number | undefined
}

/** What `--json` prints for a workload. */
export interface Result extends Measured {
  readonly title: string
  readonly target: string
  /** The contestant that the target is for. */
  readonly ours: string
}
