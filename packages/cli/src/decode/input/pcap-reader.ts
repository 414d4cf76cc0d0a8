import { packetDatagram, pcapFormat, type PcapFormat } from '@nlkit/core/capture'
import { ByteWindow } from './byte-window.ts'
import { MOST_BYTES, type Item, type Reader } from './item.ts'
import { LINK_HEADER, otherLinkType, LINKTYPE_NETLINK } from './link-type.ts'

const FILE_HEADER = 24
const PACKET_HEADER = 16

/** pcap, of either byte order and precision. Source of truth: draft-ietf-opsawg-pcap. */
export class PcapReader implements Reader {
  readonly #window = new ByteWindow()
  #format: PcapFormat | undefined;

  *push(chunk: Uint8Array): Generator<Item, undefined> {
    const window = this.#window
    window.append(chunk)
    if (this.#format === undefined) {
      this.#format = pcapFormat(window.peek(FILE_HEADER))
      if (this.#format === undefined) return undefined
      window.skip(FILE_HEADER)
      const { linkType } = this.#format
      if (linkType !== LINKTYPE_NETLINK) yield { problem: otherLinkType(linkType), isEnd: true }
    }
    const { isLittle, unit } = this.#format
    while (window.length >= PACKET_HEADER) {
      const view = window.view(PACKET_HEADER)
      const length = view.getUint32(8, isLittle)
      if (length > MOST_BYTES) {
        yield { problem: `a packet of ${length} bytes at byte ${window.offset}`, isEnd: true }
        return undefined
      }
      if (window.length < PACKET_HEADER + length) return undefined
      const time = view.getUint32(0, isLittle) * 1000 + view.getUint32(4, isLittle) * unit
      const sent = view.getUint32(12, isLittle)
      const start = window.offset + PACKET_HEADER
      const packet = window.peek(PACKET_HEADER + length).subarray(PACKET_HEADER)
      window.skip(PACKET_HEADER + length)
      yield* itemsOf(packet, { time, start, sent })
    }
    return undefined
  }

  *end(): Generator<Item, undefined> {
    const { length, offset } = this.#window
    if (this.#format === undefined) yield { problem: `the file header ends after ${length} bytes` }
    else if (length > 0) yield { problem: `a packet that is cut off at byte ${offset}` }
    return undefined
  }
}

/**
 * A packet of link type NETLINK as a datagram, and what is wrong with it.
 * @param start where in the input it begins
 * @param sent how long it was when it was captured
 */
export function* itemsOf(
  packet: Uint8Array,
  { time, start, sent }: { time: number; start: number; sent: number }
): Generator<Item, undefined> {
  const datagram = packetDatagram(packet, time)
  if (datagram === undefined) {
    yield { problem: `a packet of ${packet.length} bytes at byte ${start}, less than its header` }
    return undefined
  }
  yield { datagram, place: (at) => `byte ${start + LINK_HEADER + at}` }
  if (sent > packet.length) {
    yield { problem: `the capture has ${packet.length} of the ${sent} bytes of the packet at byte ${start}` }
  }
  return undefined
}
