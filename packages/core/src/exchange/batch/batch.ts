import type { ExtendedAck, NetlinkError } from '../../errors/netlink-error.ts'
import type { KeysOf } from '../keys.ts'
import { WAIT_KEYS, type RequestSpec, type WaitOptions } from '../spec.ts'

/**
 * What became of one message of a batch: it took effect; the kernel (or its encoder) refused it; its answer was lost
 * or not waited for, so nobody knows; or it was never sent, because one before it failed.
 */
export type BatchResult<Out = unknown> =
  | { readonly status: 'done'; readonly objects: readonly Out[]; readonly warning?: ExtendedAck }
  | { readonly status: 'failed'; readonly error: NetlinkError | TypeError | RangeError }
  | { readonly status: 'unknown'; readonly error: Error }
  | { readonly status: 'not-sent' }

export interface BatchOptions extends WaitOptions {
  /** Sends nothing behind the first message that fails. Each message then is a system call of its own. */
  readonly stopAtFirstError?: boolean | undefined
}

export const BATCH_KEYS: KeysOf<BatchOptions> = { ...WAIT_KEYS, stopAtFirstError: true }

export type DoneResult = Extract<BatchResult, { readonly status: 'done' }>

/** What most messages come to: one object for all of them, so that a large batch has nothing to keep for each. */
export const DONE: DoneResult = Object.freeze({ status: 'done', objects: Object.freeze([]) })

export const NOT_SENT: BatchResult = Object.freeze({ status: 'not-sent' })

/** The same to who reads it, another to who looks for the place of what has been sent. */
export const PENDING: BatchResult = Object.freeze({ status: 'not-sent' })

/** What has to be known of a message when its answer comes; not what was sent, of that the bytes are there. */
export type SentSpec = Pick<RequestSpec, 'name' | 'body' | 'capability' | 'reply'>

/** The messages of one send, side by side. */
export interface BatchPart {
  readonly u8: Uint8Array
  /** Bytes of `u8` that are the messages. */
  readonly length: number
  /** The memory is the connection's, which encodes its next request into it. */
  readonly isLent: boolean
  /** Where in `u8` each message begins, in the order of their sequence numbers. */
  readonly starts: readonly number[]
  readonly specs: readonly SentSpec[]
  /** The place of its first message in the batch. */
  readonly place: number
  readonly isSlow: boolean
}
