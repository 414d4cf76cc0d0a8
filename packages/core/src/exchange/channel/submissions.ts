import type { TransportSocket } from '../../socket/transport.ts'
import type { Exchange } from './exchange.ts'

/** What may be under way by thread at a time; the rest waits in order. */
const MOST = 256

/** What a socket's thread has been given to send and has not told the end of. */
export class Submissions {
  readonly #socket: TransportSocket
  readonly #sent = new Map<number, Exchange>()

  constructor(socket: TransportSocket) {
    this.#socket = socket
  }

  get isEmpty(): boolean {
    return this.#sent.size === 0
  }

  get isFull(): boolean {
    return this.#sent.size >= MOST
  }

  /** @returns 0 or a negative errno: there is no thread for it */
  add(exchange: Exchange, bytes: Uint8Array): number {
    const result = this.#socket.submit(bytes, 0, bytes.length, 0, 0, exchange.sequence, 0)
    if (result >= 0) this.#sent.set(exchange.sequence, exchange)
    return result
  }

  /** The one that the thread says it is done with. */
  take(token: number): Exchange | undefined {
    const exchange = this.#sent.get(token)
    this.#sent.delete(token)
    return exchange
  }
}
