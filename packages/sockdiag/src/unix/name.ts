import { text } from '@nlkit/core/codec'
import type { Bytes, Writer } from '@nlkit/core/codec'

// sizeof(sun_path) of struct sockaddr_un
const MAX = 108

/**
 * sun_path of a unix socket: a path ends in a NUL, an abstract name begins with one and ends with the payload. Further NULs
 * may stand in it.
 */
export const name = {
  decode({ u8 }: Bytes, offset: number, end: number): string {
    if (offset >= end || u8[offset] !== 0) return text(u8, offset, end)
    let result = ''
    for (let from = offset + 1; ;) {
      const nul = u8.indexOf(0, from)
      const to = nul < 0 || nul > end ? end : nul
      result += `\0${text(u8, from, to)}`
      if (to === end) return result
      from = to + 1
    }
  },

  encode(writer: Writer, value: string): void {
    if (typeof value !== 'string') writer.mistake('', `${String(value)} is not a string`)
    // One without a name is told without the attribute; a NUL alone is an abstract name.
    if (value === '') writer.mistake('', 'is empty')
    const start = writer.length
    for (const [i, part] of value.split('\0').entries()) {
      if (i > 0) writer.reserve(1)
      writer.text(part, '', MAX, false)
    }
    // unix_mkname_bsd() counts the NUL of a path.
    if (!value.startsWith('\0')) writer.reserve(1)
    if (writer.length - start > MAX + 1)
      writer.refuse('', `a name of ${writer.length - start} bytes is longer than ${MAX}`)
  },

  locate(_bytes: Bytes, _offset: number, _end: number, _at: number): string | undefined {
    return undefined
  }
}

/** A name as `ss` and /proc/net/unix print it: with `@` for each NUL. */
export function printableName(value: string): string {
  return value.replaceAll('\0', '@')
}
