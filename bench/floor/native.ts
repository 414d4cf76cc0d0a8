/**
 * The addon alone, nothing decoded, against the floor in C, in turns:
 *
 *   unshare -n node --conditions=nlkit-source bench/floor/native.ts [--rounds=21] [--routes=1000000] [workload ...]
 *
 * Workloads: requests, dump, events. On a machine that does other things, run it under `chrt -f 10`.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { buildFloor, floor } from '../floor.ts'
import { inRounds } from '../rounds.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '21' },
    routes: { type: 'string', default: '1000000' }
  }
})
const rounds = Number(values.rounds)
const routes = Number(values.routes)
const wanted = positionals.length > 0 ? positionals : ['requests', 'dump', 'events']

const worker = (): ChildProcess => fork(new URL('native-worker.ts', import.meta.url).pathname)

async function ask<Answer>(child: ChildProcess, ...request: [string, ...number[]]): Promise<Answer> {
  child.send(request)
  const [answer] = (await once(child, 'message')) as [Answer]
  return answer
}

function print(workload: string, figures: unknown): void {
  process.stdout.write(`${JSON.stringify({ workload, ...(figures as object) })}\n`)
}

buildFloor()
spawn('ip', ['link', 'set', 'lo', 'up'])
await new Promise((resolve) => setTimeout(resolve, 200))

if (wanted.includes('requests')) {
  const COUNT = 20_000
  const child = worker()
  const outcome = await inRounds(rounds, {
    'C: sendto, recv, recv': () => (floor('requests', 1, COUNT)['nanoseconds'] ?? NaN) / COUNT,
    'exchange()': async () => (await ask<number>(child, 'requests', 1, COUNT)) / COUNT
  })
  print('requests', outcome)
  child.kill()
}

if (wanted.includes('dump')) {
  floor('fill', routes, 4)
  const child = worker()
  await ask(child, 'dump')
  const outcome = await inRounds(rounds, {
    'C: receive loop': () => (floor('dump', 2, 26, 1)['nanoseconds'] ?? NaN) / routes,
    'pump(), take()': async () => (await ask<number>(child, 'dump')) / routes
  })
  print('dump', outcome)
  child.kill()
}

if (wanted.includes('events')) {
  const COUNT = 200_000
  for (const [receiveBuffer, stall] of [
    [8 * 1024 * 1024, 1000],
    [8 * 1024 * 1024, 0],
    [0, 0]
  ] as const) {
    const child = worker()
    child.send(['events', COUNT, receiveBuffer, stall])
    await once(child, 'message')
    const { nanoseconds = NaN } = floor('fill', COUNT, 4, '100.64.0.0')
    const [told] = (await once(child, 'message')) as [object]
    print('events', {
      receiveBuffer,
      stall,
      producedPerSecond: Math.round(COUNT / (nanoseconds / 1e9)),
      ...told
    })
    child.kill()
    floor('clear', COUNT, '100.64.0.0')
  }
}
process.exit()
