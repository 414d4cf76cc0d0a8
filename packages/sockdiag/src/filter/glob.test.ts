import { describe, expect, it } from 'vitest'
import { glob } from './glob.ts'

describe('glob', () => {
  it('matches as fnmatch(3) with FNM_CASEFOLD does', () => {
    for (const [pattern, text, matches] of [
      ['/tmp/*', '/tmp/.X11-unix/X0', true],
      ['/tmp/*', '/TMP/a', true],
      ['/tmp/*', '/run/a', false],
      ['*', '', true],
      ['', '', true],
      ['', 'a', false],
      ['a?c', 'abc', true],
      ['a?c', 'ac', false],
      ['*a*b*', 'xxaxxbxx', true],
      ['*a*b', 'xxaxxbxx', false],
      ['[a-c]x', 'Bx', true],
      ['[!a-c]x', 'bx', false],
      ['[^a-c]x', 'dx', true],
      ['[]]x', ']x', true],
      ['[a-]x', '-x', true],
      ['[a', '[a', true],
      [String.raw`\*`, '*', true],
      [String.raw`\*`, 'a', false],
      [String.raw`[\]]`, ']', true],
      ['a**b', 'ab', true]
    ] as const) {
      expect([pattern, text, glob(pattern)(text)]).toEqual([pattern, text, matches])
    }
  })

  it('takes no time out of proportion', () => {
    const start = performance.now()
    expect(glob(`${'*a'.repeat(50)}b`)('a'.repeat(108))).toBe(false)
    expect(performance.now() - start).toBeLessThan(200)
  })
})
