import { closeSync, openSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hostRoot, namespace, requires, run, tool } from '../../test/support/kernel.ts'
import { Socket, abi } from '../index.js'
import {
  EADDRINUSE,
  EAGAIN,
  EBADF,
  ECONNREFUSED,
  EMSGSIZE,
  EPROTONOSUPPORT,
  NETLINK_ADD_MEMBERSHIP,
  NETLINK_CAP_ACK,
  NETLINK_LISTEN_ALL_NSID,
  NETLINK_PKTINFO,
  NETLINK_ROUTE,
  NETLINK_USERSOCK,
  SOCK_RAW,
  SOL_NETLINK,
  SOL_SOCKET,
  SO_MEMINFO,
  SO_PASSCRED,
  SO_RCVBUF,
  bound,
  getLink,
  int,
  open,
  records
} from './wire.ts'

const rx = new Uint8Array(256 * 1024)
const nothing = (): void => {}

function read(socket: Socket, level: number, name: number): number {
  const out = new Uint8Array(4)
  const length = socket.getOption(level, name, out)
  if (length !== 4) throw new Error(`getOption: ${length}`)
  return new Int32Array(out.buffer)[0] ?? NaN
}

describe('opening', () => {
  it('gives a descriptor that is closed on exec', () => {
    const { fd } = open()
    expect(fd).toBeGreaterThan(2)
    expect(readlinkSync(`/proc/self/fd/${fd}`)).toMatch(/^socket:/)
    // O_CLOEXEC
    expect(
      parseInt(/flags:\s*(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1] ?? '', 8) &
        0o2000000
    ).toBe(0o2000000)
  })

  it('takes every protocol number, and says which the kernel has not', () => {
    for (let protocol = 0; protocol < 32; protocol++) {
      const socket = Socket.open(protocol, SOCK_RAW, -1, nothing)
      if (typeof socket === 'number') expect(socket).toBe(EPROTONOSUPPORT)
      else expect(socket.close()).toBe(0)
    }
    for (const protocol of [32, 255, -1, 2 ** 31]) {
      expect(Socket.open(protocol, SOCK_RAW, -1, nothing)).toBe(EPROTONOSUPPORT)
    }
  })

  it('takes datagram sockets and refuses other kinds with ESOCKTNOSUPPORT', () => {
    const datagram = Socket.open(NETLINK_ROUTE, 2, -1, nothing)
    expect(typeof datagram === 'number' ? datagram : datagram.close()).toBe(0)
    expect(Socket.open(NETLINK_ROUTE, 1, -1, nothing)).toBe(-94)
  })

  it(
    'enters a namespace by its descriptor, for that socket alone',
    requires(hostRoot, async () => {
      await using other = await namespace()
      await other.ip('link', 'add', 'only0', 'type', 'bridge')
      const index = Number((await other.ipJson('link', 'show', 'only0'))[0]?.['ifindex'])
      using descriptor = other.open()
      const before = readlinkSync('/proc/thread-self/ns/net')
      const inside = open(NETLINK_ROUTE, nothing, descriptor.fd)
      const outside = open()
      expect(readlinkSync('/proc/thread-self/ns/net')).toBe(before)
      const names = [inside, outside].map((socket) => {
        const request = getLink(1, index)
        const length = socket.exchange(request, 0, request.length, 0, 0, rx, 8)
        return new TextDecoder().decode(rx.subarray(0, length)).includes('only0')
      })
      expect(names).toEqual([true, false])
    })
  )

  it('refuses a descriptor that is no network namespace, or none at all', () => {
    const file = openSync('/proc/self/ns/uts', 'r')
    expect(Socket.open(NETLINK_ROUTE, SOCK_RAW, file, nothing)).toBe(-22)
    closeSync(file)
    expect(Socket.open(NETLINK_ROUTE, SOCK_RAW, file, nothing)).toBe(EBADF)
  })

  it('throws only for what is no function', () => {
    expect(() => Socket.open(NETLINK_ROUTE, SOCK_RAW, -1, undefined as unknown as () => void)).toThrow(
      TypeError
    )
    expect(abi).toBe(1)
  })

  it('says when there are no descriptors left', () => {
    const sockets: Socket[] = []
    let result: Socket | number = 0
    for (let i = 0; i < 3_000_000; i++) {
      result = Socket.open(NETLINK_USERSOCK, SOCK_RAW, -1, nothing)
      if (typeof result === 'number') break
      sockets.push(result)
      if (sockets.length === 20_000) break // no limit worth the name
    }
    sockets.forEach((socket) => socket.close())
    expect([-24, -23]).toContain(typeof result === 'number' ? result : -24)
  })
})

