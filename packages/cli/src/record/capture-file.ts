import { closeSync, openSync, writeSync } from 'node:fs'
import { jsonLine, pcapHeader, pcapPacket, type CapturedDatagram } from '@nlkit/core/capture'
import { UsageError } from '../shared/errors.ts'

/** What a capture is written as. */
interface FileFormat {
  readonly header: Uint8Array
  bytesOf(datagram: CapturedDatagram): Uint8Array
}

const PCAP: FileFormat = { header: pcapHeader(), bytesOf: pcapPacket }
const LINES: FileFormat = {
  header: new Uint8Array(0),
  bytesOf: (datagram) => new TextEncoder().encode(jsonLine(datagram))
}

const FORMATS: Readonly<Record<string, FileFormat>> = { '.pcap': PCAP, '.jsonl': LINES }

/** Bytes that are gathered before they are written. */
const ENOUGH_BYTES = 1 << 20

/** A capture that is being written: what is told of messages must neither wait nor throw, so an error is kept for the end. */
export class CaptureFile implements Disposable {
  readonly #format: FileFormat
  readonly #fd: number
  readonly #onError: () => void
  #waiting: Uint8Array[]
  #size = 0
  #isScheduled = false
  #isClosed = false
  #error: unknown

  private constructor(format: FileFormat, fd: number, onError: () => void) {
    this.#format = format
    this.#fd = fd
    this.#onError = onError
    this.#waiting = [format.header]
    this.#flush()
  }

  /**
   * Makes the file anew. Its name says what it becomes: `.pcap`, or `.jsonl` for lines of JSON.
   * @param onError called once, when it can no longer be written
   * @throws UsageError for another name; what open(2) refuses
   */
  static open(file: string, onError: () => void = () => {}): CaptureFile {
    const format = Object.entries(FORMATS).find(([extension]) => file.endsWith(extension))?.[1]
    if (format === undefined) throw new UsageError(`${file}: expected a name that ends in .pcap or .jsonl`)
    return new CaptureFile(format, openSync(file, 'w'), onError)
  }

  /** Adds a datagram. It is in the file in a later turn of the event loop. */
  add(datagram: CapturedDatagram): void {
    if (this.#isClosed || this.#error !== undefined) return
    const bytes = this.#format.bytesOf(datagram)
    this.#waiting.push(bytes)
    this.#size += bytes.length
    if (this.#size >= ENOUGH_BYTES) this.#flush()
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      this.#flush()
    })
  }

  /** Writes what is left. Idempotent. @throws what write(2) has refused */
  close(): void {
    if (this.#isClosed) return
    this.#flush()
    this.#isClosed = true
    closeSync(this.#fd)
    if (this.#error !== undefined) throw this.#error
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #flush(): void {
    const bytes = Buffer.concat(this.#waiting)
    this.#waiting = []
    this.#size = 0
    if (this.#isClosed || this.#error !== undefined) return
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(this.#fd, bytes, at)
    } catch (error) {
      this.#error = error
      this.#onError()
    }
  }
}
