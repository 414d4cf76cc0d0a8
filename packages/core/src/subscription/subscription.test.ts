import { describe, expect, it } from 'vitest'
import { AbortError, ClosedError, TimeoutError, type MalformedEvent, type OverrunEvent } from '../index.ts'
import { Connection } from '../exchange/connection.ts'
import { message, ScriptedKernel, type ScriptedSocket } from '../testing/index.ts'
import type { Message, MessageMeta } from './message.ts'
import type { SubscribeOptions } from './options.ts'
import type { Subscription } from './subscription.ts'

interface Seen {
  readonly type: 'seen'
  readonly value: number
  readonly meta: MessageMeta
}

const decode = (from: Message): Seen => ({
  type: 'seen',
  value: from.bytes.u8[from.offset] ?? 0,
  meta: from.meta()
})

function subscribe(options: Partial<SubscribeOptions<Seen>> = {}): {
  connection: Connection
  kernel: ScriptedKernel
  subscription: Subscription<Seen>
  socket: ScriptedSocket
} {
  const kernel = new ScriptedKernel(() => {})
  const connection = Connection.open({ protocol: 0, transport: kernel })
  const subscription = connection.subscribe<Seen>({ groups: [1], decode, ...options })
  const socket = kernel.sockets[1]
  if (socket === undefined) throw new Error('no socket')
  return { connection, kernel, subscription, socket }
}

const event = (value: number, type = 16): Uint8Array => message(type, 0, 0, 0, Uint8Array.of(value, 0, 0, 0))

async function take(
  subscription: AsyncIterator<Seen | OverrunEvent | MalformedEvent>,
  count: number
): Promise<unknown[]> {
  const all: unknown[] = []
  while (all.length < count) {
    const { value } = await subscription.next()
    all.push(
      value?.type === 'seen' ? value.value : value?.type === 'overrun' ? `lost ${value.dropped}` : value?.type
    )
  }
  return all
}

