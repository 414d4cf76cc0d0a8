import { describe, expect, test } from 'vitest'
import { BigEndianView } from './bytes.ts'
import {
  be64,
  beId64,
  bits,
  bytesOf,
  DecodeError,
  entries,
  entryNumbers,
  flagNames,
  hardwareAddress,
  hardwareAddressOf,
  id64,
  nameOf,
  names,
  paddedHardwareAddress,
  parseHardwareAddress,
  s64,
  selected,
  text,
  u64,
  u64OrUnlimited,
  uint
} from './index.ts'

function bytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'))
}

function view(hex: string): DataView {
  return bytesOf(bytes(hex)).view
}

describe('64 bits', () => {
  test('are numbers, exact to 2^53', () => {
    expect(u64(view('ffffffff00000000'), 0)).toBe(0xffffffff)
    expect(u64(view('ffffffffffff1f00'), 0)).toBe(Number.MAX_SAFE_INTEGER)
    expect(u64(view('ffffffffffffffff'), 0)).toBe(2 ** 64)
    expect(s64(view('ffffffffffffffff'), 0)).toBe(-1)
    expect(s64(view('0000000000000080'), 0)).toBe(-(2 ** 63))
    expect(be64(view('0000000100000002'), 0)).toBe(2 ** 32 + 2)
  })

  test('are unlimited when all are ones', () => {
    expect(u64OrUnlimited(view('ffffffffffffffff'), 0)).toBe('unlimited')
    expect(u64OrUnlimited(view('feffffffffffffff'), 0)).toBe(2 ** 64)
  })

  test('are hex when opaque', () => {
    expect(id64(view('0000000000000000'), 0)).toBe('0x0')
    expect(id64(view('efcdab8967452301'), 0)).toBe('0x123456789abcdef')
    expect(id64(view('0100000001000000'), 0)).toBe('0x100000001')
    expect(beId64(view('0123456789abcdef'), 0)).toBe('0x123456789abcdef')
  })

  test('or 32, as the payload is long', () => {
    expect(uint(view('01000000'), 0, 4)).toBe(1)
    expect(uint(view('0000000001000000'), 0, 8)).toBe(2 ** 32)
    expect(() => uint(view('0100'), 0, 2)).toThrow('2 bytes, needs 4')
  })
})

describe('text', () => {
  test.each([
    ['', ''],
    ['00', ''],
    ['6c6f00', 'lo'],
    ['6c6f', 'lo'],
    ['6c6f0062', 'lo'],
    ['65746830000000', 'eth0'],
    ['6e6f717565756500', 'noqueue'],
    ['68c3a9c3bc00', 'héü'],
    ['efbbbf6100', '\ufeffa']
  ])('%s is %j', (hex, value) => {
    expect(text(bytes(hex), 0, hex.length / 2)).toBe(value)
  })

  test('keeps bytes that are not UTF-8', () => {
    const value = text(bytes('61ff62c3'), 0, 4)
    expect(value).toBe('a\udcffb\udcc3')
    expect(JSON.parse(JSON.stringify(value))).toBe(value)
  })
})

describe('hardware addresses', () => {
  test('have colons, whatever their length', () => {
    expect(hardwareAddress(bytes('02aBc0ffee00'), 0, 6)).toBe('02:ab:c0:ff:ee:00')
    expect(hardwareAddress(bytes('c0a80101'), 0, 4)).toBe('c0:a8:01:01')
    expect(hardwareAddress(bytes(''), 0, 0)).toBe('')
    expect(() => hardwareAddressOf(bytes('0102'), 0, 2, 6)).toThrow('2 bytes, needs 6')
  })

  test('in room for more are six bytes at least', () => {
    expect(paddedHardwareAddress(bytes(`02${'00'.repeat(31)}`), 0, 32)).toBe('02:00:00:00:00:00')
    expect(paddedHardwareAddress(bytes(`${'00'.repeat(19)}01${'00'.repeat(12)}`), 0, 32)).toMatch(
      /^(00:){19}01$/
    )
  })

  test.each(['1:2', '02:ab:', 'xx', '02-ab', '02ab'])('%s is none', (value) => {
    expect(parseHardwareAddress(value)).toBeUndefined()
  })
})

describe('names', () => {
  const STATE = names({ down: 2, up: 6, 'not-present': 1, dormant: 300 })

  test('are names for known numbers', () => {
    expect(nameOf(STATE, 6)).toBe('up')
    expect(nameOf(STATE, 300)).toBe('dormant')
    expect(nameOf(STATE, 7)).toBe(7)
    expect(nameOf(STATE, -1)).toBe(-1)
    expect(selected(STATE, 2)).toBe('down')
    expect(selected(STATE, 'up')).toBe('up')
    expect(selected(STATE, undefined)).toBeUndefined()
  })

  test('of bits come in order, what has none last', () => {
    expect(flagNames({ UP: 1, LOWER_UP: 0x10000, TOP: 0x80000000 }, 0x80010003)).toEqual([
      'UP',
      'LOWER_UP',
      'TOP',
      '0x2'
    ])
    expect(flagNames({ UP: 1 }, 0)).toEqual([])
  })
})

function read(hex: string): number[] {
  const of = bytesOf(bytes(hex))
  return entries(of, 0, hex.length / 2, 1, (at) => of.u8[at] ?? 0)
}

describe('numbered entries', () => {
  // Entries 1 and 2; then 5 and 2.
  const counting = '05000100aa00000005000200bb000000'
  const odd = '05000500aa00000005000200bb000000'

  test('are an array', () => {
    expect(read(counting)).toEqual([0xaa, 0xbb])
    expect(Object.getOwnPropertySymbols(read(counting))).toEqual([])
  })

  test('that do not count keep their numbers beside', () => {
    const list = read(odd) as number[] & { [entryNumbers]?: number[] }
    expect([...list]).toEqual([0xaa, 0xbb])
    expect(list[entryNumbers]).toEqual([5, 2])
    expect(JSON.stringify(list)).toBe('[170,187]')
  })

  test('with an impossible length are refused', () => {
    expect(() => read('03000100')).toThrow(DecodeError)
    expect(() => read('ff000100')).toThrow(DecodeError)
  })
})

test('bit-fields are laid out as little-endian compilers do', () => {
  expect(bits(view('45'), 0, 1, 0, 4)).toBe(5)
  expect(bits(view('45'), 0, 1, 4, 4)).toBe(4)
  expect(bits(view('00000080'), 0, 4, 31, 1)).toBe(1)
})

test('on a big-endian machine host order is network order', () => {
  const { buffer } = bytes('0102030405060708')
  const big = new BigEndianView(buffer)
  expect(big.getUint16(0, true)).toBe(0x0102)
  expect(big.getInt16(0, true)).toBe(0x0102)
  expect(big.getUint32(0, true)).toBe(0x01020304)
  expect(big.getInt32(4, true)).toBe(0x05060708)
  big.setUint16(0, 0x1112, true)
  big.setInt16(2, -2, true)
  big.setUint32(4, 0x21222324, true)
  expect(Buffer.from(buffer).toString('hex')).toBe('1112fffe21222324')
  big.setInt32(4, -2, true)
  expect(big.getUint32(4)).toBe(0xfffffffe)
})
