/** A decoder that takes its time: what it has to decode is there at once, and nothing else may have to wait for all of it. */
import { describe, expect, it } from 'vitest'
import { AbortError, ClosedError, OverrunError } from '../../index.ts'
import { NLM_F_MULTI } from '../../message/constants.ts'
import { ScriptedKernel, type Script } from '../../testing/index.ts'
import { Connection } from '../connection.ts'
import type { DumpSpec } from './dump-spec.ts'
import { rawCodec } from '../raw.ts'

const NEW = 16
const COUNT = 640
/** Of the event loop, at the least: 64 ms of decoding in pieces of 3.2 ms. */
const TURNS = 8

/** Objects decoded since the test began. */
let decoded = 0

const spec: DumpSpec<Uint8Array, number> = {
  type: 18,
  name: 'TEST_GET',
  body: rawCodec,
  value: new Uint8Array(4),
  reply: {
    decode({ view }, offset) {
      decoded += 1
      const end = performance.now() + 0.1
      while (performance.now() < end);
      return view.getUint16(offset, true)
    }
  }
}

const all = Array.from({ length: COUNT }, (_, index) => index)

const objects =
  (last?: 'done' | 'overrun'): Script =>
  (request) => {
    const messages = all.map((index) => {
      const body = new Uint8Array(4)
      new DataView(body.buffer).setUint16(0, index, true)
      return request.message(NEW, body, NLM_F_MULTI)
    })
    request.send(...messages.slice(0, COUNT / 2))
    request.send(...messages.slice(COUNT / 2))
    if (last === 'done') request.send(request.doneMessage())
    if (last === 'overrun') request.socket.overrun(1)
  }

const open = (script: Script): Connection =>
  Connection.open({ protocol: 0, transport: new ScriptedKernel(script) })

/** How many turns the event loop made while `work` was under way, and the most objects that were decoded in one. */
async function turnsDuring(work: () => Promise<void>): Promise<{ turns: number; most: number }> {
  let turns = 0
  let most = 0
  let before = decoded
  let isOver = false
  const count = (): void => {
    turns += 1
    most = Math.max(most, decoded - before)
    before = decoded
    if (!isOver) setImmediate(count)
  }
  setImmediate(count)
  await work()
  isOver = true
  return { turns, most }
}

/** Longer than a turn may be kept busy. */
function busy(): void {
  const end = performance.now() + 10
  while (performance.now() < end);
}

async function collect<T>(items: AsyncIterable<T>, into: T[] = []): Promise<T[]> {
  for await (const item of items) into.push(item)
  return into
}

describe('a dump that is slow to decode leaves the event loop to others', () => {
  const ways: Record<string, (connection: Connection) => Promise<readonly number[]>> = {
    'as a list': (connection) => connection.dump(spec).toArray(),
    'in batches': async (connection) => (await collect(connection.dump(spec).batches())).flat(),
    'item by item': (connection) => collect(connection.dump(spec))
  }
  for (const [way, read] of Object.entries(ways)) {
    it(`read ${way}`, async () => {
      using connection = open(objects('done'))
      let seen: readonly number[] = []
      const { turns } = await turnsDuring(async () => {
        seen = await read(connection)
      })
      expect(seen).toEqual(all)
      expect(turns).toBeGreaterThanOrEqual(TURNS)
    })
  }

  it('and where a filter leaves nothing', async () => {
    using connection = open(objects('done'))
    const { turns } = await turnsDuring(async () => {
      expect(await connection.dump({ ...spec, filter: () => false }).toArray()).toEqual([])
    })
    expect(turns).toBeGreaterThanOrEqual(TURNS)
  })
})

