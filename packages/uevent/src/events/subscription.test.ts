import { AbortError, ClosedError } from '@nlkit/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ofKernel, ofUdev, properties, rootCredentials, scripted } from './scripted.fixture.ts'
import type { UeventSubscribeOptions, UeventSubscription } from './subscription.ts'
import type { ScriptedDatagram, ScriptedSocket } from '@nlkit/core/testing'
import type { UeventOptions } from '../uevent.ts'

const done = { done: true, value: undefined }

function subscribe(
  options: UeventSubscribeOptions = {},
  open: UeventOptions = {}
): { events: UeventSubscription; socket: ScriptedSocket; deliver: (datagram: ScriptedDatagram) => void } {
  const { uevents, sockets } = scripted(open)
  const events = uevents.subscribe(options)
  const [socket] = sockets()
  if (socket === undefined) throw new Error('no socket')
  return { events, socket, deliver: (datagram) => socket.deliver(datagram) }
}

/** What comes, until the event with that number. */
async function until(events: UeventSubscription, seqnum: number): Promise<string[]> {
  const seen: string[] = []
  for (;;) {
    const { value } = await events.next()
    if (value === undefined) return seen
    seen.push(value.type === 'overrun' ? `lost ${value.dropped}` : `${value.type} ${value.seqnum}`)
    if (value.type !== 'overrun' && value.seqnum === seqnum) return seen
  }
}

describe('events of the kernel', () => {
  it('are plain data, with where they came from', async () => {
    const { events, deliver } = subscribe()
    deliver(ofKernel({ IFINDEX: '3' }))
    const { value } = await events.next()
    expect(value).toEqual({
      type: 'add',
      action: 'add',
      devpath: '/devices/x',
      subsystem: 'net',
      seqnum: 1,
      ifindex: 3,
      properties: properties({ IFINDEX: '3' }),
      meta: { source: 'kernel', group: 1, senderPortId: 0, credentials: { pid: 0, uid: 0, gid: 0 } }
    })
    expect(JSON.parse(JSON.stringify(value))).toEqual(value)
  })

  it('have a type of their own for a word that is new', async () => {
    const { events, deliver } = subscribe()
    deliver(ofKernel({ ACTION: 'overrun' }))
    const { value } = await events.next()
    expect(value).toMatchObject({ type: 'unknown', action: 'overrun' })
  })

  it('come in order, and a loss behind what is older', async () => {
    const { events, socket, deliver } = subscribe()
    deliver(ofKernel({ SEQNUM: '1' }))
    deliver(ofKernel({ SEQNUM: '2', ACTION: 'remove' }))
    socket.overrun(7)
    deliver(ofKernel({ SEQNUM: '10' }))
    expect(await until(events, 10)).toEqual(['add 1', 'remove 2', 'lost 7', 'add 10'])
    expect(events.droppedCount).toBe(7)
    expect(events.seqnum).toBe(10)
  })

  it('are filtered', async () => {
    const { events, deliver } = subscribe({ filter: { action: 'remove', subsystem: 'net' } })
    deliver(ofKernel({ SEQNUM: '1' }))
    deliver(ofKernel({ SEQNUM: '2', ACTION: 'remove', SUBSYSTEM: 'block' }))
    deliver(ofKernel({ SEQNUM: '3', ACTION: 'remove' }))
    expect(await until(events, 3)).toEqual(['remove 3'])
    expect(events.rejectedCount).toBe(0)
  })

  it('have no tags to filter by', () => {
    expect(() => subscribe({ filter: { tag: 'seat' } })).toThrow(/^filter\.tag: /)
  })
})

