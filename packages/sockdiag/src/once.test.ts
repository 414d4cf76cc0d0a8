import { expect, it } from 'vitest'
import { once } from './once.ts'

it('lets a socket through once', () => {
  const passes = once<{ cookie?: string }>()
  expect(passes({ cookie: '0x1' })).toBe(true)
  expect(passes({ cookie: '0x2' })).toBe(true)
  expect(passes({ cookie: '0x1' })).toBe(false)
})

it('lets everything through that has no cookie', () => {
  const passes = once<{ cookie?: string }>()
  expect([passes({}), passes({})]).toEqual([true, true])
})

it('counts only what the filter let through', () => {
  const passes = once<{ cookie: string; state: string }>(({ state }) => state === 'time-wait')
  expect(passes({ cookie: '0x1', state: 'established' })).toBe(false)
  expect(passes({ cookie: '0x1', state: 'time-wait' })).toBe(true)
  expect(passes({ cookie: '0x1', state: 'time-wait' })).toBe(false)
})

it('knows thousands of sockets back, and forgets what was told long ago', () => {
  const passes = once<{ cookie: string }>()
  for (let i = 0; i < 4100; i++) expect(passes({ cookie: `0x${i}` })).toBe(true)
  expect(passes({ cookie: '0x0' })).toBe(false)
  for (let i = 4100; i < 10_000; i++) passes({ cookie: `0x${i}` })
  expect(passes({ cookie: '0x0' })).toBe(true)
})
