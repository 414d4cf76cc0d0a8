import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { hostRoot, kernelHas, requires, run, tool } from '../../test/support/kernel.ts'
import { Socket } from '../index.js'
import {
  DATAGRAM,
  ECONNREFUSED,
  EMSGSIZE,
  LE,
  NETLINK_ADD_MEMBERSHIP,
  NETLINK_CAP_ACK,
  NETLINK_ROUTE,
  OVERRUN,
  SOCK_RAW,
  SOL_NETLINK,
  SOL_SOCKET,
  SO_PASSCRED,
  SO_RCVBUF,
  bound,
  getLink,
  int,
  messages,
  records,
  type NetlinkRecord
} from './wire.ts'

const SO_SNDBUF = 7
const tx = new Uint8Array(256 * 1024)
const rx = new Uint8Array(256 * 1024)

/** Longer than others may take to queue what they had begun to send when the socket was connected. */
const SETTLED = 1100

/** What comes back, and how many single calls it took. */
function exchange(socket: Socket, bytes: Uint8Array, most = 2): { told: NetlinkRecord[]; calls: number } {
  const before = Socket.singleCalls()
  tx.set(bytes)
  socket.exchangeLent(bytes.length, most)
  const length = socket.status[7] ?? NaN
  if (length < 0) throw Object.assign(new Error(`exchangeLent: ${length}`), { errno: length })
  return { told: records(rx, length), calls: Socket.singleCalls() - before }
}

/** A socket that is connected to the kernel. */
function connected(): Socket {
  const socket = Socket.open(NETLINK_ROUTE, SOCK_RAW, -1, () => {})
  if (typeof socket === 'number') throw new Error(`open: ${socket}`)
  socket.setOption(SOL_NETLINK, NETLINK_CAP_ACK, int(1))
  expect([socket.bind(0, 0), socket.connect(0, 0)]).toEqual([0, 0])
  return socket
}

const made: Socket[] = []

/** One that has been for long enough. */
function settled(): Socket {
  const socket = made.pop()
  if (socket === undefined) throw new Error('there are too few')
  onTestFinished(() => void socket.close())
  socket.lend(tx, rx)
  return socket
}

const sequences = (told: NetlinkRecord[]): number[] =>
  told.filter(({ kind }) => kind === DATAGRAM).flatMap((one) => messages(one).map(({ sequence }) => sequence))

// Not what it would be unless told: a system call may be cheap here.
beforeAll(async () => {
  Socket.preferSingleCalls(true)
  for (let i = 0; i < 16; i++) made.push(connected())
  await delay(SETTLED)
})
afterAll(() => {
  Socket.preferSingleCalls(false)
  for (const socket of made) socket.close()
})

describe('a single call', () => {
  it('answers as two do, once the socket has been connected to the kernel for a second', async () => {
    expect(Socket.preferSingleCalls(true)).toBe(true)
    const start = performance.now()
    const socket = connected()
    socket.lend(tx, rx)
    const { told, calls } = exchange(socket, getLink(7))
    // Unless we were put aside for so long.
    if (performance.now() - start < 1000) expect(calls).toBe(0)
    socket.close()
    const old = settled()
    const single = exchange(old, getLink(7))
    expect(single.calls).toBe(1)
    // All but the port ids of the sockets.
    for (const { payload } of [...told, ...single.told]) payload.fill(0, 12, 16)
    expect(single.told).toEqual(told)
    expect(single.told.flatMap((one) => messages(one).map(({ type }) => type))).toEqual([16, 2])
    // As many datagrams as were asked for, no more.
    expect(exchange(old, getLink(8), 1)).toMatchObject({ calls: 1, told: [{ kind: DATAGRAM }] })
    expect(old.status[1]).toBe(1)
    expect(sequences(records(rx, old.receive(rx, 1024)))).toEqual([8])
  })

  it('is none for a socket that others can send to, and none for many datagrams', () => {
    const { socket } = bound(NETLINK_ROUTE)
    socket.lend(tx, rx)
    const left = settled()
    expect(left.connect(-1, 0)).toBe(0)
    const member = settled()
    expect(member.setOption(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, int(1))).toBe(0)
    const asking = settled()
    expect(asking.setOption(SOL_SOCKET, SO_PASSCRED, int(1))).toBe(0)
    for (const [one, most] of [
      [socket, 2],
      [left, 2],
      [member, 2],
      [asking, 2],
      [settled(), 3]
    ] as const) {
      const { told, calls } = exchange(one, getLink(1), most)
      expect([sequences(told), calls]).toEqual([[1, 1], 0])
    }
  })

  it('tells what was queued before it, in order', async () => {
    const socket = settled()
    expect(exchange(socket, getLink(1)).calls).toBe(1)
    const earlier = getLink(2)
    expect(socket.send(earlier, 0, earlier.length, 0, 0)).toBe(earlier.length)
    const { told, calls } = exchange(socket, getLink(3))
    expect([sequences(told), calls]).toEqual([[2, 2], 1])
    expect(sequences(records(rx, socket.receive(rx, 1024)))).toEqual([3, 3])
  })

  it('tells the kernel’s refusal', async () => {
    const socket = settled()
    const { told, calls } = exchange(socket, getLink(1, 4711))
    expect([told.length, calls]).toEqual([1, 1])
    // ENODEV
    expect(new DataView(told[0]?.payload.buffer ?? new ArrayBuffer(0)).getInt32(16, LE)).toBe(-19)
  })

  it('loses nothing when it cannot send', async () => {
    const socket = settled()
    expect(socket.setOption(SOL_SOCKET, SO_SNDBUF, int(8192))).toBe(0)
    expect(exchange(socket, getLink(1)).calls).toBe(1)
    const earlier = getLink(2)
    socket.send(earlier, 0, earlier.length, 0, 0)
    expect(() => exchange(socket, new Uint8Array(100_000))).toThrow(
      expect.objectContaining({ errno: EMSGSIZE })
    )
    expect(socket.status[2]).toBe(1)
    expect(sequences(records(rx, socket.take(rx)))).toEqual([2, 2])
    expect(sequences(exchange(socket, getLink(3)).told)).toEqual([3, 3])
  })

  it('tells a loss behind what came before it', async () => {
    const socket = settled()
    expect(exchange(socket, getLink(1)).calls).toBe(1)
    expect(socket.setOption(SOL_SOCKET, SO_RCVBUF, int(1))).toBe(0)
    for (const sequence of [2, 3]) {
      const bytes = getLink(sequence)
      expect(socket.send(bytes, 0, bytes.length, 0, 0)).toBe(bytes.length)
    }
    const { told, calls } = exchange(socket, getLink(4))
    expect(calls).toBe(1)
    const lost = told.findIndex(({ kind }) => kind === OVERRUN)
    expect(lost).toBe(told.length - 1)
    expect(sequences(told)[0]).toBe(2)
    expect(sequences(told).length + (told[lost]?.extra ?? 0)).toBe(6)
    expect(socket.setOption(SOL_SOCKET, SO_RCVBUF, int(200_000))).toBe(0)
    expect(sequences(exchange(socket, getLink(5)).told)).toEqual([5, 5])
  })
})

