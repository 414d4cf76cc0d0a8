import { bytesOf, DecodeError, type Codec } from '../codec/index.ts'
import { errnoName } from '../errors/errno.ts'
import { readAcknowledgement } from '../message/acknowledgement.ts'
import { NLMSG_DONE, NLMSG_ERROR, NLMSG_HDRLEN, NLMSG_MIN_TYPE } from '../message/constants.ts'
import { controlMessageName, messageFlagNames } from '../message/flag-names.ts'
import { readMessages, type RawMessage } from '../message/frames.ts'
import { readNumbered, type NumberedAttribute } from '../message/numbered.ts'

/** What a protocol's message types are called and how they are read, for traces. */
export type MessageTable = ReadonlyMap<
  number,
  { readonly name: string; readonly codec?: Pick<Codec<unknown>, 'decode'> }
>

/** Turns a value into text; `node:util`'s. */
export type Inspect = (value: unknown) => string

/** Bytes that are shown of a payload; the rest is counted. */
const MOST_BYTES = 64

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
  const lines: string[] = []
  let end = 0
  try {
    for (const message of readMessages(data)) {
      const { payload } = message
      lines.push(describeMessage(data, message, protocol, table, inspect))
      end = payload.byteOffset - data.byteOffset + ((payload.length + 3) & ~3)
    }
  } catch (error) {
    if (!DecodeError.is(error)) throw error
  }
  if (end < data.length) lines.push(`no message: ${rawText(data.subarray(end))}`)
  return lines
}

function describeMessage(
  datagram: Uint8Array,
  message: RawMessage,
  protocol: number,
  table: MessageTable | undefined,
  inspect: Inspect
): string {
  const { type, flags, sequence, portId, payload } = message
  const known = type < NLMSG_MIN_TYPE ? undefined : table?.get(type)
  const name = known?.name ?? controlMessageName(type) ?? 'type'
  const flagText = messageFlagNames(name, flags).join('|') || '0'
  const head = `${name} (${type}) ${NLMSG_HDRLEN + payload.length} bytes, flags ${flagText}, seq ${sequence}, port ${portId}`
  if (type === NLMSG_ERROR || type === NLMSG_DONE) return `${head}: ${controlText(message, inspect)}`
  if (known?.codec !== undefined) {
    const at = payload.byteOffset - datagram.byteOffset
    try {
      return `${head}: ${inspect(known.codec.decode(bytesOf(datagram), at, at + payload.length))}`
    } catch (error) {
      return `${head}: ${String(error)}: ${payloadText(payload, protocol)}`
    }
  }
  return payload.length === 0 ? head : `${head}: ${payloadText(payload, protocol)}`
}

function controlText(message: RawMessage, inspect: Inspect): string {
  const read = readAcknowledgement(message)
  if (read === undefined) return hexText(message.payload)
  const { errno, extack } = read
  const result =
    errno < 0 ? `${errnoName(errno)} (${errno})` : message.type === NLMSG_ERROR ? 'ACK' : `${errno}`
  return extack === undefined ? result : `${result} ${inspect(extack)}`
}

function payloadText(payload: Uint8Array, protocol: number): string {
  const numbered = readNumbered(payload, protocol)
  if (numbered === undefined) return hexText(payload)
  const { header, attributes } = numbered
  const text = header.length === 0 ? '' : `header ${hexText(header)} `
  return `${text}attributes ${attributesText(attributes)}`
}

function attributesText(attributes: readonly NumberedAttribute[]): string {
  const parts = attributes.map(
    ({ type, value }) => `${type}: ${value instanceof Uint8Array ? hexText(value) : attributesText(value)}`
  )
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
