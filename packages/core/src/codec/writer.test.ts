import { describe, expect, test } from 'vitest'
import { names, noPaths, unknownAttributes, Writer } from './index.ts'

function written(write: (writer: Writer) => void): string {
  // So small that everything makes it grow.
  const writer = new Writer(4)
  write(writer)
  return Buffer.from(writer.toBytes()).toString('hex')
}

describe('attributes', () => {
  test.each<[string, (writer: Writer) => void, string]>([
    ['u8', (w) => w.attributeU8(1, 255), '05000100ff000000'],
    ['u16', (w) => w.attributeU16(1, 0x1234), '0600010034120000'],
    ['u32', (w) => w.attributeU32(4, 1500), '08000400dc050000'],
    ['s32', (w) => w.attributeS32(1, -1), '08000100ffffffff'],
    ['be16', (w) => w.attributeBe16(1, 80), '0600010000500000'],
    ['be32', (w) => w.attributeBe32(1, 1), '0800010000000001'],
    ['flag', (w) => w.attributeFlag(7, true), '04000700'],
    ['flag that is not set', (w) => w.attributeFlag(7, false), ''],
    ['nothing', (w) => w.attributeU32(4, undefined), ''],
    ['string', (w) => w.attributeString(3, 'lo', 'ifname', 15), '070003006c6f0000'],
    ['string without NUL', (w) => w.attributeString(3, 'lo', 'x', 15, false), '060003006c6f0000'],
    [
      'string of bytes that were not UTF-8',
      (w) => w.attributeString(3, 'aé\udcff'),
      '0900030061c3a9ff00000000'
    ],
    ['hardware address', (w) => w.attributeHardware(1, '02:AB:00:00:00:01'), '0a00010002ab000000010000'],
    ['IPv4', (w) => w.attributeIp(1, '10.0.0.1'), '080001000a000001'],
    ['IPv6', (w) => w.attributeIp(1, 'fe80::1'), '14000100fe800000000000000000000000000001'],
    ['an address of another kind', (w) => w.attributeIp(1, '0x0a'), '050001000a000000'],
    ['labels', (w) => w.attributeLabels(1, [100, { label: 200, ttl: 1 }]), '0c00010000064000000c8101'],
    ['uint of four bytes', (w) => w.attributeUint(1, 7), '0800010007000000'],
    ['uint of eight bytes', (w) => w.attributeUint(1, 2 ** 32), '0c0001000000000001000000'],
    ['sint of eight bytes', (w) => w.attributeSint(1, -(2 ** 40)), '0c0001000000000000ffffff'],
    ['unlimited', (w) => w.attributeUnlimited(1, 'unlimited'), '0c000100ffffffffffffffff'],
    ['counter beyond 2^53', (w) => w.attributeCounter(1, 2 ** 64), '0c000100ffffffffffffffff'],
    ['id', (w) => w.attributeId(1, '0x123456789abcdef'), '0c000100efcdab8967452301'],
    [
      'id as bigint, network order',
      (w) => w.attributeId(1, 0x0123456789abcdefn, 'x', true),
      '0c0001000123456789abcdef'
    ],
    ['s64', (w) => w.attributeS64(1, -2), '0c000100feffffffffffffff'],
    ['bitfield32', (w) => w.attributeBitfield32(1, { value: 1, selector: 3 }), '0c0001000100000003000000'],
    ['binary', (w) => w.attributeBinary(1, Uint8Array.of(1, 2, 3)), '0700010001020300']
  ])('%s', (_, write, hex) => {
    expect(written(write)).toBe(hex)
  })

  test('are padded with zeros, also where something was before', () => {
    const writer = new Writer(64)
    writer.bytes(new Uint8Array(32).fill(0xff))
    writer.reset()
    writer.attributeU8(1, 1)
    writer.attributeString(2, 'a')
    writer.reserve(3)
    expect(Buffer.from(writer.toBytes()).toString('hex')).toBe('05000100010000000600020061000000000000')
  })

  test('inside attributes, and what was unknown', () => {
    const value = { [unknownAttributes]: [{ type: 99, data: Uint8Array.of(1), nested: true }] }
    const hex = written((w) => {
      w.attributeOf(18, value, 'linkinfo', (writer, inner) => writer.unknown(inner))
    })
    expect(hex).toBe('0c0012000500638001000000')
  })

  test('of more than 65535 bytes are refused', () => {
    const writer = new Writer()
    const mark = writer.beginAttribute(1, 'data')
    writer.reserve(70_000)
    expect(() => writer.endAttribute(mark)).toThrow(
      new RangeError('data: 70000 bytes do not fit in one attribute')
    )
  })
})

