import type { Codec } from '@nlkit/core/codec'
import type { Teller } from '../errors.ts'
import type { ServiceProtocol } from '../filter/names.ts'
import type { FilterableSocket } from '../filter/predicate.ts'

/** A transport over IPv4 and IPv6 as sock_diag knows it. */
export interface Transport<Socket> extends Teller {
  /** IPPROTO_* */
  readonly protocol: number
  readonly codec: Pick<Codec<Socket>, 'decode' | 'paths'>
  /** Transports whose services a filter's ports may name. */
  readonly services?: readonly ServiceProtocol[]
  /** The kernel runs no bytecode over these sockets: sctp_diag.c. */
  readonly ignoresFilters?: boolean
  /**
   * Given where the kernel does not heed the states that are asked for, or not all (raw_diag.c, sctp_diag.c): the state of a socket
   * as a number, for deciding here.
   */
  readonly stateOf?: (socket: FilterableSocket) => number | undefined
  /** Sockets share cookies: an SCTP association has its endpoint's. */
  readonly sharesCookies?: boolean
  /** udp_dump_one(): a get names the socket as its peer sees it, "for historical reasons". */
  readonly isSwapped?: boolean
}
