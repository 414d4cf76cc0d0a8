import { NETLINK_GENERIC, NETLINK_NETFILTER, readAttributes } from '@nlkit/core'

/** An attribute whose meaning nobody here knows. */
export interface NumberedAttribute {
  readonly type: number
  /** Its payload; of a nest what is in it. */
  readonly value: Uint8Array | readonly NumberedAttribute[]
}

/** A payload as header and attributes, or as bytes where it is something else. */
export interface Numbered {
  readonly header: Uint8Array
  readonly attributes: readonly NumberedAttribute[]
}

/** Family headers of protocols that have one for all messages: struct genlmsghdr, struct nfgenmsg. */
const HEADER_SIZES = new Map([
  [NETLINK_GENERIC, 4],
  [NETLINK_NETFILTER, 4]
])
/** The largest header that is tried elsewhere. */
const MOST_HEADER = 64
/** As deep as core's codecs go. */
const MOST_LEVELS = 16

/** Header and attributes of a message without a codec; `undefined` where no header of any size is followed by attributes. */
export function byNumber(payload: Uint8Array, protocol: number): Numbered | undefined {
  const known = HEADER_SIZES.get(protocol)
  const sizes =
    known === undefined ? Array.from({ length: MOST_HEADER / 4 + 1 }, (_, words) => 4 * words) : [known]
  for (const size of sizes) {
    // A guess must be confirmed by an attribute; of a known header nothing need follow.
    if (size > payload.length || (size === payload.length && known === undefined)) break
    const attributes = attributesOf(payload.subarray(size), 0)
    if (attributes !== undefined) return { header: payload.subarray(0, size), attributes }
  }
  return undefined
}

function attributesOf(bytes: Uint8Array, level: number): NumberedAttribute[] | undefined {
  if (!areAttributes(bytes)) return undefined
  return readAttributes(bytes).map(({ type, data, nested }) => {
    const inner = nested === true && level < MOST_LEVELS ? attributesOf(data, level + 1) : undefined
    return { type, value: inner ?? data }
  })
}

function areAttributes(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 0
  while (at + 4 <= bytes.length) {
    const length = view.getUint16(at, true)
    if (length < 4 || at + length > bytes.length) return false
    at += (length + 3) & ~3
  }
  return at >= bytes.length
}
