/**
 * RTA_MULTIPATH: struct rtnexthop after struct rtnexthop, each followed by attributes of its own up to rtnh_len. Not attributes themselves,
 * so no schema says it.
 */
import { LE, locate, malformed, type Bytes, type Writer } from '@nlkit/core/codec'
import {
  decodeNextHopAttributes,
  encodeNextHopAttributes,
  nextHopAttributesPaths,
  type NextHopAttributes,
  type NextHopAttributesInput
} from './codec.ts'

const SIZE = 8

interface Rtnexthop {
  /** Flags, RTNH_F_*. */
  flags: number
  /** Weight less one. */
  hops: number
  /** Index of the interface. */
  ifindex: number
}

/** One of several next hops of a route. */
export type NextHop = Rtnexthop & NextHopAttributes

/** The same for encode: what is left out is 0. */
export type NextHopInput = { [K in keyof Rtnexthop]?: Rtnexthop[K] | undefined } & NextHopAttributesInput

export const multipath = {
  decode(bytes: Bytes, at: number, end: number): NextHop[] {
    const { view } = bytes
    const list: NextHop[] = []
    for (let next = at; end - next >= SIZE;) {
      const size = view.getUint16(next, LE)
      if (size < SIZE || size > end - next) malformed(next, size, end)
      list.push({
        flags: view.getUint8(next + 2),
        hops: view.getUint8(next + 3),
        ifindex: view.getInt32(next + 4, LE),
        ...decodeNextHopAttributes(bytes, next + SIZE, next + size)
      })
      next += (size + 3) & ~3
    }
    return list
  },

  encode(writer: Writer, value: readonly NextHopInput[]): void {
    writer.each(value, '', (hop, index) => {
      writer.enter(index)
      writer.object(hop)
      const { flags, hops, ifindex, ...attributes } = hop
      const at = writer.reserve(SIZE)
      writer.setU8(at + 2, flags, 'flags')
      writer.setU8(at + 3, hops, 'hops')
      writer.setS32(at + 4, ifindex, 'ifindex')
      encodeNextHopAttributes(writer, attributes)
      const size = writer.length - at
      if (size > 0xffff) writer.refuse('', `${size} bytes do not fit in one next hop`)
      writer.view.setUint16(at, size, LE)
      writer.leave()
    })
  },

  locate(bytes: Bytes, at: number, end: number, offset: number): string | undefined {
    for (let next = at, index = 0; end - next >= SIZE; index++) {
      const size = Math.max(SIZE, bytes.view.getUint16(next, LE))
      const stop = Math.min(end, next + ((size + 3) & ~3))
      if (offset < stop) {
        const inside = locate(nextHopAttributesPaths, bytes, next + SIZE, stop, offset)
        return inside === undefined ? `[${index}]` : `[${index}].${inside}`
      }
      next = stop
    }
    return undefined
  }
}
