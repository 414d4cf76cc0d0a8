import { defineConfig } from 'vitest/config'

const built = ['**/node_modules/**', '**/dist/**', '**/build/**']

/** How many times slower than here: set where the machine is emulated. */
const patience = Number(process.env['NLKIT_PATIENCE'] ?? 1)

export default defineConfig({
  // Workspace packages resolve to their TypeScript sources: a test run needs no build, the native addon aside.
  resolve: { conditions: ['nlkit-source'] },
  ssr: { resolve: { conditions: ['nlkit-source'], externalConditions: ['nlkit-source'] } },
  test: {
    // A process per file, two at a time: namespaces belong to processes, and the smallest machine has two cores.
    pool: 'forks',
    isolate: true,
    maxWorkers: 2,
    testTimeout: 30_000 * patience,
    hookTimeout: 30_000 * patience,
    // Ends with what it waits for: this is how long a busy machine may take.
    expect: { poll: { timeout: 10_000 * patience } },
    teardownTimeout: 5_000,
    reporters: ['default', './test/support/reporter.ts'],
    coverage: {
      include: ['{packages,tools}/*/src/**/*.ts', 'native/*.js'],
      exclude: ['**/*.test.ts', '**/*.fixture.ts']
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            '{packages,tools}/*/{src,test}/**/*.test.ts',
            '{native,scripts,test,examples,bench}/**/*.test.ts'
          ],
          exclude: [...built, '**/*.kernel.test.ts']
        }
      },
      {
        extends: true,
        test: {
          name: 'kernel',
          // They share two processors and a kernel with all else: one that passes only when tried again is told as unstable.
          retry: 1,
          include: [
            '{packages,tools}/*/{src,test}/**/*.kernel.test.ts',
            '{native,test,examples,bench}/**/*.kernel.test.ts'
          ],
          exclude: built,
          globalSetup: ['./test/support/global.setup.ts'],
          setupFiles: ['./test/support/kernel.setup.ts'],
          runner: './test/support/kernel.runner.ts'
        }
      }
    ]
  }
})
