/** What a process feels of a million routes that go through it. */
import { Child } from '../child.ts'
import { floor } from '../floor.ts'
import type { StreamFigures } from '../ours.ts'
import type { Workload } from '../workload.ts'

const ours = new URL('../ours.ts', import.meta.url)
const GAP = 'nlkit: a consumer that does not wait'
const MEMORY = 'nlkit: a consumer that waits 20 ms every 50 batches'

async function figures(count: number, pause: number): Promise<string> {
  using child = new Child(ours)
  const { gap, grown } = await child.ask<StreamFigures>('stream', count, pause)
  return `longest gap of a 1 ms timer ${gap.toFixed(1)} ms, ${Math.round(grown / 1e6)} MB over the idle process`
}

const streamed = (name: string, title: string, target: string, ours: string, pause: number): Workload => ({
  name,
  title,
  target,
  ours,
  async run(scale) {
    const count = scale.count(1_000_000)
    floor('fill', count, 4)
    return [{ name: ours, note: await figures(count, pause) }]
  }
})

export const stream: readonly Workload[] = [
  streamed('gap', '1,000,000 IPv4 routes streamed beside a timer', 'gap < 10 ms', GAP, 0),
  streamed('memory', '1,000,000 IPv4 routes, a slow consumer', '< 80 MB', MEMORY, 20)
]
