/**
 * Why a datagram did not become an event:
 * - `'sender'`: it claims to be the kernel's and comes from another port id than 0, or was not sent to the group
 * - `'uid'`: its sender is not one of the users that count, or did not say who it is
 * - `'truncated'`: it was larger than any room there was for it
 * - `'too-long'`: it is longer than such a message may be
 * - `'magic'`: it has not the magic number of udev's messages
 * - `'version'`: its header is not one that this library knows how to read
 * - `'malformed'`: its text is not what the kernel or udev write
 */
export type RejectReason = 'sender' | 'uid' | 'truncated' | 'too-long' | 'magic' | 'version' | 'malformed'

/** A message that is none. */
export interface Rejected {
  readonly rejected: RejectReason
  /** What is wrong with it. */
  readonly detail: string
}

export function reject(rejected: RejectReason, detail: string): Rejected {
  return { rejected, detail }
}
