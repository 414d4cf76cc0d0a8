import { checkKeys } from '@nlkit/core'
import type { Connection, KeysOf, MalformedEvent, MessageMeta, OverrunEvent, Subscription } from '@nlkit/core'
import { SKNLGRP_INET6_TCP_DESTROY, SKNLGRP_INET6_UDP_DESTROY } from './family/constants.ts'
import { SKNLGRP_INET_TCP_DESTROY, SKNLGRP_INET_UDP_DESTROY } from './family/constants.ts'
import type { Filter } from './filter/expression.ts'
import { planSelection, someLeaf } from './filter/plan.ts'
import { inetFilter } from './inet/filter.ts'
import { inetSocketCodec } from './inet/codec.ts'
import type { InetSocket } from './inet/codec.ts'

/** Multicast groups: SKNLGRP_* in lower case. */
const GROUPS = {
  'inet-tcp-destroy': SKNLGRP_INET_TCP_DESTROY,
  'inet-udp-destroy': SKNLGRP_INET_UDP_DESTROY,
  'inet6-tcp-destroy': SKNLGRP_INET6_TCP_DESTROY,
  'inet6-udp-destroy': SKNLGRP_INET6_UDP_DESTROY
} as const

/** A multicast group in which the ends of sockets are told. */
export type DestroyGroup = keyof typeof GROUPS

/** A socket has ended. */
export interface DestroyEvent {
  readonly type: 'destroy'
  /** As it was at its end: addresses, protocol, for TCP all of `info`. Owner and inode are gone by then: 0. */
  readonly socket: InetSocket
  readonly meta: MessageMeta
}

/** What a subscription tells. */
export type SockDiagEvent = DestroyEvent | OverrunEvent | MalformedEvent

/** Which ends are told, and how many are kept. */
export interface EventOptions {
  /** Only sockets that pass. Decided in JavaScript, and at once: interfaces are given by index, hosts by address. */
  readonly filter?: Filter | undefined
  /** The kernel's receive buffer in bytes, 1 MiB by default. */
  readonly receiveBuffer?: number | undefined
  /** Bytes that are kept for a consumer which is late, 64 MiB by default. */
  readonly limit?: number | undefined
  readonly signal?: AbortSignal | undefined
}

const KEYS: KeysOf<EventOptions> = { filter: true, receiveBuffer: true, limit: true, signal: true }

const isGroup = (name: unknown): name is DestroyGroup =>
  typeof name === 'string' && Object.hasOwn(GROUPS, name)

/** The numbers of groups. @throws TypeError for an unknown name, and for none */
function groupNumbers(groups: readonly DestroyGroup[] | undefined): number[] {
  if (groups === undefined) return Object.values(GROUPS)
  if (!Array.isArray(groups) || groups.length === 0) throw new TypeError('groups: expected an array of names')
  return groups.map((name: unknown, i) => {
    if (isGroup(name)) return GROUPS[name]
    throw new TypeError(
      `groups[${i}]: unknown ${JSON.stringify(name)}, there are ${Object.keys(GROUPS).join(', ')}`
    )
  })
}

/** Joins the groups. What ends after this returns is told. */
export function subscribeToEnds(
  connection: Connection,
  groups: readonly DestroyGroup[] | undefined,
  options: EventOptions
): Subscription<DestroyEvent> {
  checkKeys(options, KEYS)
  const { filter, receiveBuffer, limit, signal } = options
  const { node } = planSelection({ filter }, {})
  const isNamed = someLeaf(node, (leaf) => {
    return leaf.kind === 'name' || (leaf.kind === 'dev' && typeof leaf.dev === 'string') || 'path' in leaf
  })
  if (isNamed) throw new TypeError('filter: events take no names; give interfaces by index, hosts by address')
  const passes = inetFilter(node)
  return connection.subscribe({
    groups: groupNumbers(groups),
    decode(message): DestroyEvent | undefined {
      const socket = inetSocketCodec.decode(message.bytes, message.offset, message.end)
      return passes(socket) ? { type: 'destroy', socket, meta: message.meta() } : undefined
    },
    receiveBuffer,
    limit,
    signal
  })
}
