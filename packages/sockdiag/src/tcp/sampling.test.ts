import timers from 'node:timers/promises'
import { bytesOf } from '@nlkit/core/codec'
import { afterEach, describe, expect, it, vi } from 'vitest'
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

afterEach(() => vi.restoreAllMocks())

describe('sample', () => {
  it('has rates from the second on, and ends when there is nothing to look at', async () => {
    let looks = 0
    const all = await collect(
      sample(async () => (++looks > 3 ? undefined : { ...info, bytesSent: looks * 100 }), 20, undefined)
    )
    expect(all.map(({ rates }) => rates !== undefined)).toEqual([false, true, true])
    for (const { rates, elapsed = 0 } of all.slice(1)) {
      expect(elapsed).toBeGreaterThan(0)
      expect(rates?.bytesSent).toBeCloseTo(100 / (elapsed / 1000), 5)
    }
  })

  it('keeps its beat and leaves out what it missed', async () => {
    // A clock that moves only by what is waited for.
    let now = 7000
    vi.spyOn(performance, 'now').mockImplementation(() => now)
    vi.spyOn(timers, 'setTimeout').mockImplementation(async (milliseconds = 0) => void (now += milliseconds))
    const looks: number[] = []
    const look = async (): Promise<TcpInfo | undefined> => {
      looks.push(now - 7000)
      if (looks.length === 2) now += 130
      return looks.length > 4 ? undefined : info
    }
    await collect(sample(look, 50, undefined))
    expect(looks).toEqual([0, 50, 200, 250, 300])
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
