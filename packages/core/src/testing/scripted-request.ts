import { bytesOf, LE } from '../codec/index.ts'
import {
  NLM_F_ACK_TLVS,
  NLM_F_CAPPED,
  NLM_F_MULTI,
  NLMSG_DONE,
  NLMSG_ERROR,
  NLMSG_HDRLEN,
  NLMSGERR_ATTR_MSG,
  NLMSGERR_ATTR_OFFS
} from '../message/constants.ts'
import type { ScriptedSocket } from './scripted-socket.ts'

/** The parts of an extended ack that a script can add to an answer. */
export interface ScriptedExtendedAck {
  readonly message?: string
  readonly offset?: number
}

/** A message from its parts. */
export function message(
  type: number,
  flags: number,
  sequence: number,
  portId: number,
  payload: Uint8Array
): Uint8Array {
  const length = NLMSG_HDRLEN + payload.length
  const out = new Uint8Array((length + 3) & ~3)
  const { view } = bytesOf(out)
  view.setUint32(0, length, LE)
  view.setUint16(4, type, LE)
  view.setUint16(6, flags, LE)
  view.setUint32(8, sequence, LE)
  view.setUint32(12, portId, LE)
  out.set(payload, NLMSG_HDRLEN)
  return out
}

/** A request as the script sees it, and how to answer it. */
export class ScriptedRequest {
  readonly type: number
  readonly flags: number
  readonly sequence: number
  /** What follows the message's header. */
  readonly payload: Uint8Array
  readonly socket: ScriptedSocket
  readonly #header: Uint8Array

  /** @param bytes the whole message */
  constructor(socket: ScriptedSocket, bytes: Uint8Array) {
    const { view } = bytesOf(bytes)
    this.socket = socket
    this.type = view.getUint16(4, LE)
    this.flags = view.getUint16(6, LE)
    this.sequence = view.getUint32(8, LE)
    this.payload = bytes.slice(NLMSG_HDRLEN)
    this.#header = bytes.slice(0, NLMSG_HDRLEN)
  }

  /** An object, as a datagram of its own. */
  reply(type: number, payload: Uint8Array, flags = 0): this {
    return this.send(this.message(type, payload, flags))
  }

  /** An ACK, with a warning if there is one to give. */
  ack(warning?: ScriptedExtendedAck): this {
    return this.error(0, warning)
  }

  /** An NLMSG_ERROR, capped as NETLINK_CAP_ACK has it. @param errno positive; 0 is an ACK */
  error(errno: number, extack?: ScriptedExtendedAck): this {
    const tlvs = extendedAck(extack)
    const payload = new Uint8Array(4 + NLMSG_HDRLEN + tlvs.length)
    bytesOf(payload).view.setInt32(0, -errno, LE)
    payload.set(this.#header, 4)
    payload.set(tlvs, 4 + NLMSG_HDRLEN)
    return this.reply(NLMSG_ERROR, payload, NLM_F_CAPPED | (tlvs.length > 0 ? NLM_F_ACK_TLVS : 0))
  }

  /** The end of a dump. @param errno positive, for a dump that fails */
  done(errno = 0, extack?: ScriptedExtendedAck, flags = 0): this {
    return this.send(this.doneMessage(errno, extack, flags))
  }

  /** The message that ends a dump, to be put into a datagram with others. */
  doneMessage(errno = 0, extack?: ScriptedExtendedAck, flags = 0): Uint8Array {
    const tlvs = extendedAck(extack)
    const payload = new Uint8Array(4 + tlvs.length)
    bytesOf(payload).view.setInt32(0, -errno, LE)
    payload.set(tlvs, 4)
    return this.message(NLMSG_DONE, payload, flags | NLM_F_MULTI | (tlvs.length > 0 ? NLM_F_ACK_TLVS : 0))
  }

  /** A message that answers this request. */
  message(type: number, payload: Uint8Array, flags = 0): Uint8Array {
    return message(type, flags, this.sequence, this.socket.portId, payload)
  }

  /** A datagram of any messages. */
  send(...messages: readonly Uint8Array[]): this {
    this.socket.deliver({ messages })
    return this
  }
}

function extendedAck(extack: ScriptedExtendedAck | undefined): Uint8Array {
  const parts: Uint8Array[] = []
  if (extack?.message !== undefined) {
    parts.push(attribute(NLMSGERR_ATTR_MSG, new TextEncoder().encode(`${extack.message}\0`)))
  }
  if (extack?.offset !== undefined) {
    parts.push(attribute(NLMSGERR_ATTR_OFFS, new Uint8Array(Uint32Array.of(extack.offset).buffer)))
  }
  return concat(parts)
}

function attribute(type: number, payload: Uint8Array): Uint8Array {
  const out = new Uint8Array((4 + payload.length + 3) & ~3)
  const { view } = bytesOf(out)
  view.setUint16(0, 4 + payload.length, LE)
  view.setUint16(2, type, LE)
  out.set(payload, 4)
  return out
}

/** Byte strings in a row. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
