/** Values under masks: print_masked_u32() and its like of tc_util.c. */
import type { JsonObject } from '../names.ts'
import { digits } from './numbers.ts'

const WORD = 0xffffffff

/** A number, and its mask in hexadecimal unless that is all ones. */
export function maskedWord(
  name: string,
  value: number | undefined,
  mask: number | undefined,
  ones: number = WORD
): JsonObject {
  if (value === undefined) return {}
  if (mask === undefined || mask === ones) return { [name]: value }
  return { [name]: value, [`${name}_mask`]: mask.toString(16) }
}

/** Labels of connection tracking: both in one text. */
export function labelsText(labels: Uint8Array | undefined, mask: Uint8Array | undefined): string | undefined {
  if (labels === undefined) return undefined
  const isWhole = mask === undefined || (labels.length === 16 && mask.every((byte) => byte === 0xff))
  return isWhole ? digits(labels) : `${digits(labels)}/${digits(mask)}`
}

/** Leading ones of a mask of an IPv4 address. */
export function prefixLength4(mask: string): number {
  const word = mask.split('.').reduce((sum, octet) => ((sum << 8) | Number(octet)) >>> 0, 0)
  return Math.clz32(~word)
}

/** Leading ones of a mask's bytes; undefined where there are others behind them. */
function leadingOnes(bytes: readonly number[]): number | undefined {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const ones = bits.indexOf('0') === -1 ? bits.length : bits.indexOf('0')
  return bits.indexOf('1', ones) === -1 ? ones : undefined
}

/** An address under a mask: the mask as a length where it is one, and not at all where it covers everything. */
export function addressText(address: string | undefined, mask: string | undefined): string | undefined {
  if (address === undefined || mask === undefined) return address
  const bytes = mask.includes(':') ? bytesOfIpv6(mask) : mask.split('.').map(Number)
  const ones = leadingOnes(bytes)
  if (ones === undefined) return `${address}/${mask}`
  return ones === bytes.length * 8 ? address : `${address}/${ones}`
}

const groups = (text: string): number[] =>
  text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))

function bytesOfIpv6(address: string): number[] {
  const [head = '', tail] = address.split('::')
  const first = groups(head)
  const last = tail === undefined ? [] : groups(tail)
  const all = [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last]
  return all.flatMap((group) => [group >>> 8, group & 0xff])
}

/** A hardware address under a mask, in the same way. */
export function hardwareText(address: string | undefined, mask: string | undefined): string | undefined {
  if (address === undefined || mask === undefined) return address
  const bytes = mask.split(':').map((byte) => Number.parseInt(byte, 16))
  const ones = leadingOnes(bytes)
  if (ones === undefined) return `${address}/${mask}`
  return ones === bytes.length * 8 ? address : `${address}/${ones}`
}

/** A port; its mask is a number, too. */
export function maskedPort(name: string, port: number | undefined, mask: number | undefined): JsonObject {
  return maskedWord(name, port, mask, 0xffff)
}

/** A number as text, and its mask behind it, decimal, unless that is all ones. */
export function slashed(
  value: number | string | undefined,
  mask: number | undefined,
  ones = 0xff
): string | undefined {
  if (value === undefined) return undefined
  return mask === undefined || mask === ones ? String(value) : `${value}/${mask}`
}
