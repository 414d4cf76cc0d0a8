import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { hostRoot, patience, requires } from '../../test/support/kernel.ts'
import { Socket } from '../index.js'
import {
  NETLINK_ROUTE,
  NETLINK_USERSOCK,
  SOL_SOCKET,
  Collector,
  bound,
  getLink,
  held,
  int,
  messages,
  open,
  records,
  waitFor
} from './wire.ts'

const rx = new Uint8Array(256 * 1024)

/** A record of a four-byte datagram. */
const RECORD = 56
/** The same in the inbox, which does not keep what it has in common with the one before. */
const HELD = 12

function watched(limit: number): { collector: Collector; send: (value: number) => number } {
  const collector = new Collector(NETLINK_USERSOCK)
  expect(collector.socket.bind(0, 0)).toBe(0)
  const address = new Uint32Array(2)
  collector.socket.address(address)
  expect(collector.socket.setOption(SOL_SOCKET, 33, int(4 * 1024 * 1024))).toBe(0)
  expect(collector.socket.watch(limit)).toBe(0)
  const sender = bound().socket
  return { collector, send: (value) => sender.send(int(value), 0, 4, address[0] ?? 0, 0) }
}

const values = (found: { payload: Uint8Array }[]): number[] =>
  found.map(({ payload }) => new Int32Array(payload.buffer)[0] ?? NaN)

/** Bytes in the kernel's receive buffer. */
function queued(socket: { getOption(level: number, name: number, out: Uint8Array): number }): number {
  const words = new Uint32Array(9)
  socket.getOption(SOL_SOCKET, 55, new Uint8Array(words.buffer))
  return words[0] ?? NaN
}

describe('a watched socket', () => {
  it('wakes JavaScript once until the inbox is empty', async () => {
    let wakes = 0
    const socket = open(NETLINK_USERSOCK, () => (wakes += 1))
    expect(socket.bind(0, 0)).toBe(0)
    const address = new Uint32Array(2)
    socket.address(address)
    expect(socket.watch(65536)).toBe(0)
    const sender = bound().socket
    for (let i = 0; i < 10; i++) {
      sender.send(int(i), 0, 4, address[0] ?? 0, 0)
      await waitFor(() => held(socket) >= HELD * (i + 1))
    }
    await waitFor(() => wakes > 0)
    expect([wakes, socket.status[2]]).toEqual([1, 1])
    expect(socket.take(new Uint8Array(RECORD * 3))).toBe(RECORD * 3)
    expect(socket.status[4]).toBe(HELD * 7)
    sender.send(int(99), 0, 4, address[0] ?? 0, 0)
    await waitFor(() => held(socket) === HELD * 8)
    await delay(20)
    expect(wakes).toBe(1)
    expect(values(records(rx, socket.take(rx)))).toEqual([3, 4, 5, 6, 7, 8, 9, 99])
    sender.send(int(100), 0, 4, address[0] ?? 0, 0)
    await waitFor(() => wakes === 2)
  })

  it(
    'is left alone at its limit, and taken up again when half of it is taken',
    requires(hostRoot, async () => {
      let wakes = 0
      const socket = open(NETLINK_USERSOCK, () => (wakes += 1))
      expect(socket.bind(0, 0)).toBe(0)
      const address = new Uint32Array(2)
      socket.address(address)
      expect(socket.setOption(SOL_SOCKET, 33, int(4 * 1024 * 1024))).toBe(0)
      const limit = HELD * 100
      expect(socket.watch(limit)).toBe(0)
      const sender = bound().socket
      for (let i = 0; i < 1000; i++) expect(sender.send(int(i), 0, 4, address[0] ?? 0, 0)).toBe(4)
      await waitFor(() => held(socket) >= limit)
      const found = []
      const small = new Uint8Array(RECORD * 10)
      expect(socket.take(small)).toBe(small.length)
      found.push(...records(small, small.length))
      expect(socket.status[4]).toBeGreaterThanOrEqual(limit - HELD * 10 - 40)
      expect(socket.status[4]).toBeLessThan(limit + HELD * 40)
      const before = queued(socket)
      expect(before).toBeGreaterThan(0)
      await delay(20)
      expect(queued(socket)).toBe(before)
      for (let round = 0; found.length < 1000 && round < 20_000; round++) {
        const length = socket.take(small)
        if (length > 0) found.push(...records(small, length))
        else await delay(1)
      }
      expect(values(found)).toEqual(Array.from({ length: 1000 }, (_, i) => i))
      expect(queued(socket)).toBe(0)
    })
  )

  it(
    'works with a limit of one byte',
    requires(hostRoot, async () => {
      const { collector, send } = watched(1)
      for (let i = 0; i < 200; i++) send(i)
      const found = await collector.until((all) => all.length === 200)
      expect(values(found)).toEqual(Array.from({ length: 200 }, (_, i) => i))
    })
  )

  it(
    'loses no wake-up, whoever is faster',
    requires(hostRoot, async () => {
      // A limit that is met all the time: the reader pauses while JavaScript takes.
      const { collector, send } = watched(HELD * 2)
      for (let i = 0; i < 3000; i++) {
        send(i)
        if (i % 7 === 0) collector.take(RECORD * (1 + (i % 5)))
        if (i % 50 === 0) await new Promise(setImmediate)
      }
      const found = await collector.until((all) => all.length === 3000)
      expect(values(found)).toEqual(Array.from({ length: 3000 }, (_, i) => i))
    })
  )

  it('keeps the order of what is received inline, by the thread, and inline again', async () => {
    let wakes = 0
    const socket = open(NETLINK_ROUTE, () => (wakes += 1))
    const exchange = (sequence: number): number => {
      const request = getLink(sequence)
      return socket.exchange(request, 0, request.length, 0, 0, rx, 8)
    }
    expect(exchange(1)).toBeGreaterThan(0)
    expect(socket.watch(1 << 20)).toBe(0)
    expect(exchange(2)).toBe(0)
    await waitFor(() => wakes === 1)
    expect(socket.watch(0)).toBe(0)
    // The inbox still holds the second answer, so the third goes behind it.
    expect([exchange(3), socket.status[2]]).toEqual([0, 1])
    const sequences = records(rx, socket.take(rx))
      .flatMap(messages)
      .map(({ sequence }) => sequence)
    expect(sequences).toEqual([2, 2, 3, 3])
    expect(exchange(4)).toBeGreaterThan(0)
  })

  it('hands over at any moment: watched, unwatched, exchanged, in a loop', async () => {
    const socket = open(NETLINK_ROUTE)
    const seen: number[] = []
    const collect = (length: number): void => {
      if (length > 0)
        seen.push(
          ...records(rx, length)
            .flatMap(messages)
            .map(({ sequence }) => sequence)
        )
    }
    for (let i = 0; i < 2000; i++) {
      const request = getLink(i)
      if (i % 3 === 0) socket.watch(1 << 20)
      if (i % 3 === 1) socket.watch(0)
      const length = socket.exchange(request, 0, request.length, 0, 0, rx, 8)
      expect(length).toBeGreaterThanOrEqual(0)
      collect(length)
      if (socket.status[2] === 1) collect(socket.take(rx))
    }
    const until = Date.now() + 25_000 * patience
    while (seen.length < 4000 && Date.now() < until) {
      collect(socket.take(rx))
      await delay(1)
    }
    expect(seen).toEqual(Array.from({ length: 4000 }, (_, i) => i >> 1))
  })

  it('calls the others although one callback throws', async () => {
    const thrown: unknown[] = []
    const listeners = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    process.on('uncaughtException', (error) => thrown.push(error))
    try {
      const sender = bound().socket
      const called: number[] = []
      const ids = Array.from({ length: 4 }, (_, i) => {
        const socket = open(NETLINK_USERSOCK, () => {
          called.push(i)
          if (i % 2 === 0) throw new Error(`callback ${i}`)
        })
        socket.bind(0, 0)
        socket.watch(65536)
        const address = new Uint32Array(2)
        socket.address(address)
        return address[0] ?? 0
      })
      for (const id of ids) sender.send(int(1), 0, 4, id, 0)
      await waitFor(() => called.length === 4 && thrown.length === 2)
      expect(called.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3])
      expect(thrown.map(String).toSorted()).toEqual(['Error: callback 0', 'Error: callback 2'])
    } finally {
      process.removeAllListeners('uncaughtException')
      for (const listener of listeners) process.on('uncaughtException', listener)
    }
  })

  it('may close itself and others in its callback', async () => {
    const sockets = Array.from({ length: 3 }, () =>
      open(NETLINK_USERSOCK, () => sockets.forEach((socket) => socket.close()))
    )
    const sender = bound().socket
    for (const socket of sockets) {
      socket.bind(0, 0)
      socket.watch(65536)
      const address = new Uint32Array(2)
      socket.address(address)
      sender.send(int(1), 0, 4, address[0] ?? 0, 0)
    }
    await waitFor(() => sockets.some(({ fd }) => fd === -1))
    expect(sockets.map(({ fd }) => fd)).toEqual([-1, -1, -1])
  })
})

