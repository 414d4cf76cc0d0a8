/** What a process feels of a million routes that go through it. */
import { Child } from '../child.ts'
import { floor } from '../floor.ts'
import type { StreamFigures } from '../ours.ts'
import type { Outcome } from '../rounds.ts'
import type { Scale, Workload } from '../workload.ts'

const ours = new URL('../ours.ts', import.meta.url)
const QUICK = 'nlkit: a consumer that does not wait'
const SLOW = 'nlkit: a consumer that waits 20 ms every 50 batches'

async function figures(count: number, pause: number): Promise<string> {
  using child = new Child(ours)
  const { gap, grown } = await child.ask<StreamFigures>('stream', count, pause)
  return `longest gap of a 1 ms timer ${gap.toFixed(1)} ms, ${Math.round(grown / 1e6)} MB over the idle process`
}

export const stream: readonly Workload[] = [
  {
    name: 'stream',
    title: '1,000,000 IPv4 routes streamed beside a timer',
    target: 'gap < 10 ms, < 80 MB',
    ours: QUICK,
    async run(scale: Scale): Promise<Outcome[]> {
      const count = scale.count(1_000_000)
      floor('fill', count, 4)
      return [
        { name: QUICK, note: await figures(count, 0) },
        { name: SLOW, note: await figures(count, 20) }
      ]
    }
  }
]
