/**
 * Counts a run, says what was skipped and why, and watches for a run that stands still: a worker that blocks its event
 * loop, or sits in the kernel, is out of reach of a test's own timeout.
 */
import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { runningTests } from './running.ts'
import {
  type Reporter,
  type TestCase,
  type TestModule,
  type TestSpecification,
  type Vitest
} from 'vitest/node'

/** What scripts/test.ts reads from the file that NLKIT_RESULT names. */
export interface RunResult {
  passed: number
  failed: number
  skipped: number
  /** Reason -> number of tests skipped for it. */
  reasons: Record<string, number>
  /** Tests that passed only when tried again: each is a fault of the test or of the code. */
  unstable: string[]
}

const nothing = (): RunResult => ({ passed: 0, failed: 0, skipped: 0, reasons: {}, unstable: [] })

const stallLimit = Number(process.env['NLKIT_STALL_SECONDS'] ?? 240) * 1000

// Vitest loads a reporter by its default export.
export default class CountingReporter implements Reporter {
  #active = new Map<string, string>()
  #result: RunResult = nothing()
  #lastProgress = Date.now()
  #watch: NodeJS.Timeout | undefined
  #staysOpen = false

  onInit(vitest: Vitest): void {
    this.#staysOpen = vitest.config.watch
  }

  onTestRunStart(_specifications: readonly TestSpecification[]): void {
    this.#result = nothing()
    this.#lastProgress = Date.now()
    if (this.#watch !== undefined) return
    this.#watch = setInterval(() => this.#checkStall(), 1_000).unref()
    // npm test says so when the time for the whole run is over.
    process.once('SIGTERM', () => this.#giveUp('Stopped'))
  }

  onTestModuleQueued(module: TestModule): void {
    this.#active.set(module.moduleId, '')
  }

  onTestCaseReady(test: TestCase): void {
    this.#lastProgress = Date.now()
    this.#active.set(test.module.moduleId, test.fullName)
  }

  onTestCaseResult(test: TestCase): void {
    this.#lastProgress = Date.now()
    this.#count(test)
  }

  onTestModuleEnd(module: TestModule): void {
    this.#lastProgress = Date.now()
    this.#active.delete(module.moduleId)
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    clearInterval(this.#watch)
    this.#watch = undefined
    // Counted afresh: tests of a file that could not be loaded or of a skipped suite have no result of their own.
    this.#result = { ...nothing(), failed: errors.length }
    for (const module of modules) {
      for (const test of module.children.allTests()) this.#count(test)
      // An error outside of its tests (import, hook of the file) is one failure.
      const failedInTest = [...module.children.allTests('failed')].length > 0
      if (module.state() === 'failed' && !failedInTest) this.#result.failed++
    }
    this.#publish()
    if (this.#staysOpen) return
    setTimeout(() => {
      console.error('\nA worker does not end: it is left behind.')
      process.exit(1)
    }, 20_000).unref()
  }

  #count(test: TestCase): void {
    const result = test.result()
    if (result.state === 'passed') {
      this.#result.passed++
      if (test.diagnostic()?.flaky === true) {
        const why = result.errors?.[0]?.message.split('\n')[0] ?? 'no error is known'
        this.#result.unstable.push(
          `${relative(process.cwd(), test.module.moduleId)} > ${test.fullName}: ${why}`
        )
      }
    } else if (result.state === 'failed') this.#result.failed++
    else {
      this.#result.skipped++
      const note = result.state === 'skipped' ? result.note : undefined
      const reason = note ?? test.module.meta().unavailable ?? `no reason given: ${test.fullName}`
      this.#result.reasons[reason] = (this.#result.reasons[reason] ?? 0) + 1
    }
  }

  #checkStall(): void {
    const still = Date.now() - this.#lastProgress
    if (still >= stallLimit) this.#giveUp(`No test has ended for ${Math.round(still / 1000)} s`)
  }

  /** Ends the run here and now, with what there is so far: vitest's own end would wait for the worker. */
  #giveUp(why: string): never {
    console.error(`\n${why}. Under way:`)
    for (const [file, test] of this.#active) {
      console.error(`  ${relative(process.cwd(), file)}${test === '' ? '' : ` > ${test}`}`)
    }
    for (const test of runningTests()) console.error(`  by its worker's own note: ${test}`)
    this.#result.failed++
    this.#publish()
    process.exit(1)
  }

  #publish(): void {
    const { passed, failed, skipped, reasons, unstable } = this.#result
    const file = process.env['NLKIT_RESULT']
    if (file !== undefined) return writeFileSync(file, JSON.stringify(this.#result))
    for (const test of unstable) console.log(`unstable, passed when tried again: ${test}`)
    for (const [reason, count] of Object.entries(reasons)) console.log(`skipped ${count}: ${reason}`)
    console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
  }
}
