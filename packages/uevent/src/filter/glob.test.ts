import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { isPattern, matchesPattern } from './glob.ts'

it.each([
  ['', '', true],
  ['', '*', true],
  ['', '?', false],
  ['a', '', false],
  ['sda', 'sda', true],
  ['sda', 'sd', false],
  ['sda', 'sd?', true],
  ['sda1', 'sd?', false],
  ['sda1', 'sd*1', true],
  ['sda1', '*a*', true],
  ['aXbXc', '*X*c', true],
  ['aXbX', '*X*c', false],
  ['aab', '*ab', true],
  ['ab/c', 'a*c', true],
  ['b', '[abc]', true],
  ['d', '[abc]', false],
  ['d', '[!abc]', true],
  ['d', '[^abc]', true],
  ['5', '[0-9]', true],
  ['x5', '[!0-9][0-9]', true],
  [']', '[]]', true],
  ['a', '[]a]', true],
  ['a', '[!]]', true],
  ['-', '[a-]', true],
  ['b', '[a-]', false],
  ['[x', '[x', true],
  ['x', '[x', false],
  ['*', '\\*', true],
  ['a', '\\*', false],
  ['a', '\\a', true],
  ['\\', '\\', true],
  [']', '[\\]]', true],
  ['b', '[\\a-\\c]', true],
  ['a\nb', 'a*b', true],
  ['\udcff', '?', true]
])('%j against %j is %s', (text, pattern, expected) => {
  expect(matchesPattern(text, pattern)).toBe(expected)
})

it('knows what is a pattern', () => {
  expect(['a', 'a-b.c', '*', 'a?', '[a', 'a\\'].map(isPattern)).toEqual([
    false,
    false,
    true,
    true,
    true,
    true
  ])
})

it('compares as a regular expression does', () => {
  const piece = fc.constantFrom('a', 'b', '*', '?', '[ab]', '[!a]')
  const toRegExp: Record<string, string> = { '*': '[^]*', '?': '[^]', '[!a]': '[^a]' }
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 8 }),
      fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 10 }),
      (pieces, text) => {
        const expected = new RegExp(`^${pieces.map((one) => toRegExp[one] ?? one).join('')}$`).test(text)
        expect(matchesPattern(text, pieces.join(''))).toBe(expected)
      }
    ),
    { numRuns: 3_000 }
  )
})

it('is quick where backtracking would not end', () => {
  expect(matchesPattern('a'.repeat(8_000), `${'*a'.repeat(30)}b`)).toBe(false)
})
