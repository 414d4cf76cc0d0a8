import { LE, type Bytes } from '../codec/index.ts'
import {
  FLAG_TRUNCATED,
  KIND_DATAGRAM,
  KIND_DONE,
  KIND_ERROR,
  KIND_OVERRUN,
  RECORD_EXTRA,
  RECORD_FLAGS,
  RECORD_HEADER,
  RECORD_KIND,
  RECORD_LENGTH,
  RECORD_PORT_ID,
  RECORD_SIZE
} from './record.ts'

/** Who is told what a transport received, in the order it was received. */
export interface RecordHandler {
  /** A whole datagram: its payload is `bytes[offset, end)`, its record begins at `record`. */
  onDatagram(bytes: Bytes, offset: number, end: number, record: number): void
  /** The kernel dropped `dropped` messages after everything told so far. */
  onOverrun(dropped: number): void
  /** A thread has sent what was submitted under `token`; `result` is a negative errno if it could not. */
  onSent(token: number, result: number): void
  /** Receiving failed, or a datagram was larger than any room there was for it (EMSGSIZE). */
  onReceiveError(errno: number): void
}

const EMSGSIZE = 90

/** Walks the records that a transport laid out in `bytes[0, length)`. */
export function walkRecords(bytes: Bytes, length: number, handler: RecordHandler): void {
  const { view } = bytes
  for (let at = 0; at < length;) {
    const extra = view.getUint32(at + RECORD_EXTRA, LE)
    switch (view.getUint32(at + RECORD_KIND, LE)) {
      case KIND_DATAGRAM:
        if ((view.getUint32(at + RECORD_FLAGS, LE) & FLAG_TRUNCATED) !== 0) {
          handler.onReceiveError(EMSGSIZE)
        } else {
          const payload = at + RECORD_HEADER
          handler.onDatagram(bytes, payload, payload + view.getUint32(at + RECORD_LENGTH, LE), at)
        }
        break
      case KIND_OVERRUN:
        handler.onOverrun(extra)
        break
      case KIND_DONE:
        handler.onSent(view.getUint32(at + RECORD_PORT_ID, LE), extra | 0)
        break
      case KIND_ERROR:
        handler.onReceiveError(extra)
        break
    }
    at += view.getUint32(at + RECORD_SIZE, LE)
  }
}
