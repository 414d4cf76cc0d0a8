import { NLM_F_REQUEST, type RawMessage } from '@nlkit/core'
import type { Codec } from '@nlkit/core/codec'
import {
  inetRequestCodec,
  inetSocketCodec,
  IPPROTO_MPTCP,
  IPPROTO_SCTP,
  mptcpSocketCodec,
  netlinkRequestCodec,
  netlinkSocketCodec,
  packetRequestCodec,
  packetSocketCodec,
  sctpSocketCodec,
  smcRequestCodec,
  smcSocketCodec,
  SOCK_DESTROY,
  SOCK_DIAG_BY_FAMILY,
  tipcRequestCodec,
  tipcSocketCodec,
  unixRequestCodec,
  unixSocketCodec,
  vsockRequestCodec,
  vsockSocketCodec,
  xdpRequestCodec,
  xdpSocketCodec
} from '@nlkit/sockdiag'
import type { RememberedRequest } from './requests.ts'

type Reading = Codec<object, never>

const inet = { request: inetRequestCodec, socket: inetSocketCodec }

/** By address family, AF_*. */
const FAMILIES: Readonly<Record<number, { readonly request: Reading; readonly socket: Reading }>> = {
  1: { request: unixRequestCodec, socket: unixSocketCodec },
  2: inet,
  10: inet,
  16: { request: netlinkRequestCodec, socket: netlinkSocketCodec },
  17: { request: packetRequestCodec, socket: packetSocketCodec },
  30: { request: tipcRequestCodec, socket: tipcSocketCodec },
  40: { request: vsockRequestCodec, socket: vsockSocketCodec },
  43: { request: smcRequestCodec, socket: smcSocketCodec },
  44: { request: xdpRequestCodec, socket: xdpSocketCodec }
}

/**
 * Type and codec of a message of NETLINK_SOCK_DIAG. Requests and answers of all families have the same type: an answer is
 * read by its request where that is known, else by its first byte, which is the family but for TIPC.
 */
export function sockDiagMessage(
  { type, flags, payload }: RawMessage,
  request: RememberedRequest | undefined
): { name: string; codec?: Reading } | undefined {
  if (type !== SOCK_DIAG_BY_FAMILY && type !== SOCK_DESTROY) return undefined
  const name = type === SOCK_DESTROY ? 'SOCK_DESTROY' : 'SOCK_DIAG_BY_FAMILY'
  const family = FAMILIES[(flags & NLM_F_REQUEST) === 0 ? familyOf(request, payload) : (payload[0] ?? 0)]
  if (family === undefined) return { name }
  if ((flags & NLM_F_REQUEST) !== 0) return { name, codec: family.request }
  const { protocol } = (request?.object ?? {}) as { protocol?: number }
  if (family === inet && protocol === IPPROTO_MPTCP) return { name, codec: mptcpSocketCodec }
  if (family === inet && protocol === IPPROTO_SCTP) return { name, codec: sctpSocketCodec }
  return { name, codec: family.socket }
}

function familyOf(request: RememberedRequest | undefined, payload: Uint8Array): number {
  return request?.bytes?.[16] ?? payload[0] ?? 0
}
