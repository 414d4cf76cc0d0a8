import type { Socket } from 'node:net'
import { builtin } from './system.ts'

/** A connected TCP socket of this process: a net.Socket or tls.TLSSocket, or what holds one as `socket` (HTTP requests and responses). */
export type LiveSocket = Socket | { readonly socket: Socket | null }

/** What names a socket of this process to the kernel. */
export interface LiveSocketId {
  readonly family: 'inet' | 'inet6'
  readonly src: string
  readonly sport: number
  readonly dst: string
  readonly dport: number
  /** Interface of a link-local address, by name or index. */
  readonly zone?: string
  /** Inode number of its descriptor; absent when Node does not tell the descriptor. */
  readonly inode?: number
}

// Node has no public way to a socket's descriptor; the handle of net.Socket and tls.TLSSocket has told it since 0.x, both of the same
// socket. Without it the answer cannot be checked against the descriptor, and is not.
function descriptorOf(socket: Socket): number {
  const handle: unknown = Reflect.get(socket, '_handle')
  const fd: unknown = typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'fd') : undefined
  return typeof fd === 'number' ? fd : -1
}

function inodeOf(socket: Socket): number | undefined {
  const fd = descriptorOf(socket)
  if (fd < 0) return undefined
  try {
    return builtin('node:fs').fstatSync(fd).ino
  } catch {
    return undefined
  }
}

function unwrap(live: LiveSocket): Socket {
  if (typeof live !== 'object' || live === null) throw new TypeError('socket: expected a net.Socket')
  const socket = 'remoteAddress' in live ? live : live.socket
  if (socket === null || typeof socket !== 'object')
    throw new TypeError('socket: no connection is assigned to it yet')
  return socket
}

/**
 * What the kernel knows a live socket by. An IPv4 connection of a dual-stack server has v4-mapped addresses, which are looked up
 * as IPv6.
 * @throws TypeError for what is no connected TCP socket
 */
export function identify(live: LiveSocket): LiveSocketId {
  const socket = unwrap(live)
  const { localAddress, localPort, remoteAddress, remotePort } = socket
  if (
    localAddress === undefined ||
    localPort === undefined ||
    remoteAddress === undefined ||
    remotePort === undefined
  ) {
    throw new TypeError('socket: not connected over TCP (not yet, not any more, or a pipe)')
  }
  const [src = '', zone] = localAddress.split('%')
  const [dst = '', peerZone] = remoteAddress.split('%')
  const inode = inodeOf(socket)
  const scope = peerZone ?? zone
  return {
    family: src.includes(':') ? 'inet6' : 'inet',
    src,
    sport: localPort,
    dst,
    dport: remotePort,
    ...(scope !== undefined && { zone: scope }),
    ...(inode !== undefined && { inode })
  }
}
