/**
 * Handles of the u32 filter, as tc(8) writes them: table, bucket and node in hexadecimal, `'800:'`, `'800::801'`, `'1:2:5'`. 12, 8 and 12 bits:
 * TC_U32_HTID() and its like in include/uapi/linux/pkt_cls.h.
 */
const TABLE_SHIFT = 20
const BUCKET_SHIFT = 12
const NODE_MASK = 0xfff
const BUCKET_MASK = 0xff

/** A handle's text. */
export function formatU32Handle(handle: number): string {
  const table = handle >>> TABLE_SHIFT
  const bucket = (handle >>> BUCKET_SHIFT) & BUCKET_MASK
  const node = handle & NODE_MASK
  const text = `${table.toString(16)}:${bucket === 0 ? '' : bucket.toString(16)}`
  return node === 0 ? text : `${text}:${node.toString(16)}`
}

/** The number of a handle. @throws TypeError for what is no handle, RangeError for parts that do not fit */
export function parseU32Handle(text: string): number {
  const match = /^([0-9a-f]*):([0-9a-f]*)(?::([0-9a-f]*))?$/i.exec(text)
  if (match === null)
    throw new TypeError(`'${text}' is not a handle of u32, table:bucket:node in hexadecimal`)
  const table = part(match[1], NODE_MASK, text)
  const bucket = part(match[2], BUCKET_MASK, text)
  const node = part(match[3], NODE_MASK, text)
  return ((table << TABLE_SHIFT) | (bucket << BUCKET_SHIFT) | node) >>> 0
}

function part(digits: string | undefined, max: number, text: string): number {
  const number = digits === undefined || digits === '' ? 0 : Number.parseInt(digits, 16)
  if (number > max) throw new RangeError(`'${text}': ${digits} is above ${max.toString(16)}`)
  return number
}
