/** What `auto` decides, with a clock and a kernel lock of the test's own: what it promises holds on every machine. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ExecutionPolicy } from './execution.ts'

/** Milliseconds. */
let now = 0
let sleeps = 0
const transport = { sleeps: () => sleeps, open: () => -1 }

beforeEach(() => {
  now = 1000
  sleeps = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
})
afterEach(() => vi.restoreAllMocks())

/** A call that takes so long, by which way the policy says. */
function call(policy: ExecutionPolicy, milliseconds: number, hasSlept = true): 'inline' | 'thread' {
  const isInline = policy.runsInline(false)
  now += milliseconds
  if (hasSlept) sleeps += 1
  if (isInline) policy.observe(milliseconds * 1000)
  else policy.observeThread(milliseconds * 1000)
  return isInline ? 'inline' : 'thread'
}

/** Requests one after the other, a millisecond between them, while another process lets go of the lock every `hold` ms. */
function whileHeld(policy: ExecutionPolicy, hold: number, forMilliseconds: number): ('inline' | 'thread')[] {
  const until = now + forMilliseconds
  const ways: ('inline' | 'thread')[] = []
  while (now < until) {
    ways.push(call(policy, hold - (now % hold)))
    now += 1
  }
  return ways
}

/** Milliseconds until the policy is back on the calling thread, by requests that the kernel answers at once. */
function untilInline(policy: ExecutionPolicy): number {
  const free = now
  while (call(policy, 0.1, false) === 'thread') now += 1
  return now - free
}

it.each([30, 60, 100, 340, 900])(
  'lets one call wait on the event loop while the lock is held for %i ms again and again, all others by thread',
  (hold) => {
    const policy = new ExecutionPolicy('auto', transport)
    expect(call(policy, 0.01, false)).toBe('inline')
    now = 10 * hold
    const ways = whileHeld(policy, hold, 10_000)
    expect(ways.length).toBeGreaterThan(5)
    expect(ways.filter((way) => way === 'inline')).toHaveLength(1)
    expect(ways[0]).toBe('inline')
    // The lock is free: by thread for a second more at the most.
    expect(untilInline(policy)).toBeLessThan(1010)
  }
)

it.each([100, 900, 1500, 60_000])(
  'lets one call wait for 30 ms, however far apart they come: each %i ms',
  (pause) => {
    const policy = new ExecutionPolicy('auto', transport)
    const ways = Array.from({ length: 20 }, () => {
      now += pause
      return call(policy, 30)
    })
    expect(ways.filter((way) => way === 'inline')).toHaveLength(1)
    now += 10_000
    // What comes first may find the lock taken: some quick ones by thread show that it is free.
    expect(untilInline(policy)).toBeGreaterThan(10)
    expect(call(policy, 0.1, false)).toBe('inline')
  }
)

it('goes by thread a few times where the kernel slept for some milliseconds only', () => {
  const policy = new ExecutionPolicy('auto', transport)
  expect(call(policy, 12)).toBe('inline')
  expect(Array.from({ length: 5 }, () => call(policy, 0.1, false))).toEqual([
    ...Array<string>(4).fill('thread'),
    'inline'
  ])
})

it.each([5, 100, 2000])('lets one call wait for 12 ms where each takes so long, %i ms apart', (pause) => {
  const policy = new ExecutionPolicy('auto', transport)
  const ways = Array.from({ length: 50 }, () => {
    now += pause
    return call(policy, 12)
  })
  expect(ways.filter((way) => way === 'inline')).toHaveLength(1)
  expect(ways[0]).toBe('inline')
})

it('goes on inline where a call lost the processor and did not sleep', () => {
  const policy = new ExecutionPolicy('auto', transport)
  expect(call(policy, 40, false)).toBe('inline')
  expect(call(policy, 0.01, false)).toBe('inline')
  // So long it is slow, whatever the reason.
  expect(call(policy, 60, false)).toBe('inline')
  expect(call(policy, 0.01, false)).toBe('thread')
})

it('sends by thread what is known to take long, and heeds what it is told', () => {
  expect(new ExecutionPolicy('auto', transport).runsInline(true)).toBe(false)
  const inline = new ExecutionPolicy('inline', transport)
  expect([call(inline, 500), call(inline, 500), inline.runsInline(true)]).toEqual(['inline', 'inline', true])
  const thread = new ExecutionPolicy('thread', transport)
  expect([call(thread, 0.01), thread.runsInline(false)]).toEqual(['thread', false])
})
