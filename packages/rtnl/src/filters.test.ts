import { expect, test } from 'vitest'
import { checkFlush } from './flush.ts'

const keys = { dev: 'device', table: 'number', up: 'boolean', protocol: 'name' } as const
const check = (filter: unknown) => () => checkFlush(filter as object, 'things', keys)

test.each([
  [null, 'filter: expected an object'],
  ['eth0', 'filter: expected an object'],
  [['eth0'], 'filter: expected an object'],
  [{ tabel: 5 }, 'filter.tabel: unknown key'],
  [{ table: 5, Dev: 'v0' }, 'filter.Dev: unknown key'],
  [{ toString: 1 }, 'filter.toString: unknown key'],
  [{ table: null }, 'filter.table: null is no number'],
  [{ table: '5' }, 'filter.table: 5 is no number'],
  [{ up: 0 }, 'filter.up: 0 is no boolean'],
  [{ dev: 0 }, 'filter.dev: 0 is no device'],
  [{}, 'filter: say which things'],
  [{ table: undefined, up: false }, 'filter: say which things']
])('a flush refuses %j', (filter, message) => {
  expect(check(filter)).toThrow(TypeError)
  expect(check(filter)).toThrow(message)
})

test('a flush takes what names something', () => {
  expect(check({ table: 5, protocol: 'static' })).not.toThrow()
  expect(check({ dev: 'v0', up: false })).not.toThrow()
})
