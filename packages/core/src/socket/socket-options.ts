import { check, getInt, setInt, setReceiveBuffer, setSendBuffer } from './open.ts'
import {
  NETLINK_BROADCAST_ERROR,
  NETLINK_CAP_ACK,
  NETLINK_EXT_ACK,
  NETLINK_GET_STRICT_CHK,
  NETLINK_LISTEN_ALL_NSID,
  NETLINK_NO_ENOBUFS,
  NETLINK_PKTINFO,
  SO_PASSCRED,
  SO_RCVBUF,
  SO_SNDBUF,
  SOL_NETLINK,
  SOL_SOCKET
} from './options.ts'
import type { TransportSocket } from './transport.ts'

const ENOPROTOOPT = 92

/**
 * The options of a netlink socket. Reading asks the kernel, so what is read is what is in force; writing throws a
 * NetlinkError named after the option where the kernel refuses it.
 */
export class SocketOptions {
  readonly #socket: TransportSocket
  /** For kernels that take NETLINK_LISTEN_ALL_NSID but do not tell whether it is on. */
  #isListeningToAll = false

  constructor(socket: TransportSocket) {
    this.#socket = socket
  }

  /** NETLINK_PKTINFO: each datagram carries the multicast group it was sent to. */
  get pktinfo(): boolean {
    return this.#is(SOL_NETLINK, NETLINK_PKTINFO, 'NETLINK_PKTINFO')
  }
  set pktinfo(on: boolean) {
    this.#set(SOL_NETLINK, NETLINK_PKTINFO, 'NETLINK_PKTINFO', on)
  }

  /** NETLINK_BROADCAST_ERROR: multicasting tells its sender when this socket's buffer is full. */
  get broadcastError(): boolean {
    return this.#is(SOL_NETLINK, NETLINK_BROADCAST_ERROR, 'NETLINK_BROADCAST_ERROR')
  }
  set broadcastError(on: boolean) {
    this.#set(SOL_NETLINK, NETLINK_BROADCAST_ERROR, 'NETLINK_BROADCAST_ERROR', on)
  }

  /** NETLINK_NO_ENOBUFS: losses are not reported; `droppedCount` still counts them. */
  get noEnobufs(): boolean {
    return this.#is(SOL_NETLINK, NETLINK_NO_ENOBUFS, 'NETLINK_NO_ENOBUFS')
  }
  set noEnobufs(on: boolean) {
    this.#set(SOL_NETLINK, NETLINK_NO_ENOBUFS, 'NETLINK_NO_ENOBUFS', on)
  }

  /**
   * NETLINK_LISTEN_ALL_NSID: hears the namespaces that have an id in this one. Wants CAP_NET_BROADCAST. A kernel as old as
   * Linux 6.1 does not tell it: what is read there is what was written here.
   */
  get listenAllNsid(): boolean {
    const out = new Int32Array(1)
    const result = this.#socket.getOption(SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, new Uint8Array(out.buffer))
    if (result === -ENOPROTOOPT) return this.#isListeningToAll
    check(result, 'NETLINK_LISTEN_ALL_NSID')
    return out[0] !== 0
  }
  set listenAllNsid(on: boolean) {
    this.#set(SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, 'NETLINK_LISTEN_ALL_NSID', on)
    this.#isListeningToAll = on
  }

  /** NETLINK_CAP_ACK: acknowledgements leave out the request's payload. */
  get capAck(): boolean {
    return this.#is(SOL_NETLINK, NETLINK_CAP_ACK, 'NETLINK_CAP_ACK')
  }
  set capAck(on: boolean) {
    this.#set(SOL_NETLINK, NETLINK_CAP_ACK, 'NETLINK_CAP_ACK', on)
  }

  /** NETLINK_EXT_ACK: acknowledgements carry the kernel's words. */
  get extAck(): boolean {
    return this.#is(SOL_NETLINK, NETLINK_EXT_ACK, 'NETLINK_EXT_ACK')
  }
  set extAck(on: boolean) {
    this.#set(SOL_NETLINK, NETLINK_EXT_ACK, 'NETLINK_EXT_ACK', on)
  }

  /** NETLINK_GET_STRICT_CHK: requests with filters that the kernel does not know are refused, not answered in full. */
  get strict(): boolean {
    return this.#is(SOL_NETLINK, NETLINK_GET_STRICT_CHK, 'NETLINK_GET_STRICT_CHK')
  }
  set strict(on: boolean) {
    this.#set(SOL_NETLINK, NETLINK_GET_STRICT_CHK, 'NETLINK_GET_STRICT_CHK', on)
  }

  /** SO_PASSCRED: each datagram carries its sender's credentials. */
  get credentials(): boolean {
    return this.#is(SOL_SOCKET, SO_PASSCRED, 'SO_PASSCRED')
  }
  set credentials(on: boolean) {
    this.#set(SOL_SOCKET, SO_PASSCRED, 'SO_PASSCRED', on)
  }

  /**
   * Receive buffer in bytes, as much as one asked for: the kernel doubles that and answers the double, this halves
   * it. Forced past net.core.rmem_max with CAP_NET_ADMIN, else capped there; read it back to know.
   */
  get receiveBuffer(): number {
    return getInt(this.#socket, SOL_SOCKET, SO_RCVBUF, 'SO_RCVBUF') / 2
  }
  set receiveBuffer(bytes: number) {
    setReceiveBuffer(this.#socket, inBytes('receiveBuffer', bytes))
  }

  /** Send buffer in bytes, likewise (net.core.wmem_max). The largest datagram is a little smaller than its double. */
  get sendBuffer(): number {
    return getInt(this.#socket, SOL_SOCKET, SO_SNDBUF, 'SO_SNDBUF') / 2
  }
  set sendBuffer(bytes: number) {
    setSendBuffer(this.#socket, inBytes('sendBuffer', bytes))
  }

  #is(level: number, name: number, text: string): boolean {
    return getInt(this.#socket, level, name, text) !== 0
  }

  #set(level: number, name: number, text: string, on: boolean): void {
    if (typeof on !== 'boolean') throw new TypeError(`${text}: expected true or false`)
    check(setInt(this.#socket, level, name, on ? 1 : 0), text)
  }
}

function inBytes(key: string, bytes: number): number {
  if (Number.isInteger(bytes) && bytes >= 1 && bytes <= 0x3fffffff) return bytes
  throw new RangeError(`${key}: expected 1 to 1073741823 bytes, got ${String(bytes)}`)
}
