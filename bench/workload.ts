import type { Outcome } from './rounds.ts'

/** How much of everything: the short form proves that all of it runs, its figures mean nothing. */
export interface Scale {
  readonly isQuick: boolean
  readonly rounds: number
  /** A number of things, a fraction of it in the short form. */
  count(full: number): number
}

export interface Workload {
  /** What `--only` names. */
  readonly name: string
  readonly title: string
  /** What is aimed at: the ratio to C, or in words. */
  readonly target: string
  /** The contestant that the target is for. */
  readonly ours: string
  run(scale: Scale): Promise<Outcome[]>
}
