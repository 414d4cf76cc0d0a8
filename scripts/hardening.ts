/**
 * `npm run hardening [-- --seconds 600] [--inputs 10000000] [--rounds 1000] [--without sanitizers]`: the long form of test/hardening, workers
 * that end in every state, and the addon under sanitizers; writes docs/reliability.md. Needs to be root. Ends with the line
 * that counts.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { release } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Figures } from '../test/hardening/figures.ts'
import type { RunResult } from '../test/support/reporter.ts'
import { run } from './process.ts'
import { root } from './workspace.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    inputs: { type: 'string', default: '10000000' },
    rounds: { type: 'string', default: '1000' },
    without: { type: 'string', multiple: true, default: [] },
    'report-only': { type: 'boolean', default: false }
  }
})
const folder = join(root, '.nlkit/hardening')
const hour = 3_600_000

interface Step {
  readonly name: string
  readonly argv: readonly string[]
}

const steps: readonly Step[] = [
  {
    name: 'workers',
    argv: ['unshare', '-n', process.execPath, 'native/test/terminate-loop.mjs', values.rounds]
  },
  { name: 'sanitizers', argv: [process.execPath, 'native/test/sanitize.ts'] }
]

const total = { passed: 0, failed: 0, skipped: 0 }
const rows: [string, string][] = []

if (!values['report-only']) {
  rmSync(folder, { recursive: true, force: true })
  await tests()
  for (const step of steps) await others(step)
  record()
}
writeReport()
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)
process.exit(total.failed === 0 ? 0 : 1)

async function tests(): Promise<void> {
  const file = join(root, '.nlkit/hardening.json')
  rmSync(file, { force: true })
  const env = {
    NLKIT_HARDENING: 'long',
    NLKIT_HARDENING_SECONDS: values.seconds,
    NLKIT_HARDENING_INPUTS: values.inputs,
    NLKIT_STALL_SECONDS: '3600',
    NLKIT_RESULT: file
  }
  const argv = [process.execPath, 'scripts/vitest.ts', 'run', 'test/hardening']
  const { status } = await run(argv, { limit: 2 * hour, echo: true, cwd: root, env })
  if (!existsSync(file)) return void (total.failed += 1)
  const result = JSON.parse(readFileSync(file, 'utf8')) as RunResult
  total.passed += result.passed
  total.failed += result.failed
  total.skipped += result.skipped
  for (const [reason, count] of Object.entries(result.reasons)) say(`skipped ${count}: ${reason}`)
  if (status !== 0 && result.failed === 0) total.failed += 1
}

async function others({ name, argv }: Step): Promise<void> {
  if (values.without.includes(name)) {
    total.skipped += 1
    say(`skipped 1: ${name}: left out by --without`)
    rows.push([name, 'left out of this run'])
    return
  }
  const { status, output } = await run(argv, { limit: hour, echo: true, cwd: root })
  if (status === 0) total.passed += 1
  else total.failed += 1
  rows.push([name, status === 0 ? (output.trim().split('\n').at(-1) ?? '') : `failed, status ${status}`])
}

function record(): void {
  const figures: Figures = {
    title: 'Ends and memory',
    text: 'Workers are started and terminated with sockets in every state; the addon runs under AddressSanitizer and UndefinedBehaviorSanitizer, its sockets without Node under ThreadSanitizer and valgrind (`native/test/sanitize.ts`). What each says last:',
    columns: ['what', 'result'],
    rows
  }
  writeFileSync(join(folder, '7-ends.json'), JSON.stringify(figures))
}

function writeReport(): void {
  const topics = existsSync(folder) ? readdirSync(folder).toSorted() : []
  const parts = topics.map((name) => table(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Figures))
  const date = new Date().toISOString().slice(0, 10)
  const head = `# Reliability

What \`npm run hardening\` found on ${date}, on Linux ${release().split('-')[0]} with Node ${process.version}; a short form of the same tests is part of
\`npm test\`. This page is written by that command. Options: \`--seconds\` for what is bounded by time, \`--inputs\` for the fuzzer, \`--rounds\` of workers,
\`--without workers\`, \`--without sanitizers\`. Who may do what to these sockets is in [the threat model](threat-model.md).
`
  writeFileSync(join(root, 'docs/reliability.md'), [head, ...parts].join('\n'))
}

function table({ title, text, columns, rows: lines }: Figures): string {
  return [
    `## ${title}`,
    '',
    text,
    '',
    line(columns),
    line(columns.map(() => '---')),
    ...lines.map(line),
    ''
  ].join('\n')
}

function line(cells: readonly unknown[]): string {
  return `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