describe('what is no event', () => {
  it('is left out and counted, by reason, and the loop goes on', async () => {
    const { events, deliver } = subscribe()
    deliver({ ...ofKernel({ SEQNUM: '1' }), senderPortId: 4711, credentials: rootCredentials })
    deliver({ ...ofKernel({ SEQNUM: '2' }), credentials: { pid: 5, uid: 1000, gid: 1000 } })
    deliver({ ...ofKernel({ SEQNUM: '3' }), isTruncated: true })
    deliver({ ...ofKernel({ SEQNUM: '4', A: 'x'.repeat(60_000), B: 'x'.repeat(60_000) }) })
    deliver({ ...ofKernel(), messages: [Uint8Array.of(1, 2, 3)] })
    deliver({ ...ofKernel(), messages: [new Uint8Array()] })
    deliver({ ...ofKernel(), group: 0 })
    deliver(ofKernel({ SEQNUM: '9' }))
    expect(await until(events, 9)).toEqual(['add 9'])
    void events.next()
    await expect.poll(() => events.rejected.truncated).toBe(1)
    expect(events.rejected).toEqual({
      sender: 2,
      uid: 1,
      truncated: 1,
      'too-long': 1,
      magic: 0,
      version: 0,
      malformed: 2
    })
    expect(events.rejectedCount).toBe(7)
  })

  it('is left out of what udev sends, too', async () => {
    const { events, deliver } = subscribe({ source: 'udev' })
    const [good = new Uint8Array()] = ofUdev().messages
    const wrongMagic = good.slice()
    wrongMagic[8] = 0
    const otherVersion = good.slice()
    otherVersion.fill(0, 12, 16)
    deliver({ ...ofUdev(), credentials: { ...rootCredentials, uid: 1000 } })
    deliver({ ...ofUdev(), credentials: { ...rootCredentials, uid: 65_534 } })
    deliver({ messages: [good], group: 2, senderPortId: 1 })
    deliver({ ...ofUdev(), group: 0 })
    deliver({ ...ofUdev(), messages: [wrongMagic] })
    deliver({ ...ofUdev(), messages: [otherVersion] })
    deliver({ ...ofUdev(), messages: [good.slice(0, 60)] })
    deliver({ ...ofUdev(), isTruncated: true })
    deliver({ ...ofUdev(), messages: [new Uint8Array(9000)] })
    deliver(ofKernel())
    deliver(ofUdev({ SEQNUM: '9' }))
    expect(await until(events, 9)).toEqual(['add 9'])
    void events.next()
    await expect.poll(() => events.rejected.truncated).toBe(1)
    expect(events.rejected).toEqual({
      sender: 2,
      uid: 3,
      truncated: 1,
      'too-long': 1,
      magic: 1,
      version: 1,
      malformed: 1
    })
  })

  it('is judged by the users that are named', async () => {
    const { events, deliver } = subscribe({ source: 'udev' }, { uids: [1000, 'unmapped'] })
    deliver(ofUdev({ SEQNUM: '1' }))
    deliver({ ...ofUdev({ SEQNUM: '2' }), credentials: { ...rootCredentials, uid: 1000 } })
    deliver({ ...ofUdev({ SEQNUM: '3' }), credentials: { ...rootCredentials, uid: 65_534 } })
    expect(await until(events, 3)).toEqual(['add 2', 'add 3'])
    expect(events.rejected.uid).toBe(1)
  })

  it('does not disturb steps that overlap', async () => {
    const { events, deliver } = subscribe()
    const steps = [events.next(), events.next(), events.next()]
    deliver({ ...ofKernel(), isTruncated: true })
    deliver(ofKernel({ SEQNUM: '1' }))
    deliver({ ...ofKernel(), messages: [Uint8Array.of(1)] })
    deliver(ofKernel({ SEQNUM: '2' }))
    await Promise.resolve()
    deliver(ofKernel({ SEQNUM: '3' }))
    expect((await Promise.all(steps)).map(({ value }) => value?.type === 'add' && value.seqnum)).toEqual([
      1, 2, 3
    ])
  })
})

describe('a subscription', () => {
  it('wants the sender named, and room for a storm', () => {
    const { socket } = subscribe()
    expect([...socket.groups]).toEqual([1])
    expect(socket.options.get('1:16')).toEqual(new Uint8Array(Int32Array.of(1).buffer)) // SO_PASSCRED
    expect(socket.options.get('1:33')).toEqual(new Uint8Array(Int32Array.of(128 * 1024 * 1024).buffer)) // SO_RCVBUFFORCE
    expect([...subscribe({ source: 'udev' }).socket.groups]).toEqual([2])
  })

  it('ends when it is closed, by itself, by its loop or with its owner', async () => {
    const one = subscribe()
    const pending = one.events.next()
    one.events.close()
    expect([await pending, await one.events.next()]).toEqual([done, done])

    const left = subscribe()
    left.deliver(ofKernel())
    for await (const _ of left.events) break
    expect([left.events.isClosed, left.socket.isClosed]).toEqual([true, true])

    const { uevents } = scripted()
    const events = uevents.subscribe()
    const step = events.next()
    uevents.close()
    uevents.close()
    expect(await step).toEqual(done)
    expect(() => uevents.subscribe()).toThrow(ClosedError)
  })

  it('rejects the step that waits when it is aborted, then ends', async () => {
    const controller = new AbortController()
    const { events, socket } = subscribe({ signal: controller.signal })
    const pending = events.next()
    controller.abort()
    await expect(pending).rejects.toSatisfy(AbortError.is)
    expect(await events.next()).toEqual(done)
    expect(socket.isClosed).toBe(true)
  })

  it('is closed at the end of its scope', async () => {
    const { uevents, sockets } = scripted()
    {
      using events = uevents.subscribe()
      await using more = uevents.subscribe({ source: 'udev' })
      expect([events.isClosed, more.isClosed, sockets().length]).toEqual([false, false, 2])
    }
    expect(sockets()).toHaveLength(0)
  })

  it('keeps the process alive unless told not to', () => {
    const { events, socket } = subscribe()
    expect(socket.isReferenced).toBe(true)
    expect(events.unref()).toBe(events)
    expect(socket.isReferenced).toBe(false)
    events.ref()
    expect(socket.isReferenced).toBe(true)
  })

  it('refuses options that cannot be meant, and leaves no socket behind', () => {
    const { uevents, sockets } = scripted()
    const refuse = (options: object, key: RegExp): void => {
      expect(() => uevents.subscribe(options)).toThrow(key)
    }
    refuse({ source: 'both' }, /^source: /)
    refuse({ filter: { action: 1 } }, /^filter\.action: /)
    refuse({ receiveBuffer: 0 }, /^receiveBuffer: /)
    refuse({ limit: -1 }, /^limit: /)
    expect(sockets()).toHaveLength(0)
  })
})

