import { NetlinkError } from '@nlkit/core'

const UNSUPPORTED = Symbol.for('nlkit.UnsupportedSocketsError')
const MISMATCH = Symbol.for('nlkit.SocketMismatchError')

/** Which part of the kernel tells of which sockets. */
export interface Teller {
  /** As the verbs name it: `tcp`, `unix`. */
  readonly sockets: string
  /** The module and the configuration option that build it. */
  readonly module: string
  readonly option: string
}

/**
 * This kernel tells nothing of the sockets asked for. It is a NetlinkError with `code: 'ENOENT'`: sock_diag finds no handler for the
 * family or protocol.
 */
export class UnsupportedSocketsError extends NetlinkError {
  /** What was asked for: `sctp`, `vsock`. */
  readonly sockets: string

  constructor(teller: Teller, cause: NetlinkError) {
    super({
      errno: cause.errno,
      request: cause.request,
      hint:
        `this kernel tells nothing of ${teller.sockets} sockets: ${teller.module} is not loaded and cannot be ` +
        `(not built, ${teller.option}, or nothing has used such sockets since boot)`
    })
    this.sockets = teller.sockets
    this.cause = cause
  }

  static override is(error: unknown): error is UnsupportedSocketsError {
    return typeof error === 'object' && error !== null && UNSUPPORTED in error
  }
}
Object.defineProperties(UnsupportedSocketsError.prototype, {
  name: { value: 'UnsupportedSocketsError', configurable: true, writable: true },
  [UNSUPPORTED]: { value: true }
})

/**
 * The kernel found another socket than the one that was meant: it looks up by addresses, and these have come to belong to
 * another one, or are also used in the namespace that was asked.
 */
export class SocketMismatchError extends Error {
  readonly code = 'ERR_SOCKET_MISMATCH'

  /** True for this class of any copy of this package. */
  static is(error: unknown): error is SocketMismatchError {
    return typeof error === 'object' && error !== null && MISMATCH in error
  }
}
Object.defineProperties(SocketMismatchError.prototype, {
  name: { value: 'SocketMismatchError', configurable: true, writable: true },
  [MISMATCH]: { value: true }
})

/** True for a refusal of the kernel with that code. */
export function isRefusal(error: unknown, code: string): error is NetlinkError {
  return NetlinkError.is(error) && error.code === code
}
