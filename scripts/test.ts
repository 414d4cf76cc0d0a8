/**
 * npm test, after the installation: builds, checks, runs every test, and closes with one line that counts them all. A
 * check that is not a vitest test counts as one. Ends by itself: each step has a limit, and so has the whole.
 */
import { availableParallelism } from 'node:os'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type RunResult } from '../test/support/reporter.ts'
import { type Check, type CheckResult, build, packageChecks, runCheck, sourceChecks } from './checks.ts'
import { killAll, killAllWhenSignalled, run } from './process.ts'
import { findSandbox } from './sandbox.ts'
import { compileCache, root } from './workspace.ts'

const minute = 60_000
const limit = Number(process.env['NLKIT_TEST_MINUTES'] ?? 40) * minute
const started = Date.now()
const left = (): number => Math.max(1_000, limit - (Date.now() - started))

const total: RunResult = { passed: 0, failed: 0, skipped: 0, reasons: {}, unstable: [] }
const failures: string[] = []

// The last resort, should anything below hang: says so, kills what it started, and is gone.
setTimeout(() => {
  count({
    name: 'whole run',
    state: 'failed',
    output: `not done after ${limit / minute} minutes`,
    seconds: 0
  })
  finish()
}, limit + 30_000).unref()
killAllWhenSignalled()

mkdirSync(join(root, '.nlkit'), { recursive: true })
const built = await runCheck(build, left())
count(built)
await inParallel(sourceChecks)
await inParallel(await packageChecks(built.state === 'passed'))
await runTests()
finish()

/** As many checks at a time as there are processors, two at most. */
async function inParallel(checks: readonly Check[]): Promise<void> {
  const waiting = [...checks]
  const worker = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift())
      count(await runCheck(check, left()))
  }
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker))
}

async function runTests(): Promise<void> {
  const file = join(root, '.nlkit/result.json')
  rmSync(file, { force: true })
  const { prefix, unavailable } = findSandbox()
  const env: Record<string, string> = { NLKIT_RESULT: file, NODE_COMPILE_CACHE: compileCache }
  if (unavailable !== undefined) env['NLKIT_NO_KERNEL'] = unavailable
  // It writes to a pipe, we to wherever our output goes.
  env[process.stdout.isTTY ? 'FORCE_COLOR' : 'NO_COLOR'] = '1'
  const argv = [
    ...prefix,
    process.execPath,
    'node_modules/vitest/vitest.mjs',
    'run',
    ...process.argv.slice(2)
  ]
  const outcome = await run(argv, { limit: left(), echo: true, env, cwd: root })
  const result = readResult(file)
  if (outcome.timedOut) failures.push(`tests: killed, the whole run may take ${limit / minute} minutes`)
  total.passed += result?.passed ?? 0
  total.failed += result?.failed ?? 0
  total.skipped += result?.skipped ?? 0
  for (const [reason, number] of Object.entries(result?.reasons ?? {})) addReason(reason, number)
  total.unstable.push(...(result?.unstable ?? []))
  if ((result?.failed ?? 0) > 0) failures.push(`tests: ${result?.failed} failed, see above`)
  else if (outcome.status !== 0) {
    // It crashed, was killed, or found no tests: none of that is a pass.
    total.failed++
    failures.push(`tests: vitest ended with ${outcome.signal ?? outcome.status}`)
  }
}

function readResult(file: string): RunResult | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RunResult
  } catch {
    return undefined
  }
}

function count({ name, state, output, seconds }: CheckResult): void {
  const sign = { passed: '✓', failed: '✗', skipped: '↓' }[state]
  console.log(` ${sign} ${name} (${seconds.toFixed(1)} s)`)
  total[state]++
  if (state === 'skipped') addReason(output, 1)
  if (state !== 'failed') return
  console.log(output.trimEnd().replaceAll(/^/gm, '     '))
  failures.push(`${name}: failed, see above`)
}

function addReason(reason: string, number: number): void {
  total.reasons[reason] = (total.reasons[reason] ?? 0) + number
}

function finish(): never {
  killAll()
  console.log('')
  for (const [reason, number] of Object.entries(total.reasons)) console.log(`SKIPPED ${number}: ${reason}`)
  for (const test of total.unstable) console.log(`UNSTABLE, passed when tried again: ${test}`)
  for (const failure of failures) console.log(`FAILED ${failure}`)
  console.log(`took ${((Date.now() - started) / 1000).toFixed(1)} s`)
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
  process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1)
}
