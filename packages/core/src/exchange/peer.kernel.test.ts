/** Connections to a process, which here is this one: what the kernel says about senders is the same. */
import { afterEach, describe, expect, it } from 'vitest'
import { LE } from '../codec/index.ts'
import {
  ClosedError,
  Connection,
  NETLINK_ROUTE,
  NETLINK_USERSOCK,
  NetlinkSocket,
  NLM_F_MULTI,
  NLMSG_DONE,
  NLMSG_ERROR,
  rawCodec,
  TimeoutError,
  type RequestSpec
} from '../index.ts'
import { message } from '../testing/index.ts'
import type { ConnectionOptions } from './connection-options.ts'

const open: Disposable[] = []
afterEach(() => open.splice(0).forEach((one) => one[Symbol.dispose]()))

const ECHO = 20
const LIST = 21
const SILENT = 22

/** Answers ECHO with what was asked, LIST with `objects` objects in datagrams of a hundred, and SILENT not at all. */
function peer(objects = 0): NetlinkSocket {
  const socket = NetlinkSocket.open({ protocol: NETLINK_USERSOCK })
  open.push(socket)
  void serve(socket, objects).catch((error: unknown) => {
    if (!ClosedError.is(error)) throw error
  })
  return socket
}

async function serve(socket: NetlinkSocket, objects: number): Promise<void> {
  for await (const { data, senderPortId } of socket) {
    const view = new DataView(data.buffer, data.byteOffset, data.length)
    for (let at = 0; at < data.length; at += (view.getUint32(at, LE) + 3) & ~3) {
      const type = view.getUint16(at + 4, LE)
      const sequence = view.getUint32(at + 8, LE)
      const send = async (...messages: Uint8Array[]): Promise<void> => {
        for (;;) {
          try {
            socket.send(new Uint8Array(Buffer.concat(messages)), { portId: senderPortId })
            return
          } catch {
            await new Promise((resolve) => setTimeout(resolve, 1))
          }
        }
      }
      const answer = (as: number, payload: Uint8Array, flags = 0): Uint8Array =>
        message(as, flags, sequence, senderPortId, payload)
      if (type === ECHO) {
        await send(answer(ECHO, data.slice(at + 16, at + 20)))
        await send(answer(NLMSG_ERROR, new Uint8Array(20)))
      } else if (type === LIST) {
        for (let i = 0; i < objects; i += 100)
          await send(
            ...Array.from({ length: 100 }, (_, j) =>
              answer(LIST, new Uint8Array(Uint32Array.of(i + j).buffer), NLM_F_MULTI)
            )
          )
        await send(answer(NLMSG_DONE, new Uint8Array(4), NLM_F_MULTI))
      }
    }
  }
}

function connect(to: NetlinkSocket, options: Partial<ConnectionOptions> = {}): Connection {
  const connection = Connection.open({ protocol: NETLINK_USERSOCK, peer: { portId: to.portId }, ...options })
  open.push(connection)
  return connection
}

const spec = (
  type: number,
  value = Uint8Array.of(1, 2, 3, 4)
): RequestSpec<Uint8Array, Uint8Array> & { reply: typeof rawCodec } => ({
  type,
  name: `TYPE_${type}`,
  body: rawCodec,
  value,
  reply: rawCodec
})

