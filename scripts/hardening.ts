/**
 * `npm run hardening [-- --seconds 600] [--inputs 10000000] [--rounds 1000] [--only soak] [--without sanitize]`: the long
 * form of test/hardening, workers that end in every state, the addon under sanitizers and valgrind, and all kernel tests on
 * other kernels; writes docs/reliability.md. `--only`, several times, takes names of test/hardening, `churn`, `corruption`,
 * `workers`, `harness`, `valgrind`, `fuzzer`, `sanitize`, `vm` or a part of these (`sanitize:core`, `vm:6.12`,
 * `vm:6.1:core`); the other sections and rows stay as they are. Needs to be root. Ends with the line that counts.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { folder, revision, today, type Figures, type Title } from '../test/hardening/figures.ts'
import type { RunResult } from '../test/support/reporter.ts'
import { KERNELS, kernelParts, machine, partsOfOthers } from './kernel-tests.ts'
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

/** Tests that have a long form, too. */
const elsewhere: Readonly<Record<string, string>> = {
  churn: 'packages/sockdiag/src/tcp/churn',
  corruption: 'test/vectors/corruption'
}

/** What each says is a row of "Ends and memory". */
const ends: readonly Step[] = [
  {
    name: 'workers',
    argv: ['unshare', '-n', process.execPath, 'native/test/terminate-loop.mjs', values.rounds]
  },
  { name: 'harness', argv: sanitize('harness') },
  { name: 'valgrind', argv: sanitize('valgrind') },
  { name: 'fuzzer', argv: sanitize('fuzzer') },
  ...Object.entries(kernelParts).map(([part, { paths, shard }]) => ({
    name: `sanitize:${part}`,
    argv: [
      ...sanitize('tests'),
      ...paths.map((path) => `--tests=${path}`),
      ...(shard === undefined ? [] : [`--shard=${shard}`])
    ]
  }))
]

const vm = (...args: string[]): readonly string[] => [process.execPath, 'scripts/vm.ts', '--kernel', ...args]

/** What each says is a row of "Other kernels". */
const others: readonly Step[] = KERNELS.flatMap((kernel) =>
  kernel === 's390x'
    ? [{ name: `vm:${kernel}`, argv: vm(kernel) }]
    : partsOfOthers.map((part) => ({
        name: `vm:${kernel}:${part}`,
        argv: vm(kernel, '--part', part)
      }))
)

const steps = [...ends, ...others]

const ENDS =
  "Workers are started and terminated with sockets in every state. The addon's sockets without Node run under ThreadSanitizer, under AddressSanitizer and UndefinedBehaviorSanitizer, and under valgrind, as does Node with sockets in every state; libFuzzer runs on them without a kernel; all kernel tests run with the addon built for AddressSanitizer and UndefinedBehaviorSanitizer (`native/test/sanitize.ts`). What they say:"
const OTHERS =
  'All kernel tests but that of the benchmark on the kernels of Debian, with all their modules, and codec and socket on a big-endian machine, all emulated (`npm run test:vm`); a test that is skipped there needs what that kernel or the emulated machine does not have. What is run by `--only vm:6.12:core` and the like:'

const total = { passed: 0, failed: 0, skipped: 0 }
const rows = new Map<string, readonly [result: string, measured: string]>()
/** By its name or that of a group. */
const isNamed = (names: readonly string[], name: string): boolean =>
  names.some((one) => name === one || name.startsWith(`${one}:`))
const isWanted = (name: string): boolean => values.only.length === 0 || isNamed(values.only, name)

if (!values['report-only']) {
  // What an earlier run has measured is in the report already.
  rmSync(folder, { recursive: true, force: true })
  await tests()
  // After each: what comes next may take an hour, or be stopped.
  for (const step of steps) {
    if (!isWanted(step.name)) continue
    writeReport()
    await runStep(step)
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

async function runStep(step: Step): Promise<void> {
  const { name, argv } = step
  const isOther = others.includes(step)
  const reason = isNamed(values.without, name)
    ? 'left out by --without'
    : isOther && !existsSync(machine)
      ? 'there is no ../shared/vm/vm.sh'
      : undefined
  if (reason !== undefined) {
    total.skipped += 1
    say(`skipped 1: ${name}: ${reason}`)
    return
  }
  const { status, output } = await run(argv, { limit: hour, echo: true, cwd: root })
  if (status === 0) total.passed += 1
  else total.failed += 1
  rows.set(name, [
    status === 0 ? lastLine(output) : `failed, status ${status}`,
    isOther ? revision() : today()
  ])
}

/** The figures are in the lines that end with "clean". */
function lastLine(output: string): string {
  const lines = output.trim().split('\n')
  const clean = lines.filter((one) => one.endsWith(': clean'))
  return clean.length > 0 ? clean.join('; ') : (lines.at(-1) ?? '')
}

/** What was run now, and what the report says of the rest. */
function sectionOfSteps(document: string, title: Title, of: readonly Step[], text: string): Figures[] {
  if (!of.some(({ name }) => rows.has(name))) return []
  const earlier = new Map(sectionOf(document, title)?.rows.map(([name, ...row]) => [name, row]))
  const columns = ['what', 'result', 'measured on']
  const found = of.map(({ name }) => [name, ...(rows.get(name) ?? earlier.get(name) ?? ['not run', ''])])
  return [{ title, text, columns, rows: found }]
}

function writeReport(): void {
  const document = readFileSync(report, 'utf8')
  const files = existsSync(folder) ? readdirSync(folder) : []
  const measured = files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Figures)
  measured.push(
    ...sectionOfSteps(document, 'Ends and memory', ends, ENDS),
    ...sectionOfSteps(document, 'Other kernels', others, OTHERS)
  )
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
