import { expect, test } from 'vitest'
import { markPure, withoutComments } from './pure.ts'

test('comments go, and what looks like one stays, on the line where it was', () => {
  const text = [
    '/** What it is. */',
    "export const url = 'http://x' // not this",
    'class A {',
    '  /* one',
    '   * two */',
    '  a = /\\/\\*/',
    '}'
  ].join('\n')
  expect(withoutComments(text, 'a.ts').split('\n')).toEqual([
    ' ',
    "export const url = 'http://x'  ",
    'class A {',
    '   ',
    ' ',
    '  a = /\\/\\*/',
    '}'
  ])
})

test('what marks a call as pure stays, and is put before those that lack it', () => {
  const marked = 'const a = /* @__PURE__ */ f()'
  expect(withoutComments(marked, 'a.ts')).toBe(marked)
  expect(markPure('const a = f(1)', 'a.ts')).toBe('const a = /* @__PURE__ */ f(1)')
})
