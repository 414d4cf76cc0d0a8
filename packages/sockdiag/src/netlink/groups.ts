import { LE } from '@nlkit/core/codec'
import type { Bytes, Writer } from '@nlkit/core/codec'

/** Where the half of a 64-bit word that has the lower bits stands, for the half at `half` bytes in counting order. */
const place = (half: number): number => (LE ? half : half ^ 4)

/** nlk->groups: a bitmap in unsigned longs (64 bits), of which the lowest bit of the first is group 1. */
export const groups = {
  decode({ view }: Bytes, offset: number, end: number): number[] {
    const found: number[] = []
    for (let half = 0; offset + half + 4 <= end; half += 4) {
      // A kernel of 32 bits may have an odd number of them.
      const isWhole = offset + (half & ~7) + 8 <= end
      const word = view.getUint32(offset + (isWhole ? place(half) : half), LE)
      if (word === 0) continue
      for (let bit = 0; bit < 32; bit++) if ((word >>> bit) & 1) found.push(half * 8 + bit + 1)
    }
    return found
  },

  encode(writer: Writer, value: readonly number[]): void {
    const list = writer.list(value, '')
    for (const [i, group] of list.entries()) writer.within(group, i, 1, 0xffff)
    const size = Math.ceil(Math.max(0, ...list) / 64) * 8
    const start = writer.reserve(size)
    for (const group of list) {
      const half = ((group - 1) >>> 5) * 4
      const at = start + place(half)
      writer.view.setUint32(at, writer.view.getUint32(at, LE) | (1 << ((group - 1) & 31)), LE)
    }
  },

  locate(_bytes: Bytes, _offset: number, _end: number, _at: number): string | undefined {
    return undefined
  }
}
