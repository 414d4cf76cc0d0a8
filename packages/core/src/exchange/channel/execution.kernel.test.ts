/** What another process that holds RTNL does to requests, by way of execution. */
import { statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { background, ipBatch, patience } from '../../../../../test/support/kernel.ts'
import { LE, type Writer } from '../../codec/index.ts'
import {
  AbortError,
  Connection,
  NETLINK_ROUTE,
  TimeoutError,
  type Execution,
  type RequestSpec
} from '../../index.ts'

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

/** What the kernel acknowledges without a look at it: as many as it takes in a second. */
const noop: RequestSpec<undefined> = {
  type: 1,
  name: 'NLMSG_NOOP',
  body: { encode: () => {} },
  value: undefined
}

/** Where each takes many times as long, fewer hold it for as long. */
const PAIRS = Math.ceil(1500 / patience)
/** Links of two groups, and a process that deletes one after the other: RTNL is held for long, twice. */
async function holdRtnl(): Promise<ReturnType<typeof background>> {
  await ipBatch(
    Array.from({ length: PAIRS }, (_, i) => {
      const group = i % 2 === 0 ? 7 : 8
      return `link add hold${i} up group ${group} type veth peer name peer${i} group ${group}`
    })
  )
  return background('sh', '-c', 'ip link delete group 7; ip link delete group 8')
}

/** How many descriptors, or threads, this process has. */
const count = async (of: 'fd' | 'task'): Promise<number> => (await readdir(`/proc/self/${of}`)).length

interface Round {
  /** Milliseconds that making the request kept the event loop. */
  readonly blocked: number
  /** Milliseconds until it was answered. */
  readonly took: number
  /** What had become of an aborted and of a late request right then, if the one before them still waited. */
  readonly waiting?: readonly [unknown, unknown]
}

/** Three requests: one, another that is aborted after 5 ms, and one that may take 3 ms. */
async function round(connection: Connection): Promise<Round> {
  const controller = new AbortController()
  const settled: [unknown, unknown] = [undefined, undefined]
  const settle = (i: 0 | 1, promise: Promise<unknown>): Promise<unknown> =>
    promise.catch((error: unknown) => error).then((outcome) => (settled[i] = outcome))
  let isAnswered = false
  const start = performance.now()
  const first = connection.one(getLo).finally(() => (isAnswered = true))
  const blocked = performance.now() - start
  const others = [
    settle(0, connection.one(getLo, { signal: controller.signal })),
    settle(1, connection.one(getLo, { timeout: 3 }))
  ]
  // The kernel works in order: while the first one waits the others do. What has come may be told a turn of the event loop
  // later, so that one which is told by then did not wait.
  const look = async (): Promise<readonly [unknown, unknown] | undefined> => {
    controller.abort()
    for (let i = 0; i < 10; i++) await Promise.resolve()
    const found = [settled[0], settled[1]] as const
    for (let i = 0; i < 3; i++) await turn()
    return isAnswered ? undefined : found
  }
  const looked = new Promise<readonly [unknown, unknown] | undefined>((resolve) => {
    setTimeout(() => resolve(look()), 5)
  })
  await first
  const took = performance.now() - start
  const waiting = await looked
  await Promise.all(others)
  return { blocked, took, ...(waiting !== undefined && { waiting }) }
}

/** Rounds until another process has let go of RTNL for good. */
async function roundsWhileHeld(execution: Execution): Promise<Round[]> {
  using connection = Connection.open({ protocol: NETLINK_ROUTE, execution })
  await connection.one(getLo)
  await using holder = await holdRtnl()
  const holding = { hasEnded: false }
  void holder.ended.then(() => (holding.hasEnded = true))
  const rounds: Round[] = []
  while (!holding.hasEnded) rounds.push(await round(connection))
  return rounds
}

/** Milliseconds from which a wait is one for the lock. */
const LONG = 25

it.for(['thread', 'auto'] as const)(
  'answers abort and timeout at once while another process holds RTNL: %s',
  { timeout: 60_000 * patience },
  async (execution, context) => {
    const waiting = (await roundsWhileHeld(execution)).flatMap((one) => (one.waiting ? [one.waiting] : []))
    if (waiting.length === 0) context.skip('this kernel let nobody wait by thread for 5 ms')
    for (const [aborted, late] of waiting) {
      expect([AbortError.is(aborted), TimeoutError.is(late)]).toEqual([true, true])
    }
  }
)

it('keeps the event loop free by thread', { timeout: 60_000 * patience }, async (context) => {
  const rounds = await roundsWhileHeld('thread')
  const longest = Math.max(...rounds.map(({ took }) => took))
  if (longest < LONG) context.skip(`this kernel held RTNL for ${longest.toFixed(0)} ms only`)
  // On a busy machine making a request may lose the processor; it never waits for the lock.
  expect(Math.max(...rounds.map(({ blocked }) => blocked))).toBeLessThan(Math.max(longest, 2 * LONG))
})

it(
  'keeps the event loop free by itself once a call was slow',
  { timeout: 60_000 * patience },
  async (context) => {
    const rounds = await roundsWhileHeld('auto')
    const longest = Math.max(...rounds.map(({ took }) => took))
    if (longest < LONG) context.skip(`this kernel held RTNL for ${longest.toFixed(0)} ms only`)
    // One call finds out that the kernel is slow, and another one if more than a second lies between. None behind them waits
    // for the lock; on a busy machine it may lose the processor, for a fraction of that.
    const [, , third = 0] = rounds.map(({ blocked }) => blocked).toSorted((a, b) => b - a)
    expect(third).toBeLessThan(Math.max(LONG, longest / 2))
  }
)

it(
  'opens 500 namespaces at once from one process, and leaves no descriptor or thread behind',
  { timeout: 120_000 * patience },
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

it('lets timers run during a million awaited inline requests', { timeout: 60_000 * patience }, async () => {
  using connection = Connection.open({ protocol: NETLINK_ROUTE, execution: 'inline' })
  let ticks = 0
  const timer = setInterval(() => (ticks += 1), 5)
  const start = performance.now()
  for (let i = 0; i < 1_000_000 / patience; i++) await connection.acknowledge(noop)
  clearInterval(timer)
  const elapsed = performance.now() - start
  expect(ticks).toBeGreaterThan(elapsed / 5 / 10)
})
