import { checkKeys, ClosedError, Connection, NETLINK_SOCK_DIAG, showAs } from '@nlkit/core'
import type {
  ConnectionOptions,
  ConnectionSummary,
  KeysOf,
  NetnsSelector,
  RequestOptions,
  Subscription
} from '@nlkit/core'
import type { DiagContext } from './context.ts'
import { subscribeToEnds } from './events.ts'
import type { DestroyEvent, DestroyGroup, EventOptions } from './events.ts'
import type { DestroyableSockets } from './inet/destroy.ts'
import type { LiveSocket } from './live-socket.ts'
import type { MptcpSockets } from './mptcp/sockets.ts'
import { NetlinkSockets } from './netlink/sockets.ts'
import { findOwners } from './owners/owners.ts'
import type { OwnersOptions, SocketOwners } from './owners/owners.ts'
import { PacketSockets } from './packet/sockets.ts'
import { SctpSockets } from './sctp/sockets.ts'
import { SmcSockets } from './smc/sockets.ts'
import { countSockets } from './summary/count.ts'
import { readSummary } from './summary/summary.ts'
import type { SocketSummary } from './summary/summary.ts'
import type { TcpInfo } from './tcp/codec.ts'
import type { SampleOptions, TcpSample } from './tcp/sampling.ts'
import type { ListedInetSocket, TcpSockets, TcpTarget } from './tcp/sockets.ts'
import { TipcSockets } from './tipc/sockets.ts'
import {
  dccpSockets,
  mptcpSockets,
  rawSockets,
  tcpSockets,
  udpSockets,
  udpliteSockets
} from './transports.ts'
import { builtin } from './system.ts'
import { UnixSockets } from './unix/sockets.ts'
import { VsockSockets } from './vsock/sockets.ts'
import { XdpSockets } from './xdp/sockets.ts'

/** How a connection to sock_diag is opened. */
export interface SockDiagOptions extends Pick<ConnectionOptions, 'execution' | 'transport'> {
  /** The network namespace whose sockets are told; the process's own where it is left out. */
  readonly netns?: NetnsSelector | undefined
}

const KEYS: KeysOf<SockDiagOptions> = { netns: true, execution: true, transport: true }

/**
 * The sockets of one network namespace, over NETLINK_SOCK_DIAG. Works without root: what the kernel tells only the privileged
 * (marks, MD5 keys) is left out, and what it refuses is a NetlinkError EPERM that names the capability.
 */
export class SockDiag implements Disposable, AsyncDisposable {
  readonly tcp: TcpSockets
  readonly udp: DestroyableSockets<ListedInetSocket>
  readonly udplite: DestroyableSockets<ListedInetSocket>
  readonly raw: DestroyableSockets<ListedInetSocket>
  readonly dccp: DestroyableSockets<ListedInetSocket>
  readonly mptcp: MptcpSockets
  readonly sctp: SctpSockets
  readonly unix: UnixSockets
  readonly packet: PacketSockets
  readonly netlink: NetlinkSockets
  readonly vsock: VsockSockets
  readonly tipc: TipcSockets
  readonly smc: SmcSockets
  readonly xdp: XdpSockets
  readonly #connection: Connection
  readonly #proc: Proc | 'self' | undefined

  private constructor(connection: Connection, netns: NetnsSelector | undefined) {
    showAs(this, 'SockDiag', () => this.toJSON())
    const context: DiagContext = { connection }
    this.#connection = connection
    this.#proc = procOf(netns)
    this.tcp = tcpSockets(context)
    this.udp = udpSockets(context)
    this.udplite = udpliteSockets(context)
    this.raw = rawSockets(context)
    this.dccp = dccpSockets(context)
    this.mptcp = mptcpSockets(context)
    this.sctp = new SctpSockets(context)
    this.unix = new UnixSockets(context)
    this.packet = new PacketSockets(context)
    this.netlink = new NetlinkSockets(context)
    this.vsock = new VsockSockets(context)
    this.tipc = new TipcSockets(context)
    this.smc = new SmcSockets(context)
    this.xdp = new XdpSockets(context)
  }

