import { NETLINK_KOBJECT_UEVENT, NETLINK_ROUTE } from '@nlkit/core'
import { packetDatagram, type CapturedDatagram } from '@nlkit/core/capture'
import { readHexLine } from './hex-line.ts'
import { MOST_BYTES, type Item, type Reader } from './item.ts'
import { LINK_HEADER } from './link-type.ts'
import { Lines } from './lines.ts'

/**
 * Datagrams as hexadecimal text: an empty line ends one, and so does an offset that begins anew. Lines that begin with # are
 * comments.
 */
export class HexReader implements Reader {
  readonly #lines = new Lines()
  readonly #protocol: number | undefined
  #number = 0
  #firstLine = 0
  #parts: Uint8Array[] = []
  #length = 0
  /** hexdump's `*`: the line before it goes on until the next offset. */
  #isRepeated = false
  /** Nothing is read before the next datagram begins. */
  #isBroken = false

  /** @param protocol the datagrams' netlink protocol; by default what their first bytes say */
  constructor(protocol: number | undefined) {
    this.#protocol = protocol
  }

  push(chunk: Uint8Array): Iterable<Item> {
    return this.#items(this.#lines.push(chunk))
  }

  *end(): Generator<Item, undefined> {
    yield* this.#items(this.#lines.end())
    yield* this.#flush()
    return undefined
  }

  *#items(lines: readonly string[] | undefined): Generator<Item, undefined> {
    if (lines === undefined) {
      yield { problem: `line ${this.#number + 1}: too long to be a datagram`, isEnd: true }
      return undefined
    }
    for (const line of lines) {
      this.#number += 1
      yield* this.#line(line)
    }
    return undefined
  }

  *#line(line: string): Generator<Item, undefined> {
    if (line.startsWith('#')) return undefined
    if (line.trim() === '') {
      yield* this.#flush()
      return undefined
    }
    if (line.trim() === '*' && this.#parts.length > 0) {
      this.#isRepeated = true
      return undefined
    }
    if (this.#isBroken && readHexLine(line, 0)?.offset !== 0) return undefined
    this.#isBroken = false
    const read = readHexLine(line, this.#length, this.#isRepeated)
    const isTooLong = Math.max(read?.offset ?? 0, this.#length + (read?.bytes.length ?? 0)) > MOST_BYTES
    if (read === undefined || isTooLong) {
      yield {
        problem: `line ${this.#number}: ${isTooLong ? 'more bytes than a datagram has' : 'not hexadecimal, or half a byte'}`
      }
      this.#reset()
      this.#isBroken = true
      return undefined
    }
    const { offset, bytes } = read
    if (offset === 0 && this.#length > 0) yield* this.#flush()
    if (offset !== undefined && this.#isRepeated) this.#repeat(offset)
    if (offset !== undefined && offset !== this.#length) {
      yield { problem: `line ${this.#number}: offset ${offset} where ${this.#length} bytes were read` }
      this.#reset()
      this.#isBroken = true
      return undefined
    }
    this.#add(bytes)
    return undefined
  }

  #add(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    if (this.#length === 0) this.#firstLine = this.#number
    this.#parts.push(bytes)
    this.#length += bytes.length
  }

  #repeat(until: number): void {
    this.#isRepeated = false
    const last = this.#parts.at(-1) ?? new Uint8Array(0)
    while (last.length > 0 && this.#length + last.length <= until) this.#add(last)
  }

  *#flush(): Generator<Item, undefined> {
    this.#isBroken = false
    if (this.#length === 0) return undefined
    const line = this.#firstLine
    const bytes = new Uint8Array(Buffer.concat(this.#parts))
    this.#reset()
    const { header, datagram } = datagramOf(bytes, this.#protocol)
    yield { datagram, place: (at) => `byte ${header + at} of what begins in line ${line}` }
    return undefined
  }

  #reset(): void {
    this.#parts = []
    this.#length = 0
    this.#isRepeated = false
  }
}

/** With the header of link type NETLINK, as tcpdump -x prints it, or without. */
function datagramOf(
  bytes: Uint8Array,
  protocol: number | undefined
): { header: number; datagram: CapturedDatagram } {
  // ARPHRD_NETLINK: as part of a message's length it would be of hundreds of megabytes.
  const isPacket = bytes[0] === 0 && bytes[2] === 0x03 && bytes[3] === 0x38
  const packet = isPacket ? packetDatagram(bytes, Number.NaN) : undefined
  if (packet !== undefined) return { header: LINK_HEADER, datagram: packet }
  const datagram = {
    protocol: protocol ?? guess(bytes),
    direction: 'unknown',
    time: Number.NaN,
    data: bytes
  } as const
  return { header: 0, datagram }
}

/** Device events begin with text: `libudev`, or `add@/devices`. */
function guess(bytes: Uint8Array): number {
  const start = new TextDecoder().decode(bytes.subarray(0, 16))
  return /^libudev\0|^[a-z]+@\//.test(start) ? NETLINK_KOBJECT_UEVENT : NETLINK_ROUTE
}