describe('addresses', () => {
  it('are chosen by the kernel, or by the caller while nobody has them', () => {
    const first = bound()
    expect(first.portId).not.toBe(0)
    const second = open(NETLINK_USERSOCK)
    expect(second.bind(first.portId, 0)).toBe(EADDRINUSE)
    expect(second.bind(0xfedcba98, 0x5)).toBe(0)
    const address = new Uint32Array(2)
    expect(second.address(address)).toBe(0)
    expect([...address]).toEqual([0xfedcba98, 0x5])
    // A socket that is bound keeps its port id.
    expect(second.bind(1234, 0)).toBe(-22)
  })

  it('of a peer are set and taken back', () => {
    const peer = bound()
    const socket = open(NETLINK_USERSOCK)
    expect(socket.connect(peer.portId, 0)).toBe(0)
    expect(socket.connect(-1, 0)).toBe(0)
    expect(() => socket.address(new Uint8Array(8) as unknown as Uint32Array)).toThrow(TypeError)
    expect(socket.address(new Uint32Array(1))).toBe(-22)
  })
})

describe('options', () => {
  it('are set and read back', () => {
    const socket = open()
    for (const [level, name] of [
      [SOL_NETLINK, NETLINK_PKTINFO],
      [SOL_NETLINK, NETLINK_CAP_ACK],
      [SOL_SOCKET, SO_PASSCRED]
    ] as const) {
      expect(read(socket, level, name)).toBe(0)
      expect(socket.setOption(level, name, int(1))).toBe(0)
      expect(read(socket, level, name)).toBe(1)
    }
    expect(socket.setOption(SOL_SOCKET, SO_RCVBUF, int(65536))).toBe(0)
    expect(read(socket, SOL_SOCKET, SO_RCVBUF)).toBe(131072)
    expect(socket.getOption(SOL_SOCKET, SO_MEMINFO, new Uint8Array(64))).toBe(36)
  })

  it('that the kernel has not, or of the wrong size, are refused', () => {
    const socket = open()
    expect(socket.setOption(SOL_NETLINK, 9999, int(1))).toBe(-92)
    expect(socket.getOption(SOL_NETLINK, NETLINK_PKTINFO, new Uint8Array(1))).toBe(-22)
    expect(socket.setOption(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, int(1_000_000))).toBe(-22)
    expect(socket.setOption(SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, int(1))).toBeLessThanOrEqual(0)
    expect(() => socket.setOption(1, 1, [1] as unknown as Uint8Array)).toThrow(TypeError)
  })

  it('attach a program, from bytes at any place, and refuse a bad one', () => {
    const { socket, portId } = bound()
    const drop = new Uint8Array(9)
    drop[1] = 0x06
    expect(socket.attachFilter(drop.subarray(1))).toBe(0)
    expect(bound().socket.send(Uint8Array.of(1), 0, 1, portId, 0)).toBe(1)
    expect(socket.receive(rx, 8)).toBe(0)
    expect(socket.attachFilter(Uint8Array.from({ length: 8 }, () => 0xff))).toBe(-22)
    expect(socket.attachFilter(new Uint8Array(7))).toBe(-22)
    expect(socket.attachFilter(new Uint8Array(8 * 4097))).toBe(-22)
  })
})