describe('settling a subscription', () => {
  it('waits for the number, and leaves events for who takes them', async () => {
    const { events, deliver } = subscribe()
    deliver(ofKernel({ SEQNUM: '1' }))
    const settled = events.settle(3, { timeout: 5_000 })
    deliver(ofKernel({ SEQNUM: '2' }))
    setTimeout(() => deliver(ofKernel({ SEQNUM: '3' })), 30)
    await settled
    expect(events.seqnum).toBe(3)
    expect(await until(events, 3)).toEqual(['add 1', 'add 2', 'add 3'])
  })

  it('counts what the filter leaves out', async () => {
    const { events, deliver } = subscribe({ filter: { action: 'remove' } })
    deliver(ofKernel({ SEQNUM: '5' }))
    await events.settle(5, { timeout: 5_000 })
    expect(events.seqnum).toBe(5)
  })

  it('does not wait for numbers that do not come here', async () => {
    const { events } = subscribe()
    await events.settle(1_000_000, { timeout: 5_000 })
    expect(events.seqnum).toBe(0)
  })

  it('ends with the subscription, its time or its signal', async () => {
    const { events } = subscribe()
    await expect(events.settle(1, { timeout: 20 })).rejects.toMatchObject({ code: 'ERR_NETLINK_TIMEOUT' })
    await expect(events.settle(1, { signal: AbortSignal.abort() })).rejects.toSatisfy(AbortError.is)
    const settled = events.settle(1)
    events.close()
    await expect(settled).rejects.toSatisfy(ClosedError.is)
    await expect(events.settle(1, { timeout: -1 })).rejects.toThrow(RangeError)
  })

  it('keeps an abort that comes meanwhile for the next step', async () => {
    const controller = new AbortController()
    const { events } = subscribe({ signal: controller.signal })
    const settled = events.settle(1)
    await Promise.resolve()
    controller.abort()
    await expect(settled).rejects.toSatisfy(ClosedError.is)
    await expect(events.next()).rejects.toSatisfy(AbortError.is)
    expect(await events.next()).toEqual(done)
  })
})

describe('anything at all that is sent', () => {
  const datagram = fc.oneof(
    fc.record({
      bytes: fc.uint8Array({ maxLength: 200 }),
      senderPortId: fc.constantFrom(0, 1),
      group: fc.nat(3)
    }),
    fc.record({
      bytes: fc
        .tuple(fc.constantFrom(...ofKernel().messages, ...ofUdev().messages), fc.nat(), fc.nat(255))
        .map(([message, at, value]) => {
          // Cut before the number: what is left can be no event.
          const cut = at % (message.length - 2)
          return message.with(cut, value).subarray(0, cut + 1)
        }),
      senderPortId: fc.constantFrom(0, 1),
      group: fc.constantFrom(1, 2)
    })
  )

  it('lets the good ones through, in order, and is counted', async () => {
    for (const source of ['kernel', 'udev'] as const) {
      const good = source === 'kernel' ? ofKernel : ofUdev
      const property = fc.asyncProperty(fc.array(datagram, { maxLength: 20 }), async (bad) => {
        const { events, deliver } = subscribe({ source })
        for (const [i, { bytes, ...sender }] of bad.entries()) {
          deliver({ messages: [bytes], credentials: rootCredentials, ...sender })
          deliver(good({ SEQNUM: String(i + 2) }))
        }
        deliver(good({ SEQNUM: '1000' }))
        const seen = await until(events, 1000)
        events.close()
        return (
          seen.join() === [...bad.map((_, i) => `add ${i + 2}`), 'add 1000'].join() &&
          events.rejectedCount === bad.length
        )
      })
      expect(await fc.check(property, { numRuns: 100 })).toMatchObject({ counterexample: null })
    }
  })
})
