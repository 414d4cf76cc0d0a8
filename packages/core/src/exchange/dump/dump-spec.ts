import type { Codec } from '../../codec/index.ts'
import type { DumpSockets } from './dump-sockets.ts'
import type { ChannelCounts } from '../channel/channel.ts'
import type { ExecutionPolicy } from '../channel/execution.ts'
import type { KeysOf } from '../keys.ts'
import { checkWaitOptions, WAIT_KEYS, type RequestSpec, type WaitOptions } from '../spec.ts'

/** A dump: what is sent, and how each object of the answer is read. */
export interface DumpSpec<In = unknown, Out = unknown> extends RequestSpec<In, Out> {
  readonly reply: Pick<Codec<Out>, 'decode'>
  /** Only messages of this type are decoded; all where it is left out. */
  readonly replyType?: number
  /** Objects for which this is false are left out, where the kernel does not filter by itself. */
  readonly filter?: ((object: Out) => boolean) | undefined
}

/** A spec, or what finds one out first (the index of an interface's name). It is asked once for each iteration. */
export type DumpSource<Out> = DumpSpec<unknown, Out> | (() => Promise<DumpSpec<unknown, Out>>)

export interface DumpOptions extends WaitOptions {
  /** Aborting rejects the pending step with AbortError and ends the dump. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds to wait for the kernel's next part, 1 to 2^31 - 1. */
  readonly timeout?: number | undefined
  /**
   * How often a dump that the kernel marks as interrupted (NLM_F_DUMP_INTR: a mix of before and after a change) is
   * begun anew, 3 by default. What has been handed out cannot be taken back: item by item and by batches only a
   * dump that is interrupted before its first object is handed out can be begun anew, toArray() always.
   */
  readonly retries?: number | undefined
  /** Told before each new try. */
  readonly onInterrupted?: ((attempt: number) => void) | undefined
}

const DUMP_KEYS: KeysOf<DumpOptions> = { ...WAIT_KEYS, retries: true, onInterrupted: true }

/** @throws TypeError, RangeError for what cannot be meant: by NaN a dump would be begun anew for ever. @internal */
export function checkDumpOptions(options: DumpOptions): void {
  checkWaitOptions(options, DUMP_KEYS)
  const { retries, onInterrupted } = options
  if (retries !== undefined && !(Number.isInteger(retries) && retries >= 0))
    throw new RangeError(`retries: expected 0 or more, got ${String(retries)}`)
  if (onInterrupted !== undefined && typeof onInterrupted !== 'function')
    throw new TypeError('onInterrupted: expected a function')
}

/** What a dump needs of its connection. */
export interface DumpContext {
  readonly policy: ExecutionPolicy
  readonly sockets: DumpSockets
  readonly counts: ChannelCounts
  readonly protocol: number
  readonly owner: object
  /** The runs under way, which end with the connection. */
  readonly runs: Set<{ abandon(error?: Error): void }>
  /** The request's message in memory of its own. */
  encode(spec: RequestSpec): { readonly bytes: Uint8Array; readonly sequence: number }
}
