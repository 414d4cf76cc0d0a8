import { describe, expect, it } from 'vitest'
import { rawCodec } from '../raw.ts'
import type { RequestSpec } from '../spec.ts'
import { NEW, add, open } from './batch.fixture.ts'

/** A message that does something while it is encoded. */
function addActing(value: number, act: () => unknown): RequestSpec<Uint8Array> {
  const encode: typeof rawCodec.encode = (writer, bytes) => {
    act()
    rawCodec.encode(writer, bytes)
  }
  return add(value, { body: { encode } })
}

describe('a batch that is filled message by message', () => {
  it('encodes each as it is added, and sends nothing before it is told to', async () => {
    const sent: number[] = []
    const { connection } = open((request) => {
      sent.push(request.payload[0] ?? 0)
      request.ack()
    })
    const builder = connection.buildBatch()
    const value = Uint8Array.of(7, 0, 0, 0)
    for (let i = 0; i < 450; i++) {
      value[0] = i & 255
      builder.add({ type: NEW, name: 'TEST_NEW', body: rawCodec, value })
    }
    // Requests in between are none of its business.
    await connection.acknowledge(add(99))
    expect(sent).toEqual([99])
    expect(builder.hasSent).toBe(false)
    expect(new Set(builder.results.map(({ status }) => status))).toEqual(new Set(['not-sent']))

    await builder.flush()
    expect(sent.slice(1)).toEqual(Array.from({ length: 450 }, (_, i) => i & 255))
    expect(builder.results.every(({ status }) => status === 'done')).toBe(true)
  })

  it('goes on after a flush, and has all results', async () => {
    const { connection } = open((request) => {
      if (request.payload[0] === 1) request.error(17)
      else request.ack()
    })
    const builder = connection.buildBatch()
    builder.add(add(0))
    builder.skip()
    await builder.flush()
    builder.add(add(1))
    builder.add(add(2))
    await builder.flush()
    builder.stop()
    builder.add(add(3))
    await builder.flush()
    expect(builder.results.map(({ status }) => status)).toEqual([
      'done',
      'not-sent',
      'failed',
      'done',
      'not-sent'
    ])
  })

  it('gives what is not to be sent its place in the middle of others', async () => {
    const { connection } = open((request) => {
      if (request.payload[0] === 2) request.error(17)
      else request.ack()
    })
    const builder = connection.buildBatch()
    builder.add(add(0))
    builder.skip()
    builder.add(add(2))
    builder.skip()
    await builder.flush()
    expect(builder.results.map(({ status }) => status)).toEqual(['done', 'not-sent', 'failed', 'not-sent'])
  })

  it('keeps what is added while it is sent for the next time, and is not sent twice', async () => {
    const sent: number[] = []
    const { connection } = open((request) => {
      sent.push(request.payload[0] ?? 0)
      setImmediate(() => request.ack())
    })
    const builder = connection.buildBatch()
    builder.add(add(0))
    const flushed = builder.flush()
    builder.add(add(1))
    await expect(builder.flush()).rejects.toThrow(new TypeError('batch: it is being sent'))
    await expect(builder.sendDue()).rejects.toThrow(TypeError)
    await flushed
    expect([sent, builder.results.map(({ status }) => status)]).toEqual([[0], ['done', 'not-sent']])
    await connection.acknowledge(add(9))
    await builder.flush()
    expect([sent, builder.results.map(({ status }) => status)]).toEqual([
      [0, 9, 1],
      ['done', 'done']
    ])
  })

  it('takes nothing into the middle of a message, such as from a getter in what is encoded', async () => {
    const sent: number[][] = []
    const { connection } = open((request) => {
      sent.push([...request.payload])
      request.ack()
    })
    const builder = connection.buildBatch()
    const others: Promise<unknown>[] = []
    builder.add(add(0))
    builder.add(addActing(1, () => builder.add(add(8))))
    builder.add(addActing(2, () => others.push(builder.flush().catch(String))))
    // Other requests and batches are free to go.
    builder.add(addActing(3, () => others.push(connection.batch([add(6), add(7)]))))
    builder.add(addActing(4, () => others.push(connection.acknowledge(add(5)))))
    const [flushed] = await Promise.all(others)
    expect(flushed).toBe('TypeError: batch: a message of it is being encoded')
    await builder.flush()
    expect(builder.results.map(({ status }) => status)).toEqual(['done', 'failed', 'done', 'done', 'done'])
    expect(builder.results[1]).toMatchObject({
      error: { message: 'batch: a message of it is being encoded' }
    })
    expect(sent).toEqual([6, 7, 5, 0, 2, 3, 4].map((value) => [value, 0, 0, 0]))
  })

  it('names what the kernel refused by where it stood among the others', async () => {
    const { connection } = open((request) => {
      if (request.payload[0] === 205) request.error(22, { offset: 16 })
      else request.ack()
    })
    const body = { encode: rawCodec.encode }
    const builder = connection.buildBatch()
    for (let i = 0; i < 210; i++) builder.add(i % 2 === 0 ? add(i) : { ...add(i), name: `TEST_${i}`, body })
    await builder.flush()
    const failed = builder.results.flatMap((result) => (result.status === 'failed' ? [result.error] : []))
    expect(failed).toMatchObject([{ request: 'TEST_205' }])
  })

  it('says of what stands behind the first failure that it was not sent, encoded or not', async () => {
    const { connection } = open((request) => {
      if (request.payload[0] === 1) request.error(17)
      else request.ack()
    })
    const body = {
      encode(): void {
        throw new RangeError('mtu: -1 is below 0')
      }
    }
    const builder = connection.buildBatch({ stopAtFirstError: true })
    for (const spec of [add(0), add(1), add(2, { body }), add(3)]) builder.add(spec)
    await builder.flush()
    expect(builder.results.map(({ status }) => status)).toEqual(['done', 'failed', 'not-sent', 'not-sent'])
  })
})
