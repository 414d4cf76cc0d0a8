import {
  bytesOf,
  DecodeError,
  malformed,
  unknown,
  unknownAttributes,
  type Attributes,
  type UnknownAttribute,
  type Writer
} from '../codec/index.ts'
import { NLMSG_HDRLEN } from './constants.ts'

/** A message's header without its length. */
export interface MessageHeader {
  /** nlmsg_type: below NLMSG_MIN_TYPE it is a control message. */
  readonly type: number
  /** NLM_F_*. */
  readonly flags: number
  readonly sequence: number
  /** nlmsg_pid: of the socket that the message answers, or that sent it. */
  readonly portId: number
}

/** A message of a datagram. */
export interface RawMessage extends MessageHeader {
  /** What follows the header, without padding. It is part of the datagram, not a copy. */
  readonly payload: Uint8Array
}

/**
 * The messages of a datagram, for those who work with a {@link NetlinkSocket}. Less than a header at its end is padding.
 * @throws DecodeError, behind the messages in front of it, for one whose length cannot be
 */
export function* readMessages(datagram: Uint8Array): Generator<RawMessage, undefined> {
  const { view } = bytesOf(datagram)
  for (let at = 0; at + NLMSG_HDRLEN <= datagram.length;) {
    const length = view.getUint32(at, true)
    if (length < NLMSG_HDRLEN || length > datagram.length - at) {
      throw new DecodeError(`a message of ${length} bytes where ${datagram.length - at} are left`, at)
    }
    yield {
      type: view.getUint16(at + 4, true),
      flags: view.getUint16(at + 6, true),
      sequence: view.getUint32(at + 8, true),
      portId: view.getUint32(at + 12, true),
      payload: datagram.subarray(at + NLMSG_HDRLEN, at + length)
    }
    at += (length + 3) & ~3
  }
  return undefined
}

/** Appends a message, padded to a multiple of four: its header and what `body` writes. */
export function writeMessage(writer: Writer, header: MessageHeader, body: (writer: Writer) => void): void {
  const { type, flags, sequence, portId } = header
  const at = writer.reserve(NLMSG_HDRLEN)
  body(writer)
  const { view } = writer
  view.setUint32(at, writer.length - at, true)
  view.setUint16(at + 4, type, true)
  view.setUint16(at + 6, flags, true)
  view.setUint32(at + 8, sequence, true)
  view.setUint32(at + 12, portId, true)
  writer.align4(at)
}

/** Attributes in a row as they are, without a schema. @throws DecodeError for one whose length cannot be */
export function readAttributes(bytes: Uint8Array): UnknownAttribute[] {
  const whole = bytesOf(bytes)
  const out: Attributes = {}
  for (let at = 0; bytes.length - at >= 4;) {
    const size = whole.view.getUint16(at, true)
    if (size < 4 || size > bytes.length - at) malformed(at, size, bytes.length)
    unknown(out, whole, at)
    at += (size + 3) & ~3
  }
  return out[unknownAttributes] ?? []
}
