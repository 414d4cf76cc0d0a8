import { bytesOf } from '@nlkit/core/codec'
import { describe, expect, it } from 'vitest'
import { decodeTcpInfo } from './codec.ts'
import type { TcpInfo } from './codec.ts'
import { checkInterval, sample } from './sampling.ts'
import type { TcpSample } from './sampling.ts'

const info: TcpInfo = decodeTcpInfo(bytesOf(new Uint8Array(280)), 0, 280)

async function collect(samples: AsyncIterable<TcpSample>): Promise<TcpSample[]> {
  const all: TcpSample[] = []
  for await (const one of samples) all.push(one)
  return all
}

describe('sample', () => {
  it('has rates from the second on, and ends when there is nothing to look at', async () => {
    let looks = 0
    const all = await collect(
      sample(async () => (++looks > 3 ? undefined : { ...info, bytesSent: looks * 100 }), 20, undefined)
    )
    expect(all.map(({ rates }) => rates !== undefined)).toEqual([false, true, true])
    for (const { rates, elapsed = 0 } of all.slice(1)) {
      expect(elapsed).toBeGreaterThan(5)
      expect(rates?.bytesSent).toBeCloseTo(100 / (elapsed / 1000), 5)
    }
  })

  it('keeps its beat and leaves out what it missed', async () => {
    const start = performance.now()
    let looks = 0
    const look = async (): Promise<TcpInfo | undefined> => {
      if (++looks === 2) await new Promise((resolve) => setTimeout(resolve, 130))
      return looks > 4 ? undefined : info
    }
    await collect(sample(look, 50, undefined))
    // Looks at 0, 50 (until 180), 200, 250 and 300.
    expect(performance.now() - start).toBeGreaterThanOrEqual(290)
    expect(performance.now() - start).toBeLessThan(450)
  })

  it('ends with its signal, also while it waits', async () => {
    const controller = new AbortController()
    const samples = sample(async () => info, 60_000, controller.signal)
    await samples.next()
    const next = samples.next()
    controller.abort(new Error('enough'))
    await expect(next).rejects.toMatchObject({ name: 'AbortError', cause: { message: 'enough' } })
  })

  it('refuses an interval that is none', () => {
    expect(() => checkInterval({ interval: 0 })).toThrow(RangeError)
    expect(() => checkInterval({ interval: Number.NaN })).toThrow(RangeError)
    expect(checkInterval({})).toBe(1000)
  })
})
