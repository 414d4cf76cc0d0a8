import { ByteWindow } from './byte-window.ts'
import { MOST_BYTES, type Item, type Reader } from './item.ts'
import { LINKTYPE_NETLINK, otherLinkType } from './link-type.ts'
import { itemsOf } from './pcap-reader.ts'

/** Block types and options. Source of truth: draft-ietf-opsawg-pcapng. */
export const SECTION_HEADER = 0x0a0d0d0a
const BYTE_ORDER = 0x1a2b3c4d
const INTERFACE_DESCRIPTION = 1
const SIMPLE_PACKET = 3
const ENHANCED_PACKET = 6
const IF_TSRESOL = 9
const IF_TSOFFSET = 14
const KNOWN: readonly number[] = [SECTION_HEADER, INTERFACE_DESCRIPTION, SIMPLE_PACKET, ENHANCED_PACKET]

/** An input that has more is made to fill memory. */
const MOST_INTERFACES = 4096

interface CapturedInterface {
  readonly linkType: number
  /** Milliseconds of a count of its timestamps. */
  readonly unit: number
  /** Milliseconds to add to them. */
  readonly offset: number
}

/** pcapng: sections of either byte order, interfaces of link type NETLINK among others. */
export class PcapngReader implements Reader {
  readonly #window = new ByteWindow()
  #isLittle = true
  #interfaces: CapturedInterface[] = []
  readonly #told = new Set<number>();

  *push(chunk: Uint8Array): Generator<Item, undefined> {
    const window = this.#window
    window.append(chunk)
    while (window.length >= 12) {
      const head = window.view(12)
      // Its own byte order is what a section's header begins with; the type reads the same in both.
      if (head.getUint32(0) === SECTION_HEADER) this.#isLittle = head.getUint32(8, true) === BYTE_ORDER
      const type = head.getUint32(0, this.#isLittle)
      const length = head.getUint32(4, this.#isLittle)
      const isKnown = KNOWN.includes(type)
      if (length < 12 || length % 4 !== 0 || (isKnown && length > MOST_BYTES)) {
        yield { problem: `a block of ${length} bytes at byte ${window.offset}`, isEnd: true }
        return undefined
      }
      if (!isKnown) {
        window.skip(length)
        continue
      }
      if (window.length < length) return undefined
      const start = window.offset
      const block = window.peek(length)
      window.skip(length)
      yield* this.#block(type, block, start)
    }
    return undefined
  }

  *end(): Generator<Item, undefined> {
    if (this.#window.length > 0) yield { problem: `a block that is cut off at byte ${this.#window.offset}` }
    return undefined
  }

  *#block(type: number, block: Uint8Array, start: number): Generator<Item, undefined> {
    const view = new DataView(block.buffer, block.byteOffset, block.length)
    const little = this.#isLittle
    const broken = (what: string): Item => ({ problem: `${what} at byte ${start}`, isEnd: true })
    if (view.getUint32(block.length - 4, little) !== block.length) {
      yield broken('a block whose two lengths differ')
    } else if (type === SECTION_HEADER) {
      if (view.getUint32(8, little) === BYTE_ORDER) this.#interfaces = []
      else yield broken('a section of unknown byte order')
    } else if (type === INTERFACE_DESCRIPTION) {
      if (block.length < 20) yield broken('an interface that is cut off')
      else if (this.#interfaces.length === MOST_INTERFACES) yield broken('too many interfaces')
      else this.#interfaces.push(interfaceOf(view, little))
    } else if (type === ENHANCED_PACKET) {
      const captured = block.length < 32 ? -1 : view.getUint32(20, little)
      if (captured < 0 || captured > block.length - 32) {
        yield broken('a packet that is longer than its block')
        return undefined
      }
      const ticks = view.getUint32(12, little) * 2 ** 32 + view.getUint32(16, little)
      const sent = view.getUint32(24, little)
      yield* this.#packet(view.getUint32(8, little), block.subarray(28, 28 + captured), {
        ticks,
        start: start + 28,
        sent
      })
    } else {
      const sent = block.length < 16 ? 0 : view.getUint32(8, little)
      const captured = Math.min(sent, Math.max(0, block.length - 16))
      yield* this.#packet(0, block.subarray(12, 12 + captured), { ticks: undefined, start: start + 12, sent })
    }
    return undefined
  }

  *#packet(
    number: number,
    packet: Uint8Array,
    { ticks, start, sent }: { ticks: number | undefined; start: number; sent: number }
  ): Generator<Item, undefined> {
    const from = this.#interfaces[number]
    if (from === undefined) {
      yield { problem: `a packet of an interface that was not described at byte ${start}` }
    } else if (from.linkType === LINKTYPE_NETLINK) {
      const time = ticks === undefined ? Number.NaN : ticks * from.unit + from.offset
      yield* itemsOf(packet, { time, start, sent })
    } else if (!this.#told.has(from.linkType)) {
      this.#told.add(from.linkType)
      yield { problem: `packets of ${otherLinkType(from.linkType)}` }
    }
    return undefined
  }
}

function interfaceOf(view: DataView, little: boolean): CapturedInterface {
  let unit = 1e-3
  let offset = 0
  for (let at = 16; at + 8 <= view.byteLength;) {
    const code = view.getUint16(at, little)
    const length = view.getUint16(at + 2, little)
    const isThere = code !== 0 && at + 4 + length <= view.byteLength - 4
    if (!isThere) break
    if (code === IF_TSRESOL && length === 1) unit = resolution(view.getUint8(at + 4))
    if (code === IF_TSOFFSET && length === 8) offset = Number(view.getBigInt64(at + 4, little)) * 1000
    at += 4 + ((length + 3) & ~3)
  }
  return { linkType: view.getUint16(8, little), unit, offset }
}

/** if_tsresol: a negative power of 10, of 2 with the highest bit. */
function resolution(value: number): number {
  return 1000 * ((value & 0x80) === 0 ? 10 ** -value : 2 ** -(value & 0x7f))
}