describe('many dumps at once', () => {
  const DUMPS = 6
  /** Messages between two looks at the clock, each of which takes longer than a turn may be kept busy. */
  const PIECE = 32

  it('share the turns of the event loop: each gets its own, and none waits for the end of another', async () => {
    using connection = open(objects('done'))
    const order: string[] = []
    const { most } = await turnsDuring(async () => {
      await Promise.all(
        Array.from({ length: DUMPS }, async (_, index) => {
          for await (const batch of connection.dump(spec).batches()) order.push(`${index} of ${batch.length}`)
          order.push('end')
        })
      )
    })
    expect(most).toBeLessThanOrEqual(PIECE)
    const begun = new Set(order.slice(0, order.indexOf('end')).map((one) => one.split(' ')[0]))
    expect(begun.size).toBe(DUMPS)
  })

  it('are all whole, where they are read as lists', async () => {
    using connection = open(objects('done'))
    const lists: (readonly number[])[] = []
    const { most } = await turnsDuring(async () => {
      lists.push(...(await Promise.all(Array.from({ length: DUMPS }, () => connection.dump(spec).toArray()))))
    })
    expect(most).toBeLessThanOrEqual(PIECE)
    expect(lists).toEqual(Array.from({ length: DUMPS }, () => all))
  })

  it('and one that is given up meanwhile keeps no other waiting', async () => {
    using connection = open(objects('done'))
    const controller = new AbortController()
    const { signal } = controller
    const aborted = Array.from({ length: 3 }, () => connection.dump(spec, { signal }).toArray())
    const others = Array.from({ length: 3 }, () => connection.dump(spec).toArray())
    setImmediate(() => controller.abort())
    const outcomes = await Promise.allSettled([...aborted, ...others])
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...aborted.map(() => 'rejected'),
      ...others.map(() => 'fulfilled')
    ])
  })
})

it('tells a loss behind what came before it', async () => {
  using connection = open(objects('overrun'))
  const seen: number[] = []
  await expect(collect(connection.dump(spec), seen)).rejects.toBeInstanceOf(OverrunError)
  expect(seen).toEqual(all)
})

it('can be given up between two pieces of a datagram', async () => {
  using connection = open(objects('done'))
  const controller = new AbortController()
  const seen: number[] = []
  await expect(
    (async () => {
      for await (const item of connection.dump(spec, { signal: controller.signal })) {
        seen.push(item)
        if (item === 10) controller.abort()
      }
    })()
  ).rejects.toBeInstanceOf(AbortError)
  expect(seen.length).toBeLessThan(COUNT)
  expect(seen).toEqual(all.slice(0, seen.length))
  expect(await connection.dump(spec).toArray()).toEqual(all)
})

describe('a dump that is asked for when a turn of the event loop is over', () => {
  it('is sent in another, behind the timers that were due', async () => {
    const order: string[] = []
    const script: Script = (request) => {
      order.push('dump')
      request.send(request.doneMessage())
    }
    using connection = open(script)
    await new Promise((resolve) => setTimeout(resolve))
    // Counts from here, for opening may be what takes so long.
    using other = open(script)
    busy()
    setTimeout(() => order.push('timer'))
    busy()
    const listed = connection.dump(spec).toArray()
    expect(order).toEqual([])
    expect(await listed).toEqual([])
    expect(order).toEqual(['timer', 'dump'])
    expect(await other.dump(spec).toArray()).toEqual([])
  })

  it('is sent at once where that was asked for', async () => {
    let isSent = false
    using connection = Connection.open({
      protocol: 0,
      execution: 'inline',
      transport: new ScriptedKernel((request) => {
        isSent = true
        request.send(request.doneMessage())
      })
    })
    busy()
    const listed = connection.dump(spec).toArray()
    expect(isSent).toBe(true)
    await listed
  })

  it('is not sent any more when it has been left before', async () => {
    let sent = 0
    using connection = open((request) => {
      sent += 1
      request.send(request.doneMessage())
    })
    busy()
    const batches = connection.dump(spec).batches()
    const first = batches.next()
    await batches.return?.()
    expect(await first).toEqual({ done: true, value: undefined })
    expect(sent).toBe(0)
    expect(await connection.dump(spec).toArray()).toEqual([])
  })

  it('ends with the signal that was aborted meanwhile', async () => {
    using connection = open(objects('done'))
    const controller = new AbortController()
    busy()
    const listed = connection.dump(spec, { signal: controller.signal }).toArray()
    controller.abort()
    await expect(listed).rejects.toBeInstanceOf(AbortError)
  })

  it('is refused by a connection that was closed meanwhile', async () => {
    const connection = open(objects('done'))
    busy()
    const listed = connection.dump(spec).toArray()
    connection.close()
    await expect(listed).rejects.toBeInstanceOf(ClosedError)
  })
})
