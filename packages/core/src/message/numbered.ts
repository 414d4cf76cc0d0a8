import { bytesOf, LE } from '../codec/index.ts'
import { NETLINK_GENERIC, NETLINK_NETFILTER } from '../socket/protocols.ts'
import { readAttributes } from './frames.ts'

/** An attribute of which no more than its number is known. */
export interface NumberedAttribute {
  readonly type: number
  /** Its payload; of one that says that it is a nest, what is in it. */
  readonly value: Uint8Array | readonly NumberedAttribute[]
}

/** A payload as the protocol's header and attributes. */
export interface NumberedPayload {
  readonly header: Uint8Array
  readonly attributes: readonly NumberedAttribute[]
}

/** Family headers of protocols that have one for all messages: struct genlmsghdr, struct nfgenmsg. */
const HEADER_SIZES = new Map([
  [NETLINK_GENERIC, 4],
  [NETLINK_NETFILTER, 4]
])
/** The largest header that is tried elsewhere: struct tcmsg, 20 bytes, is the largest common one. */
const MOST_HEADER = 64
/** As deep as codecs go. */
const MOST_LEVELS = 16

/**
 * Header and attributes of a message without a schema, for those who show messages of any protocol. How long the header is
 * is known of generic netlink and netfilter, and guessed elsewhere: all behind it must be attributes, one at least.
 * `undefined` where nothing fits. What it gives is part of the payload, not a copy, nests aside.
 * @param protocol NETLINK_*
 */
export function readNumbered(payload: Uint8Array, protocol: number): NumberedPayload | undefined {
  const known = HEADER_SIZES.get(protocol)
  const sizes =
    known === undefined ? Array.from({ length: MOST_HEADER / 4 + 1 }, (_, words) => 4 * words) : [known]
  for (const size of sizes) {
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
  const { view } = bytesOf(bytes)
  let at = 0
  while (at + 4 <= bytes.length) {
    const length = view.getUint16(at, LE)
    if (length < 4 || at + length > bytes.length) return false
    at += (length + 3) & ~3
  }
  return at >= bytes.length
}
