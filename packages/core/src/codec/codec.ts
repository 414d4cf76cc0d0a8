import type { Bytes } from './bytes.ts'
import { DecodeError } from './decode-error.ts'
import { locate } from './locate.ts'
import type { PathTable } from './path-table.ts'
import type { Writer } from './writer.ts'

/** How a message is read and written. Codecs are plain objects; generated ones export one for each message. */
export interface Codec<Out, In = Out> {
  /** The schema's name, the key that events use: `link`. */
  readonly name: string
  /** Bytes of the family header, with its padding. */
  readonly headerSize: number
  readonly paths: PathTable
  /** Reads a message body: its family header begins at `offset`, the message ends at `end`. @throws DecodeError */
  decode(bytes: Bytes, offset: number, end: number): Out
  /** Appends header and attributes. @throws TypeError, RangeError that begin with the path of the key */
  encode(writer: Writer, value: In): void
  /** Equal for, and only for, the same object of the kernel. */
  identity?(value: Out): string
}

/** The error that a codec throws: knows the path, which costs nothing until it is needed. */
export function failed(error: unknown, paths: PathTable, bytes: Bytes, offset: number, end: number): unknown {
  if (DecodeError.is(error)) {
    if (error.path !== '') return error
    const path = locate(paths, bytes, offset, end, error.offset, error.isWhole)
    return new DecodeError(error.reason, error.offset, path, error.isWhole)
  }
  // DataView's own check, for an `end` behind the bytes that there are.
  return error instanceof RangeError
    ? new DecodeError('the message ends behind its bytes', bytes.u8.length)
    : error
}
