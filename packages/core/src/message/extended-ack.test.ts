import { describe, expect, it } from 'vitest'
import { bytesOf } from '../codec/index.ts'
import { NLMSG_HDRLEN } from './constants.ts'
import { doneExtendedAck, errorExtendedAck } from './extended-ack.ts'

const parse = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))

function tlv(type: number, ...payload: number[]): number[] {
  const padding = Array.from({ length: (4 - (payload.length % 4)) % 4 }, () => 0)
  return [4 + payload.length, 0, type & 255, type >> 8, ...payload, ...padding]
}

const text = (value: string): number[] => [...new TextEncoder().encode(`${value}\0`)]
const u32 = (value: number): number[] => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24]
const u64 = (value: bigint): number[] => [...new Uint8Array(BigUint64Array.of(value).buffer)]

/** An NLMSG_ERROR's payload: errno, the request's header, perhaps its payload, then TLVs. */
const errorPayload = (requestPayload: number[], tlvs: number[]): Uint8Array =>
  Uint8Array.of(
    ...u32(-22),
    ...u32(16 + requestPayload.length),
    18,
    0,
    5,
    0,
    ...u32(1),
    ...u32(0),
    ...requestPayload,
    ...tlvs
  )

const ACK_TLVS = 0x200
const CAPPED = 0x100

describe('an extended ack', () => {
  const tlvs = [...tlv(1, ...text('no good')), ...tlv(2, ...u32(60)), ...tlv(3, 1, 2, 3)]
  const expected = { message: 'no good', offset: 60, cookie: Uint8Array.of(1, 2, 3) }

  it('is read behind a capped request, and behind a whole one', () => {
    const capped = errorPayload([], tlvs)
    expect(errorExtendedAck(bytesOf(capped), 0, capped.length, ACK_TLVS | CAPPED)).toEqual(expected)
    const whole = errorPayload([9, 9, 9, 9, 9], [0, 0, 0, ...tlvs])
    expect(errorExtendedAck(bytesOf(whole), 0, whole.length, ACK_TLVS)).toEqual(expected)
    const nearlyCapped = errorPayload([], tlvs)
    expect(errorExtendedAck(bytesOf(nearlyCapped), 0, nearlyCapped.length, ACK_TLVS)).toEqual(expected)
  })

  it('is read in NLMSG_DONE, behind the errno', () => {
    const done = Uint8Array.of(...u32(-2), ...tlvs)
    expect(doneExtendedAck(bytesOf(done), 0, done.length, ACK_TLVS)).toEqual(expected)
    expect(doneExtendedAck(bytesOf(done), 0, done.length, 0)).toBeUndefined()
  })

  it('names what is missing and what is allowed', () => {
    const policy = [...tlv(1, ...u32(4)), ...tlv(4, ...u64(1n)), ...tlv(5, ...u64(16_777_215n))]
    const more = errorPayload(
      [],
      [...tlv(5, ...u32(7)), ...tlv(6, ...u32(36)), ...tlv(4 | 0x8000, ...policy)]
    )
    expect(errorExtendedAck(bytesOf(more), 0, more.length, ACK_TLVS | CAPPED)).toEqual({
      missingType: 7,
      missingNest: 36,
      policy: { type: 'u32', min: 1, max: 16_777_215 }
    })
    const wide = [
      ...tlv(1, ...u32(99)),
      ...tlv(2, ...u64(BigInt.asUintN(64, -5n))),
      ...tlv(5, ...u64(2n ** 64n - 1n)),
      ...tlv(6, ...u32(1)),
      ...tlv(7, ...u32(8)),
      ...tlv(12, ...u64(0xffn))
    ]
    const other = errorPayload([], tlv(4, ...wide))
    expect(errorExtendedAck(bytesOf(other), 0, other.length, ACK_TLVS | CAPPED)?.policy).toEqual({
      type: 99,
      min: -5,
      max: '18446744073709551615',
      minLength: 1,
      maxLength: 8,
      mask: '0xff'
    })
  })

  it('names the bits, and numbers without an end of their own', () => {
    const policyOf = (...tlvs: number[]): unknown => {
      const payload = errorPayload([], tlv(4 | 0x8000, ...tlvs))
      return errorExtendedAck(bytesOf(payload), 0, payload.length, ACK_TLVS | CAPPED)?.policy
    }
    expect(policyOf(...tlv(1, ...u32(15)), ...tlv(10, ...u32(0xf0)))).toEqual({
      type: 'bitfield32',
      mask: '0xf0'
    })
    const [min, max] = [-(2n ** 63n), 2n ** 63n - 1n]
    expect(
      policyOf(
        ...tlv(1, ...u32(9)),
        ...tlv(2, ...u64(BigInt.asUintN(64, min))),
        ...tlv(3, ...u64(max)),
        // NL_POLICY_TYPE_ATTR_POLICY_IDX, _POLICY_MAXTYPE and _PAD say nothing of the value.
        ...tlv(8, ...u32(1)),
        ...tlv(9, ...u32(2)),
        ...tlv(11, 0, 0, 0, 0)
      )
    ).toEqual({ type: 's64', min: min.toString(), max: max.toString() })
    expect(policyOf(...tlv(1, ...u32(11)), ...tlv(7, ...u32(15)))).toEqual({ type: 'string', maxLength: 15 })
  })

  it('is what is there of it, however it is cut', () => {
    const whole = errorPayload([], tlvs)
    for (let end = 0; end <= whole.length; end++) {
      const read = errorExtendedAck(bytesOf(whole.slice(0, end)), 0, end, ACK_TLVS | CAPPED)
      if (read !== undefined) expect(expected).toMatchObject({ ...read })
    }
    for (let i = 0; i < whole.length; i++) {
      for (const value of [0, 1, 255]) {
        const changed = whole.slice()
        changed[i] = value
        expect(() => errorExtendedAck(bytesOf(changed), 0, changed.length, ACK_TLVS | CAPPED)).not.toThrow()
      }
    }
  })

  it('is as Linux 6.18 sends it in NLMSG_ERROR', () => {
    // RTM_NEWLINK with a kind that there is not, as it came on the nlkit:received channel.
    const frame = parse(
      '3c000000020000030100000055310000a1ffffff3800000010000506010000000000000018000100' +
        '556e6b6e6f776e20646576696365207479706500'
    )
    expect(errorExtendedAck(bytesOf(frame), NLMSG_HDRLEN, frame.length, 0x300)).toEqual({
      message: 'Unknown device type'
    })
  })

  it('is as Linux 6.18 sends it in NLMSG_DONE', () => {
    // RTM_GETROUTE of a table that there is not, likewise.
    const frame = parse(
      '3800000003002202020000001ad8e297feffffff23000100697076343a20464942207461626c6520646f6573206e6f742065786973740000'
    )
    expect(doneExtendedAck(bytesOf(frame), NLMSG_HDRLEN, frame.length, 0x222)).toEqual({
      message: 'ipv4: FIB table does not exist'
    })
  })
})
