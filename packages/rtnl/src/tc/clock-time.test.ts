import { bytesOf, Writer } from '@nlkit/core/codec'
import { expect, test } from 'vitest'
import { decodeGateOptions, encodeGateOptions } from './actions/gate.codec.ts'
import type { ClockTimeInput } from './clock-time.ts'

const written = (baseTime: unknown): Uint8Array => {
  const writer = new Writer()
  encodeGateOptions(writer, { baseTime: baseTime as ClockTimeInput })
  return writer.toBytes()
}
const again = (baseTime: ClockTimeInput): unknown => {
  const wire = bytesOf(written(baseTime))
  return decodeGateOptions(wire, 0, wire.u8.length).baseTime
}

test('times of a clock are exact: a number to 2^53, digits beyond', () => {
  for (const time of [0, 1, 200_000_000_000, 2 ** 53 - 1, -1]) expect(again(time)).toBe(time)
  for (const time of [
    '9007199254740993',
    '1795910400123456789',
    '9223372036854775807',
    '-9223372036854775808'
  ]) {
    expect(again(time)).toBe(time)
    expect(again(BigInt(time))).toBe(time)
  }
})

test('what is not exact, or no time, is refused by its key', () => {
  expect(() => written(2 ** 53)).toThrow(/^baseTime: 9007199254740992 is not exact: .*bigint/)
  expect(() => written(1.5)).toThrow(/^baseTime: 1.5 is not exact/)
  expect(() => written(2n ** 63n)).toThrow(/^baseTime: 9223372036854775808 is not in/)
  expect(() => written('9223372036854775808')).toThrow(/^baseTime: 9223372036854775808 is not in/)
  for (const wrong of ['', 'soon', '0x10', '1e9', {}, null, true])
    expect(() => written(wrong)).toThrow(TypeError)
})
