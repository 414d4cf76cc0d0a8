import { ipv4, ipv6, parseIpv4, parseIpv6 } from '@nlkit/core/codec'

/** The families that a prefix can be of, as their codec's literals. */
export type PrefixFamily = 'inet' | 'inet6'

/** A prefix as the wire has it: address and length apart. */
export interface Prefix {
  /** `undefined` for `'default'`. */
  readonly address: string | undefined
  /** Length in bits; the whole address where none was given. */
  readonly length: number
  readonly family: PrefixFamily | undefined
}

/** The family of an address in text. Whether it is one at all is the codec's business. */
export function familyOf(address: string): PrefixFamily {
  return address.includes(':') ? 'inet6' : 'inet'
}

/**
 * Splits `'10.0.0.0/8'`; an address without a length is the whole address, `'default'` a prefix of length 0.
 * @param key the key in the user's object, for errors
 * @throws TypeError for what is no prefix, RangeError for a length that its family has not
 */
export function parsePrefix(text: unknown, key: string): Prefix {
  if (typeof text !== 'string')
    throw new TypeError(`${key}: expected an address or a prefix, got ${String(text)}`)
  if (text === 'default') return { address: undefined, length: 0, family: undefined }
  const slash = text.indexOf('/')
  const address = slash < 0 ? text : text.slice(0, slash)
  const family = familyOf(address)
  const most = family === 'inet6' ? 128 : 32
  if (slash < 0) return { address, length: most, family }
  const length = decimal(text, slash + 1)
  if (Number.isNaN(length)) throw new TypeError(`${key}: '${text}' is not a prefix`)
  if (length > most) throw new RangeError(`${key}: prefix length ${length} is above ${most}`)
  return { address, length, family }
}

const scratch = new Uint8Array(16)

/** An address as codecs spell it. @throws TypeError for what is none */
export function canonicalAddress(address: string, key: string): string {
  if (parseIpv4(address, scratch, 0)) return ipv4(scratch, 0, 4)
  if (parseIpv6(address, scratch, 0)) return ipv6(scratch, 0, 16)
  throw new TypeError(`${key}: '${address}' is not an IP address`)
}

/** The number of one to four digits that the text ends in from there, or NaN: a tenth of the time of a regular expression. */
function decimal(text: string, from: number): number {
  const digits = text.length - from
  if (digits < 1 || digits > 4) return Number.NaN
  let number = 0
  for (let i = from; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30
    if (digit < 0 || digit > 9) return Number.NaN
    number = 10 * number + digit
  }
  return number
}
