import { checkOptions } from '../check-options.ts'
import type { RequestOptions } from '@nlkit/core'
import { deviceIndex } from '../device.ts'
import { isRefusal, SocketMismatchError } from '../errors.ts'
import type { InetSocket } from '../inet/codec.ts'
import { DestroyableSockets } from '../inet/destroy.ts'
import type { InetExtensions } from '../inet/extensions.ts'
import type { InetSocketId } from '../inet/identity.ts'
import { identify } from '../live-socket.ts'
import type { LiveSocket } from '../live-socket.ts'
import type { Owned } from '../socket-dump.ts'
import type { TcpInfo } from './codec.ts'
import { checkInterval, sample } from './sampling.ts'
import type { SampleOptions, TcpSample } from './sampling.ts'

/** A socket over IPv4 or IPv6 as listed. */
export type ListedInetSocket = InetSocket & Owned

/** A connection: a live socket of this process, or what names a socket to the kernel (a listed one). */
export type TcpTarget = LiveSocket | InetSocketId

// What is no object get() refuses.
const isLive = (target: TcpTarget): target is LiveSocket =>
  Object(target) === target && ('remoteAddress' in target || 'socket' in target)

/** TCP sockets. */
export class TcpSockets extends DestroyableSockets<ListedInetSocket> {
  /**
   * The kernel's view of a live connection of this process: a net.Socket, a tls.TLSSocket, or what holds one as `socket` (an HTTP request
   * or response). It is looked up by its addresses, then checked against its descriptor. Namespaces: it has to be in the one
   * that this was opened for.
   * @throws TypeError when it is not connected over TCP
   * @throws NetlinkError ENOENT when the namespace has no such connection
   * @throws SocketMismatchError when the addresses belong to another socket there
   */
  async find(
    live: LiveSocket,
    options: RequestOptions & { readonly extensions?: InetExtensions } = {}
  ): Promise<InetSocket> {
    const { zone, inode, ...id } = identify(live)
    const scope = zone === undefined ? undefined : await this.#scope(zone, options)
    const found = await this.get({ ...id, ...(scope !== undefined && { if: scope }) }, options)
    if (inode !== undefined && found.inode !== inode) {
      throw new SocketMismatchError(
        `tcp: in this namespace, ${id.src}:${id.sport} to ${id.dst}:${id.dport} is another socket ` +
          `(inode ${found.inode}, the live one has ${inode})`
      )
    }
    return found
  }

  /**
   * TCP_INFO of a connection: round-trip time, retransmits, congestion window, rates. Nothing else is asked for, so it takes no
   * `extensions`: {@link TcpSockets.find} and `get()` do.
   * @throws as {@link TcpSockets.find}
   */
  async info(target: TcpTarget, options: RequestOptions = {}): Promise<TcpInfo> {
    checkOptions(options)
    if ('extensions' in options && options.extensions !== undefined)
      throw new TypeError('options.extensions: this tells TCP_INFO alone; get() and find() tell the rest')
    const narrow = { ...options, extensions: ['info'] } as const
    const { info } = await (isLive(target) ? this.find(target, narrow) : this.get(target, narrow))
    if (info === undefined) throw new TypeError('socket: a connection in this state tells nothing of itself')
    return info
  }

  /**
   * TCP_INFO at an interval, with rates. The loop ends when the connection does; breaking out of it ends everything.
   * @throws as {@link TcpSockets.info}, at the first step
   */
  async *sample(target: TcpTarget, options: SampleOptions = {}): AsyncGenerator<TcpSample, void, undefined> {
    const interval = checkInterval(options)
    const { signal } = options
    const narrow = { extensions: ['info'], signal } as const
    // From the first look on it is this very socket: its addresses may have another one's later.
    const id = await (isLive(target) ? this.find(target, narrow) : this.get(target, narrow))
    const look = async (): Promise<TcpInfo | undefined> => {
      try {
        return (await this.get(id, narrow)).info
      } catch (error) {
        if (isRefusal(error, 'ENOENT')) return undefined
        throw error
      }
    }
    yield* sample(look, interval, signal)
  }

  #scope(zone: string, options: RequestOptions): Promise<number> {
    const index = Number(zone)
    return Number.isInteger(index)
      ? Promise.resolve(index)
      : deviceIndex(this.context.connection, zone, options)
  }
}
