import type { Bytes } from '@nlkit/core/codec'
import type { DiagContext } from '../context.ts'
import { IPPROTO_SCTP } from '../inet/constants.ts'
import { InetSockets } from '../inet/sockets.ts'
import type { Owned } from '../socket-dump.ts'
import type { SocketState } from '../states.ts'
import { sctpSocketCodec } from './codec.ts'
import type { SctpSocket } from './codec.ts'
import type { SctpState } from './info.codec.ts'
import { associationState, selectedState } from './state.ts'

/** An SCTP endpoint or association as listed. */
export interface ListedSctpSocket extends Omit<SctpSocket, 'state'>, Owned {
  /** Of an association (which has `peers`), its own states; of an endpoint `listen` or `close`. */
  state: SocketState | SctpState
}

const reply = {
  decode(bytes: Bytes, offset: number, end: number): ListedSctpSocket {
    const socket = sctpSocketCodec.decode(bytes, offset, end)
    return socket.peers === undefined ? socket : { ...socket, state: associationState(socket.state) }
  },
  paths: sctpSocketCodec.paths
}

/**
 * SCTP endpoints and associations. The kernel tells an endpoint, then its associations, all with the endpoint's cookie and inode.
 * `states` selects associations by TCP's nearest state: `connected` has all that are not closed.
 */
export class SctpSockets extends InetSockets<ListedSctpSocket> {
  constructor(context: DiagContext) {
    super(context, {
      sockets: 'sctp',
      module: 'sctp_diag',
      option: 'CONFIG_INET_SCTP_DIAG',
      protocol: IPPROTO_SCTP,
      codec: reply,
      services: ['sctp'],
      ignoresFilters: true,
      sharesCookies: true,
      stateOf: selectedState
    })
  }
}
