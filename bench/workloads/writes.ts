/** Routes added: each acknowledged and awaited, and in batches. */
import { Child } from '../child.ts'
import { floor } from '../floor.ts'
import { others } from '../others/others.ts'
import { inRounds, type Outcome } from '../rounds.ts'
import type { Scale, Workload } from '../workload.ts'

const ours = new URL('../ours.ts', import.meta.url)
const AWAITED = 'nlkit: await routes.add(), one after the other'
const BATCHED = 'nlkit: await batch()'

async function writes(scale: Scale, mode: 'ack' | 'batch', name: string, ask: string): Promise<Outcome[]> {
  const count = scale.count(20_000)
  using child = new Child(ours)
  return await inRounds(
    { rounds: scale.rounds, warmUp: 2 },
    {
      [mode === 'ack' ? 'C: sendto, recv' : 'C: sends of 200, one ACK each']: () =>
        (floor('writes', count, mode)['nanoseconds'] ?? Number.NaN) / count,
      [name]: async () => (await child.ask(ask, count)) / count,
      ...(mode === 'batch' ? others.writes(count) : {})
    }
  )
}

export const writesWorkloads: readonly Workload[] = [
  {
    name: 'writes',
    title: 'route adds, an ACK for each, awaited',
    target: '1.15',
    ours: AWAITED,
    run: (scale) => writes(scale, 'ack', AWAITED, 'writesAwaited')
  },
  {
    name: 'writes-batch',
    title: 'route adds in batches',
    target: '1.00',
    ours: BATCHED,
    run: (scale) => writes(scale, 'batch', BATCHED, 'writesBatched')
  }
]
