/** What a subscription keeps, in the kernel and behind it. */
import { afterEach, describe, expect, it } from 'vitest'
import { hostRoot, ipBatch, patience, requires, run, tool } from '../../../../test/support/kernel.ts'
import { Connection, NETLINK_ROUTE, Subscription, type SubscribeOptions } from '../index.ts'

interface Told {
  readonly type: 'told'
}

const open: Connection[] = []
function subscribe(options: Partial<SubscribeOptions<Told>> = {}): Subscription<Told> {
  const connection = Connection.open({ protocol: NETLINK_ROUTE })
  open.push(connection)
  return connection.subscribe<Told>({ groups: [1], decode: () => ({ type: 'told' }), ...options })
}
afterEach(() => {
  for (const connection of open.splice(0)) connection.close()
  Subscription.limitTotal(256 * 1024 * 1024)
})

let made = 0
/** More than a hundred kilobytes of events, which nobody takes meanwhile. */
async function flood(): Promise<void> {
  made += 1
  const names = Array.from({ length: 60 }, (_, i) => `flood${made}x${i}`)
  await ipBatch(names.map((name) => `link add ${name} type bridge`))
  await ipBatch(names.map((name) => `link delete ${name}`))
}

/** Takes events up to and with the next overrun. */
async function nextOverrun(events: Subscription<Told>): Promise<{ dropped: number; receiveBuffer?: number }> {
  for await (const event of { [Symbol.asyncIterator]: () => ({ next: () => events.next() }) }) {
    if (event.type === 'overrun') return event
  }
  throw new Error('no overrun')
}

/**
 * Asks without force, which is capped at net.core.rmem_max. The file of that name is in each namespace on newer kernels
 * only: 6.1 has it in the first one alone.
 */
const CAPPED = `
import socket
s = socket.socket(16, 3, 0); s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 29)
print(s.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) // 2)`

describe('the receive buffer', () => {
  it(
    'doubles after each overrun up to what it may be, and the event says how large it is',
    { timeout: 60_000 * patience },
    requires(hostRoot, async () => {
      const events = subscribe({ receiveBuffer: 8192, maxReceiveBuffer: 20_000, limit: 4096 })
      expect(events.receiveBuffer).toBe(8192)
      const sizes: (number | undefined)[] = []
      while (sizes.length < 3) {
        await flood()
        const { receiveBuffer, dropped } = await nextOverrun(events)
        expect(dropped).toBeGreaterThan(0)
        expect(receiveBuffer).toBe(events.receiveBuffer)
        sizes.push(receiveBuffer)
      }
      expect(sizes).toEqual([16_384, 20_000, 20_000])
    })
  )

  it('stays as it is unless it is told to grow', { timeout: 60_000 * patience }, async () => {
    const events = subscribe({ receiveBuffer: 8192, limit: 4096 })
    await flood()
    expect(await nextOverrun(events)).toEqual({ type: 'overrun', dropped: expect.any(Number) as number })
    expect(events.receiveBuffer).toBe(8192)
  })

  it(
    'is as large as the kernel allows without the capability, and that is what is told',
    { timeout: 60_000 * patience },
    requires([hostRoot, tool('python3')], async () => {
      const most = await run(['python3', '-c', CAPPED])
      const code = `
        const { Connection } = await import(${JSON.stringify(new URL('../index.ts', import.meta.url).href)})
        process.setgroups([]); process.setgid(65534); process.setuid(65534)
        const events = Connection.open({ protocol: 0 }).subscribe({ groups: [1], decode: () => 1, receiveBuffer: 1 << 29 })
        console.log(events.receiveBuffer)
        events.close()`
      const output = await run([
        process.execPath,
        '--conditions=nlkit-source',
        '--input-type=module',
        '-e',
        code
      ])
      expect(output).toBe(most)
      expect(Number(most)).toBeLessThan(2 ** 29)
    })
  )

  it('refuses sizes that cannot be meant', () => {
    expect(() => subscribe({ maxReceiveBuffer: 0 })).toThrow(/^maxReceiveBuffer: /)
    expect(() => Subscription.limitTotal(-1)).toThrow(/^bytes: /)
    expect(() => Subscription.limitTotal(Number.NaN)).toThrow(RangeError)
  })
})

it('limits what all subscriptions keep together', { timeout: 60_000 * patience }, async () => {
  Subscription.limitTotal(64 * 1024)
  const idle = Array.from({ length: 4 }, () => subscribe({ receiveBuffer: 4096 }))
  await flood()
  // Each alone may keep 64 MiB; together they may not.
  for (const events of idle) expect((await nextOverrun(events)).dropped).toBeGreaterThan(0)
  Subscription.limitTotal(256 * 1024 * 1024)
  const roomy = subscribe({ receiveBuffer: 4 * 1024 * 1024 })
  await flood()
  const taken: unknown[] = []
  while (taken.length < 120) taken.push((await roomy.next()).value?.type)
  expect(taken).not.toContain('overrun')
})
