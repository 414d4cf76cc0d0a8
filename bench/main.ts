/** `npm run bench`: each workload in a network namespace of its own; the median of the ratios to C in the same run. */
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { dumps } from './dumps.ts'
import { buildFloor } from './floor.ts'
import { requests } from './requests.ts'
import type { Outcome } from './rounds.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' }
  }
})
const { json, quick, only } = values

// The namespace goes with this process, however that ends: there is nothing to clean up.
if (process.env['NLKIT_BENCH'] === undefined) {
  buildFloor()
  const command = process.getuid?.() === 0 ? ['unshare', '-n'] : ['unshare', '-Urn']
  const [file = '', ...args] = [...command, process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  const { status } = spawnSync(file, args, { stdio: 'inherit', env: { ...process.env, NLKIT_BENCH: '1' } })
  process.exit(status ?? 1)
}

const workloads: Readonly<Record<string, () => Promise<Outcome[]>>> = {
  requests: () => requests(quick ? 3 : 15),
  routes: () => dumps(quick ? 3 : 9, quick ? 50_000 : 1_000_000)
}

const results: Record<string, Outcome[]> = {}
for (const [name, run] of Object.entries(workloads)) {
  if (only !== undefined && only !== name) continue
  results[name] = await run()
  if (!json) print(name, results[name])
}
if (json) process.stdout.write(`${JSON.stringify(results)}\n`)

function print(name: string, outcomes: readonly Outcome[]): void {
  process.stdout.write(`\n${name}\n`)
  for (const { name: contestant, median, ratio } of outcomes) {
    process.stdout.write(
      `  ${contestant.padEnd(56)} ${median.toFixed(0).padStart(8)} ns  x${ratio.toFixed(2)}\n`
    )
  }
}
