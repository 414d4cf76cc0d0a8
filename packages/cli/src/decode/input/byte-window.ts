/** Bytes of a stream that were not used yet. */
export class ByteWindow {
  #bytes: Uint8Array = new Uint8Array(0)
  #at = 0
  #offset = 0
  #toSkip = 0

  /** Where in the stream the next byte is. */
  get offset(): number {
    return this.#offset
  }

  get length(): number {
    return this.#bytes.length - this.#at
  }

  append(chunk: Uint8Array): void {
    const skipped = Math.min(this.#toSkip, chunk.length)
    this.#toSkip -= skipped
    this.#offset += skipped
    const more = chunk.subarray(skipped)
    if (this.length === 0) {
      this.#bytes = more
    } else {
      const both = new Uint8Array(this.length + more.length)
      both.set(this.#bytes.subarray(this.#at))
      both.set(more, this.length)
      this.#bytes = both
    }
    this.#at = 0
  }

  /** The next bytes, fewer where the stream has not brought so many. */
  peek(length: number): Uint8Array {
    return this.#bytes.subarray(this.#at, this.#at + length)
  }

  /** The same for reading numbers. @throws RangeError for what is not there */
  view(length: number): DataView {
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.#at, length)
  }

  /** Leaves bytes out, also such as have yet to come. */
  skip(length: number): void {
    const here = Math.min(length, this.length)
    this.#at += here
    this.#offset += here
    this.#toSkip += length - here
  }
}
