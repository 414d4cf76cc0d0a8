import { bytesOf, LE, type Bytes, type Codec } from '../codec/index.ts'
import { errnoName } from '../errors/errno.ts'
import { doneExtendedAck, errorExtendedAck } from '../message/extended-ack.ts'
import { messageFlagNames } from '../message/flag-names.ts'
import { NLMSG_DONE, NLMSG_ERROR, NLMSG_HDRLEN, NLMSG_MIN_TYPE, NLMSG_NOOP } from '../message/constants.ts'
import { NETLINK_GENERIC, NETLINK_NETFILTER } from '../socket/protocols.ts'

/** What a protocol's message types are called and how they are read, for traces. */
export type MessageTable = ReadonlyMap<
  number,
  { readonly name: string; readonly codec?: Pick<Codec<unknown>, 'decode'> }
>

/** Turns a value into text; `node:util`'s. */
export type Inspect = (value: unknown) => string

/** Bytes that are shown of a payload; the rest is counted. */
const MOST_BYTES = 64

/** Family headers of protocols that have one for all messages. */
const HEADER_SIZES = new Map([
  [NETLINK_GENERIC, 4],
  [NETLINK_NETFILTER, 4]
])

/** Family headers that are tried where nothing tells how large they are: struct tcmsg, 20 bytes, is the largest common one. */
const MOST_HEADER = 64

const CONTROL = new Map([
  [NLMSG_NOOP, 'NLMSG_NOOP'],
  [NLMSG_ERROR, 'NLMSG_ERROR'],
  [NLMSG_DONE, 'NLMSG_DONE'],
  [4, 'NLMSG_OVERRUN']
])

/**
 * A datagram as text, a line for each message: type, flags, numbers, and what is in it, decoded where the table has a
 * codec, as attributes by number elsewhere.
 */
export function describeDatagram(
  data: Uint8Array,
  protocol: number,
  table: MessageTable | undefined,
  inspect: Inspect
): string[] {
  const bytes = bytesOf(data)
  const lines: string[] = []
  let at = 0
  while (at + NLMSG_HDRLEN <= data.length) {
    const length = bytes.view.getUint32(at, LE)
    if (length < NLMSG_HDRLEN || at + length > data.length) break
    lines.push(describeMessage(bytes, at, at + length, protocol, table, inspect))
    at += (length + 3) & ~3
  }
  if (at < data.length) lines.push(`no message: ${rawText(data.subarray(at))}`)
  return lines
}

function describeMessage(
  bytes: Bytes,
  at: number,
  end: number,
  protocol: number,
  table: MessageTable | undefined,
  inspect: Inspect
): string {
  const { view } = bytes
  const type = view.getUint16(at + 4, LE)
  const flags = view.getUint16(at + 6, LE)
  const known = type < NLMSG_MIN_TYPE ? undefined : table?.get(type)
  const name = known?.name ?? CONTROL.get(type) ?? 'type'
  const body = at + NLMSG_HDRLEN
  const head = `${name} (${type}) ${end - at} bytes, flags ${flagText(name, flags)}, seq ${view.getUint32(at + 8, LE)}, port ${view.getUint32(at + 12, LE)}`
  if (type === NLMSG_ERROR || type === NLMSG_DONE) {
    return `${head}: ${controlText(bytes, body, end, type, flags, inspect)}`
  }
  if (known?.codec !== undefined) {
    try {
      return `${head}: ${inspect(known.codec.decode(bytes, body, end))}`
    } catch (error) {
      return `${head}: ${String(error)}: ${payloadText(bytes, body, end, protocol)}`
    }
  }
  return body === end ? head : `${head}: ${payloadText(bytes, body, end, protocol)}`
}

function flagText(name: string, flags: number): string {
  return messageFlagNames(name, flags).join('|') || '0'
}

function controlText(
  bytes: Bytes,
  body: number,
  end: number,
  type: number,
  flags: number,
  inspect: Inspect
): string {
  if (end - body < 4) return hexText(bytes.u8.subarray(body, end))
  const errno = bytes.view.getInt32(body, LE)
  const isError = type === NLMSG_ERROR
  const extack = (isError ? errorExtendedAck : doneExtendedAck)(bytes, body, end, flags)
  const result = errno < 0 ? `${errnoName(errno)} (${errno})` : isError ? 'ACK' : `${errno}`
  return extack === undefined ? result : `${result} ${inspect(extack)}`
}

function payloadText(bytes: Bytes, body: number, end: number, protocol: number): string {
  const size = headerSize(bytes, body, end, protocol)
  if (size === undefined) return hexText(bytes.u8.subarray(body, end))
  const header = size === 0 ? '' : `header ${hexText(bytes.u8.subarray(body, body + size))} `
  return `${header}attributes ${attributesText(bytes, body + size, end)}`
}

/** Where attributes begin: where all that follows is some, if the protocol does not say. */
function headerSize(bytes: Bytes, body: number, end: number, protocol: number): number | undefined {
  const known = HEADER_SIZES.get(protocol)
  if (known !== undefined) return areAttributes(bytes, body + known, end) ? known : undefined
  for (let size = 0; size <= MOST_HEADER && body + size < end; size += 4) {
    if (areAttributes(bytes, body + size, end)) return size
  }
  return undefined
}

function areAttributes({ view }: Bytes, from: number, end: number): boolean {
  let at = from
  while (at + 4 <= end) {
    const length = view.getUint16(at, LE)
    if (length < 4 || at + length > end) return false
    at += (length + 3) & ~3
  }
  return at >= end
}

function attributesText({ view, u8 }: Bytes, from: number, end: number): string {
  const parts: string[] = []
  for (let at = from; at + 4 <= end; at += (view.getUint16(at, LE) + 3) & ~3) {
    const type = view.getUint16(at + 2, LE)
    const marks = `${(type & 0x8000) === 0 ? '' : 'N'}${(type & 0x4000) === 0 ? '' : 'B'}`
    parts.push(`${type & 0x3fff}${marks}: ${hexText(u8.subarray(at + 4, at + view.getUint16(at, LE)))}`)
  }
  return `{ ${parts.join(', ')} }`
}

/** A datagram without messages, such as a kobject event: text where it is one. */
function rawText(data: Uint8Array): string {
  const text = new TextDecoder().decode(data.subarray(0, 4 * MOST_BYTES)).replaceAll('\0', ' ')
  return /^[\x20-\x7e]+$/.test(text) ? text.trim() : hexText(data)
}

function hexText(data: Uint8Array): string {
  const shown = Array.from(data.subarray(0, MOST_BYTES), (byte) => byte.toString(16).padStart(2, '0')).join(
    ''
  )
  const more = data.length - MOST_BYTES
  return more > 0 ? `${shown}... (${more} bytes more)` : shown
}
