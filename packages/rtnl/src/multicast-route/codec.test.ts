import { bytesOf, DecodeError, Writer } from '@nlkit/core/codec'
import { expect, it } from 'vitest'
import { multicastRouteCodec, type MulticastRoute } from './codec.ts'

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(/\s+/g, ''), 'hex'))
const decode = (u8: Uint8Array): MulticastRoute => multicastRouteCodec.decode(bytesOf(u8), 0, u8.length)

/** As a dump of RTNL_FAMILY_IPMR has it on Linux 6.18, with a last use that 32 bits would not hold. */
const frame = hex(`
  80 20 20 00 fd 04 00 05 00000000 08000f00 fd000000 08000200 0a010009 08000100 ef010101
  08000300 03000000 0c000900 08 00 00 03 05000000
  1c001100 0700000000000000 c001000000000000 0100000000000000
  0c001700 0200000001000000`)

it('reads statistics and the last use, both of 64 bits, and writes them back', () => {
  const route = decode(frame)
  expect(route).toEqual({
    family: 'ipmr',
    dstLen: 32,
    srcLen: 32,
    tos: 0,
    table: 253,
    protocol: 'static',
    scope: 'universe',
    type: 'multicast',
    flags: 0,
    src: '10.1.0.9',
    dst: '239.1.1.1',
    iif: 3,
    multipath: [{ flags: 0, hops: 3, ifindex: 5 }],
    mfcStats: { packets: 7, bytes: 448, wrongIf: 1 },
    expires: 2 ** 32 + 2
  })
  const writer = new Writer()
  multicastRouteCodec.encode(writer, route)
  expect(decode(writer.toBytes())).toEqual(route)
})

it('tells routes apart by table, source and group', () => {
  const route = decode(frame)
  const identity = (change: Partial<MulticastRoute>): string | undefined =>
    multicastRouteCodec.identity?.({ ...route, ...change })
  expect(identity({ iif: 9, expires: 0 })).toBe(identity({}))
  for (const change of [{ table: 7 }, { src: '10.1.0.8' }, { dst: '239.1.1.2' }])
    expect(identity(change)).not.toBe(identity({}))
})

it('decodes or refuses what is cut off', () => {
  for (let length = 0; length < frame.length; length++) {
    try {
      decode(frame.slice(0, length))
    } catch (error) {
      expect(DecodeError.is(error)).toBe(true)
    }
  }
})
