import { checkId } from '../check-id.ts'
import { IPPROTO_MPTCP } from '../inet/constants.ts'
import { InetListing } from '../inet/sockets.ts'
import type { InetGetOptions } from '../inet/sockets.ts'
import type { Owned } from '../socket-dump.ts'
import type { MptcpSocket } from './codec.ts'

/** An MPTCP socket as listed. */
export type ListedMptcpSocket = MptcpSocket & Owned

/** What names one connection: its token, or a listed one. */
export type MptcpSocketId = { readonly token: number } | { readonly info?: { readonly token: number } }

const ID_KEYS = { token: true, info: true } as const

/** MPTCP connections. */
export class MptcpSockets extends InetListing<ListedMptcpSocket> {
  /**
   * Exactly one connection, by its token: `info.token` of a listed one, or `ulpInfo.mptcp.tokenLoc` of a subflow.
   * @throws NetlinkError ENOENT when there is none
   */
  async get(id: MptcpSocketId, options: InetGetOptions = {}): Promise<ListedMptcpSocket> {
    checkId(id, ID_KEYS, this.transport.codec.paths)
    const token = 'token' in id ? id.token : id.info?.token
    if (token === undefined) throw new TypeError('socket.token: an MPTCP connection is found by its token')
    if (!Number.isInteger(token) || token < 0 || token > 0xffffffff) {
      throw new RangeError(`socket.token: ${token} is not in 0 to 4294967295`)
    }
    // mptcp_diag_dump_one() takes the token where the lower half of the cookie stands, and looks at nothing else.
    const cookie = `0x${token.toString(16)}`
    return await this.getOne({ family: 'inet', protocol: IPPROTO_MPTCP, cookie }, options)
  }
}
