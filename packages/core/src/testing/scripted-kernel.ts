import type { Transport } from '../socket/transport.ts'
import type { ScriptedRequest } from './scripted-request.ts'
import { ScriptedSocket } from './scripted-socket.ts'

/** Answers a request; what it sends before it returns is there at once, what it sends later comes late. */
export type Script = (request: ScriptedRequest) => void

/** How it behaves. */
export interface ScriptedKernelOptions {
  /** Errno, positive, that opening a socket gives; for tests of what cannot be opened. */
  readonly refuseToOpen?: number
}

/**
 * A kernel that follows a script, for tests of faults that the real one does not produce on demand. Hand it to
 * `Connection.open({ transport })`.
 */
export class ScriptedKernel implements Transport {
  /** Every socket that was opened, closed ones too. */
  readonly sockets: ScriptedSocket[] = []
  readonly #script: Script
  readonly #options: ScriptedKernelOptions
  #nextPortId = 1000

  constructor(script: Script, options: ScriptedKernelOptions = {}) {
    this.#script = script
    this.#options = options
  }

  open(protocol: number, type: number, netns: number, onReady: () => void): ScriptedSocket | number {
    if (this.#options.refuseToOpen !== undefined) return -this.#options.refuseToOpen
    const socket = new ScriptedSocket({ protocol, type, netns, onReady, script: this.#script, kernel: this })
    this.sockets.push(socket)
    return socket
  }

  /** Sends a datagram to every open socket that has joined the group. */
  multicast(group: number, ...messages: readonly Uint8Array[]): void {
    for (const socket of this.sockets) if (socket.groups.has(group)) socket.deliver({ messages, group })
  }

  /** @internal */
  takePortId(): number {
    this.#nextPortId += 1
    return this.#nextPortId
  }
}
