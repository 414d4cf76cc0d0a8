/** `0x` and two digits a byte, for addresses of a kind that has no text form. */
export function hexOf(u8: Uint8Array, at: number, stop: number): string {
  let result = '0x'
  for (let i = at; i < stop; i++) result += (u8[i] as number).toString(16).padStart(2, '0')
  return result
}

/** The bytes of what hexOf() wrote, or undefined. */
export function parseHex(value: string): Uint8Array | undefined {
  // Most addresses are none: they need no regular expression.
  if ((value.charCodeAt(1) | 0x20) !== 0x78) return undefined
  if (!/^0x(?:[0-9a-f]{2})*$/i.test(value)) return undefined
  return Uint8Array.from({ length: value.length / 2 - 1 }, (_, i) =>
    Number.parseInt(value.slice(2 * i + 2, 2 * i + 4), 16)
  )
}
