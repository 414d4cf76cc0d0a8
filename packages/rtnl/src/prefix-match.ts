/** Which prefixes are in which: what filters by prefix ask. */
import { parseIpv4, parseIpv6 } from '@nlkit/core/codec'
import { parsePrefix } from './prefix.ts'

/** Decides about an address in text, undefined for that of a default route, and the length of its prefix. */
export type PrefixMatch = (address: string | undefined, length: number) => boolean

/** What a filter says: `undefined` for `'default'`, which is of both families. */
interface Wanted {
  readonly bytes: Uint8Array | undefined
  readonly length: number
}

/** The length of an address, which is no shorter than any prefix that it may be in. */
export const WHOLE = 128

const scratch = new Uint8Array(16)

/** An address of IPv4 or IPv6; false for one that is none of them, as those of MPLS and Phonet. */
function parse(text: string, out: Uint8Array): number {
  if (text.includes(':')) return parseIpv6(text, out, 0) ? 16 : 0
  return parseIpv4(text, out, 0) ? 4 : 0
}

/** @throws TypeError, RangeError for what is no prefix */
function wanted(text: string, key: string): Wanted {
  const { address, length } = parsePrefix(text, key)
  if (address === undefined) return { bytes: undefined, length }
  const bytes = new Uint8Array(16)
  const size = parse(address, bytes)
  if (size === 0) throw new TypeError(`${key}: '${text}' is not a prefix`)
  return { bytes: bytes.subarray(0, size), length }
}

/** Whether the first bits of two addresses of a family are the same; of an address that is not told they are zero. */
function agree(one: Uint8Array, address: string | undefined, bits: number): boolean {
  if (address === undefined) scratch.fill(0)
  else if (parse(address, scratch) !== one.length) return false
  const whole = bits >> 3
  for (let i = 0; i < whole; i++) if (one[i] !== scratch[i]) return false
  const rest = bits & 7
  return rest === 0 || (((one[whole] ?? 0) ^ (scratch[whole] ?? 0)) & (0xff00 >> rest) & 0xff) === 0
}

/** Those that are in a prefix: of its length or longer. @throws TypeError, RangeError for what is none */
export function inside(prefix: string, key: string): PrefixMatch {
  const { bytes, length } = wanted(prefix, key)
  return (address, its) => its >= length && (bytes === undefined || agree(bytes, address, length))
}

/** Those that a prefix or an address is in: of its length or shorter. @throws TypeError, RangeError for what is none */
export function around(prefix: string, key: string): PrefixMatch {
  const { bytes, length } = wanted(prefix, key)
  return (address, its) => its <= length && (bytes === undefined || agree(bytes, address, its))
}
