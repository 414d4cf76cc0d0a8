/**
 * Handles of traffic control: 32 bits, the upper half the major number of a qdisc, the lower half the minor number of a class. Written as tc(8)
 * writes them, in hexadecimal: `'1:10'`, `'8001:'`, `':a'`. Source of truth: TC_H_* in include/uapi/linux/pkt_sched.h.
 */

/** A handle as users may write it: text, or the kernel's number. */
export type HandleInput = string | number

const ROOT = 0xffffffff
const INGRESS = 0xfffffff1
const FILTERS_IN = 0xfffffff2
const FILTERS_OUT = 0xfffffff3

/** What stands for whole handles. clsact has ingress's number: they are one place of an interface. */
const NAMES: Readonly<Record<string, number>> = { none: 0, root: ROOT, ingress: INGRESS, clsact: INGRESS }

/** Where filters of clsact and ingress stand; as parents of filters the names mean these. */
const FILTER_NAMES: Readonly<Record<string, number>> = {
  ...NAMES,
  ingress: FILTERS_IN,
  egress: FILTERS_OUT,
  clsact: INGRESS
}

/**
 * The number of a handle.
 * @throws TypeError for what is no handle, RangeError for numbers that do not fit
 */
export function parseHandle(value: HandleInput): number {
  return parse(value, NAMES)
}

/** A handle's text: `'1:10'`, `'1:'`, `':10'`, `'root'`, `'ingress'`, `'none'`. */
export function formatHandle(value: number): string {
  if (value === 0) return 'none'
  if (value === ROOT) return 'root'
  return value === INGRESS ? 'ingress' : pair(value)
}

function pair(value: number): string {
  const major = value >>> 16
  const minor = value & 0xffff
  return `${major === 0 ? '' : major.toString(16)}:${minor === 0 && major !== 0 ? '' : minor.toString(16)}`
}

function parse(value: HandleInput, names: Readonly<Record<string, number>>): number {
  if (typeof value === 'number') {
    if (value >>> 0 !== value) throw new RangeError(`${value} is not a number of 32 bits`)
    return value
  }
  if (typeof value !== 'string') throw new TypeError(`expected a handle, got ${String(value)}`)
  if (Object.hasOwn(names, value)) return names[value] ?? 0
  const match = /^([0-9a-f]*):([0-9a-f]*)$/i.exec(value)
  if (match === null || value === ':') {
    throw new TypeError(
      `'${value}' is not a handle, major:minor in hexadecimal or ${Object.keys(names).join(', ')}`
    )
  }
  const [, major = '', minor = ''] = match
  return half(major, value) * 0x10000 + half(minor, value)
}

function half(digits: string, value: string): number {
  const number = digits === '' ? 0 : Number.parseInt(digits, 16)
  if (number > 0xffff) throw new RangeError(`'${value}': ${digits} is above ffff`)
  return number
}

/** Handles of qdiscs and classes, and ids of classes, in schemas. */
export const handle = { decode: formatHandle, encode: parseHandle }

/** What filters are attached to: a qdisc, a class, or one side of clsact: `'ingress'` (ffff:fff2), `'egress'` (ffff:fff3). */
export const filterParent = {
  decode(value: number): string {
    if (value === FILTERS_IN) return 'ingress'
    if (value === FILTERS_OUT) return 'egress'
    return value === INGRESS ? pair(value) : formatHandle(value)
  },
  encode(value: HandleInput): number {
    return parse(value, FILTER_NAMES)
  }
}
