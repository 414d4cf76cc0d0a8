import { expect, it } from 'vitest'
import { exchanged } from './cookie.ts'

it('exchanges the halves of a cookie and back', () => {
  expect(exchanged('0x1')).toBe('0x100000000')
  expect(exchanged('0x100000000')).toBe('0x1')
  expect(exchanged('0x123456789')).toBe('0x2345678900000001')
  expect(exchanged('0x0')).toBe('0x0')
  expect(exchanged('0xffffffffffffffff')).toBe('0xffffffffffffffff')
})
