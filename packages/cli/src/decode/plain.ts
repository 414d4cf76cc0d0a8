import { unknownAttributes, type UnknownAttribute } from '@nlkit/core/codec'
import type { NumberedAttribute } from '@nlkit/core'

/** The key under which attributes that a schema does not know are shown. */
const UNKNOWN = 'unknownAttributes'

/** Objects within objects that are shown; decoded ones have fewer levels. */
const MOST_LEVELS = 64

/** Bytes as digits. */
export const hex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')

/** A decoded object as JSON can say it: bytes as digits, large numbers as text, attributes that no schema knows by number. */
export function plain(value: unknown, level = 0): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (level > MOST_LEVELS) return '...'
  if (value instanceof Uint8Array) return hex(value)
  if (Array.isArray(value)) return value.map((item) => plain(item, level + 1))
  const entries = Object.entries(value).flatMap(([key, item]) =>
    item === undefined ? [] : [[key, plain(item, level + 1)] as const]
  )
  const unknown = (value as { [unknownAttributes]?: readonly UnknownAttribute[] })[unknownAttributes]
  if (unknown !== undefined) entries.push([UNKNOWN, plain(unknown, level + 1)])
  // Keys of device events come from whoever makes devices: __proto__ is one as any other.
  return Object.fromEntries(entries)
}

/** Attributes by number, nests as lists. */
export function plainAttributes(attributes: readonly NumberedAttribute[]): unknown[] {
  return attributes.map(({ type, value }) =>
    value instanceof Uint8Array ? { type, data: hex(value) } : { type, attributes: plainAttributes(value) }
  )
}
