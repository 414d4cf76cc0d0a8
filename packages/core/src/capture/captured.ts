/** A datagram of a capture. */
export interface CapturedDatagram {
  /** Netlink protocol number. */
  readonly protocol: number
  /** Whether it went to the kernel or came from it; `'unknown'` where the capture does not tell. */
  readonly direction: 'sent' | 'received' | 'unknown'
  /** When, in milliseconds since the epoch, with fractions. */
  readonly time: number
  /** Its messages as they were on the wire. */
  readonly data: Uint8Array
}
