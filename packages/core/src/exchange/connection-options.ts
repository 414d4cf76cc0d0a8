import type { MessageTable } from '../diagnostics/describe.ts'
import type { NetnsSelector } from '../socket/namespace.ts'
import { checkPeer, type PeerOptions } from '../socket/peer.ts'
import type { Transport } from '../socket/transport.ts'
import type { Execution } from './channel/execution.ts'
import { checkKeys, type KeysOf } from './keys.ts'
import type { ExchangeEnd } from './spec.ts'

/** What to connect to, and how. */
export interface ConnectionOptions {
  /** Netlink protocol, 0 to 31: NETLINK_ROUTE, NETLINK_SOCK_DIAG ... */
  readonly protocol: number
  /** The network namespace to open sockets in; the process's own where it is left out. */
  readonly netns?: NetnsSelector | undefined
  /** Where requests run, see {@link Execution}. `'auto'` by default. */
  readonly execution?: Execution | undefined
  /** NETLINK_GET_STRICT_CHK: the kernel refuses filters it does not know instead of ignoring them. On by default. */
  readonly strict?: boolean | undefined
  /**
   * NETLINK_EXT_ACK: refusals and ACKs carry the kernel's words and what they are about (NLM_F_ACK_TLVS). On by default.
   */
  readonly extendedAck?: boolean | undefined
  /** How an exchange of this protocol ends. `'object-then-ack'` by default. */
  readonly end?: ExchangeEnd | undefined
  /** Port id to bind the requests' socket to, 0 (the kernel chooses) by default. */
  readonly portId?: number | undefined
  /**
   * The process to talk to instead of the kernel, on NETLINK_USERSOCK or any other protocol. Datagrams of others, the
   * kernel included, are dropped unread and counted. Left out: the kernel, and it alone is believed.
   */
  readonly peer?: PeerOptions | undefined
  /**
   * Whether each message of a batch asks for an ACK (`'each'`, the default), or only the last of each send. The
   * kernel works a send off in order and answers failures in any case, so the last ACK speaks for all, at 0.6 of the
   * cost; warnings beside a success are then not sent.
   */
  readonly batchAck?: 'each' | 'last' | undefined
  /** Names and codecs of the protocol's messages by type, for who prints them: `NODE_DEBUG=nlkit`. */
  readonly messages?: MessageTable | undefined
  /** Where sockets come from: the kernel where it is left out, a scripted one in tests. */
  readonly transport?: Transport | undefined
}

const KEYS: KeysOf<ConnectionOptions> = {
  protocol: true,
  netns: true,
  execution: true,
  strict: true,
  extendedAck: true,
  end: true,
  portId: true,
  peer: true,
  batchAck: true,
  messages: true,
  transport: true
}

const EXECUTIONS: readonly unknown[] = ['auto', 'inline', 'thread', undefined]
const ENDS: readonly unknown[] = ['object-then-ack', 'ack-then-object', 'object', undefined]

export function checkConnectionOptions(options: ConnectionOptions): void {
  // A misspelt netns would be the process's own namespace.
  checkKeys(options, KEYS)
  const { protocol, execution, end, portId, peer } = options
  if (!Number.isInteger(protocol) || protocol < 0 || protocol > 31) {
    throw new RangeError(`protocol: expected 0 to 31, got ${String(protocol)}`)
  }
  if (!EXECUTIONS.includes(execution)) {
    throw new TypeError(`execution: expected 'auto', 'inline' or 'thread', got ${String(execution)}`)
  }
  if (!ENDS.includes(end)) throw new TypeError(`end: got ${String(end)}`)
  if (portId !== undefined && !(Number.isInteger(portId) && portId >= 0 && portId <= 0xffffffff)) {
    throw new RangeError(`portId: expected 0 to 4294967295, got ${String(portId)}`)
  }
  checkPeer(peer)
}
