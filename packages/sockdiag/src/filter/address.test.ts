import { isIP } from 'node:net'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mappedV4, parseAddress, samePrefix } from './address.ts'

describe('parseAddress', () => {
  it('reads what net.isIP takes, and nothing else', () => {
    const text = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc
        .array(fc.constantFrom('0', '1', 'ffff', ':', '::', '.', '255', '1.2.3.4'), { maxLength: 12 })
        .map((parts) => parts.join(''))
    )
    fc.assert(
      fc.property(text, (value) => {
        const family = parseAddress(value)?.family
        expect(family).toBe(
          ([undefined, 'inet', 'inet6'] as const)[isIP(value) === 4 ? 1 : isIP(value) === 6 ? 2 : 0]
        )
      }),
      { numRuns: 2000 }
    )
  })

  it('gives words in network order', () => {
    expect(parseAddress('10.1.2.3')?.words).toEqual([0x0a010203])
    expect(parseAddress('2001:db8::1')?.words).toEqual([0x20010db8, 0, 0, 1])
    expect(parseAddress('::ffff:10.1.2.3')?.words).toEqual([0, 0, 0xffff, 0x0a010203])
    expect(parseAddress('10.1', { short: true })?.words).toEqual([0x0a010000])
    expect(parseAddress('10.1')).toBeUndefined()
  })

  it('finds the IPv4 address in a mapped one only', () => {
    expect(mappedV4([0, 0, 0xffff, 5])).toBe(5)
    expect(mappedV4([0, 0, 0, 5])).toBeUndefined()
    expect(mappedV4([5])).toBeUndefined()
  })
})

describe('samePrefix', () => {
  it('compares bits', () => {
    expect(samePrefix([0x0a010203], [0x0a010204], 29)).toBe(true)
    expect(samePrefix([0x0a010203], [0x0a010204], 30)).toBe(false)
    expect(samePrefix([1, 2, 3, 4], [1, 2, 3, 5], 127)).toBe(true)
    expect(samePrefix([1, 2, 3, 4], [1, 2, 3, 5], 128)).toBe(false)
    expect(samePrefix([0x80000000], [0], 1)).toBe(false)
    expect(samePrefix([], [], 0)).toBe(true)
  })
})
