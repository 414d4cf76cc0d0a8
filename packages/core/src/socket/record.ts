/**
 * How a transport lays out what it received: a 48-byte header in host byte order, the payload, padding to 8.
 * native/src/record.h is the other side of this.
 */
export const RECORD_HEADER = 48

export const RECORD_SIZE = 0
export const RECORD_KIND = 4
export const RECORD_LENGTH = 8
export const RECORD_FLAGS = 12
export const RECORD_PORT_ID = 16
export const RECORD_GROUP = 20
export const RECORD_NSID = 24
export const RECORD_PID = 28
export const RECORD_UID = 32
export const RECORD_GID = 36
export const RECORD_SENDER_GROUPS = 40
export const RECORD_EXTRA = 44

export const KIND_DATAGRAM = 0
/** EXTRA: messages that the kernel dropped since the last such record. */
export const KIND_OVERRUN = 1
/** PORT_ID: the token of the submit(); EXTRA: bytes sent, or a negative errno; GROUP: microseconds of a send that slept in the kernel. */
export const KIND_DONE = 2
/** EXTRA: errno, positive. */
export const KIND_ERROR = 3

export const FLAG_TRUNCATED = 1
export const FLAG_HAS_GROUP = 2
export const FLAG_HAS_NSID = 4
export const FLAG_HAS_CREDENTIALS = 8
