/** TCP sockets with their full tcp_info. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Child } from '../child.ts'
import { floor, floorProgram } from '../floor.ts'
import { others } from '../others/others.ts'
import { inRounds, type Contestant, type Outcome, WARM_UP } from '../rounds.ts'
import type { Scale, Workload } from '../workload.ts'

const ours = new URL('../ours.ts', import.meta.url)
const WARM = 'nlkit: for await (const batch of tcp.dump().batches())'
const COLD = 'nlkit: the first dump of a process, batches'

async function withSockets(
  scale: Scale,
  run: (count: number, receiveLoop: Contestant) => Promise<Outcome[]>
): Promise<Outcome[]> {
  const count = scale.count(50_000)
  const holder = spawn(floorProgram, ['hold', String(count)], { stdio: ['pipe', 'pipe', 'inherit'] })
  try {
    const failed = once(holder, 'exit').then(() => Promise.reject(new Error('the sockets could not be made')))
    await Promise.race([once(holder.stdout, 'data'), failed])
    failed.catch(() => {})
    return await run(count, () => {
      const { nanoseconds = Number.NaN, messages = 0 } = floor('tcp', 1)
      return nanoseconds / messages
    })
  } finally {
    holder.kill('SIGKILL')
  }
}

const warm = (scale: Scale): Promise<Outcome[]> =>
  withSockets(scale, async (count, receiveLoop) => {
    using child = new Child(ours)
    return await inRounds(
      { rounds: scale.rounds, warmUp: WARM_UP },
      {
        'C: receive loop, no parsing': receiveLoop,
        [WARM]: async () => (await child.ask('tcp', count)) / count,
        ...others.tcp(count)
      }
    )
  })

const cold = (scale: Scale): Promise<Outcome[]> =>
  withSockets(scale, (count, receiveLoop) =>
    inRounds(
      { rounds: scale.rounds },
      {
        'C: receive loop, no parsing': receiveLoop,
        [COLD]: async () => {
          using child = new Child(ours)
          return (await child.ask('cold', 'tcp', count)) / count
        }
      }
    )
  )

export const tcp: readonly Workload[] = [
  { name: 'tcp', title: '50,000 TCP sockets with tcp_info, warm', target: '1.05', ours: WARM, run: warm },
  {
    name: 'tcp-cold',
    title: '50,000 TCP sockets with tcp_info, cold process',
    target: '1.25',
    ours: COLD,
    run: cold
  }
]
