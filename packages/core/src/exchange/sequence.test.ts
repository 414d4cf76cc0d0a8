import { expect, it } from 'vitest'
import { nextSequence } from './sequence.ts'

/** Numbers in flight, as a channel knows them. */
const inFlight = (...taken: readonly number[]): Parameters<typeof nextSequence>[2] => ({
  isAnyTaken: (first, count) => taken.some((number) => number >= first && number < first + count)
})

it('counts, goes round at 2^32, and never gives 0', () => {
  expect(nextSequence(0, 1, inFlight())).toBe(1)
  expect(nextSequence(7, 3, inFlight())).toBe(8)
  expect(nextSequence(0xfffffffe, 1, inFlight())).toBe(0xffffffff)
  expect(nextSequence(0xffffffff, 1, inFlight())).toBe(1)
})

it('gives no number that is in flight, before and behind the end', () => {
  expect(nextSequence(0xfffffffd, 1, inFlight(0xfffffffe, 0xffffffff, 1, 2))).toBe(3)
  expect(nextSequence(0, 1, inFlight(1, 2, 3))).toBe(4)
})

it('gives numbers in a row, which never reach over the end', () => {
  // 0xfffffffb to 0xffffffff are five; six do not fit, nor do those from 0 on.
  expect(nextSequence(0xfffffffa, 5, inFlight())).toBe(0xfffffffb)
  const first = nextSequence(0xfffffffa, 6, inFlight())
  expect(first).toBeGreaterThan(0)
  expect(first + 5).toBeLessThan(1000)
  expect(nextSequence(10, 4, inFlight(13))).toBe(15)
})
