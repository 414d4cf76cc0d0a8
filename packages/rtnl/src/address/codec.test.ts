import { describe, expect, test } from 'vitest'
import { bytesOf, DecodeError, Writer } from '@nlkit/core/codec'
import { addressCodec, type AddressInput } from './codec.ts'
import { IFA_F_PERMANENT } from './constants.ts'
import { frames } from './frames.fixture.ts'

const forEver = { prefered: 0xffffffff, valid: 0xffffffff }

function decode(hex: string): ReturnType<typeof addressCodec.decode> {
  const bytes = new Uint8Array(Buffer.from(hex, 'hex'))
  return addressCodec.decode(bytesOf(bytes), 0, bytes.length)
}

function encode(value: AddressInput): string {
  const writer = new Writer()
  addressCodec.encode(writer, value)
  return Buffer.from(writer.toBytes()).toString('hex')
}

describe('addresses of this kernel', () => {
  test.each([
    [
      'loopback',
      {
        family: 'inet',
        prefixlen: 8,
        flags: IFA_F_PERMANENT,
        scope: 'host',
        index: 1,
        address: '127.0.0.1',
        local: '127.0.0.1',
        label: 'lo',
        cacheinfo: { ...forEver, cstamp: 157550, tstamp: 157550 }
      }
    ],
    [
      'peer',
      {
        family: 'inet',
        prefixlen: 32,
        flags: IFA_F_PERMANENT,
        scope: 'universe',
        index: 3,
        address: '192.0.2.2',
        local: '192.0.2.1',
        label: 'va:x',
        cacheinfo: { ...forEver, cstamp: 157553, tstamp: 157553 }
      }
    ],
    [
      'loopback6',
      {
        family: 'inet6',
        prefixlen: 128,
        flags: IFA_F_PERMANENT,
        scope: 'host',
        index: 1,
        address: '::1',
        proto: 'kernel-lo',
        cacheinfo: { ...forEver, cstamp: 157550, tstamp: 157550 }
      }
    ]
  ] as const)('%s', (name, value) => {
    const address = decode(frames[name])
    expect(address).toEqual(value)
    expect(decode(encode(address))).toEqual(value)
    expect(JSON.parse(JSON.stringify(address))).toEqual(value)
  })

  test('come back byte for byte once this library wrote them', () => {
    for (const frame of Object.values(frames)) {
      const written = encode(decode(frame))
      expect(encode(decode(written))).toBe(written)
    }
  })

  test('cut at every byte decode or throw DecodeError', () => {
    for (const frame of Object.values(frames)) {
      for (let size = 0; size < frame.length / 2; size++) {
        const decodes = (): boolean => {
          try {
            decode(frame.slice(0, 2 * size))
            return true
          } catch (error) {
            return DecodeError.is(error)
          }
        }
        expect(decodes()).toBe(true)
      }
    }
  })
})

describe('requests', () => {
  test('have the header’s eight flags and all of them', () => {
    expect(encode({ family: 'inet', prefixlen: 24, index: 3, local: '10.0.0.1', flags: 0x280 })).toBe(
      `0218800003000000080002000a0000010800080080020000`
    )
  })

  test('take names and numbers', () => {
    expect(encode({ family: 10, scope: 253 })).toBe(encode({ family: 'inet6', scope: 'link' }))
  })

  test('say what is wrong before anything is sent', () => {
    expect(() => encode({ prefixlen: -1 })).toThrow('prefixlen: -1 is below 0')
    expect(() => encode({ label: 'x'.repeat(16) })).toThrow(/^label: .* is longer than 15 bytes$/)
    expect(() => encode({ local: '10.0.0.256' })).toThrow("local: '10.0.0.256' is not an IP address")
    expect(() => encode({ locl: '10.0.0.1' } as never)).toThrow("locl: unknown key, did you mean 'local'?")
    expect(() => encode({ cacheinfo: { valid: 1.5 } })).toThrow('cacheinfo.valid: 1.5 is not an integer')
  })

  test('with lifetimes that are not said have none that end', () => {
    expect(encode({ cacheinfo: {} })).toContain('14000600ffffffffffffffff0000000000000000')
  })
})

describe('identity', () => {
  const { peer, prefix, loopback6 } = frames

  test('is interface, address, peer and prefix; for IPv6 interface and address', () => {
    expect(addressCodec.identity?.(decode(peer))).toBe('inet|3|192.0.2.1|192.0.2.2|32')
    expect(addressCodec.identity?.(decode(prefix))).toBe('inet|3|10.0.0.1|10.0.0.1|24')
    expect(addressCodec.identity?.(decode(loopback6))).toBe('inet6|1|::1')
  })
})
