import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { ipBatch } from '../../test/support/kernel.ts'
import type { Socket } from '../index.js'
import {
  DATAGRAM,
  DONE,
  EBUSY,
  NETLINK_ROUTE,
  NETLINK_USERSOCK,
  Collector,
  dumpRoutes,
  getLink,
  held,
  messages,
  open,
  records,
  waitFor,
  type NetlinkRecord
} from './wire.ts'

const rx = new Uint8Array(256 * 1024)
const ROUTES = 8000
const NLMSG_DONE = 3
const RTM_NEWROUTE = 24

beforeAll(async () => {
  const lines = Array.from(
    { length: ROUTES },
    (_, i) => `route add 10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}/32 dev lo`
  )
  await ipBatch(['link set lo up', ...lines])
})

const isEnd = (all: NetlinkRecord[]): boolean =>
  all.some((record) => record.kind === DATAGRAM && messages(record).at(-1)?.type === NLMSG_DONE)

const routes = (all: NetlinkRecord[]): number =>
  all
    .filter(({ kind }) => kind === DATAGRAM)
    .flatMap(messages)
    .filter(({ type }) => type === RTM_NEWROUTE).length

const dump = (socket: Socket, sequence: number, most = 1): number => {
  const request = dumpRoutes(sequence)
  return socket.exchange(request, 0, request.length, 0, 0, rx, most)
}

describe('submit', () => {
  it('does what was submitted in order, each with its token and result behind its answer', async () => {
    const collector = new Collector()
    const { socket } = collector
    for (let i = 0; i < 50; i++) {
      const request = getLink(i)
      expect(socket.submit(request, 0, request.length, 0, 0, 0xf0000000 + i, 0)).toBe(0)
    }
    const found = await collector.until((all) => all.filter(({ kind }) => kind === DONE).length === 50)
    const told = found.map((record) => (record.kind === DONE ? record.portId : messages(record)[0]?.sequence))
    expect(told).toEqual(Array.from({ length: 50 }, (_, i) => [i, i, 0xf0000000 + i]).flat())
    expect(found.filter(({ kind }) => kind === DONE).every(({ extra }) => extra === 32)).toBe(true)
  })

  it('copies: the caller may write over the bytes at once', async () => {
    const collector = new Collector()
    const request = getLink(123)
    expect(collector.socket.submit(request, 0, request.length, 0, 0, 1, 0)).toBe(0)
    request.fill(0xff)
    const found = await collector.until((all) => all.some(({ kind }) => kind === DONE))
    expect(found.map((record) => record.kind)).toEqual([DATAGRAM, DATAGRAM, DONE])
  })

  it('tells the errno that refuses it in its record', async () => {
    const collector = new Collector(NETLINK_USERSOCK)
    expect(collector.socket.submit(new Uint8Array(4), 0, 4, 0x12345, 0, 7, 0)).toBe(0)
    const found = await collector.until((all) => all.length > 0)
    expect(found).toMatchObject([{ kind: DONE, portId: 7, extra: -111 }])
  })

  it('never waits for a peer that does not read', async () => {
    const peer = open(NETLINK_USERSOCK)
    peer.setOption(1, 8, new Uint8Array(4))
    peer.bind(0, 0)
    const address = new Uint32Array(2)
    peer.address(address)
    const collector = new Collector(NETLINK_USERSOCK)
    for (let i = 0; i < 100; i++)
      collector.socket.submit(new Uint8Array(512), 0, 512, address[0] ?? 0, 0, i, 0)
    const found = await collector.until((all) => all.length === 100)
    expect(found.at(-1)).toMatchObject({ kind: DONE, portId: 99, extra: -11 })
  })

  it('keeps exchange() and receive() off: EBUSY until it is done', async () => {
    const collector = new Collector()
    const { socket } = collector
    // A dump larger than what may be read ahead cannot end before somebody takes it, which nobody does before the await.
    const slow = dumpRoutes(5)
    expect(socket.submit(slow, 0, slow.length, 0, 0, 5, 16 * 1024)).toBe(0)
    const request = getLink(1)
    expect([dump(socket, 1), socket.receive(rx, 8)]).toEqual([EBUSY, EBUSY])
    await collector.until((all) => isEnd(all) && all.some(({ kind }) => kind === DONE))
    expect(socket.exchange(request, 0, request.length, 0, 0, rx, 8)).toBeGreaterThan(0)
  })

  it('of a dump reads ahead to its limit and goes on as it is taken', async () => {
    const collector = new Collector()
    const request = dumpRoutes(5)
    expect(collector.socket.submit(request, 0, request.length, 0, 0, 5, 128 * 1024)).toBe(0)
    const found = await collector.until((all) => isEnd(all) && all.some(({ kind }) => kind === DONE))
    expect(routes(found)).toBeGreaterThanOrEqual(ROUTES)
    expect(found.filter(({ kind }) => kind === DONE)).toMatchObject([{ portId: 5, extra: request.length }])
  })
})