describe('sending', () => {
  it('answers with the bytes sent and the errno that refuses it', () => {
    const { socket } = bound()
    const peer = bound()
    expect(socket.send(Uint8Array.of(1, 2, 3), 0, 3, peer.portId, 0)).toBe(3)
    expect(socket.send(Uint8Array.of(1, 2, 3), 0, 3, 0x12345, 0)).toBe(ECONNREFUSED)
    expect(socket.send(new Uint8Array(4 * 1024 * 1024), 0, 4 * 1024 * 1024, peer.portId, 0)).toBe(EMSGSIZE)
    expect(peer.socket.receive(rx, 8)).toBe(56)
  })

  it('says that a peer does not read, at once', () => {
    const peer = bound()
    peer.socket.setOption(SOL_SOCKET, SO_RCVBUF, int(4096))
    const { socket } = bound()
    let result = 0
    for (let i = 0; i < 1000 && result >= 0; i++)
      result = socket.send(new Uint8Array(512), 0, 512, peer.portId, 0)
    expect(result).toBe(-11)
  })

  it('takes the part that offset and length name, and throws for one that is not there', () => {
    const { socket } = bound()
    const peer = bound()
    expect(socket.send(Uint8Array.of(9, 8, 7, 6), 1, 2, peer.portId, 0)).toBe(2)
    expect(records(rx, peer.socket.receive(rx, 8))[0]?.payload).toEqual(Uint8Array.of(8, 7))
    for (const [offset, length] of [
      [0, 5],
      [5, 0],
      [1, 4],
      [2 ** 40, 1],
      [1, Infinity]
    ] as const) {
      expect(() => socket.send(new Uint8Array(4), offset, length, 0, 0)).toThrow(RangeError)
    }
    expect(() => socket.send('text' as unknown as Uint8Array, 0, 4, 0, 0)).toThrow(TypeError)
  })
})

it('answers EBADF to everything once closed, and nothing is wrong with closing again', () => {
  const socket = open()
  const bytes = new Uint8Array(16)
  const methods: (() => number)[] = [
    () => socket.bind(0, 0),
    () => socket.connect(0, 0),
    () => socket.address(new Uint32Array(2)),
    () => socket.setOption(1, 1, bytes),
    () => socket.getOption(1, 1, bytes),
    () => socket.attachFilter(bytes),
    () => socket.send(bytes, 0, 16, 0, 0),
    () => socket.exchange(bytes, 0, 16, 0, 0, rx, 8),
    () => socket.receive(rx, 8),
    () => socket.submit(bytes, 0, 16, 0, 0, 1, 0),
    () => socket.pump(65536),
    () => socket.watch(65536),
    () => socket.take(rx),
    () => socket.drops()
  ]
  expect(socket.drops()).toBe(0)
  expect(socket.close()).toBe(0)
  expect(methods.map((method) => method())).toEqual(methods.map(() => EBADF))
  expect([socket.fd, socket.close()]).toEqual([-1, 0])
  socket.ref()
  socket.unref()
})

it(
  'says when there can be no more threads, and works on without',
  requires([hostRoot, tool('prlimit')], async () => {
    const argv = ['prlimit', '--nproc=2', process.execPath, join(import.meta.dirname, 'no-threads.mjs')]
    expect(JSON.parse(await run(argv))).toEqual({
      open: EAGAIN,
      watch: EAGAIN,
      pump: EAGAIN,
      submit: EAGAIN,
      exchange: true
    })
  })
)

it('counts how often the calling thread has slept', () => {
  const before = Socket.sleeps()
  const never = new Int32Array(new SharedArrayBuffer(4))
  // A wait that is over before it has begun, on a slow machine, is no sleep.
  for (let i = 0; i < 2000 && Socket.sleeps() - before < 5; i++) Atomics.wait(never, 0, 0, 5)
  expect(Socket.sleeps() - before).toBeGreaterThanOrEqual(5)
})

it('is no socket for a method of another object, nor when made by new', () => {
  const method = Socket.prototype.bind
  expect(() => method.call({} as Socket, 0, 0)).toThrow(TypeError)
  const made = new (Socket as unknown as new () => Socket)()
  expect([made.fd, made.bind(0, 0), made.close()]).toEqual([-1, EBADF, 0])
})
