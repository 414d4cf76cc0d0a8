import { closeSync, openSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { hostRoot, ip, ipBatch, namespace, requires, run } from '../../test/support/kernel.ts'
import {
  DATAGRAM,
  HAS_CREDENTIALS,
  HAS_GROUP,
  HAS_NSID,
  NETLINK_LISTEN_ALL_NSID,
  NETLINK_PKTINFO,
  NETLINK_ROUTE,
  NETLINK_USERSOCK,
  SOL_NETLINK,
  SOL_SOCKET,
  SO_PASSCRED,
  SO_RCVBUF,
  TRUNCATED,
  Collector,
  bound,
  getLink,
  int,
  message,
  messages,
  open,
  records
} from './wire.ts'

const rx = new Uint8Array(256 * 1024)

describe('an exchange', () => {
  it('brings the answer and its ACK in one call', () => {
    const socket = open()
    const request = getLink(77)
    const start = performance.now()
    const length = socket.exchange(request, 0, request.length, 0, 0, rx, 8)
    const found = records(rx, length)
    expect(found.map((record) => [record.kind, record.portId, messages(record)[0]?.type])).toEqual([
      [DATAGRAM, 0, 16],
      [DATAGRAM, 0, 2]
    ])
    expect(found.flatMap(messages).map(({ sequence }) => sequence)).toEqual([77, 77])
    expect(found.map(({ extra, payload }) => extra - payload.length)).toEqual([0, 0])
    expect([socket.status[1], socket.status[2]]).toEqual([2, 0])
    // Microseconds, whole ones.
    expect(socket.status[0]).toBeLessThanOrEqual(Math.ceil((performance.now() - start) * 1000))
  })

  it('stops at as many datagrams as were asked for; the rest is there for the next', () => {
    const socket = open()
    const request = getLink(5)
    expect(records(rx, socket.exchange(request, 0, request.length, 0, 0, rx, 1))).toHaveLength(1)
    expect(records(rx, socket.receive(rx, 8)).flatMap(messages)).toMatchObject([{ type: 2, sequence: 5 }])
    expect(socket.exchange(request, 0, request.length, 0, 0, rx, 0)).toBe(0)
    expect(records(rx, socket.receive(rx, 8))).toHaveLength(2)
  })

  it('does the same in lent memory, and answers in the status', () => {
    const socket = open()
    const request = getLink(78)
    expect(socket.exchangeLent(request.length, 2)).toBeUndefined()
    expect(socket.status[7]).toBe(-22) // nothing is lent
    socket.lend(request, rx)
    socket.exchangeLent(request.length, 2)
    const first = records(rx, socket.status[7] ?? 0)
    expect(first.flatMap(messages)).toMatchObject([{ type: 16, sequence: 78 }, { type: 2 }])
    const room = new Uint8Array(4096)
    room.set(getLink(79))
    socket.lend(room, rx)
    socket.exchangeLent(request.length, 1)
    expect(records(rx, socket.status[7] ?? 0).flatMap(messages)).toMatchObject([{ type: 16, sequence: 79 }])
    socket.exchangeLent(room.length + 1, 8)
    expect(socket.status[7]).toBe(-22)
    expect(() => socket.lend(room, new ArrayBuffer(8) as unknown as Uint8Array)).toThrow(TypeError)
    expect(records(rx, socket.receive(rx, 8))).toHaveLength(1)
    socket.close()
    socket.exchangeLent(request.length, 2)
    expect(socket.status[7]).toBe(-9)
  })

  it('tells when it ended, by a clock that goes on', () => {
    const socket = open()
    const request = getLink(5)
    const at: number[] = []
    for (let i = 0; i < 50; i++) {
      socket.exchange(request, 0, request.length, 0, 0, rx, 8)
      at.push(socket.status[6] ?? 0)
    }
    const steps = at.slice(1).map((now, i) => (now - (at[i] ?? 0)) & 0x7fffffff)
    expect(Math.min(...steps)).toBeGreaterThan(0)
    expect(Math.max(...steps)).toBeLessThan(60_000_000)
  })

  it('puts what does not fit into the inbox, in order', () => {
    const socket = open()
    const request = getLink(6)
    const small = new Uint8Array(64)
    expect(socket.exchange(request, 0, request.length, 0, 0, small, 8)).toBe(0)
    expect(socket.status[2]).toBe(1)
    expect(socket.take(small)).toBe(-90)
    const need = socket.status[3] ?? 0
    const first = new Uint8Array(need)
    expect(socket.take(first)).toBe(need)
    expect(messages(records(first, need)[0]!)[0]?.type).toBe(16)
    // What comes now is behind the ACK that is still in the inbox.
    expect(socket.exchange(getLink(7), 0, request.length, 0, 0, rx, 8)).toBe(0)
    expect(
      records(rx, socket.take(rx))
        .flatMap(messages)
        .map(({ type, sequence }) => [type, sequence])
    ).toEqual([
      [2, 6],
      [16, 7],
      [2, 7]
    ])
    expect([socket.status[2], socket.status[4], socket.take(rx)]).toEqual([0, 0, 0])
  })

  it(
    'takes a thousand acknowledgements of one send',
    requires(hostRoot, () => {
      const socket = open()
      socket.setOption(SOL_SOCKET, 33 /* SO_RCVBUFFORCE */, int(8 * 1024 * 1024))
      const bytes = new Uint8Array(
        Array.from({ length: 1000 }, (_, i) => [...message(18, 0x1 | 0x4, i, new Uint8Array())]).flat()
      )
      const length = socket.exchange(bytes, 0, bytes.length, 0, 0, rx, 4096)
      const found = records(rx, length)
      expect(found.flatMap(messages).map(({ sequence }) => sequence)).toEqual(found.map((_, i) => i))
      expect(found).toHaveLength(1000)
    })
  )

  it('that the kernel refuses to take answers with the errno and receives nothing', () => {
    const socket = open(NETLINK_USERSOCK)
    expect(socket.exchange(new Uint8Array(4), 0, 4, 0x77777, 0, rx, 8)).toBe(-111)
    expect(() =>
      socket.exchange(new Uint8Array(4), 0, 4, 0, 0, new ArrayBuffer(8) as unknown as Uint8Array, 8)
    ).toThrow(TypeError)
  })
})

describe('a datagram', () => {
  it('has the group that it was sent to, also above 32', async () => {
    const collector = new Collector()
    const { socket } = collector
    expect(socket.setOption(SOL_NETLINK, NETLINK_PKTINFO, int(1))).toBe(0)
    expect(socket.bind(0, 1)).toBe(0)
    expect(socket.setOption(SOL_NETLINK, 1, int(33 /* RTNLGRP_NEXTHOP is 32 */))).toBe(0)
    expect(socket.watch(1 << 20)).toBe(0)
    // A bridge that knows VLANs would be told of in group 33 first.
    await ipBatch(['link set lo mtu 60001', 'link set lo mtu 60002'])
    const found = await collector.until((all) => all.length > 0)
    expect(found[0]).toMatchObject({ kind: DATAGRAM, flags: HAS_GROUP, group: 1, portId: 0, senderGroups: 1 })
  })

  it('of unicast has group 0', () => {
    const socket = open()
    socket.setOption(SOL_NETLINK, NETLINK_PKTINFO, int(1))
    const request = getLink(1)
    const found = records(rx, socket.exchange(request, 0, request.length, 0, 0, rx, 8))
    expect(found.map(({ flags, group }) => [flags, group])).toEqual([
      [HAS_GROUP, 0],
      [HAS_GROUP, 0]
    ])
  })

  it(
    'has the id of the namespace it comes from',
    requires(hostRoot, async () => {
      await using other = await namespace()
      const collector = new Collector()
      const { socket } = collector
      expect(socket.setOption(SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, int(1))).toBe(0)
      expect(socket.bind(0, 1)).toBe(0)
      expect(socket.watch(1 << 20)).toBe(0)
      await ip('netns', 'set', other.name, '4321')
      await other.ip('link', 'add', 'far0', 'type', 'bridge')
      const found = await collector.until((all) => all.some(({ flags }) => (flags & HAS_NSID) !== 0))
      expect(found.find(({ flags }) => (flags & HAS_NSID) !== 0)?.nsid).toBe(4321)
      await ip('link', 'add', 'near0', 'type', 'bridge')
      await collector.until((all) => all.some(({ flags }) => (flags & HAS_NSID) === 0))
      await ip('link', 'delete', 'near0')
    })
  )

  it('has its sender`s credentials, and they are the kernel`s word', async () => {
    const { socket, portId } = bound()
    socket.setOption(SOL_SOCKET, SO_PASSCRED, int(1))
    bound().socket.send(Uint8Array.of(1), 0, 1, portId, 0)
    expect(records(rx, socket.receive(rx, 8))).toEqual([
      expect.objectContaining({
        flags: HAS_CREDENTIALS,
        pid: process.pid,
        uid: process.getuid?.(),
        gid: process.getgid?.()
      })
    ])
    const other = 'import socket,sys; s=socket.socket(16,3,2); s.sendto(b"x",(int(sys.argv[1]),0))'
    await run(['python3', '-c', other, String(portId)])
    const [record] = records(rx, socket.receive(rx, 8))
    expect(record?.flags).toBe(HAS_CREDENTIALS)
    expect(record?.pid).not.toBe(process.pid)
  })

  it('above 32 KiB is whole: a link with 300 alternative names, as reply and as event', async () => {
    const collector = new Collector()
    expect(collector.socket.bind(0, 1)).toBe(0)
    expect(collector.socket.watch(1 << 24)).toBe(0)
    await ip('link', 'add', 'many0', 'type', 'bridge')
    const names = Array.from({ length: 300 }, (_, i) => `alternative${i}-`.padEnd(120, 'x'))
    await ipBatch(names.map((name) => `link property add dev many0 altname ${name}`))
    const index = Number(JSON.parse(await ip('-j', 'link', 'show', 'many0'))[0].ifindex)
    const socket = open()
    const request = getLink(9, index)
    const [reply, ack] = records(rx, socket.exchange(request, 0, request.length, 0, 0, rx, 8))
    expect(reply?.payload.length).toBeGreaterThan(32 * 1024)
    expect(reply?.flags).toBe(0)
    const text = new TextDecoder().decode(reply?.payload)
    expect(names.every((name) => text.includes(name))).toBe(true)
    expect(messages(ack!)[0]?.type).toBe(2)
    await ip('link', 'set', 'many0', 'mtu', '1400')
    await collector.until((all) => all.some(({ payload }) => payload.length > 32 * 1024))
    expect(collector.records.every(({ flags }) => (flags & TRUNCATED) === 0)).toBe(true)
    await ip('link', 'delete', 'many0')
  })

  it(
    'larger than any room says so, with its true length, and no more bytes than were received',
    requires(hostRoot, () => {
      const { socket, portId } = bound()
      const sender = bound().socket
      for (const [one, name] of [
        [socket, 33],
        [sender, 32]
      ] as const)
        expect(one.setOption(SOL_SOCKET, name, int(16 * 1024 * 1024))).toBe(0)
      const large = new Uint8Array(700_000).fill(7)
      expect(sender.send(large, 0, large.length, portId, 0)).toBe(700_000)
      expect(sender.send(Uint8Array.of(1), 0, 1, portId, 0)).toBe(1)
      const room = new Uint8Array(1024 * 1024)
      const [first, second] = records(room, socket.receive(room, 8))
      expect(first).toMatchObject({ flags: TRUNCATED, extra: 700_000 })
      expect(first?.payload.length).toBe(512 * 1024)
      expect(first?.payload.every((byte) => byte === 7)).toBe(true)
      expect(second).toMatchObject({ flags: 0, extra: 1 })
    })
  )
})

it(
  'brings a datagram that is larger than a part of the inbox, after the inbox was emptied',
  requires(hostRoot, async () => {
    const collector = new Collector(NETLINK_USERSOCK)
    expect(collector.socket.bind(0, 0)).toBe(0)
    const address = new Uint32Array(2)
    collector.socket.address(address)
    expect(collector.socket.watch(1 << 24)).toBe(0)
    const sender = bound().socket
    expect(sender.setOption(SOL_SOCKET, 32 /* SO_SNDBUFFORCE */, int(16 * 1024 * 1024))).toBe(0)
    const sizes = [100, 400_000, 8, 300_000, 270_000, 4]
    for (const [i, size] of sizes.entries()) {
      expect(sender.send(new Uint8Array(size).fill(i + 1), 0, size, address[0] ?? 0, 0)).toBe(size)
      // One by one: the inbox is empty in between.
      await collector.until((all) => all.length > i)
    }
    expect(collector.records.map(({ payload }) => payload.length)).toEqual(sizes)
    for (const [i, { payload }] of collector.records.entries())
      expect(payload.every((byte) => byte === i + 1)).toBe(true)
  })
)

it('keeps each record`s own sender, group and credentials through the inbox', async () => {
  const collector = new Collector(NETLINK_USERSOCK)
  const { socket } = collector
  for (const [level, name] of [
    [SOL_NETLINK, NETLINK_PKTINFO],
    [SOL_SOCKET, SO_PASSCRED]
  ] as const)
    socket.setOption(level, name, int(1))
  // Room for all of them, where the thread that takes them gets no processor: the kernel doubles it.
  expect(socket.setOption(SOL_SOCKET, SO_RCVBUF, int(212_992))).toBe(0)
  expect(socket.bind(0, 0x3)).toBe(0)
  const address = new Uint32Array(2)
  socket.address(address)
  const senders = [bound(), bound()]
  expect(socket.watch(1 << 20)).toBe(0)
  const sent: unknown[] = []
  for (let i = 0; i < 300; i++) {
    const sender = senders[(i >> 2) & 1]
    const group = (i >> 1) % 3
    const payload = new Uint8Array(1 + (i % 9)).fill(i)
    sender?.socket.send(payload, 0, payload.length, group === 0 ? (address[0] ?? 0) : 0, group)
    sent.push({
      kind: DATAGRAM,
      flags: HAS_GROUP | HAS_CREDENTIALS,
      portId: sender?.portId,
      group,
      pid: process.pid,
      senderGroups: group === 0 ? 0 : 1 << (group - 1),
      extra: payload.length,
      payload
    })
  }
  expect(await collector.until((all) => all.length === 300)).toMatchObject(sent)
})

it('refuses a second receiver: EBUSY while it is watched', () => {
  const { socket } = bound()
  expect(socket.watch(65536)).toBe(0)
  expect(socket.receive(rx, 8)).toBe(-16)
  expect(socket.watch(0)).toBe(0)
  expect(socket.receive(rx, 8)).toBe(0)
})

it('keeps to its own socket where a descriptor`s number is used again', async () => {
  // The number of a watched socket that was closed goes to a file, then to another socket.
  const first = bound()
  expect(first.socket.watch(65536)).toBe(0)
  const { fd } = first.socket
  first.socket.close()
  const file = openSync('/dev/null', 'r')
  expect(file).toBe(fd)
  closeSync(file)
  const collector = new Collector(NETLINK_USERSOCK)
  const { socket } = collector
  expect(socket.fd).toBe(fd)
  expect(socket.bind(0, 0)).toBe(0)
  expect(socket.watch(65536)).toBe(0)
  const address = new Uint32Array(2)
  socket.address(address)
  bound().socket.send(Uint8Array.of(42), 0, 1, address[0] ?? 0, 0)
  const found = await collector.until((all) => all.length > 0)
  expect(found.map(({ payload }) => [...payload])).toEqual([[42]])
})

it('has room for the smallest and largest receive buffers', () => {
  for (const size of [0, 1, 4096, 1 << 20]) {
    const socket = open(NETLINK_ROUTE)
    expect(socket.setOption(SOL_SOCKET, SO_RCVBUF, int(size))).toBe(0)
    const request = getLink(3)
    expect(socket.exchange(request, 0, request.length, 0, 0, rx, 8)).toBeGreaterThan(0)
  }
})
