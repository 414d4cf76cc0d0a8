/** A short form of what `node native/test/sanitize.ts` does for longer. */
import { expect, it } from 'vitest'
import { hostRoot, ipBatch, requires, run, patience } from '../../test/support/kernel.ts'
import { buildHarness } from './harness.ts'

it(
  'ThreadSanitizer finds nothing in a second of every method at random',
  async (context) => {
    let file: string
    try {
      file = buildHarness('thread')
    } catch (error) {
      return context.skip(`the compiler has no ThreadSanitizer (${String(error).split('\n')[0]})`)
    }
    const lines = Array.from({ length: 2000 }, (_, i) => `route add 10.0.${i >> 8}.${i & 255}/32 dev lo`)
    await ipBatch(['link set lo up', ...lines])
    const seed = Date.now() % 100_000
    // One sanitizer at a time.
    const output = await run([file, '1', String(seed)], { timeout: 120_000, env: { LD_PRELOAD: '' } })
    const told = JSON.parse(output) as { seed: number; records: number }
    expect(told.seed).toBe(seed)
    expect(told.records).toBeGreaterThan(0)
  },
  300_000 * patience
)

it(
  'what a thread has no memory for is told as lost, and the socket goes on',
  requires(hostRoot, async () => {
    const output = await run([buildHarness('none'), 'memory'], { timeout: 120_000, env: { LD_PRELOAD: '' } })
    expect(JSON.parse(output)).toMatchObject({ lost: expect.any(Number) as number })
  }),
  300_000 * patience
)

it(
  'children of fork(2) do nothing to a watched socket, and one that stays keeps its port id taken',
  async () => {
    const output = await run([buildHarness('none'), 'fork'], { timeout: 120_000, env: { LD_PRELOAD: '' } })
    expect(JSON.parse(output)).toEqual({ datagrams: 200 })
  },
  300_000 * patience
)

it(
  'a socket and an inbox hand out what came, whatever it is and however it is asked for',
  async () => {
    // With coverage and sanitizers, for longer: node native/test/sanitize.ts fuzzer
    const argv = [buildHarness('none'), 'fuzz', '1000', String(Date.now() % 100_000)]
    const output = await run(argv, { timeout: 120_000, env: { LD_PRELOAD: '' } })
    expect(JSON.parse(output)).toEqual({ inputs: 1000 })
  },
  300_000 * patience
)
