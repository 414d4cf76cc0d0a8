/** What a hardening run has found out, for `docs/reliability.md`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** `npm run hardening` asks for the long form; `npm test` runs the short one and records nothing. */
export const isLong = process.env['NLKIT_HARDENING'] === 'long'

/** Seconds that what is bounded by time may take: the option `--seconds`, a few in the short form. */
export const seconds = isLong ? Number(process.env['NLKIT_HARDENING_SECONDS'] ?? 600) : 1.5

/** A table of the report. */
export interface Figures {
  readonly title: string
  readonly text: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
  /** The day, as `record()` found it. */
  readonly date?: string
}

const folder = join(import.meta.dirname, '../../.nlkit/hardening')

/** Keeps a table, in place of the one that this topic had before. */
export function record(topic: string, figures: Figures): void {
  if (!isLong) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, `${topic}.json`),
    JSON.stringify({ ...figures, date: new Date().toISOString().slice(0, 10) })
  )
}
