import { pcapFormat } from '@nlkit/core/capture'
import { HexReader } from './hex-reader.ts'
import { readHexLine } from './hex-line.ts'
import type { Reader } from './item.ts'
import { JsonLinesReader } from './json-lines-reader.ts'
import { PcapReader } from './pcap-reader.ts'
import { PcapngReader, SECTION_HEADER } from './pcapng-reader.ts'

/** So many bytes are enough to tell a format. */
export const ENOUGH_BYTES = 4096

/**
 * The reader of an input that begins with these bytes; `undefined` for what no reader knows.
 * @param protocol for hexadecimal text, which does not say it
 */
export function detect(start: Uint8Array, protocol: number | undefined): Reader | undefined {
  if (isPcap(start)) return new PcapReader()
  if (start.length >= 4 && new DataView(start.buffer, start.byteOffset).getUint32(0) === SECTION_HEADER) {
    return new PcapngReader()
  }
  const lines = new TextDecoder().decode(start).split(/\r?\n/)
  const first = lines.find((line) => line.trim() !== '' && !line.startsWith('#'))
  if (first?.trimStart().startsWith('{') === true) return new JsonLinesReader()
  const isLong = lines.length === 1 && start.length >= ENOUGH_BYTES // half a byte of it may be missing
  if (first !== undefined && (readHexLine(first, 0) ?? (isLong && readHexLine(first.slice(0, -1), 0)))) {
    return new HexReader(protocol)
  }
  return undefined
}

/** The magic number tells; the header may be cut off, which is for the reader to say. */
function isPcap(start: Uint8Array): boolean {
  const header = new Uint8Array(24)
  header.set(start.subarray(0, 4))
  return pcapFormat(header) !== undefined
}
