import { Writer } from '@nlkit/core/codec'
import { expect, it } from 'vitest'
import type { Write } from '../write.ts'
import { routeWrites } from './write-route.ts'

const sent = (made: Write): string => {
  if ('build' in made) throw new Error('an interface has to be asked for')
  const { body, value } = made
  const writer = new Writer()
  body.encode(writer, value)
  return Buffer.from(writer.toBytes()).toString('hex')
}

/** What ip(8) sends for the same, without headers; its attributes stand in another order. */
it('writes routes of MPLS as ip(8) does: the table in the header alone', () => {
  const via = { family: 'inet', addr: '10.0.0.2' } as const
  // ip -f mpls route add 100 as 200/300 via inet 10.0.0.2 dev lo
  expect(sent(routeWrites.add({ dst: [100], newdst: [200, 300], via, dev: 1 }))).toBe(
    '1c140000fe03000100000000' +
      '0800010000064100' +
      '0800040001000000' +
      '0a00120002000a0000020000' +
      '0c001300000c80000012c100'
  )
  // ip -f mpls route del 100
  expect(sent(routeWrites.delete({ dst: [100] }))).toBe('1c140000fe000001000000000800010000064100')
})
