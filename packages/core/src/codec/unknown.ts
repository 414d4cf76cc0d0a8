import { hostView, type Bytes } from './bytes.ts'
import { LE } from './order.ts'

/** An attribute that the schema does not know, as it came. */
export interface UnknownAttribute {
  /** Its number, without flags. */
  type: number
  /** Its payload, a copy. */
  data: Uint8Array
  /** NLA_F_NESTED was set. */
  nested?: boolean
  /** NLA_F_NET_BYTEORDER was set. */
  netByteOrder?: boolean
}

/** The key under which objects keep unknown attributes. JSON.stringify and for-in do not see it; spreading copies it. */
export const unknownAttributes: unique symbol = Symbol.for('nlkit.unknown') as never

/** Numbers of an indexed array's entries that do not simply count, kept so that encode writes them again. */
export const entryNumbers: unique symbol = Symbol.for('nlkit.entryNumbers') as never

/**
 * Marks an object whose attributes that only widen a header field (RTA_TABLE, IFA_FLAGS, FRA_TABLE) were absent, so that
 * encode leaves them out again where the header field is wide enough. AF_MPLS routes need it: the kernel refuses RTA_TABLE in them.
 */
export const headerOnly: unique symbol = Symbol.for('nlkit.headerOnly') as never

/** What every decoded set of attributes may have beside its keys. */
export interface Attributes {
  [unknownAttributes]?: UnknownAttribute[]
  [headerOnly]?: boolean
}

/** The same of what is written. */
export interface AttributesInput {
  readonly [unknownAttributes]?: readonly UnknownAttribute[] | undefined
  readonly [headerOnly]?: boolean | undefined
}

export const NLA_F_NESTED = 0x8000
export const NLA_F_NET_BYTEORDER = 0x4000

/** Keeps the attribute at `at`. */
export function unknown(out: Attributes, { u8, view }: Bytes, at: number): void {
  const size = view.getUint16(at, true)
  const type = view.getUint16(at + 2, true)
  const kept: UnknownAttribute = { type: type & 0x3fff, data: u8.slice(at + 4, at + size) }
  if ((type & NLA_F_NESTED) !== 0) kept.nested = true
  if ((type & NLA_F_NET_BYTEORDER) !== 0) kept.netByteOrder = true
  const list = out[unknownAttributes]
  if (list === undefined) out[unknownAttributes] = [kept]
  else list.push(kept)
}

/**
 * A copy of what is from `at` to `end`, a header of `header` bytes and attributes without NLA_F_NET_BYTEORDER: integers that the schema has in host order (their numbers in
 * `integers`) are turned round. Parts of the kernel (ipset) say so with that flag for each value; schemas say it with a type, where it is
 * always so.
 */
export function inHostOrder(
  { u8 }: Bytes,
  at: number,
  end: number,
  integers: readonly number[],
  header = 0
): Bytes {
  const copy = u8.slice(at, end)
  const view = hostView(copy)
  for (let next = header; copy.length - next >= 4;) {
    const size = view.getUint16(next, true)
    const type = view.getUint16(next + 2, true)
    if (size < 4 || size > copy.length - next) break
    if ((type & NLA_F_NET_BYTEORDER) !== 0) {
      view.setUint16(next + 2, type & ~NLA_F_NET_BYTEORDER, true)
      if (LE && integers.includes(type & 0x3fff)) copy.subarray(next + 4, next + size).reverse()
    }
    next += (size + 3) & ~3
  }
  return { u8: copy, view }
}
