import { LE, type Bytes } from '../codec/index.ts'
import type { AttributePolicy } from '../errors/netlink-error.ts'
import {
  NLM_F_ACK_TLVS,
  NLM_F_CAPPED,
  NLMSG_HDRLEN,
  NLMSGERR_ATTR_COOKIE,
  NLMSGERR_ATTR_MISS_NEST,
  NLMSGERR_ATTR_MISS_TYPE,
  NLMSGERR_ATTR_MSG,
  NLMSGERR_ATTR_OFFS,
  NLMSGERR_ATTR_POLICY
} from './constants.ts'

/** An extended ack as the kernel sent it: offsets and numbers, not yet names of the request's attributes. */
export interface RawExtendedAck {
  /** The kernel's own words. */
  message?: string
  /** Where in the request, counted from its header, the attribute begins that is meant. */
  offset?: number
  /** What some requests get back beside their success. */
  cookie?: Uint8Array
  /** What the attribute that is meant should have been. */
  policy?: AttributePolicy
  /** The number of an attribute that is missing. */
  missingType?: number
  /** Where in the request the nest begins that it is missing in. */
  missingNest?: number
}

const utf8 = new TextDecoder()

/**
 * Reads the TLVs of an NLMSG_ERROR: they stand behind the error number and the request's header or, without
 * NLM_F_CAPPED, behind the whole request (netlink_ack()).
 * @param offset where the payload of the NLMSG_ERROR begins
 */
export function errorExtendedAck(
  bytes: Bytes,
  offset: number,
  end: number,
  flags: number
): RawExtendedAck | undefined {
  if ((flags & NLM_F_ACK_TLVS) === 0 || end - offset < 4 + NLMSG_HDRLEN) return undefined
  let tlvs = 4 + NLMSG_HDRLEN
  if ((flags & NLM_F_CAPPED) === 0) {
    const requestLength = bytes.view.getUint32(offset + 4, LE)
    tlvs = 4 + ((Math.max(requestLength, NLMSG_HDRLEN) + 3) & ~3)
  }
  return readTlvs(bytes, offset + tlvs, end)
}

/** Reads the TLVs of an NLMSG_DONE that carries an error: they follow the number (netlink_dump_done()). */
export function doneExtendedAck(
  bytes: Bytes,
  offset: number,
  end: number,
  flags: number
): RawExtendedAck | undefined {
  return (flags & NLM_F_ACK_TLVS) === 0 ? undefined : readTlvs(bytes, offset + 4, end)
}

function readTlvs(bytes: Bytes, offset: number, end: number): RawExtendedAck | undefined {
  const { view, u8 } = bytes
  const result: RawExtendedAck = {}
  let found = false
  for (let at = offset; at + 4 <= end;) {
    const length = view.getUint16(at, LE)
    if (length < 4 || at + length > end) break // the kernel's own bytes: what was read so far still helps
    const payload = at + 4
    const size = length - 4
    found = true
    switch (view.getUint16(at + 2, LE) & 0x3fff) {
      case NLMSGERR_ATTR_MSG:
        result.message = utf8.decode(u8.subarray(payload, payload + size)).replace(/\0+$/, '')
        break
      case NLMSGERR_ATTR_OFFS:
        if (size >= 4) result.offset = view.getUint32(payload, LE)
        break
      case NLMSGERR_ATTR_COOKIE:
        result.cookie = u8.slice(payload, payload + size)
        break
      case NLMSGERR_ATTR_POLICY:
        result.policy = readPolicy(bytes, payload, payload + size)
        break
      case NLMSGERR_ATTR_MISS_TYPE:
        if (size >= 4) result.missingType = view.getUint32(payload, LE)
        break
      case NLMSGERR_ATTR_MISS_NEST:
        if (size >= 4) result.missingNest = view.getUint32(payload, LE)
        break
    }
    at += (length + 3) & ~3
  }
  return found ? result : undefined
}

// enum netlink_attribute_type, by number.
const ATTRIBUTE_TYPES =
  'invalid flag u8 u16 u32 u64 s8 s16 s32 s64 binary string nul_string nested nested_array bitfield32 sint uint'.split(
    ' '
  )

// enum netlink_policy_type_attr
const POLICY_TYPE = 1
const POLICY_MIN_S = 2
const POLICY_MAX_S = 3
const POLICY_MIN_U = 4
const POLICY_MAX_U = 5
const POLICY_MIN_LENGTH = 6
const POLICY_MAX_LENGTH = 7
const POLICY_BITFIELD32_MASK = 10
const POLICY_MASK = 12

function readPolicy(bytes: Bytes, offset: number, end: number): AttributePolicy {
  const { view } = bytes
  const policy: { -readonly [K in keyof AttributePolicy]: AttributePolicy[K] } = {}
  for (let at = offset; at + 8 <= end;) {
    const length = view.getUint16(at, LE)
    if (length < 8 || at + length > end) break
    const payload = at + 4
    const isWide = length >= 12
    switch (view.getUint16(at + 2, LE) & 0x3fff) {
      case POLICY_TYPE: {
        const type = view.getUint32(payload, LE)
        policy.type = ATTRIBUTE_TYPES[type] ?? type
        break
      }
      case POLICY_MIN_S:
        if (isWide) policy.min = exact(view.getBigInt64(payload, LE))
        break
      case POLICY_MAX_S:
        if (isWide) policy.max = exact(view.getBigInt64(payload, LE))
        break
      case POLICY_MIN_U:
        if (isWide) policy.min = exact(view.getBigUint64(payload, LE))
        break
      case POLICY_MAX_U:
        if (isWide) policy.max = exact(view.getBigUint64(payload, LE))
        break
      case POLICY_MIN_LENGTH:
        policy.minLength = view.getUint32(payload, LE)
        break
      case POLICY_MAX_LENGTH:
        policy.maxLength = view.getUint32(payload, LE)
        break
      case POLICY_BITFIELD32_MASK:
        policy.mask = `0x${view.getUint32(payload, LE).toString(16)}`
        break
      case POLICY_MASK:
        if (isWide) policy.mask = `0x${view.getBigUint64(payload, LE).toString(16)}`
        break
    }
    at += (length + 3) & ~3
  }
  return policy
}

function exact(value: bigint): number | string {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value.toString()
}
