import { bytesOf, parseIpv4, parseIpv6 } from '@nlkit/core/codec'

/** An IP address as the bytecode compares it: 32-bit words of the network-order bytes, one for IPv4, four for IPv6. */
export interface AddressWords {
  readonly family: 'inet' | 'inet6'
  readonly words: readonly number[]
}

const scratch = bytesOf(new Uint8Array(16))

/** `127` and `10.1` as iproute2 reads prefixes: octets that are left out are zero, on the right. */
function completed(text: string): string {
  return /^\d+(?:\.\d+){0,2}$/.test(text) ? text + '.0'.repeat(4 - text.split('.').length) : text
}

/** Reads an IPv4 or IPv6 address without prefix, port or zone; `undefined` for anything else. */
export function parseAddress(
  text: string,
  options: { readonly short?: boolean } = {}
): AddressWords | undefined {
  const { u8, view } = scratch
  if (text.includes(':')) {
    if (!parseIpv6(text, u8, 0)) return undefined
    return {
      family: 'inet6',
      words: [view.getUint32(0), view.getUint32(4), view.getUint32(8), view.getUint32(12)]
    }
  }
  if (!parseIpv4(options.short === true ? completed(text) : text, u8, 0)) return undefined
  return { family: 'inet', words: [view.getUint32(0)] }
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
