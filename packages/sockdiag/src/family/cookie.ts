import { LE } from '@nlkit/core/codec'

/** Exchanges the two halves of a 64-bit number in `0x...` form. */
export function exchanged(value: string): string {
  const digits = value.slice(2).padStart(16, '0')
  return `0x${`${digits.slice(8)}${digits.slice(0, 8)}`.replace(/^0+(?=.)/, '')}`
}

/**
 * sock_diag_save_cookie(): a socket's cookie travels as two words, the lower one first, on every host. Big-endian hosts would read
 * them as one number with its halves exchanged, other than SO_COOKIE.
 */
export const cookie = {
  decode: (value: string): string => (LE ? value : exchanged(value)),
  encode: (value: string): string => (LE ? value : exchanged(value))
}
