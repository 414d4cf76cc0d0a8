/** Many requests at once, each of which takes the kernel a while: the event loop has its turns, and the order stays. */
import { describe, expect, it } from 'vitest'
import { ClosedError } from '../../index.ts'
import { ScriptedKernel } from '../../testing/index.ts'
import { Connection } from '../connection.ts'
import type { ConnectionOptions } from '../connection-options.ts'
import { rawCodec } from '../raw.ts'
import type { RequestSpec } from '../spec.ts'

const COUNT = 64
/** Of the event loop, at the least: 32 ms of requests in pieces of some 2 ms. */
const TURNS = 6

const GET = 18

const numbered = (number: number, isSlow = false): RequestSpec<Uint8Array, number> => ({
  type: GET,
  name: 'TEST_GET',
  body: rawCodec,
  value: Uint8Array.of(number, 0, 0, 0),
  reply: { decode: ({ u8 }, offset) => u8[offset] ?? -1 },
  isSlow
})

const write = (number: number): RequestSpec => {
  const { reply: _, ...spec } = numbered(number)
  return { ...spec, type: 20 }
}

const numbers = Array.from({ length: COUNT }, (_, number) => number)

/** A kernel that takes half a millisecond for each request, and what it was asked. */
function slowKernel(options: Partial<ConnectionOptions> = {}): { connection: Connection; asked: number[] } {
  const asked: number[] = []
  const transport = new ScriptedKernel((request) => {
    const end = performance.now() + 0.5
    while (performance.now() < end);
    asked.push(request.payload[0] ?? -1)
    if (request.type === GET) request.reply(16, request.payload)
    request.ack()
  })
  return { connection: Connection.open({ protocol: 0, transport, ...options }), asked }
}

/** How many turns the event loop made while `work` was under way. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0
  let isOver = false
  const count = (): void => {
    turns += 1
    if (!isOver) setImmediate(count)
  }
  setImmediate(count)
  await work()
  isOver = true
  return turns
}

describe('requests at once', () => {
  it('give the event loop its turns, and each has its own answer', async () => {
    const { connection, asked } = slowKernel()
    const turns = await turnsDuring(async () => {
      expect(await Promise.all(numbers.map((number) => connection.one(numbered(number))))).toEqual(numbers)
    })
    expect(turns).toBeGreaterThan(TURNS)
    expect(asked).toEqual(numbers)
  })

  it('go out in the order they were made, those that run by thread too', async () => {
    const { connection, asked } = slowKernel()
    const answers = numbers.map((number) => connection.one(numbered(number, number % 10 === 7)))
    expect(await Promise.all(answers)).toEqual(numbers)
    expect(asked).toEqual(numbers)
  })

  it('go out at once where that was asked for', async () => {
    const { connection, asked } = slowKernel({ execution: 'inline' })
    const answers = numbers.map((number) => connection.one(numbered(number)))
    expect(asked).toEqual(numbers)
    expect(await Promise.all(answers)).toEqual(numbers)
  })

  it('end with the connection, and what had not gone out never does', async () => {
    const { connection, asked } = slowKernel()
    const answers = numbers.map((number) => connection.one(numbered(number)))
    const sent = asked.length
    connection.close()
    const outcomes = await Promise.allSettled(answers)
    expect(sent).toBeLessThan(COUNT)
    expect(asked).toHaveLength(sent)
    expect(outcomes.map(({ status }) => status)).toEqual(
      numbers.map((number) => (number < sent ? 'fulfilled' : 'rejected'))
    )
    for (const outcome of outcomes.slice(sent))
      expect(outcome).toMatchObject({ reason: expect.any(ClosedError) as ClosedError })
  })

  it('that are aborted before their turn do not go out', async () => {
    const { connection, asked } = slowKernel()
    const controller = new AbortController()
    const answers = numbers.map((number) =>
      connection.one(numbered(number), number % 2 === 0 ? {} : { signal: controller.signal })
    )
    const sent = asked.length
    controller.abort()
    const outcomes = await Promise.allSettled(answers)
    const wanted = numbers.filter((number) => number % 2 === 0 || number < sent)
    expect(asked).toEqual(wanted)
    expect(outcomes.flatMap(({ status }, number) => (status === 'fulfilled' ? [number] : []))).toEqual(wanted)
  })

  it('keep out of the way of a batch, which stays whole', async () => {
    const { connection, asked } = slowKernel()
    const before = numbers.slice(0, 20).map((number) => connection.one(numbered(number)))
    const batch = connection.batch(numbers.slice(20, 40).map(write))
    const after = numbers.slice(40).map((number) => connection.one(numbered(number)))
    expect(await Promise.all([...before, ...after])).toEqual([...numbers.slice(0, 20), ...numbers.slice(40)])
    expect((await batch).map((result) => result.status)).toEqual(Array.from({ length: 20 }, () => 'done'))
    expect(asked).toEqual(numbers)
  })
})
