import { defineConfig } from 'vitest/config'

const exclude = ['**/node_modules/**', '**/dist/**', '**/build/**']

export default defineConfig({
  // Workspace packages resolve to their TypeScript sources: a test run needs no build (the native addon aside).
  resolve: { conditions: ['nlkit-source'] },
  ssr: { resolve: { conditions: ['nlkit-source'], externalConditions: ['nlkit-source'] } },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    teardownTimeout: 5_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{packages,tools}/*/src/**/*.test.ts', '{native,scripts,test,examples,bench}/**/*.test.ts'],
          exclude: [...exclude, '**/*.kernel.test.ts']
        }
      },
      {
        extends: true,
        test: {
          name: 'kernel',
          include: ['**/*.kernel.test.ts'],
          exclude,
          isolate: true
        }
      }
    ]
  }
})
