/** Requests as bytes, records as objects, and sockets that end with their test. */
import { endianness } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, vi } from 'vitest'
import { patience } from '../../test/support/patience.ts'
import { Socket } from '../index.js'

export const NETLINK_ROUTE = 0
export const NETLINK_USERSOCK = 2
export const SOCK_RAW = 3
export const SOL_SOCKET = 1
export const SO_RCVBUF = 8
export const SO_PASSCRED = 16
export const SO_MEMINFO = 55
export const SOL_NETLINK = 270
export const NETLINK_ADD_MEMBERSHIP = 1
export const NETLINK_PKTINFO = 3
export const NETLINK_LISTEN_ALL_NSID = 8
export const NETLINK_CAP_ACK = 10

export const EAGAIN = -11
export const EBADF = -9
export const EBUSY = -16
export const EMSGSIZE = -90
export const EADDRINUSE = -98
export const EPROTONOSUPPORT = -93
export const ECONNREFUSED = -111

/** Milliseconds after which what has not come does not come: the machine may be busy with others. */
const WAIT = 25_000 * patience

export const DATAGRAM = 0
export const OVERRUN = 1
export const DONE = 2

export const TRUNCATED = 1
export const HAS_GROUP = 2
export const HAS_NSID = 4
export const HAS_CREDENTIALS = 8

export const LE = endianness() === 'LE'

export interface NetlinkRecord {
  kind: number
  flags: number
  /** The sender; a DONE's token. */
  portId: number
  group: number
  nsid: number
  pid: number
  uid: number
  gid: number
  senderGroups: number
  /** The true length; messages dropped; a result; an errno. */
  extra: number
  payload: Uint8Array
}

/** The records in `bytes[0, length)`, in order. Throws where one does not end with the length. */
export function records(bytes: Uint8Array, length: number): NetlinkRecord[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, length)
  const found: NetlinkRecord[] = []
  let at = 0
  for (; at < length; at += view.getUint32(at, LE)) {
    const word = (offset: number): number => view.getUint32(at + offset, LE)
    found.push({
      kind: word(4),
      flags: word(12),
      portId: word(16),
      group: word(20),
      nsid: view.getInt32(at + 24, LE),
      pid: word(28),
      uid: word(32),
      gid: word(36),
      senderGroups: word(40),
      extra: view.getInt32(at + 44, LE),
      payload: bytes.slice(at + 48, at + 48 + word(8))
    })
  }
  if (at !== length) throw new Error(`records of ${at} bytes in ${length}`)
  return found
}

/** Type, flags and sequence number of each netlink message in a record. */
export function messages({ payload }: NetlinkRecord): { type: number; flags: number; sequence: number }[] {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength)
  const found = []
  for (let at = 0; at + 16 <= payload.length; at += (view.getUint32(at, LE) + 3) & ~3) {
    const [type, flags] = [view.getUint16(at + 4, LE), view.getUint16(at + 6, LE)]
    found.push({ type, flags, sequence: view.getUint32(at + 8, LE) })
  }
  return found
}

/** A netlink message: header and body. */
export function message(type: number, flags: number, sequence: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(16 + body.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, bytes.length, LE)
  view.setUint16(4, type, LE)
  view.setUint16(6, flags, LE)
  view.setUint32(8, sequence, LE)
  bytes.set(body, 16)
  return bytes
}

/** Bytes in a socket's inbox. */
export function held(socket: Socket): number {
  socket.take(new Uint8Array(0))
  return socket.status[4] ?? NaN
}

/** Looks again and again; rejects when it does not come true. */
export const waitFor = (isTrue: () => boolean): Promise<void> =>
  vi.waitFor(() => expect(isTrue()).toBe(true), { timeout: WAIT, interval: 2 })

/** Resolves once this process is idle: a thread that spins never lets it be. */
export async function idle(): Promise<void> {
  for (let used = Infinity, tries = 0; used > 30_000; tries++) {
    if (tries === 50) throw new Error(`${used} us of 200 ms: something spins`)
    const before = process.cpuUsage()
    await delay(200)
    const { user, system } = process.cpuUsage(before)
    used = user + system
  }
}

/** RTM_GETLINK by index, acknowledged. */
export function getLink(sequence: number, index = 1): Uint8Array {
  const body = new Uint8Array(16)
  new DataView(body.buffer).setInt32(4, index, LE)
  return message(18, 0x1 | 0x4, sequence, body)
}

/** RTM_GETROUTE of all IPv4 routes. */
export function dumpRoutes(sequence: number): Uint8Array {
  return message(26, 0x1 | 0x4 | 0x300, sequence, Uint8Array.of(2, ...Array.from({ length: 11 }, () => 0)))
}

export const int = (value: number): Uint8Array => new Uint8Array(Int32Array.of(value).buffer)

const opened: Socket[] = []
afterEach(() => opened.splice(0).forEach((socket) => socket.close()))

/** Opens a socket that is closed behind the test. */
export function open(protocol = NETLINK_ROUTE, onReady: () => void = () => {}, netns = -1): Socket {
  const socket = Socket.open(protocol, SOCK_RAW, netns, onReady)
  if (typeof socket === 'number') throw new Error(`open: ${socket}`)
  opened.push(socket)
  return socket
}

/** What a receiver of NETLINK_USERSOCK's group 1 counts, and its port id. */
export function bound(protocol = NETLINK_USERSOCK, groups = 0): { socket: Socket; portId: number } {
  const socket = open(protocol)
  if (socket.bind(0, groups) !== 0) throw new Error('bind')
  const address = new Uint32Array(2)
  socket.address(address)
  return { socket, portId: address[0] ?? 0 }
}

/** A socket that collects its records by itself, and whoever waits for them. */
export class Collector {
  readonly records: NetlinkRecord[] = []
  readonly socket: Socket
  wakes = 0
  #check = (): void => {}

  constructor(protocol = NETLINK_ROUTE, netns = -1) {
    this.socket = open(protocol, () => this.#onReady(), netns)
  }

  /** Resolves when the records satisfy; rejects after 25 seconds. */
  async until(isEnough: (records: NetlinkRecord[]) => boolean): Promise<NetlinkRecord[]> {
    let timer: ReturnType<typeof setTimeout> | undefined
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`only ${this.records.length} records`)), WAIT)
      this.#check = () => isEnough(this.records) && resolve()
      this.#check()
    })
    clearTimeout(timer)
    return this.records
  }

  take(size = 1024 * 1024): NetlinkRecord[] {
    const rx = new Uint8Array(size)
    const length = this.socket.take(rx)
    const taken = length > 0 ? records(rx, length) : []
    this.records.push(...taken)
    return taken
  }

  #onReady(): void {
    this.wakes += 1
    do this.take()
    while (this.socket.status[2] === 1)
    this.#check()
  }
}
