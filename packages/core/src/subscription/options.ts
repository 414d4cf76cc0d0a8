import { checkKeys, type KeysOf } from '../exchange/keys.ts'
import { checkWaitOptions, WAIT_KEYS } from '../exchange/spec.ts'
import { checkProgram, type BpfInstruction } from '../socket/bpf.ts'
import type { Message } from './message.ts'
import type { MessageFilter } from './message-filter.ts'

/** What to subscribe to, and how many bytes are kept. */
export interface SubscribeOptions<Event> {
  /** Multicast groups by number (RTNLGRP_*), 1 or more; groups above 32 too. */
  readonly groups: readonly number[]
  /**
   * Turns a message into an event; `undefined` leaves it out. What it throws becomes a {@link MalformedEvent}.
   * It must not keep `message.bytes`.
   */
  readonly decode: (message: Message) => Event | undefined
  /** `'message'`: datagrams hold netlink messages (default). `'datagram'`: each is one message without a header, as kobject events are. */
  readonly framing?: 'message' | 'datagram' | undefined
  /**
   * `'kernel'` (default): a datagram from any other port id than 0, or from anybody but the connection's `peer` if it
   * has one, is dropped unread and counted. `'any'`: the decoder judges, by `message.senderPortId` and
   * `message.credentials`.
   */
  readonly senders?: 'kernel' | 'any' | undefined
  /** Attach the sender's credentials to each message (SO_PASSCRED). A connection with a peer always does. */
  readonly credentials?: boolean | undefined
  /** Also hear the namespaces that have an id in this one (NETLINK_LISTEN_ALL_NSID). */
  readonly allNamespaces?: boolean | undefined
  /**
   * The kernel's receive buffer in bytes; 1 MiB by default. A route event costs 832 of them. Without CAP_NET_ADMIN
   * in the initial user namespace net.core.rmem_max is the most that one gets.
   */
  readonly receiveBuffer?: number | undefined
  /**
   * Lets `receiveBuffer` double after each overrun, up to so many bytes; it stays as it is where this is left out. The
   * overrun event says how large it is then, as the kernel answers: without CAP_NET_ADMIN it stops at net.core.rmem_max.
   */
  readonly maxReceiveBuffer?: number | undefined
  /**
   * Bytes that a thread keeps for a consumer which is late, 64 MiB by default. Past it the kernel's buffer fills,
   * and then events are dropped and an overrun is told. `Subscription.limitTotal()` is about all of them together.
   */
  readonly limit?: number | undefined
  /** A predicate that the kernel applies where it can, and JavaScript in any case: see `messageFilter()`. */
  readonly filter?: MessageFilter | undefined
  /** A program that lets through what it returns non-zero for, run by the kernel on each datagram. */
  readonly program?: readonly BpfInstruction[] | undefined
  /** Aborting closes the subscription; the step that waits rejects with AbortError. */
  readonly signal?: AbortSignal | undefined
}

const KEYS: KeysOf<SubscribeOptions<unknown>> = {
  groups: true,
  decode: true,
  framing: true,
  senders: true,
  credentials: true,
  allNamespaces: true,
  receiveBuffer: true,
  maxReceiveBuffer: true,
  limit: true,
  filter: true,
  program: true,
  signal: true
}

/** The kernel dropped messages: everything before this event is older than the loss. The subscription goes on. */
export interface OverrunEvent {
  readonly type: 'overrun'
  /** How many messages were dropped. */
  readonly dropped: number
  /** The kernel's receive buffer in bytes from here on, where `maxReceiveBuffer` lets it grow. */
  readonly receiveBuffer?: number
}

/** A message that could not be decoded. The subscription goes on. */
export interface MalformedEvent {
  readonly type: 'malformed'
  readonly error: Error
  /** The whole message, a copy. */
  readonly data: Uint8Array
}

export function checkSubscribeOptions(options: SubscribeOptions<unknown>): void {
  checkKeys(options, KEYS)
  const { groups, decode, receiveBuffer, maxReceiveBuffer, limit, program, signal } = options
  if (!Array.isArray(groups)) throw new TypeError('groups: expected an array of numbers')
  for (const [i, group] of groups.entries()) {
    if (!Number.isInteger(group) || group < 1 || group > 0x7fffffff) {
      throw new RangeError(`groups[${i}]: expected a multicast group, 1 or more, got ${String(group)}`)
    }
  }
  if (typeof decode !== 'function') throw new TypeError('decode: expected a function')
  checkBytes('receiveBuffer', receiveBuffer, 0x3fffffff)
  checkBytes('maxReceiveBuffer', maxReceiveBuffer, 0x3fffffff)
  checkBytes('limit', limit, 0xffffffff)
  if (program !== undefined) checkProgram(program)
  checkWaitOptions({ signal }, WAIT_KEYS)
}

export function checkBytes(key: string, value: number | undefined, most: number): void {
  if (value !== undefined && !(Number.isInteger(value) && value >= 1 && value <= most)) {
    throw new RangeError(`${key}: expected 1 to ${most} bytes, got ${String(value)}`)
  }
}
