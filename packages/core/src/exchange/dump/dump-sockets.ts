import type { TransportSocket } from '../../socket/transport.ts'

/** A socket that dumps run on, one at a time: the kernel answers a second dump on a socket with EBUSY. */
export interface DumpSocket {
  readonly socket: TransportSocket
  readonly portId: number
  /** Told when the inbox holds something. */
  onReady: (() => void) | undefined
}

/** Opens a socket for dumps; `ready` is called when its inbox holds something. */
export type OpenDumpSocket = (ready: () => void) => { socket: TransportSocket; portId: number }

/** Idle sockets that are kept for the next dump. */
const MOST_IDLE = 4

/** The sockets of a connection's dumps. A dump never shares a socket with requests, so a paused one holds up nothing. */
export class DumpSockets {
  readonly #open: OpenDumpSocket
  readonly #idle: DumpSocket[] = []
  readonly #used = new Set<DumpSocket>()

  constructor(open: OpenDumpSocket) {
    this.#open = open
  }

  acquire(): DumpSocket {
    const dumpSocket = this.#idle.pop() ?? this.#openOne()
    this.#used.add(dumpSocket)
    return dumpSocket
  }

  /** @param isClean the kernel has nothing more to say on it */
  release(dumpSocket: DumpSocket, isClean: boolean): void {
    if (!this.#used.delete(dumpSocket)) return
    dumpSocket.onReady = undefined
    if (isClean && this.#idle.length < MOST_IDLE) {
      // Nobody reads it now, so that the next dump can begin on the calling thread.
      dumpSocket.socket.watch(0)
      dumpSocket.socket.unref()
      this.#idle.push(dumpSocket)
    } else {
      dumpSocket.socket.close()
    }
  }

  close(): void {
    for (const { socket } of [...this.#idle, ...this.#used]) socket.close()
    this.#idle.length = 0
    this.#used.clear()
  }

  #openOne(): DumpSocket {
    let dumpSocket: DumpSocket | undefined
    const { socket, portId } = this.#open(() => dumpSocket?.onReady?.())
    dumpSocket = { socket, portId, onReady: undefined }
    return dumpSocket
  }
}
