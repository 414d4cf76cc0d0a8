import { noPaths, type Bytes, type Codec, type Writer } from '../codec/index.ts'

/** Bytes as they are, for messages without a schema: everything behind the message's header. */
export const rawCodec: Codec<Uint8Array> = {
  name: 'raw',
  headerSize: 0,
  paths: noPaths,
  decode(bytes: Bytes, offset: number, end: number): Uint8Array {
    return bytes.u8.slice(offset, end)
  },
  encode(writer: Writer, value: Uint8Array): void {
    writer.bytes(value)
  }
}
