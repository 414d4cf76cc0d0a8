import { bytesOf, DecodeError, Writer } from '@nlkit/core/codec'
import { describe, expect, it } from 'vitest'
import { ndUserOptionCodec, type NdOption, type NdUserOption } from './nd-user-option.ts'

function encode(value: NdUserOption): Uint8Array {
  const writer = new Writer()
  ndUserOptionCodec.encode(writer, value)
  return writer.toBytes()
}
const decode = (u8: Uint8Array): NdUserOption => ndUserOptionCodec.decode(bytesOf(u8), 0, u8.length)
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))

const message = (...options: NdOption[]): NdUserOption => ({
  family: 'inet6',
  ifindex: 3,
  icmpType: 134,
  icmpCode: 0,
  options,
  srcaddr: 'fe80::1'
})

describe('options of router advertisements', () => {
  /** Option as RFC 8106, 8781 and 8910 draw it. */
  const cases: readonly [string, NdOption][] = [
    [
      '0304 40c0 00001c20 00000e10 00000000 20010db8000900000000000000000000',
      {
        type: 'prefix-information',
        prefix: '2001:db8:9::',
        prefixlen: 64,
        flags: 0xc0,
        valid: 7200,
        preferred: 3600
      }
    ],
    [
      '1903 0000 00000e10 20010db8000000000000000000000053',
      { type: 'rdnss', lifetime: 3600, addresses: ['2001:db8::53'] }
    ],
    [
      '1f04 0000 ffffffff 07 6578616d706c65 03 6f7267 00 03 6e6574 00 000000000000',
      { type: 'dnssl', lifetime: 0xffffffff, domains: ['example.org', 'net'] }
    ],
    [
      '2602 0708 0064ff9b 0000000000000000',
      { type: 'pref64', lifetime: 1800, prefix: '64:ff9b::', prefixlen: 96 }
    ],
    ['2502 68747470733a2f2f782e79 2f00', { type: 'captive-portal', uri: 'https://x.y/' }],
    ['fa01 010203040506', { type: 250, data: Uint8Array.of(1, 2, 3, 4, 5, 6) }],
    // Half an address: kept as it is.
    ['1902 0000 00000e10 2001 0db8 0000 0000', { type: 25, data: hex('0000 00000e10 20010db800000000') }]
  ]
  it.each(cases)('%s', (text, option) => {
    const written = encode(message(option))
    const bytes = hex(text)
    expect(Buffer.from(written.subarray(16, 16 + bytes.length)).toString('hex')).toBe(
      Buffer.from(bytes).toString('hex')
    )
    expect(decode(written)).toEqual(message(option))
  })

  it('decodes or refuses what is cut off', () => {
    const written = encode(message(...cases.map(([, option]) => option)))
    expect(decode(written)).toEqual(message(...cases.map(([, option]) => option)))
    for (let length = 0; length < written.length; length++) {
      try {
        decode(written.slice(0, length))
      } catch (error) {
        expect(DecodeError.is(error)).toBe(true)
      }
    }
  })

  it('refuses lengths of 0, which would never end', () => {
    const written = encode(message({ type: 'captive-portal', uri: 'x' }))
    written[17] = 0
    expect(() => decode(written)).toThrow(DecodeError)
  })

  it('refuses to write what has no room', () => {
    expect(() => encode(message({ type: 'pref64', lifetime: 7, prefix: '::', prefixlen: 96 }))).toThrow(
      /^options\.lifetime: /
    )
    expect(() => encode(message({ type: 'pref64', lifetime: 8, prefix: '::', prefixlen: 95 }))).toThrow(
      /^options\.prefixlen: /
    )
    expect(() => encode(message({ type: 'rdnss', lifetime: 8, addresses: ['1.2.3.4'] }))).toThrow(
      /^options: /
    )
    expect(() => encode(message({ type: 1, data: new Uint8Array(3000) }))).toThrow(/^options: /)
  })
})
