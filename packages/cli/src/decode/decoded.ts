import type { CapturedDatagram } from '@nlkit/core/capture'
import type { Acknowledgement, MessageHeader, NumberedPayload } from '@nlkit/core'

/** What an NLMSG_ERROR or NLMSG_DONE says, in words as far as they are known. */
export interface DecodedAcknowledgement extends Acknowledgement {
  /** `ENODEV`; left out for 0 and for what a dump returned. */
  readonly code?: string
  /** The name of the type of the request that is answered. */
  readonly requestType?: string
  /** The key of the request's object that the kernel means. */
  readonly key?: string
}

/** A message of a datagram, as far as it can be read. One of `object`, `acknowledgement`, `numbered` and `data` is there. */
export interface DecodedMessage {
  readonly datagram: CapturedDatagram
  /** Left out for what has no header, as device events. */
  readonly header?: MessageHeader
  /** Bytes, with the header. */
  readonly length: number
  /** The type's name; the number where nobody knows one. */
  readonly name: string
  /** The typed object. */
  readonly object?: unknown
  readonly acknowledgement?: DecodedAcknowledgement
  readonly numbered?: NumberedPayload
  readonly data?: Uint8Array
  /** Why it could not be read as what it should be, and where in the datagram. */
  readonly problem?: { readonly reason: string; readonly offset: number }
}
