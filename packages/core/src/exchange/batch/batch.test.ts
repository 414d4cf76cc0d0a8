import { describe, expect, it } from 'vitest'
import { ClosedError, OverrunError } from '../../index.ts'
import { NLM_F_ACK } from '../../message/constants.ts'
import { rawCodec } from '../raw.ts'
import type { RequestSpec } from '../spec.ts'
import { NEW, add, open } from './batch.fixture.ts'

const many = (count: number): RequestSpec[] => Array.from({ length: count }, (_, i) => add(i))

describe('a batch', () => {
  it('gives each message a result of its own, in order', async () => {
    const { connection } = open((request) => {
      const value = request.payload[0] ?? 0
      if (value % 3 === 0) request.error(17, { message: `${value} is there` })
      else request.ack()
    })
    const results = await connection.batch(many(10))
    expect(results.map(({ status }) => status)).toEqual(
      Array.from({ length: 10 }, (_, i) => (i % 3 === 0 ? 'failed' : 'done'))
    )
    expect(results[3]).toMatchObject({ error: { code: 'EEXIST', extack: { message: '3 is there' } } })
  })

  it('sends no more at a time than the receive buffer has room for answers', async () => {
    const { connection, kernel } = open((request) => request.ack())
    let inSend = 0
    let most = 0
    const socket = kernel.sockets[0]
    if (socket === undefined) return expect.unreachable()
    const exchange = socket.exchange.bind(socket)
    socket.exchange = (...args) => {
      inSend = args[2] / 20
      most = Math.max(most, inSend)
      return exchange(...args)
    }
    expect(await connection.batch(many(1000))).toHaveLength(1000)
    expect(most).toBe(200)
  })

  it('asks for one ACK a send where the connection says so, and still tells who failed', async () => {
    let acks = 0
    const { connection } = open(
      (request) => {
        const asks = (request.flags & NLM_F_ACK) !== 0
        if (asks) acks += 1
        if (request.payload[0] === 7) request.error(1)
        else if (asks) request.ack()
      },
      { batchAck: 'last' }
    )
    const results = await connection.batch(many(100))
    expect(acks).toBe(1)
    expect(results.filter(({ status }) => status === 'failed')).toHaveLength(1)
    expect(results[7]?.status).toBe('failed')
    const failing = await connection.batch([add(1), add(7)])
    expect(failing.map(({ status }) => status)).toEqual(['done', 'failed'])
  })

  it('never passes off an answer that was lost as a success', async () => {
    for (const batchAck of ['each', 'last'] as const) {
      const { connection } = open(
        (request) => {
          const value = request.payload[0] ?? 0
          if (value === 3) request.error(17)
          else if (value === 9) request.ack().socket.overrun(6)
        },
        { batchAck }
      )
      const results = await connection.batch(many(10))
      expect(results[3]?.status).toBe('failed')
      expect(results.filter(({ status }) => status === 'unknown').length).toBeGreaterThanOrEqual(8)
      expect(results[0]).toMatchObject({ status: 'unknown' })
      expect(OverrunError.is(results[0]?.status === 'unknown' && results[0].error)).toBe(true)
    }
  })

  it('stops at the first failure when asked to, and says what was not sent', async () => {
    const sent: number[] = []
    const { connection } = open((request) => {
      sent.push(request.payload[0] ?? 0)
      if (request.payload[0] === 2) request.error(1)
      else request.ack()
    })
    const results = await connection.batch(many(5), { stopAtFirstError: true })
    expect(results.map(({ status }) => status)).toEqual(['done', 'done', 'failed', 'not-sent', 'not-sent'])
    expect(sent).toEqual([0, 1, 2])
  })

  it('has a result for a message that cannot be encoded, in its place', async () => {
    const { connection } = open((request) => request.ack())
    const body = {
      encode(): void {
        throw new RangeError('mtu: -1 is below 0')
      }
    }
    const results = await connection.batch([add(0), add(1, { body }), add(2)])
    expect(results.map(({ status }) => status)).toEqual(['done', 'failed', 'done'])
    expect(results[1]).toMatchObject({ error: { message: 'mtu: -1 is below 0' } })
    const stopped = await connection.batch([add(0), add(1, { body }), add(2)], { stopAtFirstError: true })
    expect(stopped.map(({ status }) => status)).toEqual(['done', 'failed', 'not-sent'])
  })

  it('returns the objects that messages bring', async () => {
    const { connection } = open((request) => request.reply(NEW, request.payload).ack())
    const results = await connection.batch([add(5, { reply: rawCodec }), add(6, { reply: rawCodec })])
    expect(results).toEqual([
      { status: 'done', objects: [Uint8Array.of(5, 0, 0, 0)] },
      { status: 'done', objects: [Uint8Array.of(6, 0, 0, 0)] }
    ])
  })

  it('settles answers that come late, and by thread', async () => {
    const { connection } = open((request) => void setImmediate(() => request.ack()))
    expect((await connection.batch(many(5))).every(({ status }) => status === 'done')).toBe(true)
    const threaded = open((request) => request.ack(), { execution: 'thread' })
    expect((await threaded.connection.batch(many(500))).every(({ status }) => status === 'done')).toBe(true)
  })

  it('is unknown, not lost, when time runs out or the connection closes', async () => {
    const { connection } = open((request) => {
      if (request.payload[0] === 0) request.ack()
    })
    const late = await connection.batch(many(2), { timeout: 5 })
    expect(late.map(({ status }) => status)).toEqual(['done', 'unknown'])
    const closing = connection.batch([add(1)])
    setImmediate(() => connection.close())
    expect((await closing).map(({ status }) => status)).toEqual(['unknown'])
    await expect(connection.batch([add(1)])).rejects.toSatisfy(ClosedError.is)
  })

  it.each(['aborted', 'closed'])('tells what took effect before it was %s', async (how) => {
    const controller = new AbortController()
    let finished = false
    function* specs(): Generator<RequestSpec> {
      try {
        yield* many(1000)
      } finally {
        finished = true
      }
    }
    let requests = 0
    const { connection } = open((request) => {
      requests += 1
      request.ack()
      if (requests !== 300) return
      if (how === 'aborted') controller.abort()
      else connection.close()
    })
    const results = await connection.batch(specs(), { signal: controller.signal })
    const statuses = results.map(({ status }) => status)
    expect(statuses).toHaveLength(1000)
    // Two sends of 200; the connection is closed within the second.
    expect(statuses.slice(0, 200)).toEqual(Array.from({ length: 200 }, () => 'done'))
    expect(statuses.slice(200, 400)).not.toContain('not-sent')
    expect(new Set(statuses.slice(400))).toEqual(new Set(['not-sent']))
    expect(finished).toBe(true)
  })

  it('may be empty', async () => {
    const { connection } = open(() => expect.unreachable())
    expect(await connection.batch([])).toEqual([])
  })
})
