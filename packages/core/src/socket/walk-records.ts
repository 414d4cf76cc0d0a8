import { LE, type Bytes } from '../codec/index.ts'
import {
  FLAG_TRUNCATED,
  KIND_DATAGRAM,
  KIND_DONE,
  KIND_ERROR,
  KIND_OVERRUN,
  RECORD_EXTRA,
  RECORD_FLAGS,
  RECORD_GROUP,
  RECORD_HEADER,
  RECORD_KIND,
  RECORD_LENGTH,
  RECORD_PORT_ID,
  RECORD_SIZE
} from './record.ts'

/** Who is told what a transport received, in the order it was received. */
export interface RecordHandler<Context = undefined> {
  /** A whole datagram: its payload is `bytes[offset, end)`, its record begins at `record`. */
  onDatagram(bytes: Bytes, offset: number, end: number, record: number, context: Context): void
  /** The kernel dropped `dropped` messages after everything told so far. */
  onOverrun(dropped: number, context: Context): void
  /**
   * A thread has sent what was submitted under `token`; `result` is a negative errno if it could not.
   * @param microseconds that it took, 0 if it did not have to sleep
   */
  onSent(token: number, result: number, microseconds: number): void
  /** A datagram that was larger than any room there was for it; `bytes[offset, end)` is its beginning. */
  onTruncated(bytes: Bytes, offset: number, end: number, record: number, context: Context): void
  /** Receiving failed. */
  onReceiveError(errno: number, context: Context): void
}

/** What a truncated datagram is told as. */
export const EMSGSIZE = 90

/** Walks the records that a transport laid out in `bytes[0, length)`. */
export function walkRecords<Context>(
  bytes: Bytes,
  length: number,
  handler: RecordHandler<Context>,
  context: Context
): void {
  const { view } = bytes
  for (let at = 0; at < length;) {
    const extra = view.getUint32(at + RECORD_EXTRA, LE)
    switch (view.getUint32(at + RECORD_KIND, LE)) {
      case KIND_DATAGRAM:
        {
          const payload = at + RECORD_HEADER
          const end = payload + view.getUint32(at + RECORD_LENGTH, LE)
          if ((view.getUint32(at + RECORD_FLAGS, LE) & FLAG_TRUNCATED) === 0) {
            handler.onDatagram(bytes, payload, end, at, context)
          } else {
            handler.onTruncated(bytes, payload, end, at, context)
          }
        }
        break
      case KIND_OVERRUN:
        handler.onOverrun(extra, context)
        break
      case KIND_DONE:
        handler.onSent(
          view.getUint32(at + RECORD_PORT_ID, LE),
          extra | 0,
          view.getUint32(at + RECORD_GROUP, LE)
        )
        break
      case KIND_ERROR:
        handler.onReceiveError(extra, context)
        break
    }
    at += view.getUint32(at + RECORD_SIZE, LE)
  }
}
