import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it, vi } from 'vitest'
import { AbortError, ClosedError, DumpInterruptedError, NetlinkError, TimeoutError } from '../../index.ts'
import { NLM_F_DUMP_FILTERED, NLM_F_DUMP_INTR, NLM_F_MULTI } from '../../message/constants.ts'
import { ScriptedKernel, type Script, type ScriptedRequest } from '../../testing/index.ts'
import { Connection } from '../connection.ts'
import type { DumpSpec } from './dump-spec.ts'
import { rawCodec } from '../raw.ts'

const NEW = 16

const spec: DumpSpec<Uint8Array, Uint8Array> = {
  type: 18,
  name: 'TEST_GET',
  body: rawCodec,
  value: new Uint8Array(4),
  reply: rawCodec
}

function open(script: Script): { connection: Connection; kernel: ScriptedKernel } {
  const kernel = new ScriptedKernel(script)
  return { connection: Connection.open({ protocol: 0, transport: kernel }), kernel }
}

const object = (request: ScriptedRequest, value: number, flags = 0): Uint8Array =>
  request.message(NEW, Uint8Array.of(value, 0, 0, 0), NLM_F_MULTI | flags)

/** Parts come one per turn of the event loop, as from a thread. */
function parts(request: ScriptedRequest, ...datagrams: Uint8Array[][]): void {
  const [first, ...rest] = datagrams
  if (first === undefined) return
  request.send(...first)
  setImmediate(() => parts(request, ...rest))
}

const firstBytes = (objects: readonly Uint8Array[]): (number | undefined)[] => objects.map((one) => one[0])

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

