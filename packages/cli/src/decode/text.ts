import { inspect } from 'node:util'
import { messageFlagNames, protocolName, type NumberedAttribute } from '@nlkit/core'
import { visible } from '../shared/safe-text.ts'
import { styled, type Meaning } from '../shared/style.ts'
import type { DecodedAcknowledgement, DecodedMessage } from './decoded.ts'
import { hex, plain } from './plain.ts'
import { timeText } from './time.ts'

/** Bytes that are shown of a payload for people; JSON has all. */
const MOST_BYTES = 64

/**
 * A message as one line for people, without its end: time, direction, protocol, type, flags, numbers, and what is in it.
 * @param stream where it will be shown, in colours if that is a terminal
 */
export function messageText(message: DecodedMessage, stream?: NodeJS.WritableStream): string {
  const { datagram, header, length, name } = message
  const { time, direction, protocol } = datagram
  const paint = (meaning: Meaning, text: string): string =>
    stream === undefined ? text : styled(meaning, text, stream)
  const numbers =
    header === undefined
      ? ''
      : ` ${messageFlagNames(name, header.flags).join('|') || '0'} seq ${header.sequence} port ${header.portId}`
  const head = [
    paint('faint', timeText(time) ?? '-'),
    direction === 'unknown' ? '-' : direction,
    visible(protocolName(protocol)),
    paint('name', visible(/^\d+$/.test(name) ? `type ${name}` : name))
  ].join(' ')
  const body = visible(bodyText(message))
  return `${head}${numbers} ${length} bytes${body === '' ? '' : `: ${body}`}`
}

function bodyText({ object, acknowledgement, numbered, data, problem }: DecodedMessage): string {
  const parts: string[] = []
  if (object !== undefined) parts.push(objectText(object))
  if (acknowledgement !== undefined) parts.push(acknowledgementText(acknowledgement))
  if (numbered !== undefined) {
    const { header, attributes } = numbered
    if (header.length > 0) parts.push(`header ${bytesText(header)}`)
    if (attributes.length > 0) parts.push(`attributes ${attributesText(attributes)}`)
  }
  if (data !== undefined && data.length > 0) parts.push(bytesText(data))
  if (problem !== undefined) parts.push(`(${problem.reason})`)
  return parts.join(' ')
}

const objectText = (object: unknown): string =>
  inspect(plain(object), {
    depth: null,
    breakLength: Infinity,
    compact: true,
    maxArrayLength: null,
    maxStringLength: null
  })

function acknowledgementText({
  errno,
  code,
  request,
  requestType,
  key,
  extack = {}
}: DecodedAcknowledgement): string {
  const { message, ...rest } = extack
  const success = request === undefined ? `end (${errno})` : 'ACK'
  const of = requestType === undefined ? '' : ` of ${requestType}`
  const words = message === undefined ? '' : `: ${message}`
  const others = Object.keys(rest).length === 0 ? '' : ` ${objectText(rest)}`
  return `${code ?? success}${of}${words}${key === undefined ? '' : ` (${key})`}${others}`
}

function attributesText(attributes: readonly NumberedAttribute[]): string {
  const parts = attributes.map(
    ({ type, value }) => `${type}: ${value instanceof Uint8Array ? bytesText(value) : attributesText(value)}`
  )
  return `{ ${parts.join(', ')} }`
}

/** Digits, or the text that they most likely are. */
function bytesText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.subarray(0, MOST_BYTES)).toString('latin1')
  if (bytes.length > 2 && bytes.length <= MOST_BYTES && /^[\x20-\x7e]{2,}\0$/.test(text)) {
    return inspect(text.slice(0, -1))
  }
  const more = bytes.length - MOST_BYTES
  return `${hex(bytes.subarray(0, MOST_BYTES))}${more > 0 ? `... (${more} bytes more)` : ''}`
}
