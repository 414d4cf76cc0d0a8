/** What another process that holds RTNL does to requests, by way of execution. */
import { statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { background, ipBatch } from '../../../../test/support/kernel.ts'
import { LE, type Writer } from '../codec/index.ts'
import { AbortError, Connection, NETLINK_ROUTE, TimeoutError, type RequestSpec } from '../index.ts'

const getLo: RequestSpec<number, number> = {
  type: 18,
  name: 'RTM_GETLINK',
  body: {
    encode(writer: Writer, index: number): void {
      const header = writer.reserve(16)
      writer.view.setInt32(header + 4, index, LE)
    }
  },
  value: 1,
  reply: { decode: ({ view }, offset) => view.getInt32(offset + 4, LE) }
}

const PAIRS = 250
/** Links of a group, and a process that deletes them all, which takes RTNL for hundreds of milliseconds. */
async function holdRtnl(): Promise<ReturnType<typeof background>> {
  await ipBatch(
    Array.from(
      { length: PAIRS },
      (_, i) => `link add hold${i} up group 7 type veth peer name peer${i} group 7`
    )
  )
  return background('ip', 'link', 'delete', 'group', '7')
}

/** How many descriptors, or threads, this process has. */
const count = async (of: 'fd' | 'task'): Promise<number> => (await readdir(`/proc/self/${of}`)).length

it('keeps the event loop free by thread, and answers abort at once', { timeout: 60_000 }, async (context) => {
  using connection = Connection.open({ protocol: NETLINK_ROUTE, execution: 'thread' })
  await connection.one(getLo)
  await using holder = await holdRtnl()
  const holding = { hasEnded: false }
  void holder.ended.then(() => (holding.hasEnded = true))
  let slow = 0
  let abortedInTime = 0
  while (!holding.hasEnded) {
    const start = performance.now()
    const controller = new AbortController()
    const pending = connection.one(getLo, { signal: controller.signal }).catch((error: unknown) => error)
    const late = connection.one(getLo, { timeout: 3 }).catch((error: unknown) => error)
    const answered = connection.one(getLo)
    setTimeout(() => controller.abort(), 2)
    const outcomes = [await pending, await late]
    for (const outcome of outcomes) {
      expect(outcome === 1 || AbortError.is(outcome) || TimeoutError.is(outcome)).toBe(true)
    }
    expect(await answered).toBe(1)
    if (performance.now() - start > 25) {
      slow += 1
      // Had the loop been kept, its timers would have run behind the answer.
      if (AbortError.is(outcomes[0]) && TimeoutError.is(outcomes[1])) abortedInTime += 1
    }
  }
  if (slow === 0) context.skip('this kernel held RTNL for less than 25 ms')
  expect(abortedInTime).toBeGreaterThan(0)
})

it('keeps the event loop free by itself once a call was slow', { timeout: 60_000 }, async (context) => {
  using connection = Connection.open({ protocol: NETLINK_ROUTE })
  await connection.one(getLo)
  await using holder = await holdRtnl()
  const holding = { hasEnded: false }
  void holder.ended.then(() => (holding.hasEnded = true))
  const calls: { readonly blocked: number; readonly took: number }[] = []
  let ended = 0
  let abortedInTime = 0
  while (!holding.hasEnded) {
    const start = performance.now()
    const controller = new AbortController()
    const timer = setTimeout(() => controller.abort(), 2)
    const pending = connection.one(getLo)
    const blocked = performance.now() - start
    const aborted = connection.one(getLo, { signal: controller.signal }).catch((error: unknown) => error)
    const late = connection.one(getLo, { timeout: 3 }).catch((error: unknown) => error)
    await pending
    const took = performance.now() - start
    calls.push({ blocked, took })
    const outcomes = [await aborted, await late]
    clearTimeout(timer)
    // What waits by thread is told at once, while the lock is still held.
    if (blocked < 25 && took > 25) {
      ended += 1
      if (AbortError.is(outcomes[0]) && TimeoutError.is(outcomes[1])) abortedInTime += 1
    }
  }
  const waits = calls.filter(({ took }) => took > 25)
  if (waits.length === 0) context.skip('this kernel held RTNL for less than 25 ms')
  // One call finds out that the kernel is slow, and it alone keeps the loop. Where the machine is busy another may lose the
  // processor for as long; what waits for the lock waits several times that.
  const slow = calls.filter(({ blocked }) => blocked > 25)
  expect(slow.length).toBeLessThanOrEqual(2)
  const [, second] = slow.map(({ blocked }) => blocked).toSorted((a, b) => b - a)
  expect(second ?? 0).toBeLessThan(Math.max(50, ...calls.map(({ took }) => took)))
  // Not each: a machine that stands still for long may find the answer before it looks at its timers.
  expect(ended === 0 || abortedInTime > 0).toBe(true)
})

it(
  'opens 500 namespaces at once from one process, and leaves no descriptor or thread behind',
  { timeout: 120_000 },
  async () => {
    const names = Array.from({ length: 500 }, (_, i) => `nlkit-${process.pid}-${1000 + i}`)
    await ipBatch(names.map((name) => `netns add ${name}`))
    try {
      Connection.open({ protocol: NETLINK_ROUTE, netns: names[0] }).close()
      const before = { fd: await count('fd'), task: await count('task') }
      const open = names.map((netns) => Connection.open({ protocol: NETLINK_ROUTE, netns }))
      expect(await Promise.all(open.map((connection) => connection.one(getLo)))).toEqual(names.map(() => 1))
      expect((await count('task')) - before.task).toBeLessThan(10)
      // Each is in a namespace of its own.
      const inodes = names.map((name) => statSync(`/run/netns/${name}`).ino)
      expect(new Set(inodes).size).toBe(500)
      for (const connection of open) connection.close()
      await expect.poll(() => count('fd')).toBeLessThanOrEqual(before.fd + 2)
      await expect.poll(() => count('task')).toBeLessThanOrEqual(before.task + 1)
    } finally {
      await ipBatch(names.map((name) => `netns delete ${name}`))
    }
  }
)

it(
  'lets timers run during hundreds of thousands of awaited inline requests',
  { timeout: 60_000 },
  async () => {
    using connection = Connection.open({ protocol: NETLINK_ROUTE, execution: 'inline' })
    let ticks = 0
    const timer = setInterval(() => (ticks += 1), 5)
    const start = performance.now()
    for (let i = 0; i < 200_000; i++) await connection.one(getLo)
    clearInterval(timer)
    const elapsed = performance.now() - start
    expect(ticks).toBeGreaterThan(elapsed / 5 / 10)
  }
)