describe('a dump', () => {
  it('sends nothing before it is iterated, and asks anew each time', async () => {
    let requests = 0
    const { connection } = open((request) => {
      requests += 1
      request.send(object(request, requests), request.doneMessage())
    })
    const dump = connection.dump(spec)
    expect(requests).toBe(0)
    expect(firstBytes(await dump.toArray())).toEqual([1])
    expect(firstBytes(await dump.toArray())).toEqual([2])
  })

  it('leaves nothing behind when it has failed', async () => {
    const { connection } = open((request) => void request.error(1))
    const errors: WeakRef<Error>[] = []
    for (let i = 0; i < 50; i++) {
      const failure = connection
        .dump(spec)
        .toArray()
        .catch((error: Error) => new WeakRef(error))
      errors.push((await failure) as WeakRef<Error>)
    }
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc') as () => void
    const left = (): number => {
      collectGarbage()
      return errors.filter((error) => error.deref() !== undefined).length
    }
    // The engine may still see one or the other on its stack.
    await expect.poll(left, { timeout: 30_000 }).toBeLessThan(5)
  })

  it('gives objects one by one, in batches, or all at once', async () => {
    const { connection } = open((request) =>
      parts(request, [object(request, 1), object(request, 2)], [object(request, 3)], [request.doneMessage()])
    )
    expect(firstBytes(await collect(connection.dump(spec)))).toEqual([1, 2, 3])
    expect(firstBytes((await collect(connection.dump(spec).batches())).flat())).toEqual([1, 2, 3])
    expect(firstBytes(await connection.dump(spec).toArray())).toEqual([1, 2, 3])
  })

  it('may be empty', async () => {
    const { connection } = open((request) => request.done())
    expect(await connection.dump(spec).toArray()).toEqual([])
    expect(await collect(connection.dump(spec))).toEqual([])
  })

  it('takes a message that is larger than what it takes at a time, and than all its memory', async () => {
    const sizes = [4, 40_000, 4, 200_000, 400_000, 4]
    const { connection } = open((request) => {
      const objects = sizes.map((size) => request.message(NEW, new Uint8Array(size), NLM_F_MULTI))
      parts(request, ...objects.map((one) => [one]), [request.doneMessage()])
    })
    expect((await connection.dump(spec).toArray()).map(({ length }) => length)).toEqual(sizes)
  })

  it('runs on a socket of its own, which the next dump uses again', async () => {
    const { connection, kernel } = open((request) => request.send(object(request, 1), request.doneMessage()))
    await connection.dump(spec).toArray()
    await connection.dump(spec).toArray()
    expect(kernel.sockets).toHaveLength(2)
  })

  it('lets a request and another dump run inside its loop', async () => {
    const { connection, kernel } = open((request) => {
      if (request.type === 18)
        parts(request, [object(request, 1)], [object(request, 2)], [request.doneMessage()])
      else request.reply(NEW, Uint8Array.of(9, 0, 0, 0)).ack()
    })
    const seen: unknown[] = []
    for await (const item of connection.dump(spec)) {
      const one = await connection.one({ ...spec, type: 20 })
      const inner = await connection.dump(spec).toArray()
      seen.push([item[0], one[0], firstBytes(inner)])
    }
    expect(seen).toEqual([
      [1, 9, [1, 2]],
      [2, 9, [1, 2]]
    ])
    expect(kernel.sockets).toHaveLength(3)
  })

  it('closes its socket when the loop is left', async () => {
    const { connection, kernel } = open((request) =>
      parts(request, [object(request, 1)], [object(request, 2)])
    )
    for await (const item of connection.dump(spec)) {
      expect(item[0]).toBe(1)
      break
    }
    expect(kernel.sockets[1]?.isClosed).toBe(true)
    expect(kernel.sockets[0]?.isClosed).toBe(false)
  })

  it('raises what NLMSG_DONE carries, behind the objects that came before', async () => {
    const { connection } = open((request) =>
      request.send(object(request, 1)).done(2, { message: 'no such table' })
    )
    const seen: number[] = []
    const loop = async (): Promise<void> => {
      for await (const item of connection.dump(spec)) seen.push(item[0] ?? 0)
    }
    await expect(loop()).rejects.toMatchObject({ code: 'ENOENT', extack: { message: 'no such table' } })
    expect(seen).toEqual([1])
    await expect(connection.dump(spec).toArray()).rejects.toSatisfy(NetlinkError.is)
  })

  it('is begun anew when it was interrupted, if nothing was handed out', async () => {
    let tries = 0
    const { connection } = open((request) => {
      tries += 1
      const flags = tries < 3 ? NLM_F_DUMP_INTR : 0
      request.send(
        object(request, tries),
        object(request, tries, flags),
        object(request, tries),
        request.doneMessage()
      )
    })
    const told: number[] = []
    const onInterrupted = (attempt: number): void => void told.push(attempt)
    expect(firstBytes(await connection.dump(spec, { onInterrupted }).toArray())).toEqual([3, 3, 3])
    expect(told).toEqual([1, 2])
    tries = 0
    expect(firstBytes(await collect(connection.dump(spec)))).toEqual([3, 3, 3])
  })

  it('never gives a silent mix: interrupted in each try, or after objects were handed out', async () => {
    const always = open((request) => request.send(object(request, 1, NLM_F_DUMP_INTR), request.doneMessage()))
    await expect(always.connection.dump(spec, { retries: 2 }).toArray()).rejects.toMatchObject({
      attempts: 3
    })
    const later = open((request) =>
      parts(request, [object(request, 1)], [object(request, 2, NLM_F_DUMP_INTR)], [request.doneMessage()])
    )
    await expect(collect(later.connection.dump(spec))).rejects.toSatisfy(DumpInterruptedError.is)
  })

  it('filters also where the kernel says that it has', async () => {
    const { connection } = open((request) =>
      request.send(object(request, 1, NLM_F_DUMP_FILTERED), object(request, 2), request.doneMessage())
    )
    expect(firstBytes(await connection.dump({ ...spec, filter: (one) => one[0] === 2 }).toArray())).toEqual([
      2
    ])
  })

  it('answers calls of next() that overlap in order, each with an object of its own', async () => {
    const { connection } = open((request) =>
      parts(request, [object(request, 1), object(request, 2)], [object(request, 3)], [request.doneMessage()])
    )
    const items = connection.dump(spec)[Symbol.asyncIterator]()
    const steps = await Promise.all([items.next(), items.next(), items.next(), items.next()])
    expect(steps.map((step) => step.value?.[0])).toEqual([1, 2, 3, undefined])
  })

  it.each([0, 1, 2, 3, 5, 8])(
    'answers calls %i microtasks apart in order, where it finds out its spec first',
    async (apart) => {
      const { connection } = open((request) =>
        parts(request, ...Array.from({ length: 8 }, (_, i) => [object(request, i)]), [request.doneMessage()])
      )
      const batches = connection.dump(() => Promise.resolve(spec)).batches()
      const steps: ReturnType<typeof batches.next>[] = []
      for (let i = 0; i < 12; i++) {
        steps.push(batches.next())
        for (let tick = 0; tick < apart; tick++) await Promise.resolve()
      }
      const answers = await Promise.all(steps)
      expect(firstBytes(answers.flatMap(({ value }) => value ?? []))).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
      expect(answers.at(-1)).toEqual({ done: true, value: undefined })
    }
  )

  it('gives each part its time, not all of them together', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const { connection } = open((request) => {
        const go = (i: number): void => {
          request.send(i < 10 ? object(request, i) : request.doneMessage())
          vi.advanceTimersByTime(40)
          if (i < 10) setImmediate(go, i + 1)
        }
        setImmediate(go, 0)
      })
      expect(await connection.dump(spec, { timeout: 100 }).toArray()).toHaveLength(10)
    } finally {
      vi.useRealTimers()
    }
  })

  it('settles a pending step when it is ended, aborted, late, or its connection closes', async () => {
    const { connection } = open((request) => request.send(object(request, 1)))
    const ended = connection.dump(spec)[Symbol.asyncIterator]()
    await ended.next()
    const pending = ended.next()
    await ended.return?.()
    expect(await pending).toEqual({ done: true, value: undefined })

    const controller = new AbortController()
    const aborted = collect(connection.dump(spec, { signal: controller.signal }))
    setTimeout(() => controller.abort(), 2)
    await expect(aborted).rejects.toSatisfy(AbortError.is)

    await expect(connection.dump(spec, { timeout: 5 }).toArray()).rejects.toSatisfy(TimeoutError.is)

    const closed = connection.dump(spec).toArray()
    connection.close()
    await expect(closed).rejects.toSatisfy(ClosedError.is)
    await expect(connection.dump(spec).toArray()).rejects.toSatisfy(ClosedError.is)
  })

  it('is not held up by what the last dump left on its socket', async () => {
    const kernel = new ScriptedKernel((request) => request.send(object(request, 1), request.doneMessage()))
    const connection = Connection.open({ protocol: 0, transport: kernel, execution: 'thread' })
    // By thread the word that the request was sent comes behind the end of the dump.
    for (let i = 0; i < 20; i++) expect(firstBytes(await connection.dump(spec).toArray())).toEqual([1])
    expect(kernel.sockets).toHaveLength(2)
  })

  it('finds out its spec first where that takes a request', async () => {
    const { connection } = open((request) => request.send(object(request, 5), request.doneMessage()))
    const dump = connection.dump(async () => spec)
    expect(firstBytes(await dump.toArray())).toEqual([5])
    expect(firstBytes(await collect(dump))).toEqual([5])
    await expect(connection.dump(() => Promise.reject(new Error('gone'))).toArray()).rejects.toThrow('gone')
  })
})
