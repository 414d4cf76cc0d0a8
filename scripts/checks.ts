/** What `npm test` checks besides the tests. */
import { overBudget } from './budget.ts'
import { type Verdict, consume, installTarballs, smoke } from './matrix.ts'
import { installedNodes } from './nodes.ts'
import { run } from './process.ts'
import { judge, published } from './tarballs.ts'
import { root } from './workspace.ts'

export interface CheckResult {
  name: string
  state: 'passed' | 'failed' | 'skipped'
  /** What there is to say when it did not pass. */
  output: string
  seconds: number
}

export interface Check {
  name: string
  /** Gets the milliseconds that are left. */
  run: (limit: number) => Promise<Omit<CheckResult, 'name' | 'seconds'>>
}

/** Runs one; what it throws is its failure. */
export async function runCheck(check: Check, limit: number): Promise<CheckResult> {
  const started = Date.now()
  const result = await check.run(limit).catch((error: unknown) => ({
    state: 'failed' as const,
    output: error instanceof Error ? error.message : String(error)
  }))
  return { name: check.name, seconds: (Date.now() - started) / 1000, ...result }
}

function command(name: string, ...argv: string[]): Check {
  return {
    name,
    run: async (limit) => {
      const { status, output, timedOut } = await run(argv, { limit: Math.min(limit, 600_000), cwd: root })
      const late = timedOut ? `\n${argv.join(' ')} did not end and was killed` : ''
      return { state: status === 0 ? 'passed' : 'failed', output: output + late }
    }
  }
}

export const build = command('build', 'turbo', 'run', 'build', '--concurrency=2', '--output-logs=errors-only')

const sources = ['node', '--conditions=nlkit-source']

/** These need nothing built. */
export const sourceChecks: readonly Check[] = [
  command('types', 'tsc', '--noEmit'),
  command('lint', 'oxlint', '--type-aware', '--deny-warnings'),
  command('format', 'oxfmt', '--check'),
  command('generated codecs are those of the schemas', ...sources, 'tools/codegen/src/main.ts', '--check'),
  command('walls between packages', 'node', 'scripts/walls.ts'),
  command(
    'every export has a sentence, and links in sentences lead somewhere',
    'node',
    'tools/docs/main.ts',
    '--check'
  ),
  command('no unused files, exports and dependencies', 'knip', '--no-progress', '--no-config-hints')
]

/** Checks of what would be published. */
export async function packageChecks(built: boolean): Promise<Check[]> {
  const installed = once(installTarballs)
  const checks: Check[] = [
    ...published().map((one) => ({
      name: `${one.manifest.name} packs well (publint, attw)`,
      run: async () => {
        const complaints = await judge(one)
        return verdict({ ok: complaints === '', output: complaints })
      }
    })),
    ...(['nodenext', 'bundler'] as const).map((resolution) => ({
      name: `packages type-check from outside, resolved as ${resolution}`,
      run: async () => {
        await installed()
        return verdict(await consume(resolution))
      }
    })),
    {
      name: 'packages are small, and a bundle takes of them what it uses',
      run: async () => {
        await installed()
        const complaints = await overBudget()
        return verdict({ ok: complaints.length === 0, output: complaints.join('\n') })
      }
    },
    ...(await installedNodes()).map((node) => ({
      name: `packages load on Node ${node.version}, by import and require()`,
      run: async () => {
        await installed()
        return verdict(await smoke([node.file]))
      }
    }))
  ]
  if (built) return checks
  return checks.map(({ name }) => ({
    name,
    run: () => Promise.resolve({ state: 'skipped', output: 'the build failed' })
  }))
}

function verdict({ ok, skipped, output }: Verdict): Omit<CheckResult, 'name' | 'seconds'> {
  if (skipped !== undefined) return { state: 'skipped', output: skipped }
  return { state: ok ? 'passed' : 'failed', output }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
