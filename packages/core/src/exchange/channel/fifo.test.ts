import { expect, it } from 'vitest'
import { Fifo } from './fifo.ts'

it('gives back what was pushed, in that order, and tells what comes next', () => {
  const queue = new Fifo<number>()
  const seen: (number | undefined)[] = []
  for (let i = 0; i < 10; i++) {
    queue.push(i)
    queue.push(100 + i)
    expect(queue.first).toBe(seen.length % 2 === 0 ? seen.length / 2 : 100 + (seen.length - 1) / 2)
    seen.push(queue.shift())
  }
  expect(queue.length).toBe(10)
  while (queue.length > 0) seen.push(queue.shift())
  expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? i / 2 : 100 + (i - 1) / 2)))
  expect([queue.shift(), queue.first, queue.length]).toEqual([undefined, undefined, 0])
})
