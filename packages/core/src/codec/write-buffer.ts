/** The memory that messages are built in, and the path of the key that is being written, for errors. */

/** A key of an object or a position in an array. */
export type Key = string | number

import { hostView } from './bytes.ts'
import { withCallers } from './callers.ts'

export class WriteBuffer {
  /** The bytes so far and room behind them; replaced when it grows. */
  u8: Uint8Array
  view: DataView
  /** How many bytes have been written. */
  length = 0
  protected readonly path: Key[] = []

  constructor(capacity = 4096) {
    this.u8 = new Uint8Array(capacity)
    this.view = hostView(this.u8)
  }

  /** Forgets everything; the memory is kept. */
  reset(): void {
    this.truncate(0)
  }

  /** Forgets what was written after `length` bytes, and any unfinished attribute. */
  truncate(length: number): void {
    this.length = length
    // Setting the length of an array is a call into the engine's run-time, even from 0 to 0.
    if (this.path.length > 0) this.path.length = 0
  }

  /** A copy of what was written. */
  toBytes(): Uint8Array {
    return this.u8.slice(0, this.length)
  }

  /** Appends `size` zero bytes and returns their offset. */
  reserve(size: number): number {
    const at = this.length
    const end = at + size
    if (end > this.u8.length) this.grow(end)
    // fill() costs as much as clearing some thirty bytes one by one.
    if (size > 32) this.u8.fill(0, at, end)
    else for (let i = at; i < end; i++) this.u8[i] = 0
    this.length = end
    return at
  }

  /** Appends zero bytes up to a multiple of `to` from the start of the writer. */
  align(to: number): void {
    const rest = this.length % to
    if (rest !== 0) this.reserve(to - rest)
  }

  bytes(value: Uint8Array): void {
    const at = this.length
    if (at + value.length > this.u8.length) this.grow(at + value.length)
    this.u8.set(value, at)
    this.length = at + value.length
  }

  protected grow(needed: number): void {
    const u8 = new Uint8Array(Math.max(needed, this.u8.length * 2))
    u8.set(this.u8.subarray(0, this.length))
    this.u8 = u8
    this.view = hostView(u8)
  }

  // Where we are, for errors.

  enter(key: Key): void {
    this.path.push(key)
  }

  leave(): void {
    this.path.pop()
  }

  /** @throws RangeError: the path of `key`, and what is wrong. */
  refuse(key: Key, reason: string): never {
    throw withCallers(() => new RangeError(this.where(key) + reason))
  }

  /** @throws TypeError: the path of `key`, and what is wrong. */
  mistake(key: Key, reason: string): never {
    throw withCallers(() => new TypeError(this.where(key) + reason))
  }

  private where(key: Key): string {
    let path = ''
    for (const part of [...this.path, key]) {
      if (typeof part === 'number') path += `[${part}]`
      else if (part !== '') path += path === '' ? part : `.${part}`
    }
    // Whoever catches this begins anew.
    this.path.length = 0
    return path === '' ? '' : `${path}: `
  }
}
