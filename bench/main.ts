/**
 * `npm run bench [-- --json] [--quick] [--only NAME ...] [--rounds N]`: each workload in a network namespace of its own,
 * contestants in turns, the median of the ratios to C in the same run. See docs/performance.md.
 */
import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'
import { endChildren } from './child.ts'
import { buildFloor, floorShare } from './floor.ts'
import type { Measured, Result } from './result.ts'
import type { Workload } from './workload.ts'
import { command } from './workloads/command.ts'
import { events } from './workloads/events.ts'
import { links } from './workloads/links.ts'
import { routes } from './workloads/routes.ts'
import { stream } from './workloads/stream.ts'
import { tcp } from './workloads/tcp.ts'
import { writesWorkloads } from './workloads/writes.ts'

const workloads: readonly Workload[] = [
  ...routes,
  ...links,
  ...tcp,
  ...writesWorkloads,
  ...events,
  ...stream,
  command
]

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '15' },
    only: { type: 'string', multiple: true, default: workloads.map(({ name }) => name) }
  }
})
const { json, quick } = values

/** Below it the figures say more about what else runs. */
const QUIET = 0.9

const alone = process.env['NLKIT_BENCH']
if (alone === undefined) await all()
else await one(alone)

/** A process in a namespace of its own for each workload: with it goes all that it has made, however it ends. */
async function all(): Promise<void> {
  const unknown = values.only.filter((name) => !workloads.some((workload) => workload.name === name))
  if (unknown.length > 0) {
    process.stderr.write(
      `no workload ${unknown.join(', ')}; there are ${workloads.map(({ name }) => name).join(', ')}\n`
    )
    process.exit(2)
  }
  buildFloor()
  const results: Record<string, Result> = {}
  for (const { name, title, target, ours } of workloads) {
    if (!values.only.includes(name)) continue
    const result = { title, target, ours, ...(await inNamespace(name)) }
    results[name] = result
    if (!json) print(result)
  }
  if (json) process.stdout.write(`${JSON.stringify(results, undefined, 2)}\n`)
}

async function inNamespace(name: string): Promise<Measured> {
  const unshare = process.getuid?.() === 0 ? '-n' : '-Urn'
  const child = spawn('unshare', [unshare, process.execPath, ...process.execArgv, ...process.argv.slice(1)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NLKIT_BENCH: name }
  })
  const end = (signal: NodeJS.Signals): void => {
    child.kill(signal)
    process.exitCode = 130
  }
  process.once('SIGINT', end).once('SIGTERM', end)
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve))
  process.off('SIGINT', end).off('SIGTERM', end)
  if (status !== 0) process.exit(status ?? 130)
  return JSON.parse(output) as Measured
}

async function one(name: string): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      endChildren()
      process.exit(130)
    })
  }
  const { Rtnl } = await import('@nlkit/rtnl')
  using rtnl = Rtnl.open()
  await rtnl.links.up('lo')
  const outcomes = await workloads
    .find((workload) => workload.name === name)
    ?.run({
      isQuick: quick,
      rounds: quick ? 1 : Number(values.rounds),
      count: (full) => (quick ? Math.max(2, Math.round(full / 100)) : full)
    })
  endChildren()
  process.stdout.write(JSON.stringify({ outcomes, floorShare: floorShare() }), () => process.exit(0))
}

function print({ title, target, ours, outcomes, floorShare: share = 1 }: Result): void {
  process.stdout.write(`\n${title}\n`)
  if (share < QUIET) {
    const percent = (share * 100).toFixed(0)
    process.stdout.write(
      `  (C had a processor for ${percent} % of its time only: too busy a machine for these ratios)\n`
    )
  }
  for (const { name, median, ratio, note } of outcomes) {
    const figures =
      median === undefined ? '' : `${median.toFixed(0).padStart(10)} ns  x${(ratio ?? Number.NaN).toFixed(2)}`
    const aim = name === ours ? `  (target ${target})` : ''
    process.stdout.write(`  ${name.padEnd(58)} ${figures}${note ?? ''}${aim}\n`)
  }
}