describe('a subscription', () => {
  it('has joined its groups when it is returned, and gives events in order', async () => {
    const { kernel, subscription } = subscribe()
    kernel.multicast(1, event(1), event(2))
    kernel.multicast(2, event(9))
    kernel.multicast(1, event(3))
    expect(await take(subscription, 3)).toEqual([1, 2, 3])
  })

  it('tells where an event came from', async () => {
    const { socket, subscription } = subscribe({ senders: 'any' })
    const credentials = { pid: 5, uid: 6, gid: 7 }
    socket.deliver({
      messages: [message(16, 0x600, 8, 9, Uint8Array.of(1, 0, 0, 0))],
      group: 40,
      senderPortId: 3,
      credentials
    })
    const { value } = await subscription.next()
    expect(value).toMatchObject({
      meta: { flags: 0x600, sequence: 8, portId: 9, group: 40, senderPortId: 3, credentials }
    })
  })

  it('drops and counts what does not come from the kernel', async () => {
    const { socket, kernel, subscription } = subscribe()
    socket.deliver({ messages: [event(66)], senderPortId: 4711, group: 1 })
    kernel.multicast(1, event(1))
    expect(await take(subscription, 1)).toEqual([1])
    expect(subscription.rejectedCount).toBe(1)
  })

  it('tells an overrun behind the events that are older, and goes on', async () => {
    const { socket, kernel, subscription } = subscribe()
    kernel.multicast(1, event(1))
    socket.overrun(17)
    kernel.multicast(1, event(2))
    socket.overrun(3)
    expect(await take(subscription, 4)).toEqual([1, 'lost 17', 2, 'lost 3'])
    expect(subscription.droppedCount).toBe(20)
  })

  it('tells of a message that cannot be decoded, and goes on', async () => {
    const { kernel, subscription } = subscribe({
      decode(from) {
        if (from.bytes.u8[from.offset] === 2) throw new RangeError('bad')
        return decode(from)
      }
    })
    kernel.multicast(1, event(1), event(2), event(3))
    const truncated = event(4).slice(0, 18)
    kernel.multicast(1, truncated)
    kernel.multicast(1, event(5))
    expect(await take(subscription, 5)).toEqual([1, 'malformed', 3, 'malformed', 5])
  })

  it('tells of a datagram that was cut off, in its place', async () => {
    const { socket, kernel, subscription } = subscribe()
    kernel.multicast(1, event(1))
    socket.deliver({ messages: [event(2)], isTruncated: true })
    socket.deliver({ messages: [event(3)], isTruncated: true, senderPortId: 5 })
    kernel.multicast(1, event(4))
    expect(await take(subscription, 3)).toEqual([1, 'malformed', 4])
    expect(subscription.rejectedCount).toBe(1)
  })

  it('leaves out what its decoder does not want, and control messages', async () => {
    const { kernel, subscription } = subscribe({
      decode: (from) => (from.type === 17 ? decode(from) : undefined)
    })
    kernel.multicast(1, event(1), event(2, 17), event(3, 3))
    kernel.multicast(1, event(4, 17))
    expect(await take(subscription, 2)).toEqual([2, 4])
  })

  it('takes datagrams without a header', async () => {
    const { kernel, subscription } = subscribe({ framing: 'datagram' })
    kernel.multicast(1, Uint8Array.of(97, 98, 99))
    expect(await take(subscription, 1)).toEqual([97])
  })

  it('answers steps that overlap in order', async () => {
    const { kernel, subscription } = subscribe()
    const steps = [subscription.next(), subscription.next(), subscription.next()]
    kernel.multicast(1, event(1), event(2))
    await Promise.resolve()
    kernel.multicast(1, event(3))
    expect((await Promise.all(steps)).map(({ value }) => value?.type === 'seen' && value.value)).toEqual([
      1, 2, 3
    ])
  })

  it('ends pending and later steps when it is closed, by itself, by its loop or by its connection', async () => {
    const done = { done: true, value: undefined }
    const { subscription, socket } = subscribe()
    const pending = subscription.next()
    subscription.close()
    expect([await pending, await subscription.next()]).toEqual([done, done])
    expect(socket.isClosed).toBe(true)

    const left = subscribe()
    left.kernel.multicast(1, event(1))
    for await (const _ of left.subscription) break
    expect(left.socket.isClosed).toBe(true)

    const closing = subscribe()
    const step = closing.subscription.next()
    closing.connection.close()
    expect(await step).toEqual(done)
    expect(() => closing.connection.subscribe({ groups: [1], decode })).toThrow(ClosedError)
  })

  it('rejects the step that waits when it is aborted, then ends', async () => {
    const controller = new AbortController()
    const { subscription, socket } = subscribe({ signal: controller.signal })
    const pending = subscription.next()
    controller.abort()
    await expect(pending).rejects.toSatisfy(AbortError.is)
    expect(await subscription.next()).toEqual({ done: true, value: undefined })
    expect(socket.isClosed).toBe(true)
    expect(() => subscribe({ signal: controller.signal })).toThrow(AbortError)
  })

  it('gives up a step that is late or aborted, loses no event by it, and goes on', async () => {
    const { subscription, socket } = subscribe()
    await expect(subscription.next({ timeout: 5 })).rejects.toSatisfy(TimeoutError.is)
    const controller = new AbortController()
    const aborted = subscription.next({ signal: controller.signal })
    const behind = subscription.next({ timeout: 5000 })
    controller.abort()
    await expect(aborted).rejects.toSatisfy(AbortError.is)
    socket.deliver({ messages: [event(1)] })
    expect((await behind).value).toMatchObject({ value: 1 })
    socket.deliver({ messages: [event(2)] })
    expect((await subscription.next({ timeout: 5000 })).value).toMatchObject({ value: 2 })
    await expect(subscription.next({ signal: AbortSignal.abort() })).rejects.toSatisfy(AbortError.is)
    await expect(subscription.next({ timeout: 0 })).rejects.toThrow(/^timeout: /)
    const pending = subscription.next({ timeout: 5000 })
    subscription.close()
    expect(await pending).toEqual({ done: true, value: undefined })
  })

  it('keeps the process alive unless told not to', () => {
    const { subscription, socket } = subscribe()
    expect(socket.isReferenced).toBe(true)
    expect(subscription.unref()).toBe(subscription)
    expect(socket.isReferenced).toBe(false)
  })

  it('refuses options that cannot be meant, and leaves no socket behind', () => {
    for (const options of [
      { groups: 'link' as unknown as number[] },
      { groups: [0] },
      { groups: [1.5] },
      { decode: undefined as unknown as typeof decode },
      { receiveBuffer: -1 },
      { limit: Number.NaN },
      { program: [] },
      { program: [{ code: 70000, jt: 0, jf: 0, k: 0 }] },
      { signal: { aborted: false } as AbortSignal }
    ]) {
      const kernel = new ScriptedKernel(() => {})
      const connection = Connection.open({ protocol: 0, transport: kernel })
      expect(() => connection.subscribe({ groups: [1], decode, ...options })).toThrow(
        /^(groups|decode|receiveBuffer|limit|program|signal)/
      )
      expect(kernel.sockets.filter(({ isClosed }) => !isClosed)).toHaveLength(1)
    }
  })
})
