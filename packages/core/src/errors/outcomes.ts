import { hasBrand } from './brand.ts'

/** Makes an error class's name and brand non-enumerable facts of its prototype. */
function brand(prototype: object, name: string): void {
  Object.defineProperties(prototype, {
    name: { value: name, configurable: true, writable: true },
    [Symbol.for(`nlkit.${name}`)]: { value: true }
  })
}

/** The socket, connection, dump or subscription was closed before, or while, this was waiting. */
export class ClosedError extends Error {
  readonly code = 'ERR_NETLINK_CLOSED'

  /** True for this class of any copy of this package. */
  static is(value: unknown): value is ClosedError {
    return hasBrand(value, Symbol.for('nlkit.ClosedError'))
  }
}
brand(ClosedError.prototype, 'ClosedError')

/** The `signal` was aborted. `cause` is the signal's reason, as in Node's own AbortError. */
export class AbortError extends Error {
  readonly code = 'ABORT_ERR'

  constructor(reason: unknown) {
    super('The operation was aborted', { cause: reason })
  }

  /** True for this class of any copy of this package. */
  static is(value: unknown): value is AbortError {
    return hasBrand(value, Symbol.for('nlkit.AbortError'))
  }
}
brand(AbortError.prototype, 'AbortError')

/** The answer did not come within `timeout` milliseconds. What was sent may still take effect. */
export class TimeoutError extends Error {
  readonly code = 'ERR_NETLINK_TIMEOUT'
  /** The message that was waited for: `'RTM_GETLINK'`. */
  readonly request: string

  constructor(request: string, timeout: number) {
    super(`${request}: no answer within ${timeout} ms`)
    this.request = request
  }

  /** True for this class of any copy of this package. */
  static is(value: unknown): value is TimeoutError {
    return hasBrand(value, Symbol.for('nlkit.TimeoutError'))
  }
}
brand(TimeoutError.prototype, 'TimeoutError')

/**
 * The kernel dropped messages for want of receive buffer, and there is no iterator to say it in: an answer may be
 * among them, so the fate of the request is unknown.
 */
export class OverrunError extends Error {
  readonly code = 'ERR_NETLINK_OVERRUN'
  /** The message whose fate is unknown. */
  readonly request: string

  constructor(request: string) {
    super(`${request}: the receive buffer overran; whether the request took effect is unknown`)
    this.request = request
  }

  /** True for this class of any copy of this package. */
  static is(value: unknown): value is OverrunError {
    return hasBrand(value, Symbol.for('nlkit.OverrunError'))
  }
}
brand(OverrunError.prototype, 'OverrunError')

/** What was dumped changed meanwhile (NLM_F_DUMP_INTR), also in each allowed retry: the result would be a mix. */
export class DumpInterruptedError extends Error {
  readonly code = 'ERR_NETLINK_DUMP_INTERRUPTED'
  /** The message that started the dump: `'RTM_GETROUTE'`. */
  readonly request: string
  /** How often the dump was tried. */
  readonly attempts: number

  constructor(request: string, attempts: number) {
    super(
      `${request}: what was dumped changed meanwhile, in each of ${attempts} ${attempts === 1 ? 'try' : 'tries'}`
    )
    this.request = request
    this.attempts = attempts
  }

  /** True for this class of any copy of this package. */
  static is(value: unknown): value is DumpInterruptedError {
    return hasBrand(value, Symbol.for('nlkit.DumpInterruptedError'))
  }
}
brand(DumpInterruptedError.prototype, 'DumpInterruptedError')
