/** What a process that holds RTNL does to each call: how long it waits, and how long it keeps the event loop. */
import { afterAll, expect, it } from 'vitest'
import { NETLINK_ROUTE, type Execution } from '@nlkit/core'
import { Rtnl } from '@nlkit/rtnl'
import { ScriptedKernel } from '@nlkit/core/testing'
import { background, ipBatch } from '../support/kernel.ts'
import { isLong, record } from './figures.ts'

const PAIRS = isLong ? 400 : 60

const calls: Record<string, (rtnl: Rtnl) => Promise<unknown>> = {
  'get a link': (rtnl) => rtnl.links.get('lo'),
  'list links': (rtnl) => rtnl.links.list(),
  'list addresses': (rtnl) => rtnl.addresses.list(),
  'list routes': (rtnl) => rtnl.routes.list({ family: 'inet' }),
  'a batch of routes': (rtnl) =>
    rtnl.batch((batch) => batch.routes.replace({ dst: '192.0.2.0/24', dev: 'lo', table: 100 }))
}

const seen: (string | number)[][] = []

/** Links of a group, and a process that deletes them all: RTNL is held until it is done. */
async function holdRtnl(): Promise<ReturnType<typeof background>> {
  await ipBatch(
    Array.from({ length: PAIRS }, (_, i) => `link add h${i} group 7 type veth peer name g${i} group 7`)
  )
  return background('ip', 'link', 'delete', 'group', '7')
}

const executions: readonly Execution[] = ['auto', 'inline', 'thread']
const matrix = Object.keys(calls).flatMap((name) => executions.map((execution) => [name, execution] as const))

it.each(matrix)('%s, %s: is answered while and after RTNL is held', async (name, execution) => {
  await ipBatch(['link set lo up'])
  using rtnl = Rtnl.open({ execution })
  await calls[name]?.(rtnl)
  await using holder = await holdRtnl()
  const rtnlLock = { isHeld: true }
  const ended = holder.ended.then(() => (rtnlLock.isHeld = false))
  let [longest, blocked, last, count] = [0, 0, performance.now(), 0]
  const ticker = setInterval(() => {
    blocked = Math.max(blocked, performance.now() - last)
    last = performance.now()
  }, 1)
  while (rtnlLock.isHeld) {
    const start = performance.now()
    await calls[name]?.(rtnl)
    longest = Math.max(longest, performance.now() - start)
    count += 1
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  clearInterval(ticker)
  await ended
  expect(count).toBeGreaterThan(0)
  expect((await rtnl.links.list()).filter(({ group }) => group === 7)).toEqual([])
  seen.push([name, execution, count, longest.toFixed(0), blocked.toFixed(0)])
})

it('a kernel that never answers keeps nothing but the call, which ends with its timeout or with close()', async () => {
  const silent = new ScriptedKernel(() => {})
  const rtnl = Rtnl.open({ transport: silent })
  await expect(rtnl.links.get(1, { timeout: 5 })).rejects.toMatchObject({ code: 'ERR_NETLINK_TIMEOUT' })
  const waiting = rtnl.links.get(1)
  rtnl.close()
  await expect(waiting).rejects.toMatchObject({ code: 'ERR_NETLINK_CLOSED' })
  expect(silent.sockets.every(({ isClosed, protocol }) => isClosed && protocol === NETLINK_ROUTE)).toBe(true)
})

afterAll(() =>
  record('6-blocking', {
    title: 'Blocking',
    text: `Another process deletes ${2 * PAIRS} links at once, which holds RTNL, while a call is made over and over. Milliseconds: the longest that a call took, and the longest gap between two turns of the event loop. A kernel that never answers: see the faults above; a consumer that is late: see the soak.`,
    columns: ['call', 'execution', 'calls', 'longest call, ms', 'longest gap, ms'],
    rows: seen
  })
)
