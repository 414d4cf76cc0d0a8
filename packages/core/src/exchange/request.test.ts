import { describe, expect, it } from 'vitest'
import { ClosedError, NetlinkError, OverrunError, TimeoutError, AbortError } from '../index.ts'
import { ScriptedKernel, type Script } from '../testing/index.ts'
import { Connection } from './connection.ts'
import { rawCodec } from './raw.ts'
import type { RequestSpec } from './spec.ts'

const GET = 18
const NEW = 16

function get(
  payload: number[] = [0, 0, 0, 0],
  more: Partial<RequestSpec<Uint8Array, Uint8Array>> = {}
): RequestSpec<Uint8Array, Uint8Array> {
  return {
    type: GET,
    name: 'TEST_GET',
    body: rawCodec,
    value: Uint8Array.from(payload),
    reply: rawCodec,
    ...more
  }
}

function open(script: Script, options: object = {}): { connection: Connection; kernel: ScriptedKernel } {
  const kernel = new ScriptedKernel(script)
  return { connection: Connection.open({ protocol: 0, transport: kernel, ...options }), kernel }
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

describe('a request', () => {
  it('resolves with the objects that came before the ACK', async () => {
    const { connection } = open((request) =>
      request
        .reply(NEW, bytes(1, 0, 0, 0))
        .reply(NEW, bytes(2, 0, 0, 0))
        .ack()
    )
    expect(await connection.request(get())).toEqual([bytes(1, 0, 0, 0), bytes(2, 0, 0, 0)])
    expect(await connection.one(get())).toEqual(bytes(1, 0, 0, 0))
    expect(await connection.acknowledge(get())).toBeUndefined()
  })

  it('asks for an ACK, so that nothing can stay unanswered', async () => {
    const flags: number[] = []
    const { connection } = open((request) => {
      flags.push(request.flags)
      request.ack()
    })
    await connection.acknowledge(get())
    expect(flags).toEqual([0x1 | 0x4])
  })

  it('gives each of many in flight its own answer, whatever their order', async () => {
    const late: (() => void)[] = []
    const { connection } = open((request) => {
      late.unshift(() => request.reply(NEW, request.payload).ack())
      if (late.length === 100) setTimeout(() => late.forEach((answer) => answer()), 1)
    })
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => connection.one(get([i, 0, 0, 0])))
    )
    expect(answers.map((answer) => answer[0])).toEqual(Array.from({ length: 100 }, (_, i) => i))
  })

  it('rejects with the errno, the request and the words of the kernel', async () => {
    const { connection } = open((request) => request.error(17, { message: 'it is there' }))
    const error = await connection.request(get()).catch((caught: unknown) => caught)
    expect(NetlinkError.is(error)).toBe(true)
    expect(error).toMatchObject({
      code: 'EEXIST',
      errno: -17,
      request: 'TEST_GET',
      extack: { message: 'it is there' }
    })
    expect(String(error)).toBe('NetlinkError: TEST_GET: EEXIST: it is there')
  })

  it('is a NetlinkError when the kernel acknowledges and sends no object', async () => {
    const { connection } = open((request) => request.ack())
    await expect(connection.one(get())).rejects.toMatchObject({ code: 'ENODATA' })
    expect(await connection.request(get())).toEqual([])
  })

  it('waits for the object where the ACK comes first, and for the object alone where none comes', async () => {
    const first = open((request) => request.ack().reply(NEW, bytes(7, 0, 0, 0)), { end: 'ack-then-object' })
    expect(await first.connection.one(get())).toEqual(bytes(7, 0, 0, 0))
    const alone = open((request) => request.reply(NEW, bytes(8, 0, 0, 0)), { end: 'object' })
    expect(await alone.connection.one(get())).toEqual(bytes(8, 0, 0, 0))
  })

  it('does not take a message of another sender, another port id or another number for its answer', async () => {
    const { connection } = open((request) => {
      const forged = request.message(NEW, bytes(66, 0, 0, 0))
      request.socket.deliver({ messages: [forged], senderPortId: 4711 })
      const other = request.message(NEW, bytes(67, 0, 0, 0))
      new DataView(other.buffer).setUint32(12, 4711, true)
      request.send(other)
      const stale = request.message(NEW, bytes(68, 0, 0, 0))
      new DataView(stale.buffer).setUint32(8, request.sequence - 1, true)
      request
        .send(stale)
        .reply(NEW, bytes(1, 0, 0, 0))
        .ack()
    })
    expect(await connection.request(get())).toEqual([bytes(1, 0, 0, 0)])
    expect(connection.rejectedCount).toBe(1)
    expect(connection.strayCount).toBe(2)
  })

  it('tells the warning that comes with an ACK', async () => {
    const { connection } = open((request) => request.ack({ message: 'deprecated' }))
    const warnings: unknown[] = []
    await connection.acknowledge(get(), { onWarning: (warning) => warnings.push(warning) })
    await Promise.resolve()
    expect(warnings).toEqual([{ message: 'deprecated' }])
  })

  it('times out, and a late answer is counted as stray', async () => {
    const { connection, kernel } = open(() => {})
    await expect(connection.one(get(), { timeout: 5 })).rejects.toSatisfy(TimeoutError.is)
    kernel.sockets[0]?.deliver({ messages: [] })
    expect(kernel.sockets[0]?.isReferenced).toBe(false)
  })

  it('is aborted by what it is encoded from', async () => {
    const { connection } = open(() => undefined)
    for (const act of ['acknowledge', 'batch'] as const) {
      const controller = new AbortController()
      const encode: typeof rawCodec.encode = (writer, value) => {
        controller.abort('enough')
        rawCodec.encode(writer, value)
      }
      const spec = { type: 18, name: 'TEST_GET', body: { encode }, value: new Uint8Array(4) }
      const { signal } = controller
      const made =
        act === 'batch' ? connection.batch([spec], { signal }) : connection.acknowledge(spec, { signal })
      await expect(made).rejects.toSatisfy(AbortError.is)
    }
  })

  it('is aborted while it waits, and before it is sent', async () => {
    const sent: number[] = []
    const { connection } = open((request) => sent.push(request.sequence))
    const controller = new AbortController()
    const pending = connection.one(get(), { signal: controller.signal })
    controller.abort('enough')
    await expect(pending).rejects.toSatisfy(AbortError.is)
    await expect(pending).rejects.toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', cause: 'enough' })
    await expect(connection.one(get(), { signal: controller.signal })).rejects.toSatisfy(AbortError.is)
    expect(sent).toHaveLength(1)
  })

  it('is of unknown fate after an overrun', async () => {
    const { connection } = open((request) => request.socket.overrun(1))
    await expect(connection.one(get())).rejects.toSatisfy(OverrunError.is)
  })

  it('rejects when the connection is closed, before and while it waits', async () => {
    const { connection } = open(() => {})
    const pending = connection.one(get())
    connection.close()
    connection.close()
    await expect(pending).rejects.toSatisfy(ClosedError.is)
    await expect(connection.one(get())).rejects.toSatisfy(ClosedError.is)
  })

  it('may be made out of a decoder: what was received before it is read first', async () => {
    const { connection } = open((request) => request.reply(NEW, request.payload).ack())
    let inner: Promise<Uint8Array> | undefined
    const outer = await connection.one({
      ...get([1, 0, 0, 0]),
      reply: {
        decode(from, offset, end) {
          inner ??= connection.one(get([2, 0, 0, 0]))
          return rawCodec.decode(from, offset, end)
        }
      }
    })
    expect(outer).toEqual(bytes(1, 0, 0, 0))
    expect(await inner).toEqual(bytes(2, 0, 0, 0))
  })

  it('rejects with what a decoder throws, and the connection stays in step', async () => {
    const { connection } = open((request) => request.reply(NEW, request.payload).ack())
    const reply = {
      decode(): Uint8Array {
        throw new RangeError('no')
      }
    }
    await expect(connection.one({ ...get(), reply })).rejects.toThrow('no')
    expect(await connection.one(get([3, 0, 0, 0]))).toEqual(bytes(3, 0, 0, 0))
    expect(connection.strayCount).toBe(0)
  })

  it('goes by thread where that is asked for, in order', async () => {
    const order: number[] = []
    const { connection } = open(
      (request) => {
        order.push(request.payload[0] ?? 0)
        request.reply(NEW, request.payload).ack()
      },
      { execution: 'thread' }
    )
    const answers = await Promise.all([1, 2, 3].map((i) => connection.one(get([i, 0, 0, 0]))))
    expect(answers.map((answer) => answer[0])).toEqual([1, 2, 3])
    expect(order).toEqual([1, 2, 3])
  })

  it('does not starve timers, however many are awaited in a row', async () => {
    const { connection } = open((request) => request.ack())
    const seen = { ticks: 0 }
    const timer = setInterval(() => (seen.ticks += 1), 1)
    // Without a turn of the event loop in between this would go on to its last round.
    const end = performance.now() + 5000
    while (seen.ticks < 3 && performance.now() < end) await connection.acknowledge(get())
    clearInterval(timer)
    expect(seen.ticks).toBeGreaterThan(2)
  })

  it('refuses options that cannot be meant, before anything is sent', async () => {
    const { connection } = open(() => expect.unreachable())
    await expect(connection.one(get(), { timeout: 0 })).rejects.toThrow(RangeError)
    await expect(connection.one(get(), { timeout: 1.5 })).rejects.toThrow(RangeError)
    await expect(connection.one(get(), { signal: 1 as unknown as AbortSignal })).rejects.toThrow(TypeError)
    expect(() => Connection.open({ protocol: 32 })).toThrow(RangeError)
    expect(() => Connection.open({ protocol: 0, execution: 'fast' as 'auto' })).toThrow(TypeError)
  })
})
