/** Every public method in every state: it answers or rejects with an error of ours, and nothing stays pending. */
import { expect, it } from 'vitest'
import { AbortError, ClosedError, NetlinkError, OverrunError, TimeoutError } from '../index.ts'
import { NLM_F_MULTI } from '../message/constants.ts'
import { ScriptedKernel, type ScriptedRequest } from '../testing/index.ts'
import { Connection } from './connection.ts'
import type { DumpSpec } from './dump/dump-spec.ts'
import { rawCodec } from './raw.ts'

const ANSWERED = 18
const SILENT = 20
const DUMPED = 22
const OVERRUN = 24

const request = (type: number): DumpSpec<Uint8Array, Uint8Array> => ({
  type,
  name: `TYPE_${type}`,
  body: rawCodec,
  value: new Uint8Array(4),
  reply: rawCodec
})

function script(made: ScriptedRequest): void {
  const object = made.message(16, new Uint8Array(4), made.type === DUMPED ? NLM_F_MULTI : 0)
  if (made.type === ANSWERED) made.send(object).ack()
  if (made.type === OVERRUN) made.socket.overrun(1)
  if (made.type !== DUMPED) return
  made.send(object)
  setImmediate(() => made.send(object, made.doneMessage()))
}

/** Brings a connection into a state; what it returns is waited for at the end. */
const states: Record<string, (connection: Connection, kernel: ScriptedKernel) => Promise<unknown>[]> = {
  fresh: () => [],
  requesting: (connection) => [connection.one(request(SILENT), { timeout: 50 })],
  dumping: (connection) => [connection.dump(request(DUMPED)).toArray()],
  'in the middle of a dump': (connection) => {
    const items = connection.dump(request(DUMPED))[Symbol.asyncIterator]()
    return [items.next()]
  },
  iterating: (connection) => {
    const events = connection.subscribe({ groups: [1], decode: () => 1 })
    return [events.next()]
  },
  overrun: (connection) => [connection.one(request(OVERRUN))],
  aborted: (connection) => [connection.one(request(SILENT), { signal: AbortSignal.timeout(1) })],
  closed: (connection) => {
    connection.close()
    return []
  }
}

const methods: Record<string, (connection: Connection) => unknown> = {
  request: (connection) => connection.request(request(ANSWERED)),
  one: (connection) => connection.one(request(ANSWERED)),
  acknowledge: (connection) => connection.acknowledge(request(ANSWERED)),
  'one that is not answered': (connection) => connection.one(request(SILENT), { timeout: 5 }),
  'dump to an array': (connection) => connection.dump(request(DUMPED)).toArray(),
  'dump left early': async (connection) => {
    for await (const _ of connection.dump(request(DUMPED))) break
  },
  'dump in batches': async (connection) => {
    for await (const batch of connection.dump(request(DUMPED)).batches())
      expect(batch.length).toBeGreaterThan(0)
  },
  batch: (connection) => connection.batch([request(ANSWERED)]),
  subscribe: (connection) => connection.subscribe({ groups: [2], decode: () => 1 }).return(),
  close: (connection) => connection.close(),
  dispose: (connection) => connection[Symbol.dispose](),
  asyncDispose: (connection) => connection[Symbol.asyncDispose](),
  'its properties': (connection) => [
    connection.portId,
    connection.isClosed,
    connection.rejectedCount,
    connection.strayCount,
    connection.messages
  ]
}

const isOurs = (error: unknown): boolean =>
  [AbortError, ClosedError, NetlinkError, OverrunError, TimeoutError].some((one) => one.is(error))

const matrix = Object.keys(states).flatMap((state) =>
  Object.keys(methods).map((method) => [state, method] as const)
)

it.each(matrix)('%s: %s', async (state, method) => {
  const kernel = new ScriptedKernel(script)
  const connection = Connection.open({ protocol: 0, transport: kernel })
  const waiting = Promise.allSettled(states[state]?.(connection, kernel) ?? [])
  const outcome = await Promise.resolve()
    .then(() => methods[method]?.(connection))
    .then(
      () => 'done',
      (error: unknown) => (isOurs(error) ? 'refused' : error)
    )
  expect(['done', 'refused']).toContain(outcome)
  const changes = !['close', 'dispose', 'asyncDispose', 'its properties'].includes(method)
  if (state === 'closed' && changes) expect(outcome).toBe('refused')
  if (state !== 'closed' && method !== 'one that is not answered') expect(outcome).toBe('done')
  connection.close()
  for (const end of await waiting) if (end.status === 'rejected') expect(isOurs(end.reason)).toBe(true)
  expect(kernel.sockets.every(({ isClosed }) => isClosed)).toBe(true)
})
