import { bytesOf, DecodeError, locate, Writer } from '@nlkit/core/codec'
import { expect, it, test } from 'vitest'
import { canGatewayCodec, type CanGateway, type CanGatewayInput } from './codec.ts'
import { CAN_EFF_FLAG, CGW_FLAGS_CAN_ECHO, CGW_FLAGS_CAN_FD, CGW_FLAGS_CAN_SRC_TSTAMP } from './constants.ts'
import { frames } from './frames.fixture.ts'

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'))
const decode = (u8: Uint8Array): CanGateway => canGatewayCodec.decode(bytesOf(u8), 0, u8.length)
const identity = (one: CanGateway): string | undefined => canGatewayCodec.identity?.(one)
const bytesFor = (value: CanGatewayInput): Uint8Array => {
  const writer = new Writer()
  canGatewayCodec.encode(writer, value)
  return writer.toBytes()
}
const bytes = (size: number, ...first: number[]): Uint8Array => {
  const all = new Uint8Array(size)
  all.set(first)
  return all
}

const ends = { srcIf: 2, dstIf: 3 }
const gateways: Readonly<Record<keyof typeof frames, CanGateway>> = {
  classic: {
    family: 'can',
    gwtype: 'can-can',
    flags: CGW_FLAGS_CAN_ECHO | CGW_FLAGS_CAN_SRC_TSTAMP,
    limHops: 1,
    modAnd: { cf: { id: 0x7f0, len: 0, len8Dlc: 0, data: bytes(8) }, modtype: 1 },
    modSet: { cf: { id: 0, len: 4, len8Dlc: 0, data: bytes(8, 1, 2, 3) }, modtype: 6 },
    modUid: 7,
    csCrc8: {
      fromIdx: 0,
      toIdx: 1,
      resultIdx: 2,
      initCrcVal: 255,
      finalXorVal: 1,
      crctab: Uint8Array.from({ length: 256 }, (_, i) => i),
      profile: '16u8',
      profileData: bytes(20, 9, 8)
    },
    csXor: { fromIdx: 0, toIdx: -2, resultIdx: -1, initXorVal: 0x11 },
    filter: { id: 0x123, mask: 0x7ff },
    ...ends
  },
  fd: {
    family: 'can',
    gwtype: 'can-can',
    flags: CGW_FLAGS_CAN_FD,
    fdmodOr: { cf: { id: CAN_EFF_FLAG + 5, len: 0, flags: 1, data: bytes(64, 0xaa) }, modtype: 9 },
    ...ends
  }
}
const cases = Object.entries(gateways) as [keyof typeof frames, CanGateway][]

test.each(cases)('reads what a kernel tells, and writes it back: %s', (name, gateway) => {
  expect(decode(hex(frames[name]))).toEqual(gateway)
  expect(decode(bytesFor(gateway))).toEqual(gateway)
  expect(bytesFor(gateway)).toHaveLength(hex(frames[name]).length)
})

test.each(cases)('decodes or refuses what is cut off: %s', (name) => {
  const frame = hex(frames[name])
  for (let length = 0; length < frame.length; length++) {
    try {
      decode(frame.slice(0, length))
    } catch (error) {
      expect(DecodeError.is(error)).toBe(true)
    }
  }
})

it('says which key is wrong', () => {
  const cf = { id: 1, data: bytes(8) }
  expect(() => bytesFor({ modSet: { cf: { ...cf, data: bytes(7) }, modtype: 1 } })).toThrow(
    /^modSet\.cf\.data: /
  )
  expect(() => bytesFor({ modSet: { cf: { ...cf, id: -1 }, modtype: 1 } })).toThrow(/^modSet\.cf\.id: /)
  expect(() => bytesFor({ csXor: { fromIdx: 128 } })).toThrow(/^csXor\.fromIdx: /)
  expect(() => bytesFor({ csCrc8: { profile: '2u8' as never } })).toThrow(/^csCrc8\.profile: .*2u8/)
  expect(() => bytesFor({ gwtype: 'can-eth' as never })).toThrow(/^gwtype: .*can-eth/)
  expect(() => bytesFor({ limHops: 256 })).toThrow(/^limHops: /)
})

it('finds the key that the kernel means', () => {
  const frame = bytesFor(gateways.classic)
  // The first attribute after the header is that of CGW_MOD_AND.
  expect(locate(canGatewayCodec.paths, bytesOf(frame), 0, frame.length, 4)).toBe('modAnd')
})

it('is another one by what a deletion compares', () => {
  const { modUid: _, ...numberless } = gateways.classic
  const others: CanGateway[] = [
    numberless,
    gateways.fd,
    { ...numberless, flags: 0 },
    { ...numberless, limHops: 2 },
    { ...numberless, srcIf: 4 },
    { ...numberless, filter: { id: 0x123, mask: 0x7fe } },
    { ...numberless, modSet: { cf: { id: 0, len: 4, len8Dlc: 0, data: bytes(8, 1, 2, 4) }, modtype: 6 } },
    { ...numberless, csXor: { fromIdx: 0, toIdx: -2, resultIdx: -1, initXorVal: 0x12 } }
  ]
  expect(new Set(others.map((one) => identity(one))).size).toBe(others.length)
  for (const one of others)
    expect(identity({ ...one, handled: 5, dropped: 1, deleted: 2 })).toBe(identity(one))
  // The number alone, where there is one.
  expect(identity({ ...gateways.classic, limHops: 2 })).toBe(identity(gateways.classic))
  expect(identity({ ...gateways.classic, modUid: 8 })).not.toBe(identity(gateways.classic))
})
