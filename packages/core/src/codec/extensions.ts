/**
 * Payloads that a schema leaves to its users: an unknown link kind, a qdisc out of tree. They are passed in explicitly, with the codec that
 * is to know them; there is no registry that imports could fill.
 */
import type { Bytes } from './bytes.ts'
import type { Codec } from './codec.ts'
import type { PathTable } from './path-table.ts'
import { binary } from './text.ts'
import { NLA_F_NESTED } from './unknown.ts'
import type { Key } from './write-buffer.ts'
import type { Writer } from './writer.ts'

/** How the payload of one attribute is read and written. Generated functions of any set fit: `{ decode: decodeFoo, encode: encodeFoo, paths: fooPaths }`. */
export interface PayloadCodec {
  decode(bytes: Bytes, at: number, stop: number): object
  encode(writer: Writer, value: never): void
  /** Names attributes in errors. */
  readonly paths?: PathTable
}

/** By choice (`Linkinfo.data`), then by the selector's value (`foo`). */
export interface Extensions {
  readonly [choice: string]: { readonly [value: string]: PayloadCodec } | undefined
}

/** What decides about a payload: a name, a number, or nothing where it is absent. */
export type SelectorValue = string | number | undefined

/** Stands in types for every text that a schema does not list, so that the others tell payloads apart. */
export type Other = '(other)'

/** What encode takes for an object without differences: all keys may be left out, or be undefined. */
export type Loose<T> = { [K in keyof T]?: T[K] | undefined }

declare const extension: unique symbol

/**
 * What an extension made of a payload, or is to write. Opaque for those who do not know the extension: who does, asserts its type. It is marked so that
 * the types of known payloads stay strict.
 */
export interface Extended {
  readonly [extension]: never
}

/** Passes an object for a payload that an extension writes. */
export function extended(payload: object): Extended {
  return payload as Extended
}

/** Those of the codec that is at work. Decoding and encoding are synchronous, so one variable is enough. */
let current: Extensions | undefined

/**
 * The same codec, knowing more payloads.
 *
 *     const codec = extend(linkCodec, { 'Linkinfo.data': { foo: { decode: decodeFoo, encode: encodeFoo, paths: fooPaths } } })
 */
export function extend<Out, In>(codec: Codec<Out, In>, extensions: Extensions): Codec<Out, In> {
  const all: Record<string, { readonly [value: string]: PayloadCodec } | undefined> = {
    ...codec.paths.extensions
  }
  for (const [choice, cases] of Object.entries(extensions)) all[choice] = { ...all[choice], ...cases }
  const { prefix, header, members, attributes } = codec.paths
  return {
    ...codec,
    paths: { prefix, header, members, attributes, extensions: all },
    decode(bytes, offset, end) {
      const outer = current
      current = all
      try {
        return codec.decode(bytes, offset, end)
      } finally {
        current = outer
      }
    },
    encode(writer, value) {
      const outer = current
      current = all
      try {
        codec.encode(writer, value)
      } finally {
        current = outer
      }
    }
  }
}

function find(choice: string, value: SelectorValue): PayloadCodec | undefined {
  const cases = current?.[choice]
  return cases !== undefined && value !== undefined && Object.hasOwn(cases, value) ? cases[value] : undefined
}

/** A payload that the schema does not know: by an extension, or its bytes. */
export function decodeExtended(
  choice: string,
  value: SelectorValue,
  bytes: Bytes,
  at: number,
  stop: number
): Uint8Array | Extended {
  const codec = find(choice, value)
  return codec === undefined ? binary(bytes.u8, at, stop) : (codec.decode(bytes, at, stop) as Extended)
}

/** Writes an attribute that the schema does not know: by an extension, or bytes. */
export function encodeExtended(
  writer: Writer,
  type: number,
  payload: unknown,
  key: Key,
  choice: string,
  value: SelectorValue
): void {
  if (payload === undefined) return
  if (payload instanceof Uint8Array) return writer.attributeBinary(type, payload, key)
  const codec = find(choice, value)
  if (codec === undefined) {
    writer.mistake(
      key,
      `nothing is known about ${value === undefined ? 'it' : `'${value}'`}, so it takes a Uint8Array`
    )
  }
  writer.attributeOf(type | NLA_F_NESTED, payload as never, key, (into, object) => codec.encode(into, object))
}
