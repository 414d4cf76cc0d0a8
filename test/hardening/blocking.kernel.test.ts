/** What a process that holds RTNL does to each call: how long it waits, and how long it keeps the event loop. */
import { afterAll, expect, it } from 'vitest'
import { NETLINK_ROUTE, type Execution } from '@nlkit/core'
import { Rtnl } from '@nlkit/rtnl'
import { ScriptedKernel } from '@nlkit/core/testing'
import { background, ipBatch, patience } from '../support/kernel.ts'
import { isLong, record } from './figures.ts'

const PAIRS = isLong ? 400 : 25

const calls: Record<string, (rtnl: Rtnl) => Promise<unknown>> = {
  'get a link': (rtnl) => rtnl.links.get('lo'),
  'list links': (rtnl) => rtnl.links.list(),
  'list addresses': (rtnl) => rtnl.addresses.list(),
  'list routes': (rtnl) => rtnl.routes.list({ family: 'inet' }),
  'a batch of routes': (rtnl) =>
    rtnl.batch((batch) => batch.routes.replace({ dst: '192.0.2.0/24', dev: 'lo', table: 100 }))
}

const seen: (string | number)[][] = []
const lateSeen: (string | number)[][] = []
const CHANGES = isLong ? 20_000 : 500

/** The longest gap between two turns of the event loop. */
function watchLoop(): { stop: () => number } {
  let [longest, last] = [0, performance.now()]
  const ticker = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 1)
  return {
    stop: () => {
      clearInterval(ticker)
      return longest
    }
  }
}

/** Links of a group, and a process that deletes them all: RTNL is held until it is done. */
async function holdRtnl(): Promise<ReturnType<typeof background>> {
  await ipBatch(
    Array.from({ length: PAIRS }, (_, i) => `link add h${i} group 7 type veth peer name g${i} group 7`)
  )
  return background('ip', 'link', 'delete', 'group', '7')
}

const executions: readonly Execution[] = ['auto', 'inline', 'thread']
const matrix = Object.keys(calls)
  .flatMap((name) => executions.map((execution) => [name, execution] as const))
  // The short form: each call and each way once.
  .filter((_, i) => isLong || i % 4 === 0 || i === 9)

it.each(matrix)(
  '%s, %s: is answered while and after RTNL is held',
  { timeout: 120_000 * patience },
  async (name, execution) => {
    await ipBatch(['link set lo up'])
    using rtnl = Rtnl.open({ execution })
    await calls[name]?.(rtnl)
    await using holder = await holdRtnl()
    const rtnlLock = { isHeld: true }
    const ended = holder.ended.then(() => (rtnlLock.isHeld = false))
    const watching = watchLoop()
    let [longest, count] = [0, 0]
    while (rtnlLock.isHeld) {
      const start = performance.now()
      await calls[name]?.(rtnl)
      longest = Math.max(longest, performance.now() - start)
      count += 1
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    const blocked = watching.stop()
    await ended
    expect(count).toBeGreaterThan(0)
    expect((await rtnl.links.list()).filter(({ group }) => group === 7)).toEqual([])
    seen.push([name, execution, count, longest.toFixed(0), blocked.toFixed(0)])
  }
)

interface Late {
  /** Milliseconds that the event loop stands still at once. */
  readonly stall: number
  /** Whether the consumer keeps all that the kernel and the thread may hold for it, or the least. */
  readonly isSmall: boolean
}

const late: readonly (readonly [string, Late])[] = [
  ['a consumer that takes an event each turn, with a small buffer', { stall: 0, isSmall: true }],
  [
    'a loop that stands still, with buffers as they are by default',
    { stall: isLong ? 2000 : 100, isSmall: false }
  ]
]

it.each(late)(
  '%s: holds up no call, and is told what it has lost',
  { timeout: 300_000 * patience },
  async (name, { stall, isSmall }) => {
    using rtnl = Rtnl.open()
    using all = rtnl.subscribe(['link'], { receiveBuffer: 64 * 1024 * 1024 })
    using own = rtnl.subscribe(['link'], isSmall ? { receiveBuffer: 4096, limit: 1 } : {})
    const lines = Array.from({ length: CHANGES }, (_, i) => `link set lo txqueuelen ${1 + i}`)
    const changes = ipBatch(lines, 240_000)
    const watching = watchLoop()
    const change = { isGoingOn: true }
    const ended = changes.then(() => (change.isGoingOn = false))
    let [longest, count] = [0, 0]
    while (change.isGoingOn || count === 0) {
      const start = performance.now()
      const answer = rtnl.links.get('lo')
      if (count === 0 && stall > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, stall)
      await answer
      longest = Math.max(longest, performance.now() - start)
      count += 1
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    await ended
    const gap = watching.stop()
    // Of this try: an alias that is there already would be no change.
    const last = `the end of: ${name}, ${performance.now()}`
    await rtnl.links.change('lo', { ifalias: last })
    const isLast = (event: { type: string; link?: { ifalias?: string } }): boolean =>
      event.link?.ifalias === last
    let [told, dropped, sent] = [0, 0, 0]
    for await (const event of all) {
      sent += 1
      if (isLast(event)) break
    }
    for await (const event of own) {
      if (event.type === 'overrun') dropped += event.dropped
      else told += 1
      if (told + dropped === sent) break
    }
    expect(sent).toBeGreaterThanOrEqual(CHANGES)
    // As many as the buffer holds, however late the reader's thread may be; in the long form it may be too late.
    if (!isSmall && !isLong) expect(dropped).toBe(0)
    lateSeen.push([name, sent, told, dropped, count, longest.toFixed(0), gap.toFixed(0)])
  }
)

it('a kernel that never answers keeps nothing but the call, which ends with its timeout or with close()', async () => {
  const silent = new ScriptedKernel(() => {})
  const rtnl = Rtnl.open({ transport: silent })
  await expect(rtnl.links.get(1, { timeout: 5 })).rejects.toMatchObject({ code: 'ERR_NETLINK_TIMEOUT' })
  const waiting = rtnl.links.get(1)
  rtnl.close()
  await expect(waiting).rejects.toMatchObject({ code: 'ERR_NETLINK_CLOSED' })
  expect(silent.sockets.every(({ isClosed, protocol }) => isClosed && protocol === NETLINK_ROUTE)).toBe(true)
})

afterAll(() => {
  record({
    title: 'Blocking',
    text: `Another process deletes ${2 * PAIRS} links at once, which holds RTNL, while a call is made over and over. Milliseconds: the longest that a call took, and the longest gap between two turns of the event loop. A kernel that never answers: see the faults above.`,
    columns: ['call', 'execution', 'calls', 'longest call, ms', 'longest gap, ms'],
    rows: seen
  })
  record({
    title: 'Late consumers',
    text: 'Another process changes a link over and over, while a call is made over and over: what a subscription whose consumer is late is told, and what that does to the calls. Milliseconds as above.',
    columns: [
      'consumer',
      'events',
      'told',
      'dropped, as told',
      'calls',
      'longest call, ms',
      'longest gap, ms'
    ],
    rows: lateSeen
  })
})