describe('a socket that is connected to the kernel', () => {
  it(
    'is not to be sent to by others; what they sent before is told by its sender',
    requires(hostRoot, async () => {
      const stranger = bound(NETLINK_ROUTE)
      const { socket, portId } = bound(NETLINK_ROUTE)
      const forged = getLink(9)
      const sendForged = (): number => stranger.socket.send(forged, 0, forged.length, portId, 0)
      expect(sendForged()).toBe(forged.length)
      socket.connect(0, 0)
      socket.lend(tx, rx)
      expect(sendForged()).toBe(ECONNREFUSED)
      await delay(SETTLED)
      const { told, calls } = exchange(socket, getLink(1), 2)
      expect(calls).toBe(0)
      expect(told.map((one) => one.portId)).toEqual([stranger.portId, 0])
      expect(sequences(records(rx, socket.receive(rx, 1024)))).toEqual([1])
      expect(exchange(socket, getLink(2)).calls).toBe(1)
    })
  )
})

const opening = `
  import { Socket } from ${JSON.stringify(new URL('../index.js', import.meta.url).href)}
  import { setTimeout as delay } from 'node:timers/promises'
  const socket = Socket.open(0, 3, -1, () => {})
  socket.bind(0, 0)
  socket.connect(0, 0)
  const tx = new Uint8Array([32, 0, 0, 0, 18, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  const rx = new Uint8Array(65536)
  socket.lend(tx, rx)
  const exchange = () => {
    socket.exchangeLent(32, 2)
    return socket.status[7] > 0 ? socket.status[1] : socket.status[7]
  }
  const early = exchange()
  await delay(${SETTLED})`

const program = `${opening}
  const preferred = Socket.preferSingleCalls(true)
  const datagrams = [early]
  for (let i = 0; i < 5; i++) datagrams.push(exchange())
  console.log(JSON.stringify({ preferred, datagrams, calls: Socket.singleCalls() }))`

const tracing = kernelHas('ptrace', ['strace', '-o', '/dev/null', 'true'])

/** What a program says under strace. */
async function traced(text: string, ...flags: string[]): Promise<unknown> {
  const argv = [
    'strace',
    '-qq',
    '-o',
    '/dev/null',
    ...flags,
    process.execPath,
    '--input-type=module',
    '-e',
    text
  ]
  return JSON.parse(await run(argv, { timeout: 120_000 }))
}

/** What the program says while system calls of its fail. */
const faulty = (inject: string): Promise<unknown> =>
  traced(program, '-f', '-e', `trace=${inject.split(':')[0]}`, '-e', `inject=${inject}`)

describe('where a machine has no single calls', () => {
  it('io_setup fails: two calls, as ever', (context) =>
    requires([tool('strace'), tracing], async () => {
      const outcome = { preferred: false, datagrams: [2, 2, 2, 2, 2, 2], calls: 0 }
      expect(await faulty('io_setup:error=ENOSYS')).toEqual(outcome)
    })(context))

  it('io_submit fails: that request and those behind it take two calls', (context) =>
    requires([tool('strace'), tracing], async () => {
      const outcome = { preferred: true, datagrams: [2, 2, 2, 2, 2, 2], calls: 2 }
      expect(await faulty('io_submit:error=EAGAIN:when=3')).toEqual(outcome)
    })(context))
})

// Of a process that ends, the kernel waits for what is left of it: some 30 ms.
it('is prepared only where many requests are made', (context) =>
  requires([tool('strace'), tracing], async () => {
    const counting = `${opening}
      const calls = []
      for (const count of [1000, 4000]) {
        for (let i = 0; i < count; i++) exchange()
        calls.push(Socket.singleCalls() > 0)
      }
      console.log(JSON.stringify({ calls, possible: Socket.preferSingleCalls(true) }))`
    // Each of the thread's system calls is expensive while it is traced.
    expect(await traced(counting)).toEqual({ calls: [false, true], possible: true })
  })(context))
