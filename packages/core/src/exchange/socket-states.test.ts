/** Every public method of a subscription and of a plain socket in every state, as states.test.ts has it for connections. */
import { expect, it } from 'vitest'
import {
  AbortError,
  ClosedError,
  NetlinkError,
  NetlinkSocket,
  TimeoutError,
  type Subscription
} from '../index.ts'
import { message, ScriptedKernel, type ScriptedSocket } from '../testing/index.ts'
import { Connection } from './connection.ts'

const isOurs = (error: unknown): boolean =>
  [AbortError, ClosedError, NetlinkError, TimeoutError].some((one) => one.is(error))

/** What an act comes to: nothing stays pending, and what is thrown is ours. */
async function outcomeOf(act: () => unknown): Promise<unknown> {
  try {
    await act()
    return 'done'
  } catch (error) {
    return isOurs(error) ? 'refused' : error
  }
}

const datagram = (): Uint8Array => message(16, 0, 0, 0, new Uint8Array(4))

interface Opened<T> {
  readonly one: T
  readonly socket: ScriptedSocket
  readonly controller: AbortController
}

type Acts<T> = Readonly<Record<string, (one: T) => unknown>>
type States<T> = Readonly<Record<string, (opened: Opened<T>) => readonly Promise<unknown>[]>>

const subscriptionStates: States<Subscription<number>> = {
  fresh: () => [],
  waiting: ({ one }) => [one.next(), one.next({ timeout: 20 })],
  'with events': ({ socket }) => {
    socket.deliver({ messages: [datagram(), datagram()] })
    return []
  },
  overrun: ({ socket }) => {
    socket.overrun(3)
    return []
  },
  failed: ({ socket }) => {
    socket.failToReceive(12)
    return []
  },
  aborted: ({ controller, one }) => {
    const step = one.next()
    controller.abort()
    return [step]
  },
  closed: ({ one }) => {
    one.close()
    return []
  }
}

const subscriptionActs: Acts<Subscription<number>> = {
  next: (one) => one.next({ timeout: 5 }),
  return: (one) => one.return(),
  close: (one) => one.close(),
  ref: (one) => one.ref(),
  unref: (one) => one.unref(),
  dispose: (one) => one[Symbol.dispose](),
  asyncDispose: (one) => one[Symbol.asyncDispose](),
  iterate: async (one) => {
    for await (const _ of { [Symbol.asyncIterator]: () => ({ next: () => one.next({ timeout: 5 }) }) }) break
  },
  'its properties': (one) => [one.rejectedCount, one.droppedCount, one.isClosed],
  receiveBuffer: (one) => one.receiveBuffer
}

const matrix = <T>(states: States<T>, acts: Acts<T>): [string, string][] =>
  Object.keys(states).flatMap((state) => Object.keys(acts).map((act): [string, string] => [state, act]))

it.each(matrix(subscriptionStates, subscriptionActs))('a subscription, %s: %s', async (state, act) => {
  const kernel = new ScriptedKernel(() => {})
  const connection = Connection.open({ protocol: 0, transport: kernel })
  const controller = new AbortController()
  const one = connection.subscribe({ groups: [1], decode: () => 1, signal: controller.signal })
  const socket = kernel.sockets[1]
  if (socket === undefined) throw new Error('no socket')
  const waiting = Promise.allSettled(subscriptionStates[state]?.({ one, socket, controller }) ?? [])
  expect(['done', 'refused']).toContain(await outcomeOf(() => subscriptionActs[act]?.(one)))
  connection.close()
  expect(one.isClosed).toBe(true)
  for (const end of await waiting) if (end.status === 'rejected') expect(isOurs(end.reason)).toBe(true)
  expect(await one.next().catch((error: unknown) => isOurs(error))).toSatisfy(
    (end: unknown) => end === true || (end as { done?: boolean }).done === true
  )
  expect(kernel.sockets.every(({ isClosed }) => isClosed)).toBe(true)
})

const socketStates: States<NetlinkSocket> = {
  fresh: () => [],
  waiting: ({ one }) => [one.receive(), one.receive({ timeout: 20 })],
  'with datagrams': ({ socket }) => {
    socket.deliver({ messages: [datagram()] })
    return []
  },
  overrun: ({ socket }) => {
    socket.overrun(3)
    return []
  },
  aborted: ({ one, controller }) => {
    const pending = one.receive({ signal: controller.signal })
    controller.abort()
    return [pending]
  },
  connected: ({ one }) => {
    one.connect(5)
    return []
  },
  closed: ({ one }) => {
    one.close()
    return []
  }
}

const program = [{ code: 0x06, jt: 0, jf: 0, k: 0xffffffff }]
const socketActs: Acts<NetlinkSocket> = {
  send: (one) => one.send(datagram()),
  receive: (one) => one.receive({ timeout: 5 }),
  iterate: async (one) => {
    setTimeout(() => one.close(), 5)
    for await (const _ of one) break
  },
  join: (one) => one.join(1),
  leave: (one) => one.leave(1),
  memberships: (one) => one.memberships,
  connect: (one) => one.connect(7),
  disconnect: (one) => one.disconnect(),
  attach: (one) => one.attach(program),
  detach: (one) => one.detach(),
  options: (one) => {
    one.options.pktinfo = true
    one.options.receiveBuffer = 4096
    one.options.sendBuffer = 4096
    return [one.options.pktinfo, one.options.receiveBuffer]
  },
  portId: (one) => one.portId,
  droppedCount: (one) => one.droppedCount,
  isClosed: (one) => one.isClosed,
  close: (one) => one.close(),
  dispose: (one) => one[Symbol.dispose]()
}

it.each(matrix(socketStates, socketActs))('a plain socket, %s: %s', async (state, act) => {
  const kernel = new ScriptedKernel((request) => request.ack())
  const one = NetlinkSocket.open({ protocol: 0, transport: kernel })
  const controller = new AbortController()
  const socket = kernel.sockets[0]
  if (socket === undefined) throw new Error('no socket')
  const waiting = Promise.allSettled(socketStates[state]?.({ one, socket, controller }) ?? [])
  const outcome = await outcomeOf(() => socketActs[act]?.(one))
  expect(['done', 'refused']).toContain(outcome)
  const isHarmless = ['close', 'dispose', 'isClosed', 'iterate'].includes(act)
  if (state === 'closed' && !isHarmless) expect(outcome).toBe('refused')
  one.close()
  for (const end of await waiting) if (end.status === 'rejected') expect(isOurs(end.reason)).toBe(true)
  await expect(one.receive()).rejects.toSatisfy(ClosedError.is)
  expect(socket.isClosed).toBe(true)
})
