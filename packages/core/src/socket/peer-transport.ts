import { bytesOf, LE, type Bytes } from '../codec/index.ts'
import { setInt } from './open.ts'
import { SO_PASSCRED, SOL_SOCKET } from './options.ts'
import type { Peer } from './peer.ts'
import { KIND_DATAGRAM, KIND_DONE, RECORD_EXTRA, RECORD_KIND, RECORD_PORT_ID, RECORD_SIZE } from './record.ts'
import { STATUS_HAS_INBOX, STATUS_RESULT, type Transport, type TransportSocket } from './transport.ts'

const EAGAIN = -11
const EBUSY = -16
const EINVAL = -22
const NOTHING = new Uint8Array(0)

/** Milliseconds between two attempts to send to a peer whose receive buffer is full: nothing tells when it no longer is. */
const PAUSE = 1

interface Submitted {
  readonly bytes: Uint8Array
  readonly groups: number
  readonly token: number
  readonly limit: number
}

/**
 * Sockets that have a process for a peer and otherwise look as if the kernel were it: what is sent to port id 0 goes to
 * the peer, what the peer sends comes from port id 0, and nothing else comes. What a peer has no room for yet is sent
 * when it has. Requests with the kernel so pay nothing for other peers.
 * @param onRejected called for each datagram of somebody else
 */
export function peerTransport(transport: Transport, peer: Peer, onRejected: () => void): Transport {
  return {
    ...(transport.sleeps !== undefined && { sleeps: () => transport.sleeps?.() ?? 0 }),
    open(protocol, type, netns, onReady) {
      const socket = transport.open(protocol, type, netns, onReady)
      if (typeof socket === 'number') return socket
      const result = setInt(socket, SOL_SOCKET, SO_PASSCRED, 1)
      if (result >= 0) return new PeerSocket(socket, peer, onRejected)
      socket.close()
      return result
    }
  }
}

class PeerSocket implements TransportSocket {
  readonly status: Int32Array
  readonly #socket: TransportSocket
  readonly #peer: Peer
  readonly #onRejected: () => void
  /** What a thread is to send, one after the other so that the order is kept. */
  readonly #submitted: Submitted[] = []
  #timer: NodeJS.Timeout | undefined
  #tx: Uint8Array = NOTHING
  #rx: Uint8Array = NOTHING
  #bytes: Bytes = bytesOf(NOTHING)

  constructor(socket: TransportSocket, peer: Peer, onRejected: () => void) {
    this.#socket = socket
    this.#peer = peer
    this.#onRejected = onRejected
    this.status = socket.status
  }

  get fd(): number {
    return this.#socket.fd
  }

  bind(portId: number, groups: number): number {
    return this.#socket.bind(portId, groups)
  }

  connect(portId: number, groups: number): number {
    return this.#socket.connect(portId, groups)
  }

  address(out: Uint32Array): number {
    return this.#socket.address(out)
  }

  setOption(level: number, name: number, value: Uint8Array): number {
    return this.#socket.setOption(level, name, value)
  }

  getOption(level: number, name: number, out: Uint8Array): number {
    return this.#socket.getOption(level, name, out)
  }

  attachFilter(program: Uint8Array): number {
    return this.#socket.attachFilter(program)
  }

  send(bytes: Uint8Array, offset: number, length: number, _portId: number, groups: number): number {
    return this.#socket.send(bytes, offset, length, this.#peer.portId, groups)
  }

  exchange(
    bytes: Uint8Array,
    offset: number,
    length: number,
    _portId: number,
    groups: number,
    rx: Uint8Array,
    maxDatagrams: number
  ): number {
    const { portId } = this.#peer
    const result = this.#socket.exchange(bytes, offset, length, portId, groups, rx, maxDatagrams)
    // Whoever is told that a thread is at work submits.
    return result === EAGAIN ? EBUSY : this.#sift(rx, result)
  }

  lend(tx: Uint8Array, rx: Uint8Array): void {
    this.#tx = tx
    this.#rx = rx
  }

  exchangeLent(length: number, maxDatagrams: number): void {
    const tx = this.#tx
    this.status[STATUS_RESULT] =
      length > tx.length ? EINVAL : this.exchange(tx, 0, length, 0, 0, this.#rx, maxDatagrams)
  }

  receive(rx: Uint8Array, maxDatagrams: number): number {
    return this.#sift(rx, this.#socket.receive(rx, maxDatagrams))
  }

  submit(
    bytes: Uint8Array,
    offset: number,
    length: number,
    _portId: number,
    groups: number,
    token: number,
    limit: number
  ): number {
    this.#submitted.push({ bytes: bytes.slice(offset, offset + length), groups, token, limit })
    if (this.#submitted.length > 1) return 0
    const result = this.#submitFirst()
    if (result < 0) this.#submitted.length = 0
    return result
  }

  pump(limit: number): number {
    return this.#socket.pump(limit)
  }

  watch(limit: number): number {
    return this.#socket.watch(limit)
  }

  take(rx: Uint8Array): number {
    for (;;) {
      const length = this.#sift(rx, this.#socket.take(rx))
      // Nothing would say that the inbox is empty, although it is not.
      if (length !== 0 || this.status[STATUS_HAS_INBOX] !== 1) return length
    }
  }

  drops(): number {
    return this.#socket.drops()
  }

  ref(): void {
    this.#socket.ref()
  }

  unref(): void {
    this.#socket.unref()
  }

  close(): number {
    clearTimeout(this.#timer)
    this.#submitted.length = 0
    return this.#socket.close()
  }

  #submitFirst(): number {
    const first = this.#submitted[0]
    if (first === undefined) return 0
    const { bytes, groups, token, limit } = first
    return this.#socket.submit(bytes, 0, bytes.length, this.#peer.portId, groups, token, limit)
  }

  /** Whether a thread's attempt to send was the last one; false where there will be another. */
  #hasSent(result: number): boolean {
    if (result !== EAGAIN) {
      this.#submitted.shift()
      if (this.#submitFirst() >= 0) return true
    }
    this.#timer = setTimeout(() => {
      // No thread to be had: later. A closed socket's timer has been cleared.
      if (this.#submitFirst() < 0) this.#timer?.refresh()
    }, PAUSE)
    return result !== EAGAIN
  }

  /** Leaves in `rx` what came from the peer, and what is no datagram; answers with its length. */
  #sift(rx: Uint8Array, length: number): number {
    if (length <= 0) return length
    if (this.#bytes.u8 !== rx) this.#bytes = bytesOf(rx)
    const bytes = this.#bytes
    const { view } = bytes
    let kept = 0
    for (let at = 0; at < length;) {
      const size = view.getUint32(at + RECORD_SIZE, LE)
      const kind = view.getUint32(at + RECORD_KIND, LE)
      const isDatagram = kind === KIND_DATAGRAM
      if (isDatagram && !this.#peer.hasSent(bytes, at)) {
        this.#onRejected()
      } else if (kind !== KIND_DONE || this.#hasSent(view.getInt32(at + RECORD_EXTRA, LE))) {
        if (kept !== at) rx.copyWithin(kept, at, at + size)
        if (isDatagram) view.setUint32(kept + RECORD_PORT_ID, 0, LE)
        kept += size
      }
      at += size
    }
    return kept
  }
}
