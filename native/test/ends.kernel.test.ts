/** Workers and processes that end while sockets are in each of their states. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { ipBatch, patience, run } from '../../test/support/kernel.ts'

const file = (name: string): string => join(import.meta.dirname, name)
/** Milliseconds for a process that may have to share the machine with many: only one that hangs takes as long. */
const LONG = 60_000 * patience
// All but the one that never gives way: it ends with its worker, which is terminated.
const states = ['idle', 'exchanged', 'watched', 'pumping', 'paused', 'submitting', 'busy', 'closed'] as const

beforeAll(async () => {
  const lines = Array.from({ length: 5000 }, (_, i) => `route add 10.0.${i >> 8}.${i & 255}/32 dev lo`)
  await ipBatch(['link set lo up', ...lines])
})

function end(state: string, how: string): Promise<{ status: unknown; signal: unknown; stdout: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [file('state-process.mjs'), state, how],
      { timeout: LONG, killSignal: 'SIGKILL' },
      (_, stdout) => resolve({ status: child.exitCode, signal: child.signalCode, stdout })
    )
  })
}

describe.each(states)('a process whose sockets are %s', { timeout: 2 * LONG }, (state) => {
  it('exits with its own status, whenever it likes', async () => {
    const ends = await Promise.all(['exit', 'later', 'throw', 'signal'].map((how) => end(state, how)))
    expect(ends).toMatchObject([
      { status: 0, signal: null, stdout: 'ready\n' },
      { status: 0, signal: null, stdout: 'ready\n' },
      { status: 1, signal: null },
      { signal: 'SIGTERM' }
    ])
  })

  it('ends by itself when it holds them by unref()', async () => {
    expect(await end(state, 'unref')).toEqual({ status: 0, signal: null, stdout: 'ready\n' })
  })
})

it(
  'workers are terminated in every state, three times each, and leave no descriptor and no thread',
  async () => {
    // The long form: node native/test/terminate-loop.mjs 1000
    const output = await run([process.execPath, file('terminate-loop.mjs'), '27'], { timeout: 2 * LONG })
    const { descriptors, threads } = JSON.parse(output) as { descriptors: number[]; threads: number[] }
    expect(descriptors[1]).toBeLessThanOrEqual(descriptors[0] ?? 0)
    expect(threads[1]).toBeLessThanOrEqual(threads[0] ?? 0)
  },
  2 * LONG + 10_000
)
