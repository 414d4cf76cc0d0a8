/** A line of hexadecimal text. */
export interface HexLine {
  /** The bytes' place, where the line begins with it. */
  readonly offset?: number
  readonly bytes: Uint8Array
}

/** `00000010: 2000 0000  ..` of xxd, `0x0010:  2000 ..` of tcpdump -x. */
const WITH_COLON = /^\s*(?:0x)?([0-9a-f]{4,16}):\s+(.*)$/i
/** `00000010  20 00 00 00  |..|` of hexdump -C, and Wireshark's. The last line of hexdump is the offset alone. */
const WITHOUT_COLON = /^([0-9a-f]{4,16})(?:\s{2,}(.*))?$/i

/**
 * Reads a line: digits with or without spaces, commas, colons, `0x` and `\x`; or the columns that xxd, hexdump -C,
 * tcpdump -x and Wireshark print. `undefined` for what is none.
 * @param expected the offset that a first column would have here; it tells a column from bytes
 * @param isRepeated lines that repeat the one before were left out here, so the offset may be a later one
 */
export function readHexLine(line: string, expected: number, isRepeated = false): HexLine | undefined {
  const [, colonOffset, colonRest = ''] = WITH_COLON.exec(line) ?? []
  if (colonOffset !== undefined) {
    // Two spaces stand in front of the column of characters.
    const bytes = bytesOfDigits((colonRest.split('  ')[0] ?? '').replaceAll(' ', ''))
    return bytes && { offset: Number.parseInt(colonOffset, 16), bytes }
  }
  const [, offset, rest] = WITHOUT_COLON.exec(line.trimEnd()) ?? []
  if (offset !== undefined && isColumn(offset, rest, expected, isRepeated)) {
    const bytes = bytesOfDigits(pairs(rest ?? '').join(''))
    return bytes && { offset: Number.parseInt(offset, 16), bytes }
  }
  const bytes = bytesOfDigits(line.replace(/0x|\\x|[\s,:]/gi, ''))
  return bytes && { bytes }
}

function isColumn(offset: string, rest: string | undefined, expected: number, isRepeated: boolean): boolean {
  const value = Number.parseInt(offset, 16)
  const isLater = value > expected && isRepeated
  if (rest === undefined) return expected > 0 && offset.length >= 7 && (value === expected || isLater)
  const isBegin = expected > 0 && value === 0
  return /^[0-9a-f]{2}(?:\s|$)/i.test(rest) && (value === expected || isLater || isBegin)
}

/** The bytes of a line with one space or two between them, sixteen at the most; what follows are characters. */
function pairs(rest: string): string[] {
  const words = (rest.split('|')[0] ?? '').trim().split(/\s+/)
  const end = words.findIndex((word) => !/^[0-9a-f]{2}$/i.test(word))
  return words.slice(0, Math.min(16, end === -1 ? words.length : end))
}

function bytesOfDigits(digits: string): Uint8Array | undefined {
  if (digits.length % 2 !== 0 || /[^0-9a-f]/i.test(digits)) return undefined
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16)
  )
}
