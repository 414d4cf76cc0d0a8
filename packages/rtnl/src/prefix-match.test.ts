import { describe, expect, test } from 'vitest'
import { around, inside } from './prefix-match.ts'

describe('inside a prefix', () => {
  test.each([
    ['10.0.0.0/8', '10.1.2.3', 32, true],
    ['10.0.0.0/8', '10.0.0.0', 8, true],
    ['10.0.0.0/8', '10.0.0.0', 7, false],
    ['10.0.0.0/8', '11.0.0.0', 8, false],
    ['10.9.9.9/8', '10.1.0.0', 16, true],
    ['10.1.2.3', '10.1.2.3', 32, true],
    ['10.1.2.3', '10.1.2.2', 32, false],
    ['10.128.0.0/9', '10.129.0.0', 16, true],
    ['10.128.0.0/9', '10.127.0.0', 16, false],
    ['0.0.0.0/0', undefined, 0, true],
    ['0.0.0.0/1', undefined, 0, false],
    ['default', '10.1.2.3', 32, true],
    ['2001:db8::/33', '2001:db8:8000::', 40, false],
    ['2001:db8::/33', '2001:db8:7fff::1', 128, true],
    ['::/0', '10.0.0.1', 32, false],
    ['10.0.0.0/8', '0x10', 6, false]
  ])('%s has %s/%i: %s', (prefix, address, length, expected) => {
    expect(inside(prefix, 'to')(address, length)).toBe(expected)
  })
})

describe('around a prefix', () => {
  test.each([
    ['10.1.2.3', '10.0.0.0', 8, true],
    ['10.1.2.3', undefined, 0, true],
    ['10.1.2.3', '10.1.2.3', 32, true],
    ['10.1.0.0/16', '10.1.2.0', 24, false],
    ['10.1.0.0/16', '10.1.0.0', 16, true],
    ['10.1.0.0/16', '10.2.0.0', 15, false],
    ['default', '10.0.0.0', 8, false],
    ['default', undefined, 0, true],
    ['2001:db8::1', '2001:db8::', 32, true],
    ['2001:db8::1', '2001:db8:8000::', 33, false],
    ['2001:db8::1', undefined, 0, true]
  ])('%s is in %s/%i: %s', (prefix, address, length, expected) => {
    expect(around(prefix, 'match')(address, length)).toBe(expected)
  })
})

test.each(['', '10.0.0', '10.0.0.0/8/9', '10.0.0.0/x', 'eth0', ':::/8'])('refuses %j', (prefix) => {
  expect(() => inside(prefix, 'filter.to')).toThrow(/^filter\.to: /)
  expect(() => around(prefix, 'filter.match')).toThrow(/^filter\.match: /)
})

test('refuses a length that the family has not', () => {
  expect(() => inside('10.0.0.0/33', 'filter.to')).toThrow(RangeError)
})