describe('pump', () => {
  it('brings the rest of a dump, whole and in order', async () => {
    const collector = new Collector()
    const { socket } = collector
    const first = records(rx, dump(socket, 9))
    expect(first).toHaveLength(1)
    expect(socket.pump(1 << 20)).toBe(0)
    const found = await collector.until(isEnd)
    const all = [...first, ...found]
    expect(all.flatMap(messages).every(({ sequence }) => sequence === 9)).toBe(true)
    // What `ip` sees of the same table, ours and the kernel's own of lo.
    expect(routes(all)).toBeGreaterThanOrEqual(ROUTES)
    expect(all.filter(({ kind }) => kind !== DATAGRAM)).toEqual([])
  })

  it('pauses at its limit, uses no memory beyond, and resumes', async () => {
    let wakes = 0
    const socket = open(NETLINK_ROUTE, () => (wakes += 1))
    expect(dump(socket, 9)).toBeGreaterThan(0)
    const limit = 256 * 1024
    expect(socket.pump(limit)).toBe(0)
    await waitFor(() => held(socket) >= limit && wakes > 0)
    const small = new Uint8Array(64 * 1024)
    const found = records(small, socket.take(small))
    expect(socket.status[4]).toBeGreaterThan(limit / 2)
    expect(socket.status[4]).toBeLessThan(limit + 4 * 33 * 1024)
    await delay(30)
    expect(dump(socket, 10)).toBe(EBUSY)
    expect(wakes).toBe(1)
    for (let i = 0; !isEnd(found) && i < 10_000; i++) {
      const length = socket.take(small)
      if (length > 0) found.push(...records(small, length))
      else await delay(1)
    }
    expect(routes(found)).toBeGreaterThan(ROUTES - 500)
  })

  it('goes on after its thread has ended for want of work', async () => {
    const socket = open(NETLINK_ROUTE)
    expect(dump(socket, 9)).toBeGreaterThan(0)
    expect(socket.pump(64 * 1024)).toBe(0)
    await delay(1500)
    const found: NetlinkRecord[] = []
    for (let i = 0; !isEnd(found) && i < 10_000; i++) {
      const length = socket.take(rx)
      if (length > 0) found.push(...records(rx, length))
      else await delay(1)
    }
    expect(routes(found)).toBeGreaterThan(ROUTES - 500)
  })

  it('leaves the socket free the moment its last part can be seen: dump upon dump', async () => {
    const socket = open(NETLINK_ROUTE)
    for (let sequence = 1; sequence <= 25; sequence++) {
      const found = records(rx, dump(socket, sequence))
      expect(found).toHaveLength(1)
      expect(socket.pump(1 << 20)).toBe(0)
      for (let i = 0; !isEnd(found); i++) {
        // Not even by the callback: as early as can be.
        const length = socket.take(rx)
        if (length > 0) found.push(...records(rx, length))
        if (i % 1000 === 999) await delay(0)
      }
      expect(found.flatMap(messages).every((one) => one.sequence === sequence)).toBe(true)
    }
    expect(socket.status[5]).toBe(0)
  })

  it('is given up by close() at any moment', async () => {
    for (let i = 0; i < 40; i++) {
      const socket = open(NETLINK_ROUTE)
      expect(dump(socket, i)).toBeGreaterThan(0)
      expect(socket.pump(1 << 20)).toBe(0)
      if (i % 2 === 0) await delay(i / 10)
      if (i % 3 === 0) socket.take(rx)
      expect(socket.close()).toBe(0)
    }
  })

  it('runs on many sockets at once', async () => {
    const collectors = Array.from({ length: 20 }, () => new Collector())
    for (const { socket } of collectors) {
      expect(dump(socket, 3)).toBeGreaterThan(0)
      expect(socket.pump(256 * 1024)).toBe(0)
    }
    for (const collector of collectors)
      expect(routes(await collector.until(isEnd))).toBeGreaterThan(ROUTES - 500)
  })

  it('hands what comes after the end to the reader, which wakes JavaScript', async () => {
    const collector = new Collector()
    const { socket } = collector
    expect(dump(socket, 1)).toBeGreaterThan(0)
    expect(socket.pump(1 << 20)).toBe(0)
    await collector.until(isEnd)
    // A late answer: sent without an exchange that would take it.
    const request = getLink(77)
    expect(socket.send(request, 0, request.length, 0, 0)).toBe(request.length)
    await collector.until((all) => all.some((one) => messages(one)[0]?.sequence === 77))
  })
})
