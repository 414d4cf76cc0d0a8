/** Many sockets, and what is left when they have gone. */
import { readFileSync, readdirSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { hostRoot, requires, patience } from '../../test/support/kernel.ts'
import { Socket } from '../index.js'
import {
  DONE,
  NETLINK_USERSOCK,
  SOCK_RAW,
  SOL_SOCKET,
  Collector,
  bound,
  dumpRoutes,
  getLink,
  idle,
  int,
  open,
  records,
  waitFor
} from './wire.ts'

const count = (name: 'fd' | 'task'): number => readdirSync(`/proc/self/${name}`).length
const resident = (): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024

function collector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}

it('a thousand watched sockets have one thread, cost nothing when idle, and each gets its own', async () => {
  const threads = count('task')
  const got = new Map<number, number[]>()
  const sockets = Array.from({ length: 1000 }, (_, i) => {
    const socket = open(NETLINK_USERSOCK, () => {
      const rx = new Uint8Array(4096)
      const length = socket.take(rx)
      got.set(i, [...(got.get(i) ?? []), ...records(rx, length).map(({ payload }) => payload[0] ?? NaN)])
    })
    expect(socket.bind(0, 1)).toBe(0)
    expect(socket.watch(65536)).toBe(0)
    return socket
  })
  expect(count('task')).toBeLessThanOrEqual(threads + 1)
  await idle()
  const { socket: sender } = bound()
  for (let i = 0; i < 5; i++) sender.send(Uint8Array.of(i), 0, 1, 0, 1)
  await waitFor(() => got.size === 1000 && [...got.values()].every((values) => values.length === 5))
  expect([...got.values()].every((values) => values.join() === '0,1,2,3,4')).toBe(true)
  for (const socket of sockets) socket.close()
})

it(
  'memory that a burst has filled is given back when it has been taken',
  { timeout: 120_000 * patience },
  requires(hostRoot, async () => {
    const gc = collector()
    const rx = new Uint8Array(1024 * 1024)
    let taken = 0
    // Counted and let go: copies would be memory of JavaScript's, which comes and goes as it likes.
    const socket = open(NETLINK_USERSOCK, () => {
      do taken += Math.max(0, socket.take(rx)) / (4096 + 48)
      while (socket.status[2] === 1)
    })
    socket.bind(0, 0)
    expect(socket.setOption(SOL_SOCKET, 33, int(8 * 1024 * 1024))).toBe(0)
    const address = new Uint32Array(2)
    socket.address(address)
    socket.watch(256 * 1024 * 1024)
    const sender = bound().socket
    const bytes = new Uint8Array(4096)
    gc()
    const before = resident()
    // The event loop stands still: everything waits in the inbox, 80 MB.
    for (let i = 0; i < 20_000; i++) {
      while (sender.send(bytes, 0, bytes.length, address[0] ?? 0, 0) === -11);
    }
    expect(resident() - before).toBeGreaterThan(40_000_000)
    await waitFor(() => taken === 20_000)
    const isGivenBack = (): boolean => {
      gc()
      return resident() - before < 20_000_000
    }
    // A sanitizer keeps what was freed.
    if (process.env['LD_PRELOAD'] === undefined) await waitFor(isGivenBack)
  })
)

it(
  'sockets that come and go leave nothing behind',
  async () => {
    const rx = new Uint8Array(256 * 1024)
    const cycle = async (): Promise<void> => {
      const request = getLink(1)
      const one = new Collector()
      one.socket.exchange(request, 0, request.length, 0, 0, rx, 8)
      one.socket.submit(request, 0, request.length, 0, 0, 1, 0)
      one.socket.watch(65536)
      await one.until((all) => all.some(({ kind }) => kind === DONE))
      one.socket.close()
      const two = open()
      const dump = dumpRoutes(1)
      two.exchange(dump, 0, dump.length, 0, 0, rx, 1)
      two.pump(65536)
      two.close()
    }
    // What stays is the reader, with its two descriptors.
    open(NETLINK_USERSOCK).watch(65536)
    const [descriptors, threads] = [count('fd'), count('task')]
    for (let i = 0; i < 60; i++) await cycle()
    await waitFor(() => count('task') <= threads && count('fd') <= descriptors)
    expect(count('fd')).toBeLessThanOrEqual(descriptors)
  },
  120_000 * patience
)

it('a socket that nobody refers to is closed by the collector, unless it is waited for', async () => {
  const gc = collector()
  const descriptors = count('fd')
  const ids: number[] = []
  let called = 0
  const make = (isWatched: boolean): void => {
    for (let i = 0; i < 20; i++) {
      // The callback refers to the socket: a cycle.
      const socket = Socket.open(NETLINK_USERSOCK, SOCK_RAW, -1, () => {
        called += 1
        if (typeof socket !== 'number') socket.close()
      })
      if (typeof socket === 'number') throw new Error(`open: ${socket}`)
      if (!isWatched) continue
      socket.bind(0, 0)
      socket.watch(65536)
      const address = new Uint32Array(2)
      socket.address(address)
      ids.push(address[0] ?? 0)
    }
  }
  make(false)
  expect(count('fd')).toBe(descriptors + 20)
  for (let i = 0; i < 50 && count('fd') > descriptors; i++) {
    gc()
    await delay(5)
  }
  expect(count('fd')).toBe(descriptors)
  make(true)
  for (let i = 0; i < 10; i++) {
    gc()
    await delay(1)
  }
  const sender = bound().socket
  for (const id of ids) expect(sender.send(Uint8Array.of(1), 0, 1, id, 0)).toBe(1)
  await waitFor(() => called === 20)
})

it('a method that was taken out of a socket does not hold it, and knows when it has gone', async () => {
  const gc = collector()
  const rx = new Uint8Array(64 * 1024)
  const request = getLink(1)
  const take = (): Socket['exchange'] => {
    const socket = Socket.open(0, SOCK_RAW, -1, () => {})
    if (typeof socket === 'number') throw new Error(`open: ${socket}`)
    const { exchange } = socket
    expect(exchange(request, 0, request.length, 0, 0, rx, 8)).toBeGreaterThan(0)
    return exchange
  }
  const descriptors = count('fd')
  const exchange = take()
  for (let i = 0; i < 50 && count('fd') > descriptors; i++) {
    gc()
    await delay(5)
  }
  expect(count('fd')).toBe(descriptors)
  expect(() => exchange(request, 0, request.length, 0, 0, rx, 8)).toThrow(TypeError)
})