  /** Opens a connection. @throws NetlinkError as {@link Connection.open} does; TypeError, RangeError for options that cannot be meant */
  static open(options: SockDiagOptions = {}): SockDiag {
    checkKeys(options, KEYS)
    return new SockDiag(Connection.open({ ...options, protocol: NETLINK_SOCK_DIAG }), options.netns)
  }

  /**
   * Sockets that end from now on, TCP and UDP, IPv4 and IPv6 unless groups are named. Joined when it returns.
   * @throws TypeError for an unknown group and for names in the filter
   */
  subscribe(groups?: readonly DestroyGroup[], options: EventOptions = {}): Subscription<DestroyEvent> {
    return subscribeToEnds(this.#connection, groups, options)
  }

  /** TCP_INFO of a live connection of this process, in one call: {@link TcpSockets.info}. */
  tcpInfo(socket: LiveSocket, options?: RequestOptions): Promise<TcpInfo> {
    return this.tcp.info(socket, options)
  }

  /** TCP_INFO at an interval, with rates: {@link TcpSockets.sample}. */
  sampleTcpInfo(target: TcpTarget, options?: SampleOptions): AsyncGenerator<TcpSample, void, undefined> {
    return this.tcp.sample(target, options)
  }

  /** Who holds which socket, in one pass over /proc: of every namespace, as far as this process may look. */
  owners(options?: OwnersOptions): Promise<SocketOwners> {
    return findOwners(options)
  }

  /**
   * Counts as `ss -s`. Of the own namespace and of a process's they come from /proc/net, so they cost the same on a busy host; those of
   * a namespace that was given by name, path or descriptor are counted by listing: without `frag`, and `total` without sockets in no table.
   */
  async summary(): Promise<SocketSummary> {
    // /proc would answer all the same.
    if (this.#connection.isClosed) throw new ClosedError('the connection is closed')
    const directory = procNet(this.#proc)
    if (directory !== undefined) return readSummary(directory)
    const inShort = { extensions: [] } as const
    return countSockets({
      tcp: this.tcp.dump(inShort),
      udp: this.udp.dump(inShort),
      udplite: this.udplite.dump(inShort),
      raw: this.raw.dump(inShort),
      others: [this.unix.dump({ show: [] }), this.packet.dump({ show: [] }), this.netlink.dump({ show: [] })]
    })
  }

  /** What JSON tells of it: which connection it is, nothing of what it holds. */
  toJSON(): ConnectionSummary {
    return this.#connection.toJSON()
  }

  /** Closes everything at once; what waits is rejected with ClosedError. Idempotent. */
  close(): void {
    this.#connection.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }
}

/** A process whose /proc tells of the namespace. */
interface Proc {
  readonly pid: number
  /** What its namespace was when the connection was opened, which keeps it: no other one can have the number meanwhile. */
  readonly inode: bigint | undefined
}

/** The process that was named; 'self' where nothing was, undefined where something else was. */
function procOf(netns: NetnsSelector | undefined): Proc | 'self' | undefined {
  if (netns === undefined) return 'self'
  return typeof netns === 'object' && 'pid' in netns
    ? { pid: netns.pid, inode: inodeOf(netns.pid) }
    : undefined
}

function inodeOf(pid: number): bigint | undefined {
  try {
    return builtin('node:fs').statSync(`/proc/${pid}/ns/net`, { bigint: true }).ino
  } catch {
    return undefined
  }
}

function procNet(proc: Proc | 'self' | undefined): string | undefined {
  // /proc/self is the main thread, which never changes its namespace.
  if (proc === 'self') return '/proc/self/net'
  // The process may have ended, and another one have its number.
  return proc?.inode !== undefined && inodeOf(proc.pid) === proc.inode ? `/proc/${proc.pid}/net` : undefined
}
