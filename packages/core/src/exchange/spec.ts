import type { Codec } from '../codec/index.ts'
import { AbortError } from '../errors/outcomes.ts'
import type { ExtendedAck } from '../errors/netlink-error.ts'
import { checkKeys, type KeysOf } from './keys.ts'
import type { RequestFlags } from './request-flags.ts'

/**
 * How an exchange ends: rtnetlink and generic netlink send the object and then the ACK, audit the ACK and then the
 * object, some protocols no ACK at all.
 */
export type ExchangeEnd = 'object-then-ack' | 'ack-then-object' | 'object'

/** A request: what is sent and how its answer is read. One of any kind is a `RequestSpec`: lists of them need no cast. */
export interface RequestSpec<In = unknown, Out = unknown> {
  /** nlmsg_type, e.g. RTM_GETLINK. */
  readonly type: number
  /** The type's name, for errors and traces: `'RTM_GETLINK'`. */
  readonly name: string
  /** NLM_F_* beyond NLM_F_REQUEST and NLM_F_ACK, which are added where they belong. `requestFlags()` has them by name. */
  readonly flags?: number
  /** Encodes the family header and the attributes. */
  readonly body: Pick<Codec<unknown, In>, 'encode'> & Partial<Pick<Codec<unknown>, 'paths'>>
  readonly value: In
  /** Decodes an answer. Without it objects that come back are ignored. */
  readonly reply?: Pick<Codec<Out>, 'decode'>
  /** Overrides the connection's rule. */
  readonly end?: ExchangeEnd
  /** The kernel is known to take long over it (link creation and deletion, flushes): `auto` sends it by thread. */
  readonly isSlow?: boolean
  /** The capability that the kernel asks for, named when it answers EPERM. CAP_NET_ADMIN where it is left out. */
  readonly capability?: string
}

/** What everything that waits takes. */
export interface WaitOptions {
  /** Aborting rejects with AbortError at once. What a thread has already sent may still take effect; what runs inline cannot be aborted. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds until TimeoutError, 1 to 2^31 - 1. No limit where it is left out. */
  readonly timeout?: number | undefined
}

/** Named flags are added to those of the spec. */
export interface RequestOptions extends WaitOptions, RequestFlags {
  /** Told what the kernel says beside a success (an ext-ack message on the ACK). */
  readonly onWarning?: ((warning: ExtendedAck) => void) | undefined
}

export const WAIT_KEYS: KeysOf<WaitOptions> = { signal: true, timeout: true }

export const REQUEST_KEYS: KeysOf<RequestOptions> = {
  ...WAIT_KEYS,
  onWarning: true,
  echo: true,
  create: true,
  excl: true,
  replace: true,
  append: true,
  bulk: true
}

/** Rejects with our AbortError, as everything that waits does; the signal's own method throws its bare reason. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AbortError(signal.reason)
}

/**
 * Checks options before anything is sent.
 * @param keys all that these options may have
 */
export function checkWaitOptions(options: WaitOptions, keys: Readonly<Record<string, true>>): void {
  checkKeys(options, keys)
  const { timeout, signal } = options
  if (timeout !== undefined && !(Number.isInteger(timeout) && timeout >= 1 && timeout <= 0x7fffffff)) {
    throw new RangeError(`timeout: expected milliseconds from 1 to 2147483647, got ${String(timeout)}`)
  }
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') {
    throw new TypeError('signal: expected an AbortSignal')
  }
}
