import { detect, ENOUGH_BYTES } from './detect.ts'
import type { Item, Reader } from './item.ts'

/**
 * What is in an input of any format, as it comes. It ends with an item that says so where nothing more can be read.
 * @param protocol of datagrams in hexadecimal text
 * @throws UnknownFormatError for an input that no reader knows
 */
export async function* readItems(
  input: AsyncIterable<Uint8Array>,
  protocol?: number
): AsyncGenerator<Item, undefined> {
  let start: Uint8Array = new Uint8Array(0)
  let reader: Reader | undefined
  for await (const chunk of input) {
    // Slices of a Buffer are no copies, so it would be kept as a whole by what remembers a part.
    let part = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length)
    if (reader === undefined) {
      part = new Uint8Array(Buffer.concat([start, part]))
      start = part
      if (start.length < ENOUGH_BYTES) continue
      reader = known(start, protocol)
    }
    for (const item of reader.push(part)) {
      yield item
      if (isEnd(item)) return undefined
    }
  }
  if (reader === undefined) {
    if (start.length === 0) throw new UnknownFormatError('it is empty')
    reader = known(start, protocol)
    for (const item of reader.push(start)) {
      yield item
      if (isEnd(item)) return undefined
    }
  }
  yield* reader.end()
  return undefined
}

const isEnd = (item: Item): boolean => 'problem' in item && item.isEnd === true

/** An input that is no capture. */
export class UnknownFormatError extends Error {
  override readonly name = 'UnknownFormatError'
}

function known(start: Uint8Array, protocol: number | undefined): Reader {
  const reader = detect(start, protocol)
  if (reader !== undefined) return reader
  const isGzip = start[0] === 0x1f && start[1] === 0x8b
  throw new UnknownFormatError(
    isGzip
      ? 'it is compressed: gzip -dc FILE | nlkit decode -'
      : 'neither a capture (pcap, pcapng, lines of JSON) nor hexadecimal text'
  )
}
