/** IP addresses as text: RFC 5952, which is also what inet_ntop(3) of glibc prints. */
import { short } from './decode-error.ts'
import { hexOf } from './hex.ts'

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16))
const HEX_PADDED: readonly string[] = HEX.map((digits) => digits.padStart(2, '0'))
const DECIMAL: readonly string[] = Array.from({ length: 256 }, (_, byte) => String(byte))
const DOTTED: readonly string[] = DECIMAL.map((digits) => `${digits}.`)

/** The first three bytes of the last address, and their text: what the kernel lists is sorted more often than not. */
let lastPrefix = -1
let lastText = ''

// 13 ns where the prefix is the last one's, 24 ns by tables alone; a template of four numbers takes 79 ns.
function v4(u8: Uint8Array, at: number): string {
  // Three declarations: before the engine has compiled this, taking an array apart makes five objects.
  const first = u8[at] as number
  const second = u8[at + 1] as number
  const third = u8[at + 2] as number
  const prefix = (first << 16) | (second << 8) | third
  if (prefix !== lastPrefix) {
    lastPrefix = prefix
    lastText = (DOTTED[first] as string) + (DOTTED[second] as string) + (DOTTED[third] as string)
  }
  return lastText + (DECIMAL[u8[at + 3] as number] as string)
}

/** Four bytes. */
export function ipv4(u8: Uint8Array, at: number, stop: number): string {
  if (stop - at < 4) short(at, stop, 4)
  return v4(u8, at)
}

/** Sixteen bytes. */
export function ipv6(u8: Uint8Array, at: number, stop: number): string {
  if (stop - at < 16) short(at, stop, 16)
  return v6(u8, at)
}

/** Four or sixteen bytes; other lengths, which exotic families have, are '0x' and digits. */
export function ip(u8: Uint8Array, at: number, stop: number): string {
  const size = stop - at
  if (size === 4) return v4(u8, at)
  return size === 16 ? v6(u8, at) : hexOf(u8, at, stop)
}

const group = new Uint16Array(8)

function v6(u8: Uint8Array, at: number): string {
  if (u8[at] === 0 && isZero(u8, at)) return '::'
  // The longest run of zero groups, the first of equals, two groups at least.
  let run = -1
  let length = 1
  let from = -1
  for (let i = 0; i < 8; i++) {
    const value = ((u8[at + 2 * i] as number) << 8) | (u8[at + 2 * i + 1] as number)
    group[i] = value
    if (value !== 0) from = -1
    else {
      if (from < 0) from = i
      if (i - from >= length) {
        run = from
        length = i - from + 1
      }
    }
  }
  if (run === 0) {
    // ::1.2.3.4 and ::ffff:1.2.3.4, as inet_ntop(3) decides.
    if (length === 6) return `::${v4(u8, at + 12)}`
    if (length === 5 && group[5] === 0xffff) return `::ffff:${v4(u8, at + 12)}`
  }
  let result = ''
  for (let i = 0; i < 8; i++) {
    if (i === run) {
      result += '::'
      i += length - 1
    } else {
      if (i > 0 && i !== run + length) result += ':'
      const value = group[i] as number
      result +=
        value < 256
          ? (HEX[value] as string)
          : (HEX[value >> 8] as string) + (HEX_PADDED[value & 0xff] as string)
    }
  }
  return result
}

function isZero(u8: Uint8Array, at: number): boolean {
  for (let i = at; i < at + 16; i++) if (u8[i] !== 0) return false
  return true
}

/** Writes a dotted quad to `u8` and tells whether `value` is one: four decimal numbers, no leading zeros. */
export function parseIpv4(value: string, u8: Uint8Array, at: number): boolean {
  return quad(value, 0, u8, at)
}

function quad(value: string, from: number, u8: Uint8Array, at: number): boolean {
  let part = 0
  let digits = 0
  let number = 0
  for (let i = from; i < value.length; i++) {
    const code = value.charCodeAt(i)
    if (code === 0x2e) {
      if (digits === 0 || part === 3) return false
      u8[at + part++] = number
      digits = 0
      number = 0
    } else {
      if (code < 0x30 || code > 0x39 || (digits > 0 && number === 0)) return false
      number = number * 10 + code - 0x30
      digits++
      if (number > 255) return false
    }
  }
  if (part !== 3 || digits === 0) return false
  u8[at + 3] = number
  return true
}

/** Writes sixteen bytes to `u8` and tells whether `value` is an IPv6 address: no zone, no prefix length. */
export function parseIpv6(value: string, u8: Uint8Array, at: number): boolean {
  let groups = 0
  let gap = -1
  let i = 0
  if (value.startsWith('::')) {
    gap = 0
    i = 2
  }
  while (i < value.length) {
    if (groups === 8) return false
    let number = 0
    let digits = 0
    const start = i
    let digit = hexDigit(value.charCodeAt(i))
    while (digit >= 0) {
      number = number * 16 + digit
      if (++digits > 4) return false
      digit = hexDigit(value.charCodeAt(++i))
    }
    if (value.charCodeAt(i) === 0x2e) {
      // The last four bytes may be a dotted quad.
      if (groups > 6 || !quad(value, start, u8, at + 2 * groups)) return false
      groups += 2
      i = value.length
      break
    }
    if (digits === 0) return false
    u8[at + 2 * groups] = number >> 8
    u8[at + 2 * groups + 1] = number & 0xff
    groups++
    if (i === value.length) break
    if (value.charCodeAt(i++) !== 0x3a) return false
    if (value.charCodeAt(i) === 0x3a) {
      if (gap >= 0) return false
      gap = groups
      i++
    } else if (i === value.length) return false
  }
  if (gap < 0) return groups === 8
  if (groups === 8) return false
  const tail = 2 * (groups - gap)
  u8.copyWithin(at + 16 - tail, at + 2 * gap, at + 2 * groups)
  u8.fill(0, at + 2 * gap, at + 16 - tail)
  return true
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

/** An entry of an MPLS label stack, struct mpls_label of linux/mpls.h. */
export interface MplsLabel {
  /** 0 to 0xfffff. */
  label: number
  /** Traffic class, 0 to 7. */
  tc: number
  /** 1 on the last entry of the stack. */
  bos: number
  /** 0 to 255; 0 in routes. */
  ttl: number
}

/** A label stack, first label first. */
export function labels(view: DataView, at: number, stop: number): MplsLabel[] {
  if (((stop - at) & 3) !== 0) short(at, stop, (stop - at + 3) & ~3)
  const stack: MplsLabel[] = []
  for (let i = at; i < stop; i += 4) {
    const entry = view.getUint32(i)
    stack.push({ label: entry >>> 12, tc: (entry >>> 9) & 7, bos: (entry >>> 8) & 1, ttl: entry & 0xff })
  }
  return stack
}

/** An address whose family decides: AF_MPLS is a label stack, for the rest the length tells. */
export function ipOrLabels(
  u8: Uint8Array,
  view: DataView,
  at: number,
  stop: number,
  family: number | string | undefined
): string | MplsLabel[] {
  return family === 'mpls' || family === AF_MPLS ? labels(view, at, stop) : ip(u8, at, stop)
}

/** Sixteen bytes of which an IPv4 address uses the first four. */
export function paddedIp(
  u8: Uint8Array,
  at: number,
  stop: number,
  family: number | string | undefined
): string {
  if (stop - at < 16) short(at, stop, 16)
  return family === 'inet' || family === AF_INET ? v4(u8, at) : v6(u8, at)
}

export const AF_INET = 2
export const AF_MPLS = 28
