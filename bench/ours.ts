/** The packages' side of each workload: nanoseconds for one round, or figures. Each function is called in a process of its own. */
import { setTimeout as delay } from 'node:timers/promises'
import { Rtnl, type Route } from '@nlkit/rtnl'
import { SockDiag } from '@nlkit/sockdiag'

let rtnl: Rtnl | undefined
let diag: SockDiag | undefined
const route = (): Rtnl => (rtnl ??= Rtnl.open())
const sockets = (): SockDiag => (diag ??= SockDiag.open())

async function timed(expected: number, work: () => Promise<number>): Promise<number> {
  const start = process.hrtime.bigint()
  const seen = await work()
  const nanoseconds = Number(process.hrtime.bigint() - start)
  if (seen < expected) throw new Error(`${seen} of ${expected}`)
  return nanoseconds
}

export function requests(index: number, count: number): Promise<number> {
  return timed(count, async () => {
    const { links } = route()
    let seen = 0
    for (let i = 0; i < count; i++) if ((await links.get(index)).index === index) seen += 1
    return seen
  })
}

type Family = 'inet' | 'inet6'

/** Looks at what a route says, so that nothing of the decoding could be left out. */
const used = ({ oif = 0, dst, table, dstLen }: Route): number =>
  oif + table + dstLen + (dst === undefined ? 0 : dst.length) > 0 ? 1 : 0

export function routeBatches(family: Family, count: number): Promise<number> {
  return timed(count, async () => {
    let seen = 0
    for await (const batch of route().routes.dump({ family }).batches())
      for (const one of batch) seen += used(one)
    return seen
  })
}

export function routeItems(family: Family, count: number): Promise<number> {
  return timed(count, async () => {
    let seen = 0
    for await (const one of route().routes.dump({ family })) seen += used(one)
    return seen
  })
}

export function routeList(family: Family, count: number): Promise<number> {
  return timed(count, async () => {
    let seen = 0
    for (const one of await route().routes.list({ family })) seen += used(one)
    return seen
  })
}

export function links(count: number, times: number): Promise<number> {
  return timed(count * times, async () => {
    let seen = 0
    for (let i = 0; i < times; i++) {
      for await (const batch of route().links.dump().batches()) {
        for (const { ifname, mtu, stats64 } of batch)
          if (ifname !== undefined && mtu !== undefined && stats64 !== undefined) seen += 1
      }
    }
    return seen
  })
}

export function tcp(count: number): Promise<number> {
  return timed(count, async () => {
    let seen = 0
    for await (const batch of sockets()
      .tcp.dump({ family: 'inet', extensions: ['info'] })
      .batches())
      seen += batch.length
    return seen
  })
}

const destination = (i: number): string => `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}/32`

/** Adds routes, one awaited after the other, and takes them back without being timed. */
export async function writesAwaited(count: number): Promise<number> {
  const { routes } = route()
  const nanoseconds = await timed(count, async () => {
    for (let i = 0; i < count; i++) await routes.add({ dst: destination(i), oif: 1, scope: 'link' })
    return count
  })
  await clear(count)
  return nanoseconds
}

export async function writesBatched(count: number): Promise<number> {
  const nanoseconds = await timed(count, async () => {
    const results = await route().batch((b) => {
      for (let i = 0; i < count; i++) b.routes.add({ dst: destination(i), oif: 1, scope: 'link' })
    })
    return results.filter(({ status }) => status === 'done').length
  })
  await clear(count)
  return nanoseconds
}

/** On a connection of its own: what the kernel takes for it is nothing that the measured one should learn from. */
async function clear(count: number): Promise<void> {
  using other = Rtnl.open()
  await other.batch((b) => {
    for (let i = 0; i < count; i++) b.routes.delete({ dst: destination(i), oif: 1, scope: 'link' })
  })
}

/** A process that has nothing done yet: opens, reads all, and is gone. */
export async function cold(what: 'routes' | 'tcp', count: number): Promise<number> {
  return what === 'routes' ? await routeBatches('inet', count) : await tcp(count)
}

export interface EventFigures {
  readonly events: number
  readonly dropped: number
  /** Most resident bytes. */
  readonly resident: number
}

let watching: Promise<EventFigures> | undefined

/** Joins the group; `counted()` tells the end. The event loop stands still for `stall` ms at the first event. */
export function countEvents(count: number, receiveBuffer: number, stall: number): void {
  const events = route().subscribe(['ipv4-route'], receiveBuffer > 0 ? { receiveBuffer } : {})
  watching = (async () => {
    let [seen, dropped, resident] = [0, 0, 0]
    const look = setInterval(() => (resident = Math.max(resident, process.memoryUsage.rss())), 5)
    const signal = AbortSignal.timeout(60_000)
    for await (const event of events) {
      if (seen === 0 && stall > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, stall)
      if ((seen & 0x3ff) === 0) resident = Math.max(resident, process.memoryUsage.rss())
      if (event.type === 'overrun') dropped += event.dropped
      else seen += 1
      if (seen + dropped >= count || signal.aborted) break
    }
    clearInterval(look)
    return { events: seen, dropped, resident }
  })()
}

export async function counted(): Promise<EventFigures> {
  if (watching === undefined) throw new Error('nothing is watched')
  return await watching
}

export interface StreamFigures {
  /** Milliseconds: the longest time between two ticks of a timer of one. */
  readonly gap: number
  /** Bytes over the idle process, at the most. */
  readonly grown: number
}

/** Streams all routes with a timer running. @param pause milliseconds that the consumer takes for a batch now and then */
export async function stream(count: number, pause: number): Promise<StreamFigures> {
  await delay(200)
  const idle = process.memoryUsage.rss()
  let [gap, grown, seen, batches] = [0, 0, 0, 0]
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    gap = Math.max(gap, now - last)
    last = now
    grown = Math.max(grown, process.memoryUsage.rss() - idle)
  }, 1)
  for await (const batch of route().routes.dump({ family: 'inet' }).batches()) {
    for (const one of batch) seen += used(one)
    if (pause > 0 && ++batches % 50 === 0) await delay(pause)
  }
  clearInterval(timer)
  if (seen < count) throw new Error(`${seen} of ${count}`)
  return { gap, grown }
}
