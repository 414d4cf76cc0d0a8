import { pcapPacket } from '@nlkit/core/capture'
import { describe, expect, it } from 'vitest'
import { CAPTURE, datagramsOf, itemsIn, problemsOf } from '../capture.fixture.ts'

/** A block: its type, its body padded to words, its length on both sides. */
function block(type: number, body: Uint8Array, isLittle: boolean): Buffer {
  const length = 12 + ((body.length + 3) & ~3)
  const out = Buffer.alloc(length)
  const view = new DataView(out.buffer, out.byteOffset, length)
  view.setUint32(0, type, isLittle)
  view.setUint32(4, length, isLittle)
  out.set(body, 8)
  view.setUint32(length - 4, length, isLittle)
  return out
}

const numbers = (
  isLittle: boolean,
  ...values: readonly (readonly [bits: 16 | 32, value: number])[]
): Buffer => {
  const out = Buffer.alloc(values.reduce((sum, [bits]) => sum + bits / 8, 0))
  const view = new DataView(out.buffer, out.byteOffset, out.length)
  let at = 0
  for (const [bits, value] of values) {
    if (bits === 16) view.setUint16(at, value, isLittle)
    else view.setUint32(at, value, isLittle)
    at += bits / 8
  }
  return out
}

const section = (isLittle: boolean): Buffer =>
  block(
    0x0a0d0d0a,
    numbers(isLittle, [32, 0x1a2b3c4d], [16, 1], [16, 0], [32, 0xffffffff], [32, 0xffffffff]),
    isLittle
  )

const description = (isLittle: boolean, linkType: number, options: Uint8Array = new Uint8Array(0)): Buffer =>
  block(1, Buffer.concat([numbers(isLittle, [16, linkType], [16, 0], [32, 0]), options]), isLittle)

function packet(isLittle: boolean, number: number, data: Uint8Array, ticks: number): Buffer {
  const head = numbers(
    isLittle,
    [32, number],
    [32, Math.floor(ticks / 2 ** 32)],
    [32, ticks >>> 0],
    [32, data.length],
    [32, data.length]
  )
  return block(6, Buffer.concat([head, data]), isLittle)
}

const cooked = CAPTURE.map((datagram) => pcapPacket(datagram).subarray(16))
const TIME = 1_700_000_000_123.5

const file = (isLittle: boolean): Buffer =>
  Buffer.concat([
    section(isLittle),
    description(isLittle, 253),
    block(0x0bad, Buffer.alloc(9000), isLittle), // of a type that nobody knows, larger than the parts
    ...cooked.map((data) => packet(isLittle, 0, data, TIME * 1000))
  ])

describe('pcapng', () => {
  it.each([[true], [false]])('is read, little endian: %s, in parts of any size', async (isLittle) => {
    for (const size of [1, 50, 4096, 65_536]) {
      const items = await itemsIn(file(isLittle), { size })
      expect(problemsOf(items)).toEqual([])
      expect(datagramsOf(items)).toEqual(CAPTURE)
    }
  })

  it('has sections of either order, and each interface its own clock', async () => {
    // if_tsresol 10^-9, if_tsoffset 100 s.
    const options = Buffer.from(
      '0009 0001 09000000 000e 0008 0000000000000064 0000 0000'.replaceAll(' ', ''),
      'hex'
    )
    const both = Buffer.concat([
      file(true),
      section(false),
      description(false, 1),
      description(false, 253, options),
      packet(false, 1, cooked[0]!, (TIME - 100_000) * 1e6)
    ])
    const [last] = datagramsOf(await itemsIn(both)).slice(-1)
    expect(last).toEqual({ ...CAPTURE[0], time: expect.closeTo(TIME, 2) as number })
  })

  it('reads simple packets, which have no time', async () => {
    const [first] = cooked
    const body = Buffer.concat([numbers(true, [32, first!.length]), first!])
    const items = await itemsIn(Buffer.concat([section(true), description(true, 253), block(3, body, true)]))
    expect(datagramsOf(items)).toEqual([{ ...CAPTURE[0], time: Number.NaN }])
  })

  it('leaves out packets of other link types, and says so once', async () => {
    const [first] = cooked
    const mixed = Buffer.concat([
      section(true),
      description(true, 1),
      description(true, 253),
      ...[0, 1, 0, 1].map((number) => packet(true, number, first!, 0)),
      packet(true, 7, first!, 0)
    ])
    const items = await itemsIn(mixed)
    expect(datagramsOf(items)).toHaveLength(2)
    expect(problemsOf(items)).toEqual([
      expect.stringMatching(/^packets of link type 1, not NETLINK/),
      expect.stringMatching(/^a packet of an interface that was not described/)
    ])
  })

  it('is read as far as it goes', async () => {
    const whole = Buffer.concat([section(true), description(true, 253), packet(true, 0, cooked[0]!, 0)])
    for (let cut = 5; cut < whole.length; cut++) {
      const items = await itemsIn(whole.subarray(0, cut))
      expect(datagramsOf(items)).toEqual([])
      expect(problemsOf(items).length).toBeLessThanOrEqual(1)
    }
    const start = section(true).length
    for (const [at, value] of [
      [start + 4, 13],
      [start + 4, 0],
      [start + 7, 0xff],
      [start + 16, 9], // the second length
      [whole.length - 4, 1]
    ] as const) {
      const broken = Buffer.from(whole)
      broken[at] = value
      expect(problemsOf(await itemsIn(broken))).toHaveLength(1)
    }
  })
})