describe('all watched sockets together', () => {
  afterEach(() => Socket.limitTotal(256 * 1024 * 1024))

  it(
    'hold no more than their total, and one who takes is not held up by one who does not',
    requires(hostRoot, async () => {
      Socket.limitTotal(HELD * 1000)
      const idle = Array.from({ length: 3 }, () => bound(NETLINK_USERSOCK, 1).socket)
      const collector = new Collector(NETLINK_USERSOCK)
      expect(collector.socket.bind(0, 1)).toBe(0)
      for (const socket of [...idle, collector.socket]) {
        expect(socket.setOption(SOL_SOCKET, 33, int(16 * 1024 * 1024))).toBe(0)
        expect(socket.watch(64 * 1024 * 1024)).toBe(0)
      }
      const sender = bound().socket
      for (let i = 0; i < 4000; i++) sender.send(int(i), 0, 4, 0, 1)
      expect(values(await collector.until((all) => all.length === 4000))).toHaveLength(4000)
      // Each gets its share; what one call receives comes on top.
      await waitFor(() => idle.every((socket) => held(socket) > HELD * 150))
      const before = idle.map(held).reduce((sum, bytes) => sum + bytes, 0)
      expect(before).toBeLessThan(HELD * (1000 + 3 * 64))
      for (const socket of idle) expect(socket.take(new Uint8Array(RECORD))).toBe(RECORD)
      for (const socket of idle) {
        const found = []
        for (let i = 0; found.length < 3999 && i < 20_000; i++) {
          const length = socket.take(rx)
          if (length > 0) found.push(...records(rx, length))
          else await delay(1)
        }
        expect(values(found)).toEqual(Array.from({ length: 3999 }, (_, i) => i + 1))
      }
    })
  )

  it('are limited by a number', () => {
    for (const wrong of [-1, NaN, '1', undefined]) {
      expect(() => Socket.limitTotal(wrong as number)).toThrow(TypeError)
    }
    expect(() => Socket.limitTotal(Infinity)).not.toThrow()
  })
})
