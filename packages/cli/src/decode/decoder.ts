import {
  controlMessageName,
  DecodeError,
  errnoName,
  NETLINK_KOBJECT_UEVENT,
  NETLINK_ROUTE,
  NETLINK_SOCK_DIAG,
  NLM_F_REQUEST,
  NLMSG_DONE,
  NLMSG_ERROR,
  NLMSG_HDRLEN,
  NLMSG_MIN_TYPE,
  readAcknowledgement,
  readMessages,
  readNumbered,
  type RawMessage
} from '@nlkit/core'
import type { CapturedDatagram } from '@nlkit/core/capture'
import { bytesOf, nameOf, type Codec } from '@nlkit/core/codec'
import { AF, messages } from '@nlkit/rtnl'
import { parseKernelUevent, parseUdevMessage } from '@nlkit/uevent'
import type { DecodedAcknowledgement, DecodedMessage } from './decoded.ts'
import { keyOfRefusal, requestKey, Requests, type RememberedRequest } from './requests.ts'
import { sockDiagMessage } from './sock-diag.ts'

type Reading = Pick<Codec<unknown>, 'decode'>
type Known = { readonly name: string; readonly codec?: Reading }

/** Turns datagrams into messages with their objects. It remembers requests, since answers do not say all by themselves. */
export class Decoder {
  readonly #requests = new Requests();

  /**
   * The messages of a datagram in their order. What cannot be read is told in the message's `problem`; it never throws.
   * @param portId the port id of this side's socket, where it is known
   */
  *decode(datagram: CapturedDatagram, portId?: number): Generator<DecodedMessage, undefined> {
    const { protocol, data } = datagram
    if (protocol === NETLINK_KOBJECT_UEVENT) {
      yield deviceEvent(datagram)
      return undefined
    }
    let end = 0
    try {
      for (const message of readMessages(data)) {
        const length = NLMSG_HDRLEN + message.payload.length
        const at = message.payload.byteOffset - data.byteOffset - NLMSG_HDRLEN
        end = at + ((length + 3) & ~3)
        yield this.#message(datagram, message, at, portId)
      }
    } catch (error) {
      if (!DecodeError.is(error)) throw error
      yield leftOver(datagram, end, error.reason)
      return undefined
    }
    if (end < data.length) {
      yield leftOver(datagram, end, `${data.length - end} bytes where a message's header has ${NLMSG_HDRLEN}`)
    }
    return undefined
  }

  #message(
    datagram: CapturedDatagram,
    message: RawMessage,
    at: number,
    portId: number | undefined
  ): DecodedMessage {
    const { payload, ...header } = message
    const key = requestKey(datagram.protocol, portId, message)
    const request = this.#requests.get(key)
    const known = knownMessage(datagram.protocol, message, request)
    const name = known?.name ?? controlMessageName(header.type) ?? String(header.type)
    const head = { datagram, header, length: NLMSG_HDRLEN + payload.length, name }
    if (header.type === NLMSG_ERROR || header.type === NLMSG_DONE) {
      const acknowledgement = acknowledgementOf(datagram.protocol, message, request)
      return { ...head, ...(acknowledgement === undefined ? { data: payload } : { acknowledgement }) }
    }
    const read = readBody(datagram, message, at, known?.codec)
    if ((header.flags & NLM_F_REQUEST) !== 0 && datagram.direction !== 'received') {
      const bytes = datagram.data.subarray(at, at + head.length)
      const { codec } = known ?? {}
      this.#requests.remember(key, { name, object: read.object, bytes, ...(codec && { codec }) })
    }
    return { ...head, ...read }
  }
}

function knownMessage(
  protocol: number,
  message: RawMessage,
  request: RememberedRequest | undefined
): Known | undefined {
  if (message.type < NLMSG_MIN_TYPE) return undefined
  if (protocol === NETLINK_ROUTE) return messages.get(message.type)
  return protocol === NETLINK_SOCK_DIAG ? sockDiagMessage(message, request) : undefined
}

/** The body by its codec, else by numbers, else as bytes. */
function readBody(
  { protocol, data }: CapturedDatagram,
  { payload, flags }: RawMessage,
  at: number,
  codec: Reading | undefined
): Pick<DecodedMessage, 'object' | 'numbered' | 'data' | 'problem'> {
  let problem: DecodedMessage['problem']
  const end = at + NLMSG_HDRLEN + payload.length
  if (codec !== undefined && payload.length > 0) {
    try {
      return { object: codec.decode(bytesOf(data), at + NLMSG_HDRLEN, end) }
    } catch (error) {
      problem = problemOf(error, at)
    }
  }
  // struct rtgenmsg: old programs ask for dumps by the family alone, and the kernel takes it.
  const [family] = protocol === NETLINK_ROUTE && (flags & NLM_F_REQUEST) !== 0 ? payload : []
  if (family !== undefined && payload.length <= 4) return { object: { family: nameOf(AF, family) } }
  const numbered = readNumbered(payload, protocol)
  return { ...(numbered === undefined ? { data: payload } : { numbered }), ...(problem && { problem }) }
}

function problemOf(error: unknown, at: number): NonNullable<DecodedMessage['problem']> {
  if (!DecodeError.is(error)) return { reason: String(error), offset: at }
  return { reason: `${error.path === '' ? '' : `${error.path}: `}${error.reason}`, offset: error.offset }
}

function acknowledgementOf(
  protocol: number,
  message: RawMessage,
  request: RememberedRequest | undefined
): DecodedAcknowledgement | undefined {
  const read = readAcknowledgement(message)
  if (read === undefined) return undefined
  const type = read.request?.type
  const named = type === undefined || protocol !== NETLINK_ROUTE ? undefined : messages.get(type)?.name
  const requestType = request?.name ?? named ?? (type === undefined ? undefined : String(type))
  const key = request && read.extack && keyOfRefusal(request, read.extack)
  return {
    ...read,
    ...(read.errno < 0 && { code: errnoName(read.errno) }),
    ...(requestType !== undefined && { requestType }),
    ...(key !== undefined && { key })
  }
}

const LIBUDEV = 'libudev\0'

/** A device event, of the kernel or of udev. */
function deviceEvent(datagram: CapturedDatagram): DecodedMessage {
  const { data } = datagram
  const isUdev = new TextDecoder().decode(data.subarray(0, LIBUDEV.length)) === LIBUDEV
  const fields = (isUdev ? parseUdevMessage : parseKernelUevent)(data)
  const head = { datagram, length: data.length, name: isUdev ? 'udev' : 'kernel' }
  if (!('rejected' in fields)) return { ...head, object: fields }
  return { ...head, data, problem: { reason: `${fields.rejected}: ${fields.detail}`, offset: 0 } }
}

function leftOver(datagram: CapturedDatagram, offset: number, reason: string): DecodedMessage {
  const data = datagram.data.subarray(offset)
  return { datagram, length: data.length, name: 'no message', data, problem: { reason, offset } }
}
