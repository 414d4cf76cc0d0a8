/** What users pass is checked here, before it is written: every refusal begins with the path of the key. */
import { parseHardwareAddress } from './hardware-address.ts'
import type { Names } from './names.ts'
import { nearest } from './nearest.ts'
import type { PathTable } from './path-table.ts'
import { WriteBuffer, type Key } from './write-buffer.ts'

type Maybe<T> = T | undefined

const utf8 = new TextEncoder()

/** All keys of a table. A set of its own: 8 ns a key, hasOwn() on both parts 30. */
function keysOf(table: PathTable): ReadonlySet<string> {
  return new Set([...Object.keys(table.members), ...Object.keys(table.attributes)])
}

export class Checks extends WriteBuffer {
  /** The value, which must be an integer of that range; narrower than its width. */
  within(value: Maybe<number>, key: Key, min: number, max: number): Maybe<number> {
    if (value !== undefined && !(Number.isInteger(value) && value >= min && value <= max))
      this.outside(value, key, min, max)
    return value
  }

  /** The number of an enumeration's value. */
  number(of: Names, value: Maybe<string | number>, key: Key): Maybe<number> {
    if (typeof value !== 'string') return value
    // What every object has, `toString`, is no number; hasOwn() is a call into the engine.
    const number: unknown = of.number[value]
    if (typeof number === 'number') return number
    const all = Object.keys(of.number)
    const { words = {} } = of
    const meant = Object.hasOwn(words, value) ? words[value] : nearest(value, all)
    const hint =
      meant === undefined
        ? `, but ${all.length > 12 ? 'a number is' : all.join(', ')}`
        : `, did you mean '${meant}'?`
    return this.mistake(key, `'${value}' is not known${hint}`)
  }

  /** What a hand-written converter makes of the value. */
  converted<T, W>(converter: { encode(value: T): W }, value: Maybe<T>, key: Key): Maybe<W> {
    if (value === undefined) return undefined
    try {
      return converter.encode(value)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      // Where the value is an object, its error begins with a key.
      const [, inside, rest] = /^([a-z]\w*): (.*)$/is.exec(message) ?? []
      if (inside !== undefined) this.path.push(key)
      if (error instanceof RangeError) this.refuse(inside ?? key, rest ?? message)
      return this.mistake(inside ?? key, rest ?? message)
    }
  }

  /** The value, which must be an array. */
  list<T>(value: readonly T[], key: Key, max = Number.POSITIVE_INFINITY): readonly T[] {
    if (!Array.isArray(value)) this.mistake(key, `${shown(value)} is not an array`)
    if (value.length > max) this.refuse(key, `${value.length} elements are more than ${max}`)
    return value
  }

  /** Refuses what is not an object. For hand-written payloads, which look at keys before anything else does. */
  object(value: object): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      this.mistake('', `${shown(value)} is not an object`)
  }

  /** Refuses what is not an object, and keys that the table does not have. */
  checkKeys(value: object, table: PathTable): void {
    this.object(value)
    const known = (table.known ??= keysOf(table))
    for (const key in value) if (!known.has(key)) this.unknownKey(value, key, table)
  }

  private unknownKey(value: object, key: string, table: PathTable): void {
    if ((value as Record<string, unknown>)[key] === undefined) return
    const meant = nearest(key, [...Object.keys(table.members), ...Object.keys(table.attributes)])
    this.mistake(key, `unknown key${meant === undefined ? '' : `, did you mean '${meant}'?`}`)
  }

  protected outside(value: unknown, key: Key, min: number, max: number): never {
    if (typeof value !== 'number' || Number.isNaN(value)) this.mistake(key, `${shown(value)} is not a number`)
    if (value < min) this.refuse(key, `${value} is below ${min}`)
    if (value > max) this.refuse(key, `${value} is above ${max}`)
    return this.refuse(key, `${value} is not an integer`)
  }

  protected checkBytes(value: Uint8Array, key: Key, min: number, max: number): void {
    if (!(value instanceof Uint8Array)) this.mistake(key, `${shown(value)} is not a Uint8Array`)
    const { length } = value
    if (length < min || length > max) {
      const wanted = min === max ? `${min}` : length < min ? `${min} at least` : `${max} at most`
      this.refuse(key, `${length} bytes, but it takes ${wanted}`)
    }
  }

  protected hardwareBytes(value: string, key: Key, size: number): Uint8Array {
    const parsed = typeof value === 'string' ? parseHardwareAddress(value) : undefined
    if (parsed === undefined) return this.mistake(key, `${shown(value)} is not a hardware address, aa:bb:..`)
    if (size >= 0 && parsed.length !== size)
      this.refuse(key, `'${value}' has ${parsed.length} bytes, but it takes ${size}`)
    return parsed
  }

  /** Writes text at the end, which must be `at`, and returns its length in bytes. */
  protected putText(at: number, value: string, key: Key, max: number): number {
    if (typeof value !== 'string') this.mistake(key, `${shown(value)} is not a string`)
    const end = at + value.length + 4
    if (end > this.u8.length) this.grow(end)
    const { u8 } = this
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i)
      if (code === 0) this.mistake(key, `${shown(value)} contains a NUL`)
      if (code > 0x7f) return this.beyondAscii(at, value, key, max)
      u8[at + i] = code
    }
    if (value.length > max) this.refuse(key, `'${value}' is longer than ${max} bytes`)
    this.length = at + value.length
    return value.length
  }

  private beyondAscii(at: number, value: string, key: Key, max: number): number {
    if (value.includes('\0')) this.mistake(key, `${shown(value)} contains a NUL`)
    // Anything else would become U+FFFD in silence, and the kernel be told another name than was meant.
    if (/[\ud800-\udc7f\udd00-\udfff]/u.test(value))
      this.mistake(key, `${shown(value)} contains a lone surrogate`)
    // Lone surrogates of U+DC80..U+DCFF are bytes that were not UTF-8: text.ts.
    const bytes = /[\udc80-\udcff]/u.test(value) ? rawBytes(value) : utf8.encode(value)
    if (bytes.length > max) this.refuse(key, `'${value}' is longer than ${max} bytes`)
    this.length = at
    this.bytes(bytes)
    return bytes.length
  }
}

function rawBytes(value: string): Uint8Array {
  const out: number[] = []
  for (const character of value) {
    const code = character.codePointAt(0) as number
    if (code >= 0xdc80 && code <= 0xdcff) out.push(code & 0xff)
    else out.push(...utf8.encode(character))
  }
  return Uint8Array.from(out)
}

/** A value in an error's text. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value.replaceAll('\0', String.raw`\0`)}'`
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object'
  return typeof value === 'bigint' ? `${value}n` : String(value)
}
