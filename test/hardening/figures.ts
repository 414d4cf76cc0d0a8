/** What a hardening run has found out, for `docs/reliability.md`. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { release } from 'node:os'
import { join } from 'node:path'

/** `npm run hardening` asks for the long form; `npm test` runs the short one and records nothing. */
export const isLong = process.env['NLKIT_HARDENING'] === 'long'

/** Seconds that what is bounded by time may take: the option `--seconds`, a few in the short form. */
export const seconds = isLong ? Number(process.env['NLKIT_HARDENING_SECONDS'] ?? 600) : 1.5

/** The sections of the report, in this order. */
export const TITLES = [
  'Scripted kernel faults',
  'Failing system calls',
  'Hostile peers',
  '64 KiB at once',
  'Fuzzing',
  'Resource limits',
  'Churn and soak',
  'Blocking',
  'Late consumers',
  'Ends and memory',
  'Other kernels'
] as const

export type Title = (typeof TITLES)[number]

/** A section of the report: a table. */
export interface Figures {
  readonly title: Title
  readonly text: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
  /** Further runs on the same day, at the same commit and on the same machine add rows instead of replacing them. */
  readonly addsUp?: boolean
  /** The day, the commit and the machine, as `record()` found them. */
  readonly measured?: string
}

const root = join(import.meta.dirname, '../..')

/** Where what was measured waits for the report, a file each. */
export const folder = join(root, '.nlkit/hardening')

/** The day and the commit that is checked out. */
export function revision(): string {
  return `${new Date().toISOString().slice(0, 10)} at ${commit()}`
}

/** These and the machine. */
export function today(): string {
  return `${revision()}, Linux ${release().split('-')[0]}, Node ${process.version}`
}

const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()

/** The short name of the commit that is checked out; changes on top of it, the report's own aside, are told. */
function commit(): string {
  try {
    const changes = git('status', '--porcelain', '--untracked-files=no', '--', '.', ':!docs/reliability.md')
    return git('rev-parse', '--short', 'HEAD') + (changes === '' ? '' : ' with changes')
  } catch {
    return 'an unknown commit'
  }
}

/** Keeps a table for the report. */
export function record(figures: Figures): void {
  if (!isLong) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${figures.title}.json`), JSON.stringify({ measured: today(), ...figures }))
}
