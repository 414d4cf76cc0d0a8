/** Writes values into room that was reserved: struct members, and the payloads of attributes. */
import { Checks, shown } from './checks.ts'
import type { Bitfield32 } from './integers.ts'
import { AF_INET, parseIpv4, parseIpv6 } from './ip-address.ts'
import { HIGH, LE, LOW } from './order.ts'
import type { Key } from './write-buffer.ts'

type Maybe<T> = T | undefined

const WORD = 0x1_0000_0000

/** Bytes of a padded hardware address, at least: an Ethernet address. */
const LEAST_PADDED = 6

/** An opaque number of 64 bits as it may be written. */
export type IdInput = string | number | bigint

/** Absent values leave what was reserved: zero. */
export class ValueWriter extends Checks {
  /** False where there is none. What is neither (a BigInt, null) nobody has type-checked. */
  protected isNumber(value: Maybe<number>, key: Key): value is number {
    if (typeof value === 'number') return true
    const other: unknown = value
    if (other !== undefined) this.mistake(key, `${shown(other)} is not a number`)
    return false
  }

  setU8(at: number, value: Maybe<number>, key: Key): void {
    if (!this.isNumber(value, key)) return
    if ((value & 0xff) !== value) this.outside(value, key, 0, 0xff)
    this.u8[at] = value
  }

  setU16(at: number, value: Maybe<number>, key: Key): void {
    if (!this.isNumber(value, key)) return
    if ((value & 0xffff) !== value) this.outside(value, key, 0, 0xffff)
    this.view.setUint16(at, value, true)
  }

  setU32(at: number, value: Maybe<number>, key: Key): void {
    if (!this.isNumber(value, key)) return
    if (value >>> 0 !== value) this.outside(value, key, 0, 0xffffffff)
    this.view.setUint32(at, value, true)
  }

  setS8(at: number, value: Maybe<number>, key: Key): void {
    if (!this.isNumber(value, key)) return
    if ((value << 24) >> 24 !== value) this.outside(value, key, -0x80, 0x7f)
    this.view.setInt8(at, value)
  }

  setS16(at: number, value: Maybe<number>, key: Key): void {
    if (!this.isNumber(value, key)) return
    if ((value << 16) >> 16 !== value) this.outside(value, key, -0x8000, 0x7fff)
    this.view.setInt16(at, value, true)
  }

  setS32(at: number, value: Maybe<number>, key: Key): void {
    if (!this.isNumber(value, key)) return
    if ((value | 0) !== value) this.outside(value, key, -0x80000000, 0x7fffffff)
    this.view.setInt32(at, value, true)
  }

  setBe16(at: number, value: Maybe<number>, key: Key): void {
    if (!this.isNumber(value, key)) return
    if ((value & 0xffff) !== value) this.outside(value, key, 0, 0xffff)
    this.view.setUint16(at, value)
  }

  setBe32(at: number, value: Maybe<number>, key: Key): void {
    if (!this.isNumber(value, key)) return
    if (value >>> 0 !== value) this.outside(value, key, 0, 0xffffffff)
    this.view.setUint32(at, value)
  }

  setSbe16(at: number, value: Maybe<number>, key: Key): void {
    if (!this.isNumber(value, key)) return
    if ((value << 16) >> 16 !== value) this.outside(value, key, -0x8000, 0x7fff)
    this.view.setInt16(at, value)
  }

  setSbe32(at: number, value: Maybe<number>, key: Key): void {
    if (!this.isNumber(value, key)) return
    if ((value | 0) !== value) this.outside(value, key, -0x80000000, 0x7fffffff)
    this.view.setInt32(at, value)
  }

  /** Statistics may be beyond what is exact: what decode made of them is accepted. */
  setCounter(at: number, value: Maybe<number>, key: Key, isNetwork = false): void {
    if (value === undefined) return
    if (!Number.isInteger(value) || value < 0 || value > WORD * WORD)
      this.outside(value, key, 0, WORD * WORD - 1)
    if (value === WORD * WORD) this.words(at, 0xffffffff, 0xffffffff, isNetwork)
    else this.words(at, Math.floor(value / WORD), value % WORD, isNetwork)
  }

  setQuantity(at: number, value: Maybe<number>, key: Key, isNetwork = false): void {
    if (value === undefined) return
    if (!Number.isSafeInteger(value) || value < 0) this.outside(value, key, 0, Number.MAX_SAFE_INTEGER)
    this.words(at, Math.floor(value / WORD), value % WORD, isNetwork)
  }

  setUnlimited(at: number, value: Maybe<number | 'unlimited'>, key: Key, isNetwork = false): void {
    if (value === 'unlimited') this.words(at, 0xffffffff, 0xffffffff, isNetwork)
    else this.setQuantity(at, value, key, isNetwork)
  }

