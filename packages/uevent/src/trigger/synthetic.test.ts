import { expect, it } from 'vitest'
import { syntheticLine, type SyntheticEvent } from './synthetic.ts'

const uuid = '01234567-89ab-cdef-0123-456789ABCDEF'

it('writes what a uevent file takes', () => {
  expect(syntheticLine({ uuid })).toEqual({ line: `change ${uuid}`, uuid })
  expect(syntheticLine({ uuid, action: 'add', args: { A: 'b', COUNT: '12' } }).line).toBe(
    `add ${uuid} A=b COUNT=12`
  )
})

it('makes a UUID of its own each time', () => {
  const one = syntheticLine({})
  expect(one.line).toBe(`change ${one.uuid}`)
  expect(syntheticLine({}).uuid).not.toBe(one.uuid)
})

it.each<[unknown, string]>([
  [{ action: 'frob' }, 'action: '],
  [{ action: 'add ' }, 'action: '],
  [{ uuid: '0' }, 'uuid: '],
  [{ uuid: `${uuid} A=b` }, 'uuid: '],
  [{ uuid: 7 }, 'uuid: '],
  [{ args: 'A=b' }, 'args: '],
  [{ args: { 'A B': 'c' } }, 'args: '],
  [{ args: { A_B: 'c' } }, 'args: '],
  [{ args: { '': 'c' } }, 'args: '],
  [{ args: { A: '' } }, 'args.A: '],
  [{ args: { A: 'b c' } }, 'args.A: '],
  [{ args: { A: 'b\n' } }, 'args.A: '],
  [{ args: { A: 1 } }, 'args.A: '],
  [{ args: { A: 'x'.repeat(4096) } }, 'args: ']
])('refuses %j', (event, message) => {
  expect(() => syntheticLine(event as SyntheticEvent)).toThrow(message)
})
