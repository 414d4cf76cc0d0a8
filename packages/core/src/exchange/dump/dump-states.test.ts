/** Every way to iterate a dump in every state of one, as states.test.ts has it for connections. */
import { expect, it } from 'vitest'
import {
  AbortError,
  ClosedError,
  DumpInterruptedError,
  NetlinkError,
  OverrunError,
  TimeoutError
} from '../../index.ts'
import { NLM_F_DUMP_INTR, NLM_F_MULTI } from '../../message/constants.ts'
import { ScriptedKernel, type ScriptedRequest } from '../../testing/index.ts'
import { Connection } from '../connection.ts'
import type { DumpSpec } from './dump-spec.ts'
import type { Dump } from './dump.ts'
import { rawCodec } from '../raw.ts'

const spec: DumpSpec<Uint8Array, Uint8Array> = {
  type: 18,
  name: 'TEST_GET',
  body: rawCodec,
  value: new Uint8Array(4),
  reply: rawCodec
}

const isOurs = (error: unknown): boolean =>
  [AbortError, ClosedError, DumpInterruptedError, NetlinkError, OverrunError, TimeoutError].some((one) =>
    one.is(error)
  )

const object = (request: ScriptedRequest, flags = 0): Uint8Array =>
  request.message(16, new Uint8Array(4), NLM_F_MULTI | flags)

const end = (request: ScriptedRequest): void => void setImmediate(() => request.done())

type Items = AsyncIterableIterator<unknown> & Partial<AsyncDisposable>

interface Opened {
  readonly dump: Dump<Uint8Array>
  readonly items: Items
  readonly connection: Connection
  readonly controller: AbortController
}

interface State {
  /** How the kernel answers each request. */
  answer(this: void, request: ScriptedRequest): void
  /** What happens before; what it returns is waited for at the end. */
  enter?(this: void, opened: Opened): Promise<unknown>
}

const whole = (request: ScriptedRequest): void => end(request.send(object(request), object(request)))

const states: Readonly<Record<string, State>> = {
  fresh: { answer: whole },
  'in the middle': { answer: whole, enter: ({ items }) => items.next() },
  waiting: { answer: () => {}, enter: ({ items }) => items.next() },
  interrupted: { answer: (request) => end(request.send(object(request, NLM_F_DUMP_INTR))) },
  failed: { answer: (request) => request.send(object(request)).done(22) },
  refused: { answer: (request) => void request.error(1) },
  overrun: { answer: (request) => request.socket.overrun(1) },
  over: {
    answer: whole,
    async enter({ items }) {
      for await (const _ of items);
    }
  },
  left: { answer: whole, enter: ({ items }) => Promise.resolve(items.return?.()) },
  aborted: {
    answer: () => {},
    enter({ items, controller }) {
      const step = items.next()
      controller.abort()
      return step
    }
  },
  'of a closed connection': {
    answer: whole,
    enter({ items, connection }) {
      const step = items.next()
      connection.close()
      return step
    }
  }
}

const acts: Readonly<Record<string, (opened: Opened) => unknown>> = {
  next: ({ items }) => items.next(),
  'several at once': ({ items }) => Promise.all([items.next(), items.next(), items.next()]),
  return: ({ items }) => items.return?.(),
  asyncDispose: ({ items }) => items[Symbol.asyncDispose]?.(),
  'the rest': async ({ items }) => {
    for await (const _ of items);
  },
  'leave the loop': async ({ items }) => {
    for await (const _ of items) break
  },
  'iterate anew': async ({ dump }) => {
    for await (const _ of dump);
  },
  'batches anew': async ({ dump }) => {
    for await (const batch of dump.batches()) expect(batch.length).toBeGreaterThan(0)
  },
  toArray: ({ dump }) => dump.toArray()
}

const matrix = Object.keys(states).flatMap((state) =>
  (['item by item', 'in batches'] as const).flatMap((way) =>
    Object.keys(acts).map((act) => [state, way, act] as const)
  )
)

it.each(matrix)('a dump, %s, %s: %s', async (state, way, act) => {
  const { answer, enter } = states[state] as State
  const kernel = new ScriptedKernel(answer)
  const connection = Connection.open({ protocol: 0, transport: kernel })
  const controller = new AbortController()
  // Long enough that whatever can come does.
  const isSilent = state === 'waiting' || state === 'aborted'
  const dump = connection.dump(spec, { signal: controller.signal, timeout: isSilent ? 5 : 10_000 })
  const opened = {
    dump,
    items: way === 'in batches' ? dump.batches() : dump[Symbol.asyncIterator](),
    connection,
    controller
  }
  const entered = enter?.(opened) ?? Promise.resolve()
  const settled = entered.catch((error: unknown) => expect(isOurs(error)).toBe(true))
  if (!isSilent && state !== 'of a closed connection') await settled
  const outcome = await Promise.resolve(acts[act]?.(opened)).then(
    () => 'done',
    (error: unknown) => (isOurs(error) ? 'refused' : error)
  )
  expect(['done', 'refused']).toContain(outcome)
  if (['fresh', 'in the middle', 'over', 'left'].includes(state)) expect(outcome).toBe('done')
  await opened.items.return?.()
  await settled
  expect(await opened.items.next()).toEqual({ done: true, value: undefined })
  // What the dump held is free again: the connection's own socket is left, and one that waits for the next dump.
  const left = kernel.sockets.slice(1).filter(({ isClosed, isReferenced }) => !isClosed && isReferenced)
  expect(left).toEqual([])
  connection.close()
  expect(kernel.sockets.every(({ isClosed }) => isClosed)).toBe(true)
})