describe('what is refused, with the path of the key', () => {
  const STATE = names({ down: 2, up: 6 }, { lifted: 'up' })
  const table = { ...noPaths, members: { index: [0, 4] as const }, attributes: { mtu: 4, linkinfo: 18 } }

  test.each<[(writer: Writer) => void, string, typeof TypeError | typeof RangeError]>([
    [(w) => w.setU32(w.reserve(4), -1, 'mtu'), 'a.b[2].mtu: -1 is below 0', RangeError],
    [(w) => w.setU32(w.reserve(4), 2 ** 32, 'mtu'), 'a.b[2].mtu: 4294967296 is above 4294967295', RangeError],
    [(w) => w.setU8(w.reserve(1), 1.5, 'x'), 'a.b[2].x: 1.5 is not an integer', RangeError],
    [(w) => w.setS16(w.reserve(2), 40000, 'x'), 'a.b[2].x: 40000 is above 32767', RangeError],
    [(w) => w.setU32(w.reserve(4), '1' as never, 'x'), "a.b[2].x: '1' is not a number", TypeError],
    [(w) => w.setU32(w.reserve(4), Number.NaN, 'x'), 'a.b[2].x: NaN is not a number', TypeError],
    [(w) => w.setU32(w.reserve(4), null as never, 'x'), 'a.b[2].x: null is not a number', TypeError],
    [(w) => w.attributeString(3, 'a\ud800', 'x'), "a.b[2].x: 'a\ud800' contains a lone surrogate", TypeError],
    [
      (w) => w.setQuantity(w.reserve(8), 2 ** 53, 'x'),
      'a.b[2].x: 9007199254740992 is above 9007199254740991',
      RangeError
    ],
    [
      (w) => w.setId(w.reserve(8), '12', 'x'),
      "a.b[2].x: '12' is not 0x and 1 to 16 hexadecimal digits",
      TypeError
    ],
    [(w) => w.within(16777216, 'id', 0, 0xffffff), 'a.b[2].id: 16777216 is above 16777215', RangeError],
    [
      (w) => w.number(STATE, 'upp', 'state'),
      "a.b[2].state: 'upp' is not known, did you mean 'up'?",
      TypeError
    ],
    [
      (w) => w.number(STATE, 'dn', 'state'),
      "a.b[2].state: 'dn' is not known, did you mean 'down'?",
      TypeError
    ],
    [
      (w) => w.number(STATE, 'lifted', 'state'),
      "a.b[2].state: 'lifted' is not known, did you mean 'up'?",
      TypeError
    ],
    [
      (w) => w.number(STATE, 'sideways', 'state'),
      "a.b[2].state: 'sideways' is not known, but down, up",
      TypeError
    ],
    [(w) => w.attributeIp(1, '10.0.0', 'local'), "a.b[2].local: '10.0.0' is not an IP address", TypeError],
    [(w) => w.attributeIpv4(1, '::1', 'local'), "a.b[2].local: '::1' is not an IPv4 address", TypeError],
    [
      (w) => w.attributeString(1, 'x'.repeat(16), 'ifname', 15),
      `a.b[2].ifname: '${'x'.repeat(16)}' is longer than 15 bytes`,
      RangeError
    ],
    [(w) => w.attributeString(1, 'ééé', 'x', 5), "a.b[2].x: 'ééé' is longer than 5 bytes", RangeError],
    [(w) => w.attributeString(1, 'a\0b', 'x'), String.raw`a.b[2].x: 'a\0b' contains a NUL`, TypeError],
    [(w) => w.attributeString(1, 7 as never, 'x'), 'a.b[2].x: 7 is not a string', TypeError],
    [
      (w) => w.attributeHardware(1, '02:00', 'address', 6),
      "a.b[2].address: '02:00' has 2 bytes, but it takes 6",
      RangeError
    ],
    [
      (w) => w.attributeHardware(1, 'nope', 'address'),
      "a.b[2].address: 'nope' is not a hardware address, aa:bb:..",
      TypeError
    ],
    [(w) => w.attributeBinary(1, [1] as never, 'x'), 'a.b[2].x: an array is not a Uint8Array', TypeError],
    [
      (w) => w.attributeBinary(1, new Uint8Array(9), 'x', 8, 8),
      'a.b[2].x: 9 bytes, but it takes 8',
      RangeError
    ],
    [(w) => w.attributeFlag(1, 1 as never, 'x'), 'a.b[2].x: 1 is not a boolean', TypeError],
    [
      (w) => w.attributeLabels(1, [2 ** 20], 'dst'),
      'a.b[2].dst[0].label: 1048576 is above 1048575',
      RangeError
    ],
    [(w) => w.each('no' as never, 'list', () => {}), "a.b[2].list: 'no' is not an array", TypeError],
    [(w) => w.each([1, 2], 'list', () => {}, 1), 'a.b[2].list: 2 elements are more than 1', RangeError],
    [(w) => w.setBits(w.reserve(1), 1, 4, 4, 16, 'version'), 'a.b[2].version: 16 is above 15', RangeError],
    [(w) => w.checkKeys({ mtuu: 1 }, table), "a.b[2].mtuu: unknown key, did you mean 'mtu'?", TypeError],
    [(w) => w.checkKeys({ toString: 1 }, table), 'a.b[2].toString: unknown key', TypeError],
    [(w) => w.checkKeys('x' as never, table), "a.b[2]: 'x' is not an object", TypeError],
    [
      (w) => w.unknown({ [unknownAttributes]: [{ type: 70000, data: new Uint8Array(0) }] }),
      'a.b[2]: 70000 is not an attribute',
      RangeError
    ]
  ])('%# %s', (write, message, type) => {
    const writer = new Writer()
    writer.enter('a')
    writer.enter('b')
    writer.enter(2)
    expect(() => write(writer)).toThrow(type)
    writer.truncate(0)
    writer.enter('a')
    writer.enter('b')
    writer.enter(2)
    expect(() => write(writer)).toThrow(message)
  })

  test('but not keys without a value', () => {
    const writer = new Writer()
    expect(() => writer.checkKeys({ mtu: 1, index: 2, other: undefined }, table)).not.toThrow()
  })

  test('and not remembered afterwards', () => {
    const writer = new Writer()
    writer.beginAttribute(1, 'first')
    expect(() => writer.attributeU8(1, 256, 'second')).toThrow('first.second: 256 is above 255')
    expect(() => writer.attributeU8(1, 256, 'second')).toThrow(new RangeError('second: 256 is above 255'))
  })
})
