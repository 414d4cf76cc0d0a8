import { NetlinkError } from '../errors/netlink-error.ts'
import { permissionHint } from '../errors/permission.ts'
import {
  NETLINK_ADD_MEMBERSHIP,
  NETLINK_DROP_MEMBERSHIP,
  NETLINK_LIST_MEMBERSHIPS,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
  SO_SNDBUF,
  SO_SNDBUFFORCE,
  SOCK_RAW,
  SOL_NETLINK,
  SOL_SOCKET
} from './options.ts'
import { builtin } from '../system.ts'
import { protocolName } from './protocols.ts'
import type { Transport, TransportSocket } from './transport.ts'

const EPERM = 1
const EINVAL = 22
const EPROTONOSUPPORT = 93

/** Throws a {@link NetlinkError} for a negative errno. */
export function check(result: number, request: string, hint?: string): number {
  if (result >= 0) return result
  throw new NetlinkError({ errno: result, request, hint })
}

/** Opens an unbound socket. */
export function openSocket(
  transport: Transport,
  protocol: number,
  netns: number,
  onReady: () => void,
  type: number = SOCK_RAW
): TransportSocket {
  const socket = transport.open(protocol, type, netns, onReady)
  if (typeof socket !== 'number') return socket
  const errno = -socket
  let hint: string | undefined
  if (errno === EPROTONOSUPPORT) hint = `this kernel has no ${protocolName(protocol)}`
  else if (errno === EPERM && netns >= 0) hint = permissionHint('CAP_SYS_ADMIN')
  // A name under /run/netns is an empty file where its namespace is mounted no more, such as after a restart of the machine.
  else if (errno === EINVAL && netns >= 0) hint = `${fileOf(netns)} is not a network namespace`
  throw new NetlinkError({
    errno,
    request: netns >= 0 && errno !== EPROTONOSUPPORT ? 'setns' : 'socket',
    hint
  })
}

/** The file that a descriptor is of, for errors. */
function fileOf(fd: number): string {
  try {
    return `'${builtin('node:fs')?.readlinkSync(`/proc/self/fd/${fd}`)}'`
  } catch {
    return 'what was named' // no /proc
  }
}

/** Binds and returns the port id, which the kernel chooses when `portId` is 0. */
export function bind(socket: TransportSocket, portId: number, groups: number): number {
  check(socket.bind(portId, groups), 'bind', portId === 0 ? undefined : `port id ${portId}`)
  const address = new Uint32Array(2)
  check(socket.address(address), 'getsockname')
  return address[0] ?? 0
}

/** Sets an option that takes an int. */
export function setInt(socket: TransportSocket, level: number, name: number, value: number): number {
  return socket.setOption(level, name, new Uint8Array(Int32Array.of(value).buffer))
}

/** Reads an option that is an int; a negative errno is thrown. */
export function getInt(socket: TransportSocket, level: number, name: number, request: string): number {
  const out = new Int32Array(1)
  check(socket.getOption(level, name, new Uint8Array(out.buffer)), request)
  return out[0] ?? 0
}

/** Joins a multicast group; the only way into groups above 32. */
export function joinGroup(socket: TransportSocket, group: number): void {
  membership(socket, NETLINK_ADD_MEMBERSHIP, 'NETLINK_ADD_MEMBERSHIP', group)
}

export function leaveGroup(socket: TransportSocket, group: number): void {
  membership(socket, NETLINK_DROP_MEMBERSHIP, 'NETLINK_DROP_MEMBERSHIP', group)
}

function membership(socket: TransportSocket, option: number, request: string, group: number): void {
  if (!Number.isInteger(group) || group < 1 || group > 0x7fffffff) {
    throw new RangeError(`group: expected a multicast group, 1 or more, got ${String(group)}`)
  }
  const result = setInt(socket, SOL_NETLINK, option, group)
  check(
    result,
    request,
    result === -EPERM ? `group ${group}: ${permissionHint('CAP_NET_ADMIN')}` : `group ${group}`
  )
}

/** The groups that a socket is a member of: a bitmap of words, whose length the kernel tells first. */
export function memberships(socket: TransportSocket): number[] {
  let words = new Uint32Array(8)
  for (;;) {
    const length = check(
      socket.getOption(SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, new Uint8Array(words.buffer)),
      'NETLINK_LIST_MEMBERSHIPS'
    )
    if (length <= words.byteLength) break
    words = new Uint32Array(length / 4)
  }
  const groups: number[] = []
  for (const [i, word] of words.entries()) {
    for (let bit = 0; bit < 32; bit++) if (((word >>> bit) & 1) === 1) groups.push(i * 32 + bit + 1)
  }
  return groups
}

/**
 * Asks for a receive buffer of so many bytes. SO_RCVBUFFORCE wants CAP_NET_ADMIN in the initial user namespace;
 * without it net.core.rmem_max is the limit.
 */
export function setReceiveBuffer(socket: TransportSocket, bytes: number): void {
  if (setInt(socket, SOL_SOCKET, SO_RCVBUFFORCE, bytes) < 0) {
    check(setInt(socket, SOL_SOCKET, SO_RCVBUF, bytes), 'SO_RCVBUF')
  }
}

/** Asks for a send buffer of so many bytes, by the same rules. */
export function setSendBuffer(socket: TransportSocket, bytes: number): void {
  if (setInt(socket, SOL_SOCKET, SO_SNDBUFFORCE, bytes) < 0) {
    check(setInt(socket, SOL_SOCKET, SO_SNDBUF, bytes), 'SO_SNDBUF')
  }
}
