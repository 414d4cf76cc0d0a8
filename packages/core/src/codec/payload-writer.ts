/** Appends payloads as they are: elements of arrays, tails of structs, what stands in an attribute without a length of its own. */
import { shown } from './checks.ts'
import { parseHex } from './hex.ts'
import { parseIpv4, parseIpv6, type MplsLabel } from './ip-address.ts'
import { entryNumbers } from './unknown.ts'
import { ValueWriter } from './value-writer.ts'
import type { Key } from './write-buffer.ts'

/** A label stack as it may be written: numbers alone, or entries whose `bos` is set on the last when it is not said. */
export type LabelsInput = readonly (number | (Pick<MplsLabel, 'label'> & Partial<MplsLabel>))[]

export class PayloadWriter extends ValueWriter {
  /** Text, with or without its NUL. */
  text(value: string, key: Key, max = 0xfff0, isTerminated = true): void {
    this.putText(this.length, value, key, max)
    if (isTerminated) this.reserve(1)
  }

  binary(value: Uint8Array, key: Key, min = 0, max = 0xfffb): void {
    this.checkBytes(value, key, min, max)
    this.bytes(value)
  }

  hardware(value: string, key: Key, size = -1): void {
    this.bytes(this.hardwareBytes(value, key, size))
  }

  /** An address of either family, or '0x..' of one that has no text form. */
  ip(value: string, key: Key): void {
    if (typeof value !== 'string') this.mistake(key, `${shown(value)} is not an IP address`)
    const isV6 = value.includes(':')
    const raw = isV6 ? undefined : parseHex(value)
    if (raw !== undefined) return this.bytes(raw)
    const at = this.reserve(isV6 ? 16 : 4)
    if (!(isV6 ? parseIpv6(value, this.u8, at) : parseIpv4(value, this.u8, at))) {
      this.mistake(key, `${shown(value)} is not an IP address`)
    }
  }

  labels(value: LabelsInput): void {
    const list = this.list(value, '')
    for (let i = 0; i < list.length; i++) {
      const entry = list[i] as number | Partial<MplsLabel>
      this.enter(i)
      if (typeof entry !== 'number') this.object(entry)
      const {
        label,
        tc = 0,
        ttl = 0,
        bos = i === list.length - 1 ? 1 : 0
      } = typeof entry === 'number' ? { label: entry } : entry
      if (label === undefined) this.mistake('label', 'is missing')
      this.within(label, 'label', 0, 0xfffff)
      this.within(tc, 'tc', 0, 7)
      this.within(bos, 'bos', 0, 1)
      this.within(ttl, 'ttl', 0, 255)
      this.setBe32(this.reserve(4), label * 4096 + tc * 512 + bos * 256 + ttl, '')
      this.leave()
    }
  }

  /** Writes each element of an array by `put`; errors name the position. */
  each<T>(
    value: readonly T[] | undefined,
    key: Key,
    put: (item: T, index: number) => void,
    max = Number.POSITIVE_INFINITY
  ): void {
    if (value === undefined) return
    const list = this.list(value, key, max)
    this.enter(key)
    for (let i = 0; i < list.length; i++) put(list[i] as T, i)
    this.leave()
  }

  /** Writes the entries of a numbered nest by `put`: from `first`, or as entryNumbers says. */
  entries<T>(
    value: readonly T[],
    first: number,
    put: (item: T, number: number, index: number) => void
  ): void {
    const list = this.list(value, '')
    const numbers = (list as { [entryNumbers]?: readonly number[] })[entryNumbers]
    for (let i = 0; i < list.length; i++) put(list[i] as T, numbers?.[i] ?? first + i, i)
  }
}
