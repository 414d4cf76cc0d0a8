/**
 * `npm run hardening [-- --seconds 600] [--inputs 10000000] [--rounds 1000] [--only soak] [--without sanitize]`: the long
 * form of test/hardening, workers that end in every state, and the addon under sanitizers and valgrind; writes
 * docs/reliability.md. `--only` takes names of test/hardening, `churn`, `corruption`, `workers`, `harness`, `valgrind`, `fuzzer`, `sanitize` or a part
 * of it (`sanitize:core`), several times; the other sections and rows stay as they are. Needs to be root. Ends with the line that counts.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { folder, today, type Figures } from '../test/hardening/figures.ts'
import type { RunResult } from '../test/support/reporter.ts'
import { killAllWhenSignalled, run } from './process.ts'
import { renewed, sectionOf } from './reliability.ts'
import { root } from './workspace.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    inputs: { type: 'string', default: '10000000' },
    rounds: { type: 'string', default: '1000' },
    only: { type: 'string', multiple: true, default: [] },
    without: { type: 'string', multiple: true, default: [] },
    'report-only': { type: 'boolean', default: false }
  }
})
killAllWhenSignalled()
const report = join(root, 'docs/reliability.md')
const hour = 3_600_000

interface Step {
  readonly name: string
  readonly argv: readonly string[]
}

const sanitize = (what: string): readonly string[] => [process.execPath, 'native/test/sanitize.ts', what]

/** The kernel tests, part by part: one that hangs or crashes takes no other with it. */
const parts = {
  native: ['native'],
  core: ['packages/core'],
  'rtnl-1': ['packages/rtnl', 'shard=1/3'],
  'rtnl-2': ['packages/rtnl', 'shard=2/3'],
  'rtnl-3': ['packages/rtnl', 'shard=3/3'],
  sockdiag: ['packages/sockdiag'],
  uevent: ['packages/uevent'],
  cli: ['packages/cli'],
  examples: ['bench/', 'examples/'],
  hardening: ['test/hardening'],
  // Not "test" alone, which is in the name of every test.
  others: ['test/docs', 'test/skew', 'test/support']
}

/** Tests that have a long form, too. */
const elsewhere: Readonly<Record<string, string>> = {
  churn: 'packages/sockdiag/src/tcp/churn',
  corruption: 'test/vectors/corruption'
}

const steps: readonly Step[] = [
  {
    name: 'workers',
    argv: ['unshare', '-n', process.execPath, 'native/test/terminate-loop.mjs', values.rounds]
  },
  { name: 'harness', argv: sanitize('harness') },
  { name: 'valgrind', argv: sanitize('valgrind') },
  { name: 'fuzzer', argv: sanitize('fuzzer') },
  ...Object.entries(parts).map(([part, tests]) => ({
    name: `sanitize:${part}`,
    argv: [
      ...sanitize('tests'),
      ...tests.map((path) => (path.startsWith('shard') ? `--${path}` : `--tests=${path}`))
    ]
  }))
]

const total = { passed: 0, failed: 0, skipped: 0 }
const rows = new Map<string, readonly [result: string, measured: string]>()
/** By its name or that of the group. */
const isNamed = (names: readonly string[], name: string): boolean =>
  names.includes(name) || names.includes(name.split(':')[0] ?? '')
const isWanted = (name: string): boolean => values.only.length === 0 || isNamed(values.only, name)

if (!values['report-only']) {
  // What an earlier run has measured is in the report already.
  rmSync(folder, { recursive: true, force: true })
  await tests()
  // After each: what comes next may take an hour, or be stopped.
  for (const step of steps) {
    if (!isWanted(step.name)) continue
    writeReport()
    await others(step)
  }
}
writeReport()
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)
process.exit(total.failed === 0 ? 0 : 1)

async function tests(): Promise<void> {
  const names = values.only.filter((name) => !steps.some((step) => isNamed([name], step.name)))
  if (names.length === 0 && values.only.length > 0) return
  const paths =
    names.length === 0
      ? ['test/hardening', ...Object.values(elsewhere)]
      : names.map((name) => elsewhere[name] ?? `test/hardening/${name}`)
  const file = join(root, '.nlkit/hardening.json')
  rmSync(file, { force: true })
  const env = {
    NLKIT_HARDENING: 'long',
    NLKIT_HARDENING_SECONDS: values.seconds,
    NLKIT_HARDENING_INPUTS: values.inputs,
    NLKIT_STALL_SECONDS: '3600',
    NLKIT_RESULT: file
  }
  const argv = [process.execPath, 'scripts/vitest.ts', 'run', ...paths]
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
  if (isNamed(values.without, name)) {
    total.skipped += 1
    say(`skipped 1: ${name}: left out by --without`)
    return
  }
  const { status, output } = await run(argv, { limit: hour, echo: true, cwd: root })
  if (status === 0) total.passed += 1
  else total.failed += 1
  rows.set(name, [status === 0 ? lastLine(output) : `failed, status ${status}`, today()])
}

/** The figures are in the lines that end with "clean". */
function lastLine(output: string): string {
  const lines = output.trim().split('\n')
  const clean = lines.filter((one) => one.endsWith(': clean'))
  return clean.length > 0 ? clean.join('; ') : (lines.at(-1) ?? '')
}

/** What was run now, and what the report says of the others. */
function endsAndMemory(document: string): Figures {
  const earlier = new Map(sectionOf(document, 'Ends and memory')?.rows.map(([name, ...row]) => [name, row]))
  return {
    title: 'Ends and memory',
    text: "Workers are started and terminated with sockets in every state. The addon's sockets without Node run under ThreadSanitizer, under AddressSanitizer and UndefinedBehaviorSanitizer, and under valgrind, as does Node with sockets in every state; libFuzzer runs on them without a kernel; all kernel tests run with the addon built for AddressSanitizer and UndefinedBehaviorSanitizer (`native/test/sanitize.ts`). What they say:",
    columns: ['what', 'result', 'measured on'],
    rows: steps.map(({ name }) => [name, ...(rows.get(name) ?? earlier.get(name) ?? ['not run', ''])])
  }
}

function writeReport(): void {
  const document = readFileSync(report, 'utf8')
  const files = existsSync(folder) ? readdirSync(folder) : []
  const measured = files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Figures)
  if (rows.size > 0) measured.push(endsAndMemory(document))
  const head = `# Reliability

What \`npm run hardening\` found last; a short form of the same tests is part of \`npm test\`. This page is written by that command, a part of which
renews its section alone: each says when, at which commit and on what it was measured. Options: \`--seconds\` for what is bounded by time, \`--inputs\`
for the fuzzer, \`--rounds\` of workers, \`--only soak\` and the like for one part, \`--without sanitize\`. Who may do what to these sockets is in
[the threat model](threat-model.md).

Decoders are fuzzed by a loop of our own that V8's block coverage leads, not by jazzer.js: \`@jazzer.js/core\` 4.0.0 installs on Node 24, but
its native part, which comes built, needs GLIBC_2.38, newer than Debian 12's 2.36; 2.1.0 fetches its own from github.com when it is installed.
`
  writeFileSync(report, renewed(document, head, measured))
  // Once: what adds up must not do so again.
  rmSync(folder, { recursive: true, force: true })
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
