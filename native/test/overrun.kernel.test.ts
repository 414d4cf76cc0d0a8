import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { hostRoot, ip, ipBatch, requires } from '../../test/support/kernel.ts'
import type { Socket } from '../index.js'
import {
  DATAGRAM,
  NETLINK_ROUTE,
  NETLINK_USERSOCK,
  OVERRUN,
  SOL_SOCKET,
  SO_MEMINFO,
  SO_RCVBUF,
  Collector,
  bound,
  getLink,
  idle,
  int,
  messages,
  open,
  records,
  waitFor,
  type NetlinkRecord
} from './wire.ts'

const rx = new Uint8Array(256 * 1024)

/** What the kernel says that it dropped, read past the addon's own method. */
function memInfoDrops(socket: Socket): number {
  const words = new Uint32Array(9)
  expect(socket.getOption(SOL_SOCKET, SO_MEMINFO, new Uint8Array(words.buffer))).toBe(36)
  return words[8] ?? NaN
}

/** Sends numbers to group 1 of NETLINK_USERSOCK. */
class Numbers {
  readonly #sender = bound()
  next = 0

  send(count: number): void {
    for (let i = 0; i < count; i++, this.next++) {
      const result = this.#sender.socket.send(int(this.next), 0, 4, 0, 1)
      // The port id 0 behind the group is nobody's.
      if (result !== -111 && result !== 4) throw new Error(`send: ${result}`)
    }
  }
}

const numbers = (found: NetlinkRecord[]): number[] =>
  found.filter(({ kind }) => kind === DATAGRAM).map(({ payload }) => new Int32Array(payload.buffer)[0] ?? NaN)

const overruns = (found: NetlinkRecord[]): number[] =>
  found.filter(({ kind }) => kind === OVERRUN).map(({ extra }) => extra)

function member(): Collector {
  const collector = new Collector(NETLINK_USERSOCK)
  expect(collector.socket.bind(0, 1)).toBe(0)
  expect(collector.socket.setOption(SOL_SOCKET, SO_RCVBUF, int(8192))).toBe(0)
  return collector
}

describe('an overrun', () => {
  it('comes behind what is older, with the exact number, and the socket goes on', async () => {
    const collector = member()
    const { socket } = collector
    const source = new Numbers()
    source.send(500)
    const dropped = memInfoDrops(socket)
    expect(dropped).toBeGreaterThan(400)
    expect(socket.watch(1 << 20)).toBe(0)
    const found = await collector.until((all) => all.at(-1)?.kind === OVERRUN)
    expect(numbers(found)).toEqual(Array.from({ length: 500 - dropped }, (_, i) => i))
    expect(found.map(({ kind }) => kind).lastIndexOf(DATAGRAM)).toBe(500 - dropped - 1)
    expect(overruns(found)).toEqual([dropped])
    expect(socket.drops()).toBe(dropped)
    source.send(1)
    await collector.until((all) => numbers(all).at(-1) === 500)
    expect(overruns(collector.records)).toEqual([dropped])
  })

  it('is told a second time when it happens a second time', async () => {
    const collector = member()
    const { socket } = collector
    const source = new Numbers()
    const told: number[] = []
    for (let round = 1; round <= 3; round++) {
      expect(socket.watch(0)).toBe(0)
      source.send(100 * round)
      expect(socket.watch(1 << 20)).toBe(0)
      await collector.until((all) => overruns(all).length === round)
      told.push(memInfoDrops(socket) - told.reduce((sum, one) => sum + one, 0))
    }
    expect(overruns(collector.records)).toEqual(told)
    expect(numbers(collector.records).length + told.reduce((sum, one) => sum + one, 0)).toBe(source.next)
  })

  it('inline comes last in the call that finds the queue empty, once', () => {
    const { socket } = member()
    const source = new Numbers()
    source.send(500)
    const dropped = memInfoDrops(socket)
    const kept = 500 - dropped
    // Asked for in parts: the loss is not forgotten on the way.
    const first = records(rx, socket.receive(rx, 3))
    expect([numbers(first), overruns(first)]).toEqual([[0, 1, 2], []])
    const second = records(rx, socket.receive(rx, 4096))
    expect(numbers(second)).toEqual(Array.from({ length: kept - 3 }, (_, i) => i + 3))
    expect(second.at(-1)).toMatchObject({ kind: OVERRUN, extra: dropped })
    source.send(2)
    expect(records(rx, socket.receive(rx, 8)).map(({ kind }) => kind)).toEqual([DATAGRAM, DATAGRAM])
  })

  it('has one count for calls and threads', async () => {
    const collector = member()
    const { socket } = collector
    const source = new Numbers()
    source.send(300)
    const first = records(rx, socket.receive(rx, 4096))
    source.send(200)
    expect(socket.watch(1 << 20)).toBe(0)
    await collector.until((all) => overruns(all).length === 1)
    const told = [...overruns(first), ...overruns(collector.records)]
    expect(told.reduce((sum, one) => sum + one, 0)).toBe(memInfoDrops(socket))
    expect(numbers(first).length + numbers(collector.records).length).toBe(500 - memInfoDrops(socket))
  })

  it(
    'costs an idle reader nothing, and another socket nothing',
    requires(hostRoot, async () => {
      const collector = member()
      const other = new Collector(NETLINK_USERSOCK)
      expect(other.socket.bind(0, 1)).toBe(0)
      expect(other.socket.setOption(SOL_SOCKET, 33, int(16 * 1024 * 1024))).toBe(0)
      for (const { socket } of [collector, other]) expect(socket.watch(1 << 24)).toBe(0)
      const source = new Numbers()
      source.send(5000)
      await other.until((all) => numbers(all).length === 5000)
      const sum = (): number => overruns(collector.records).reduce((total, one) => total + one, 0)
      await waitFor(() => sum() + numbers(collector.records).length === 5000)
      expect(numbers(other.records)).toEqual(Array.from({ length: 5000 }, (_, i) => i))
      await idle()
    })
  )

  it('of the kernel`s own events is told in the same way', async () => {
    const collector = new Collector(NETLINK_ROUTE)
    const { socket } = collector
    expect(socket.bind(0, 1)).toBe(0)
    expect(socket.setOption(SOL_SOCKET, SO_RCVBUF, int(4096))).toBe(0)
    await ipBatch(Array.from({ length: 100 }, (_, i) => `link set lo txqueuelen ${i + 1}`))
    expect(memInfoDrops(socket)).toBeGreaterThan(90)
    expect(socket.watch(1 << 20)).toBe(0)
    const found = await collector.until((all) => overruns(all).length > 0)
    expect(found[0]?.kind).toBe(DATAGRAM)
    expect(overruns(found)).toEqual([memInfoDrops(socket)])
    await ip('link', 'set', 'lo', 'mtu', '65000')
    await collector.until((all) => all.at(-1)?.kind === DATAGRAM)
  })
})

