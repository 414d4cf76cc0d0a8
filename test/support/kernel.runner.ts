/** Vitest's runner, which skips whole files, hooks included, where the kernel cannot be had. */
import { type RunnerTestCase, type RunnerTestFile, TestRunner } from 'vitest'
import { unavailable } from './availability.ts'
import { noteRunning } from './running.ts'

class KernelRunner extends TestRunner {
  #file: RunnerTestFile | undefined

  override onCollectStart(file: RunnerTestFile): void {
    super.onCollectStart(file)
    this.#file = file
  }

  // The setup file has run by now, the tests are not collected yet: they inherit the file's mode.
  override importFile(path: string, source: 'collect' | 'setup'): unknown {
    const reason = unavailable()
    if (source === 'collect' && reason !== undefined && this.#file !== undefined) {
      this.#file.mode = 'skip'
      this.#file.meta.unavailable = reason
    }
    return super.importFile(path, source)
  }

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    noteRunning(`${test.file.name} > ${test.name}`)
    await super.onBeforeRunTask(test)
  }
}

declare module 'vitest' {
  interface TaskMeta {
    /** Why all tests of a file are skipped. */
    unavailable?: string
  }
}

// Vitest asks for a default export here.
export default KernelRunner
