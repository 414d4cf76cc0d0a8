/** An IP address as the bytecode compares it: 32-bit words of the network-order bytes, one for IPv4, four for IPv6. */
export interface AddressWords {
  readonly family: 'inet' | 'inet6'
  readonly words: readonly number[]
}

const V4 = /^(?:\d{1,3}\.){0,3}\d{1,3}$/

/** The word of a dotted address. With `short`, octets that are left out are zero on the right, as iproute2 reads `10.1`. */
export function parseV4(text: string, short: boolean): number | undefined {
  if (!V4.test(text)) return undefined
  const octets = text.split('.')
  if (octets.length !== 4 && !short) return undefined
  let word = 0
  for (let i = 0; i < 4; i++) {
    const octet = Number(octets[i] ?? 0)
    if (octet > 255) return undefined
    word = word * 256 + octet
  }
  return word
}

function groups(text: string): number[] | undefined {
  if (text === '') return []
  const out: number[] = []
  const parts = text.split(':')
  for (const [i, part] of parts.entries()) {
    if (part.includes('.')) {
      const word = i === parts.length - 1 ? parseV4(part, false) : undefined
      if (word === undefined) return undefined
      out.push(word >>> 16, word & 0xffff)
    } else {
      if (!/^[0-9a-f]{1,4}$/i.test(part)) return undefined
      out.push(Number.parseInt(part, 16))
    }
  }
  return out
}

export function parseV6(text: string): number[] | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = groups(halves[0] ?? '')
  const tail = halves.length === 2 ? groups(halves[1] ?? '') : []
  if (head === undefined || tail === undefined) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const all = [...head, ...new Array<number>(missing).fill(0), ...tail]
  return [0, 2, 4, 6].map((i) => (all[i] ?? 0) * 0x10000 + (all[i + 1] ?? 0))
}

/** Reads an IPv4 or IPv6 address without prefix, port or zone; `undefined` for anything else. */
export function parseAddress(
  text: string,
  options: { readonly short?: boolean } = {}
): AddressWords | undefined {
  if (text.includes(':')) {
    const words = parseV6(text)
    return words && { family: 'inet6', words }
  }
  const word = parseV4(text, options.short === true)
  return word === undefined ? undefined : { family: 'inet', words: [word] }
}

/** Whether the first `bits` bits are equal. inet_diag's bitstring_match(). */
export function samePrefix(a: readonly number[], b: readonly number[], bits: number): boolean {
  const whole = bits >>> 5
  for (let i = 0; i < whole; i++) if (a[i] !== b[i]) return false
  const rest = bits & 31
  if (rest === 0) return true
  const mask = (0xffffffff << (32 - rest)) >>> 0
  return (((a[whole] ?? 0) ^ (b[whole] ?? 0)) & mask) === 0
}

/** The IPv4 word inside `::ffff:a.b.c.d`; `undefined` when the address is not one of those. */
export function mappedV4(words: readonly number[]): number | undefined {
  return words.length === 4 && words[0] === 0 && words[1] === 0 && words[2] === 0xffff ? words[3] : undefined
}