it('brings an answer that was lost to a full queue as a loss, not as silence', async () => {
  const collector = new Collector(NETLINK_ROUTE)
  const { socket } = collector
  expect(socket.setOption(SOL_SOCKET, SO_RCVBUF, int(2048))).toBe(0)
  const one = getLink(1)
  // Twenty answers in one send do not fit: the last acknowledgements are dropped.
  const many = new Uint8Array(Array.from({ length: 20 }, (_, i) => [...getLink(i)]).flat())
  expect(many.length).toBe(one.length * 20)
  const length = socket.exchange(many, 0, many.length, 0, 0, rx, 4096)
  const inline = records(rx, length)
  expect(inline.flatMap(messages).some(({ sequence }) => sequence === 19)).toBe(false)
  expect(socket.watch(65536)).toBe(0)
  await collector.until((all) => overruns([...inline, ...all]).length > 0)
  expect(overruns([...inline, ...collector.records])).toEqual([socket.drops()])
})

it('is not reported where NETLINK_NO_ENOBUFS hides it, but counted', async () => {
  const socket = open(NETLINK_USERSOCK)
  expect(socket.bind(0, 1)).toBe(0)
  expect(socket.setOption(SOL_SOCKET, SO_RCVBUF, int(4096))).toBe(0)
  expect(socket.setOption(270, 5, int(1))).toBe(0)
  new Numbers().send(100)
  expect(socket.drops()).toBeGreaterThan(50)
  expect(overruns(records(rx, socket.receive(rx, 4096)))).toEqual([])
})

it('is told although the queue is empty when the thread takes over', async () => {
  // ENOBUFS and the last datagram were read inline: nothing is left that would wake the thread.
  const collector = member()
  const { socket } = collector
  new Numbers().send(500)
  const dropped = memInfoDrops(socket)
  const inline = records(rx, socket.receive(rx, 500 - dropped))
  expect(inline.map(({ kind }) => kind)).toEqual(inline.map(() => DATAGRAM))
  expect(inline).toHaveLength(500 - dropped)
  expect(socket.watch(1 << 20)).toBe(0)
  await collector.until((all) => all.length > 0)
  expect(collector.records).toMatchObject([{ kind: OVERRUN, extra: dropped }])
  await idle()
})

it('is told to a consumer that lets the inbox fill up, again and again', async () => {
  const { socket } = bound(NETLINK_USERSOCK, 1)
  expect(socket.setOption(SOL_SOCKET, SO_RCVBUF, int(8192))).toBe(0)
  const source = new Numbers()
  expect(socket.watch(1)).toBe(0)
  let told = 0
  let got = 0
  for (let round = 0; round < 60; round++) {
    source.send(30 + round * 3)
    for (let i = 0; got + told < source.next && i < 20_000; i++) {
      const length = socket.take(rx)
      const found = length > 0 ? records(rx, length) : []
      got += numbers(found).length
      told += overruns(found).reduce((sum, one) => sum + one, 0)
      if (length === 0) await delay(1)
    }
    expect([round, got + told]).toEqual([round, source.next])
  }
  expect(told).toBe(memInfoDrops(socket))
})