  setS64(at: number, value: Maybe<number>, key: Key, isNetwork = false): void {
    if (value === undefined) return
    if (!Number.isSafeInteger(value))
      this.outside(value, key, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
    const high = Math.floor(value / WORD)
    this.words(at, high >>> 0, value - high * WORD, isNetwork)
  }

  setId(at: number, value: Maybe<IdInput>, key: Key, isNetwork = false): void {
    if (value === undefined) return
    if (typeof value === 'string') {
      if (!/^0x[0-9a-f]{1,16}$/i.test(value))
        this.mistake(key, `${shown(value)} is not 0x and 1 to 16 hexadecimal digits`)
      const digits = value.slice(2).padStart(16, '0')
      this.words(at, Number.parseInt(digits.slice(0, 8), 16), Number.parseInt(digits.slice(8), 16), isNetwork)
    } else if (typeof value === 'bigint') {
      if (value < 0n || value > 0xffffffffffffffffn)
        this.refuse(key, `${value} is not an unsigned number of 64 bits`)
      this.words(at, Number(value >> 32n), Number(value & 0xffffffffn), isNetwork)
    } else this.setQuantity(at, value, key, isNetwork)
  }

  private words(at: number, high: number, low: number, isNetwork: boolean): void {
    this.view.setUint32(at + (isNetwork ? 0 : HIGH), high, !isNetwork)
    this.view.setUint32(at + (isNetwork ? 4 : LOW), low, !isNetwork)
  }

  setBitfield32(at: number, value: Maybe<Bitfield32>): void {
    if (value === undefined) return
    this.setU32(at, value.value, 'value')
    this.setU32(at + 4, value.selector, 'selector')
  }

  /** A C bit-field of `width` bits from bit `shift` of an integer of `size` bytes. */
  setBits(
    at: number,
    size: number,
    shift: number,
    width: number,
    value: Maybe<number>,
    key: Key,
    isNetwork = false
  ): void {
    if (value === undefined) return
    const most = 2 ** width - 1
    if (!Number.isInteger(value) || value < 0 || value > most) this.outside(value, key, 0, most)
    // Big-endian compilers lay bit-fields out from the other end of the unit.
    const from = LE ? shift : 8 * size - shift - width
    const order = !isNetwork
    const bits = (value * 2 ** from) >>> 0
    const { view } = this
    if (size === 1) view.setUint8(at, view.getUint8(at) | bits)
    else if (size === 2) view.setUint16(at, view.getUint16(at, order) | bits, order)
    else view.setUint32(at, (view.getUint32(at, order) | bits) >>> 0, order)
  }

  /** Text in a character array of `size` bytes. */
  setCharacters(at: number, value: Maybe<string>, key: Key, max: number): void {
    if (value === undefined) return
    const end = this.length
    const size = this.putText(end, value, key, max)
    this.u8.copyWithin(at, end, end + size)
    this.length = end
  }

  setBinary(at: number, value: Maybe<Uint8Array>, key: Key, size: number): void {
    if (value === undefined) return
    this.checkBytes(value, key, size, size)
    this.u8.set(value, at)
  }

  setHardware(at: number, value: Maybe<string>, key: Key, size: number): void {
    if (value !== undefined) this.u8.set(this.hardwareBytes(value, key, size), at)
  }

  /** An address in room that may be larger. */
  setPaddedHardware(at: number, value: Maybe<string>, key: Key, size: number): void {
    if (value === undefined) return
    const bytes = this.hardwareBytes(value, key, -1)
    // What is shorter would come back longer.
    if (bytes.length < LEAST_PADDED) this.refuse(key, `'${value}' is shorter than ${LEAST_PADDED} bytes`)
    if (bytes.length > size) this.refuse(key, `'${value}' is longer than ${size} bytes`)
    this.u8.set(bytes, at)
  }

  setIpv4(at: number, value: Maybe<string>, key: Key): void {
    if (value === undefined) return
    if (typeof value !== 'string' || !parseIpv4(value, this.u8, at))
      this.mistake(key, `${shown(value)} is not an IPv4 address`)
  }

  setIpv6(at: number, value: Maybe<string>, key: Key): void {
    if (value === undefined) return
    if (typeof value !== 'string' || !parseIpv6(value, this.u8, at))
      this.mistake(key, `${shown(value)} is not an IPv6 address`)
  }

  /** Sixteen bytes of which an IPv4 address uses four. */
  setPaddedIp(at: number, value: Maybe<string>, key: Key, family: string | number | undefined): void {
    if (family === 'inet' || family === AF_INET) this.setIpv4(at, value, key)
    else this.setIpv6(at, value, key)
  }
}
