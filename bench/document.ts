/**
 * Writes the tables of README.md and docs/performance.md from what `npm run bench -- --json` printed:
 * `node bench/document.ts FILE ...`; of a workload that is in several files the last one counts.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { release } from 'node:os'
import type { Result } from './result.ts'

const results: Record<string, Result> = {}
for (const file of process.argv.slice(2)) {
  Object.assign(results, JSON.parse(readFileSync(file, 'utf8')) as Record<string, Result>)
}

const figure = ({ ratio, note }: Result['outcomes'][number]): string =>
  ratio === undefined ? (note ?? '') : `x${ratio.toFixed(2)}`

const share = ({ floorShare }: Result): string =>
  floorShare === undefined ? '' : `${(floorShare * 100).toFixed(0)} %`

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

const short = table(
  ['workload', 'aim', 'nlkit to C', 'C had a processor'],
  Object.values(results).map((result) => [
    result.title,
    result.target,
    result.outcomes
      .filter(({ name }) => name === result.ours)
      .map(figure)
      .join(),
    share(result)
  ])
)

const long = Object.entries(results)
  .map(([name, result]) => {
    const rows = result.outcomes.map((outcome) => [
      outcome.name,
      outcome.median === undefined ? '' : `${outcome.median.toFixed(0)} ns`,
      figure(outcome)
    ])
    const busy = share(result) === '' ? '' : ` C had a processor for ${share(result)} of its time.`
    const head = `### \`${name}\`: ${result.title}\n\nAim: ${result.target}.${busy}\n\n`
    return head + table(['contestant', 'for one', 'ratio to C'], rows)
  })
  .join('\n\n')

/** Between the markers; everything else of the file is written by hand. */
function replace(file: string, text: string): void {
  const path = new URL(`../${file}`, import.meta.url)
  const pattern = /(<!-- bench: begin[^>]*-->\n)[^]*?(<!-- bench: end -->)/
  const before = readFileSync(path, 'utf8')
  if (!pattern.test(before)) throw new Error(`${file}: no markers`)
  writeFileSync(
    path,
    before.replace(pattern, (_, begin: string, end: string) => `${begin}\n${text}\n\n${end}`)
  )
}

replace('README.md', short)
replace('docs/performance.md', `Linux ${release().split('-')[0]}, Node ${process.version}.\n\n${long}`)
