import { builtin } from '../system.ts'

/** What a subscriber of `nlkit:sent` and `nlkit:received` is given, once for each datagram. */
export interface TracedDatagram {
  /** Netlink protocol number. */
  readonly protocol: number
  /** The port id of our socket. */
  readonly portId: number
  /** The Connection or NetlinkSocket that it belongs to. */
  readonly owner: object
  /** Its messages as they were on the wire; the subscriber's to keep. */
  readonly data: Uint8Array
}

interface TraceChannel {
  readonly hasSubscribers: boolean
  publish(datagram: TracedDatagram): void
}

const nobody: TraceChannel = { hasSubscribers: false, publish() {} }

function channel(name: string): TraceChannel {
  return (builtin('node:diagnostics_channel')?.channel(name) as TraceChannel | undefined) ?? nobody
}

/** `node:diagnostics_channel`s. Whoever publishes asks first whether anybody listens, so that nothing is copied for nobody. */
export const sentChannel = channel('nlkit:sent')
export const receivedChannel = channel('nlkit:received')

/** Which socket a datagram belongs to. */
export interface TraceOrigin {
  readonly protocol: number
  readonly portId: number
  readonly owner: object
}

/** Tells of `bytes[start, end)`. */
export function publish(
  to: TraceChannel,
  { protocol, portId, owner }: TraceOrigin,
  bytes: Uint8Array,
  start: number,
  end: number
): void {
  to.publish({ protocol, portId, owner, data: bytes.slice(start, end) })
}
