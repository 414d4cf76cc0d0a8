/** The command against the tool that it stands in for: a million routes as JSON, to a file that nobody keeps. */
import { spawnSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { floor } from '../floor.ts'
import { installed } from '../others/programs.ts'
import { inRounds, type Contestant } from '../rounds.ts'
import type { Workload } from '../workload.ts'

/** Of the packages that this benchmark itself is about: built ones, or, in its short form, their sources. */
const main = process.execArgv.includes('--conditions=nlkit-source') ? 'src/main.ts' : 'dist/main.js'
const nlkit = [
  process.execPath,
  ...process.execArgv,
  fileURLToPath(new URL(`../../packages/cli/${main}`, import.meta.url))
]

const OURS = 'nlkit: route --ndjson'
const OTHER = 'ip -j -d route'

/** A whole run of a program, from start to end. */
function whole([file = '', ...args]: readonly string[], count: number): Contestant {
  return () => {
    const nowhere = openSync('/dev/null', 'w')
    const start = process.hrtime.bigint()
    const { status, error } = spawnSync(file, args, { stdio: ['ignore', nowhere, 'inherit'] })
    const took = Number(process.hrtime.bigint() - start)
    closeSync(nowhere)
    if (status !== 0) throw error ?? new Error(`${file} ended with ${status}`)
    return took / count
  }
}

export const command: Workload = {
  name: 'routes-ndjson',
  title: '1,000,000 IPv4 routes as JSON, a process each',
  target: '0.50',
  ours: OURS,
  async run(scale) {
    const count = scale.count(1_000_000)
    floor('fill', count, 4)
    const ip = installed('ip', 'iproute2')
    return await inRounds(
      { rounds: Math.ceil(scale.rounds / 3) },
      {
        [OTHER]: typeof ip === 'string' ? ip : whole([...ip, '-j', '-d', 'route'], count),
        'ip -j route': typeof ip === 'string' ? ip : whole([...ip, '-j', 'route'], count),
        [OURS]: whole([...nlkit, 'route', '--ndjson'], count)
      }
    )
  }
}
