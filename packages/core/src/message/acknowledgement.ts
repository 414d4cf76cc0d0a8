import { bytesOf, LE } from '../codec/index.ts'
import { NLMSG_ERROR, NLMSG_HDRLEN } from './constants.ts'
import { doneExtendedAck, errorExtendedAck, type RawExtendedAck } from './extended-ack.ts'
import type { MessageHeader, RawMessage } from './frames.ts'

/** What an NLMSG_ERROR or an NLMSG_DONE says, as it was sent. */
export interface Acknowledgement {
  /** 0 for an ACK, else the errno as the kernel has it, negative. Of an NLMSG_DONE also what a dump returned, 0 or more. */
  readonly errno: number
  /** NLMSG_ERROR: the header of the request that is answered. */
  readonly request?: MessageHeader
  /** The extended ack, where one is there. */
  readonly extack?: RawExtendedAck
}

/**
 * Reads an NLMSG_ERROR or NLMSG_DONE, for those who work with raw messages. `undefined` for a payload that is too short to
 * be one. Source of truth: netlink_ack() and netlink_dump_done() in net/netlink/af_netlink.c.
 */
export function readAcknowledgement({ type, flags, payload }: RawMessage): Acknowledgement | undefined {
  if (payload.length < 4) return undefined
  const bytes = bytesOf(payload)
  const { view } = bytes
  const isError = type === NLMSG_ERROR
  const errno = view.getInt32(0, LE)
  const extack = (isError ? errorExtendedAck : doneExtendedAck)(bytes, 0, payload.length, flags)
  const request: MessageHeader | undefined =
    isError && payload.length >= 4 + NLMSG_HDRLEN
      ? {
          type: view.getUint16(8, LE),
          flags: view.getUint16(10, LE),
          sequence: view.getUint32(12, LE),
          portId: view.getUint32(16, LE)
        }
      : undefined
  return { errno, ...(request && { request }), ...(extack && { extack }) }
}
