import { expect, it } from 'vitest'
import { murmurHash2 } from './murmur-hash.ts'
import { filterHash, tagBloom } from './tag-bloom.ts'

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

// From libudev's header in captures (backlight), and from a C program of the published algorithm with seed 0.
it.runIf(isLittleEndian)('hashes as the reference does, whatever is left behind the last word', () => {
  expect(filterHash('backlight')).toBe(0xc370b302)
  expect(murmurHash2(new Uint8Array())).toBe(0)
  expect(['a', 'ab', 'abc', 'abcd', 'abcde'].map(filterHash)).toEqual([
    0x92685f5e, 0x1aa14063, 0x13577c9b, 0x26873021, 0x5f09a8de
  ])
})

it('does not depend on where in memory the text stands', () => {
  const bytes = Uint8Array.from([9, 9, 9, ...Buffer.from('backlight')])
  expect(murmurHash2(bytes.subarray(3))).toBe(filterHash('backlight'))
})

it('has no hash for what is not there', () => {
  expect(filterHash(undefined)).toBe(0)
})

it.runIf(isLittleEndian)('sets four bits for a tag, or fewer where they fall together', () => {
  expect(tagBloom([])).toEqual({ high: 0, low: 0 })
  expect(tagBloom(['systemd', 'seat'])).toEqual({ high: 0x02080400, low: 0x10c00001 })
})