describe.each(['auto', 'inline', 'thread'] as const)('execution %s', (execution) => {
  it('requests, any number in flight', async () => {
    const connection = connect(peer(), { execution })
    // More than the peer has room for: what it cannot take yet is sent later.
    const values = Array.from({ length: 2000 }, (_, i) => Uint8Array.of(i >> 8, i, 0, 0))
    expect(await connection.one(spec(ECHO))).toEqual(Uint8Array.of(1, 2, 3, 4))
    expect(await Promise.all(values.map((value) => connection.one(spec(ECHO, value))))).toEqual(values)
    expect([connection.rejectedCount, connection.strayCount]).toEqual([0, 0])
  })

  it('dumps more than a receive buffer holds, again and again', async () => {
    const connection = connect(peer(20_000), { execution })
    for (let round = 0; round < 3; round++) {
      const all = await connection.dump(spec(LIST)).toArray()
      expect(all.length).toBe(20_000)
      expect(new Uint32Array(all[19_999]?.buffer ?? new ArrayBuffer(4))[0]).toBe(19_999)
    }
  })

  it('times out, aborts and closes', async () => {
    const connection = connect(peer(), { execution })
    await expect(connection.one(spec(SILENT), { timeout: 20 })).rejects.toSatisfy(TimeoutError.is)
    await expect(connection.one(spec(SILENT), { signal: AbortSignal.timeout(5) })).rejects.toMatchObject({
      code: 'ABORT_ERR'
    })
    const pending = connection.one(spec(SILENT))
    connection.close()
    await expect(pending).rejects.toSatisfy(ClosedError.is)
  })

  it('sends batches', async () => {
    const connection = connect(peer(), { execution })
    const results = await connection.batch(Array.from({ length: 250 }, () => spec(ECHO)))
    expect(results.map(({ status }) => status)).toEqual(Array.from({ length: 250 }, () => 'done'))
  })
})

describe('who is believed', () => {
  it('is the peer, not another port id, which is counted: in requests, dumps and subscriptions', async () => {
    const service = peer(100)
    const connection = connect(service)
    const stranger = peer()
    const events = connection.subscribe({ groups: [5], decode: ({ bytes, offset }) => bytes.u8[offset] })
    stranger.send(message(ECHO, 0, 0, 0, Uint8Array.of(6, 0, 0, 0)), { groups: 1 << 4 })
    service.send(message(ECHO, 0, 0, 0, Uint8Array.of(7, 0, 0, 0)), { groups: 1 << 4 })
    expect((await events.next()).value).toBe(7)
    expect(events.rejectedCount).toBe(1)
    for (let i = 0; i < 50; i++)
      stranger.send(message(ECHO, 0, i, connection.portId, new Uint8Array(4)), { portId: connection.portId })
    expect(await connection.one(spec(ECHO))).toEqual(Uint8Array.of(1, 2, 3, 4))
    expect(connection.rejectedCount).toBe(50)
    expect((await connection.dump(spec(LIST)).toArray()).length).toBe(100)
  })

  it('is not the right port id with another user id', async () => {
    const service = peer(100)
    const connection = connect(service, { peer: { portId: service.portId, uids: [4711] } })
    const events = connection.subscribe({ groups: [5], decode: () => 1 })
    service.send(message(ECHO, 0, 0, 0, new Uint8Array(4)), { groups: 1 << 4 })
    const controller = new AbortController()
    const { signal } = controller
    const waiting = [
      connection.one(spec(ECHO), { signal }),
      connection.dump(spec(LIST), { signal }).toArray()
    ]
    // Two datagrams answer the request, two the dump.
    await expect.poll(() => connection.rejectedCount, { timeout: 20_000 }).toBe(4)
    controller.abort()
    expect(await Promise.allSettled(waiting)).toMatchObject([
      { status: 'rejected', reason: { code: 'ABORT_ERR' } },
      { status: 'rejected', reason: { code: 'ABORT_ERR' } }
    ])
    const step = events.next()
    await expect.poll(() => events.rejectedCount, { timeout: 20_000 }).toBe(1)
    events.close()
    expect(await step).toEqual({ done: true, value: undefined })
  })

  it('is not the kernel, where a process is asked', async () => {
    using connection = Connection.open({ protocol: NETLINK_ROUTE, peer: { portId: 4_000_000_123 } })
    await expect(connection.one(spec(ECHO))).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    expect([connection.rejectedCount, connection.strayCount]).toEqual([0, 0])
  })
})

const to =
  (peerOptions: unknown): (() => unknown) =>
  () =>
    Connection.open({ protocol: NETLINK_USERSOCK, peer: peerOptions as { portId: number } })

it('refuses peers that cannot be meant', () => {
  for (const portId of [0, -1, 1.5, 2 ** 32, '1']) expect(to({ portId })).toThrow(/^peer\.portId: /)
  expect(to(4711)).toThrow(/^peer: /)
  expect(to({ portId: 1, uids: 0 })).toThrow(/^peer\.uids: /)
  expect(to({ portId: 1, uids: [0, -1] })).toThrow(/^peer\.uids\[1\]: /)
})
