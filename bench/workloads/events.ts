/** Events as fast as the kernel makes them: how many are lost, and how much memory that takes. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Child } from '../child.ts'
import { floor, floorProgram } from '../floor.ts'
import type { EventFigures } from '../ours.ts'
import { median, type Outcome } from '../rounds.ts'
import type { Scale, Workload } from '../workload.ts'

const ours = new URL('../ours.ts', import.meta.url)
const BASE = '100.64.0.0'
const STALLED = 'nlkit: subscribe(), the event loop stands still for 1 s'
/** The kernel doubles what it is told: this gives net.core.rmem_default, 212,992 bytes, as a socket of C's has. */
const KERNEL_DEFAULT = 106_496
const SAME = "nlkit: subscribe() with the kernel's default"
const DEFAULT = 'nlkit: subscribe(), its own default of 1 MiB'

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`

/** The kernel makes `count` events, by a process that adds routes in batches. */
function produce(count: number): void {
  floor('fill', count, 4, BASE)
}

async function counted(count: number, receiveBuffer: number, stall: number): Promise<EventFigures> {
  using child = new Child(ours)
  await child.ask('countEvents', count, receiveBuffer, stall)
  produce(count)
  const figures = await child.ask<EventFigures>('counted')
  floor('clear', count, BASE)
  return figures
}

async function countedInC(count: number): Promise<number> {
  const program = spawn(floorProgram, ['events', String(count), '0'], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  let output = ''
  program.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  await once(program.stdout, 'data')
  const ended = once(program, 'close')
  produce(count)
  await ended
  floor('clear', count, BASE)
  return (JSON.parse(output.slice(output.indexOf('{'))) as { events: number }).events
}

async function stalled(scale: Scale): Promise<Outcome[]> {
  const count = scale.count(200_000)
  const rounds = Math.ceil(scale.rounds / 3)
  const all: EventFigures[] = []
  for (let i = 0; i < rounds; i++) all.push(await counted(count, 8 << 20, scale.isQuick ? 100 : 1000))
  const worst = (of: (figures: EventFigures) => number): number => Math.max(...all.map(of))
  return [
    {
      name: STALLED,
      note: `${worst(({ dropped }) => dropped)} of ${count} lost, ${megabytes(worst(({ resident }) => resident))} resident, the worst of ${rounds}`
    }
  ]
}

async function plain(scale: Scale): Promise<Outcome[]> {
  const count = scale.count(200_000)
  const rounds = Math.ceil(scale.rounds / 3)
  const [floors, same, mine]: [number[], number[], number[]] = [[], [], []]
  for (let i = 0; i < rounds; i++) {
    floors.push(await countedInC(count))
    same.push((await counted(count, KERNEL_DEFAULT, 0)).events)
    mine.push((await counted(count, 0, 0)).events)
  }
  const note = (events: readonly number[]): string =>
    `${median(events)} of ${count} received, median of ${rounds} (${Math.min(...events)} to ${Math.max(...events)})`
  return [
    { name: 'C: receive loop', note: note(floors) },
    { name: SAME, note: note(same) },
    { name: DEFAULT, note: note(mine) }
  ]
}

export const events: readonly Workload[] = [
  {
    name: 'events',
    title: '200,000 route events, receive buffer of 8 MiB',
    target: '0 lost, < 70 MB',
    ours: STALLED,
    run: stalled
  },
  {
    name: 'events-default',
    title: '200,000 route events, default receive buffer',
    target: 'as many as C',
    ours: SAME,
    run: plain
  }
]
