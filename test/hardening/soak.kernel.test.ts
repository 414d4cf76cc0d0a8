/** Changes at random by several processes, while mirrors watch, dumps run, batches write, and the loop stands still. */
import { readdirSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, expect, it } from 'vitest'
import { Rtnl, type Change, type Watch } from '@nlkit/rtnl'
import { background, ipBatch } from '../support/kernel.ts'
import { isLong, record, seconds } from './figures.ts'
import { randomFrom } from './mutations.ts'

const seed = Number(process.env['NLKIT_SEED'] ?? Date.now() % 1_000_000_007)
const random = randomFrom(seed)
const LINKS = 8

/** One change, as `ip -batch` takes it; what it refuses it says and goes on. */
function anyChange(): string {
  const link = `s${random(LINKS)}`
  const address = `10.${random(4)}.${random(8)}.${1 + random(30)}/24`
  const prefix = `172.${16 + random(4)}.${random(200)}.0/24`
  const changes = [
    `link add ${link} type bridge`,
    `link delete ${link}`,
    `link set ${link} ${random(3) === 0 ? 'down' : 'up'}`,
    `link set ${link} mtu ${1300 + random(200)}`,
    `addr add ${address} dev ${link}`,
    `addr del ${address} dev ${link}`,
    `route replace ${prefix} dev lo metric ${1 + random(3)}`,
    `route append ${prefix} dev lo metric 9`,
    `route del ${prefix}`
  ]
  return changes[random(changes.length)] ?? ''
}

/** Links and addresses as a watch has told them. */
class Mirror {
  readonly links = new Map<number, string>()
  readonly addresses = new Map<string, string>()
  changes = 0
  readonly ended: Promise<void>
  readonly #watch: Watch

  constructor(rtnl: Rtnl) {
    this.#watch = rtnl.watch(['links', 'addresses', 'routes'])
    this.ended = this.#follow()
  }

  close(): Promise<unknown> {
    return Promise.resolve(this.#watch.return())
  }

  async #follow(): Promise<void> {
    for await (const change of this.#watch) this.#apply(change)
  }

  #apply(change: Change): void {
    this.changes += 1
    if (change.type === 'link') {
      const { index } = change.link
      if (change.change === 'removed') this.links.delete(index)
      else this.links.set(index, linkText(change.link))
    } else if (change.type === 'address') {
      const key = addressText(change.address)
      if (change.change === 'removed') this.addresses.delete(key)
      else this.addresses.set(key, key)
    }
  }
}

const linkText = (link: { ifname?: string; mtu?: number; flags: number }): string =>
  `${link.ifname} ${link.mtu} ${link.flags & 1}`
const addressText = (one: { index: number; local?: string; address?: string; prefixlen: number }): string =>
  `${one.index} ${one.local ?? one.address}/${one.prefixlen}`

const sorted = (values: Iterable<string>): string[] => [...values].toSorted()
const open = (of: 'fd' | 'task'): number => readdirSync(`/proc/self/${of}`).length

/** Bytes of the heap, and of what JavaScript holds outside of it: buffers, and memory that the addon tells of. */
function memory(): { heap: number; external: number } {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return { heap: heapUsed, external }
}

/** What keeps the event loop alive, timers and immediates aside: the runner's come and go. */
const handles = (): number =>
  process.getActiveResourcesInfo().filter((name) => name !== 'Timeout' && name !== 'Immediate').length

const rejections: unknown[] = []
const onRejection = (reason: unknown): void => void rejections.push(reason)
process.on('unhandledRejection', onRejection)
afterAll(() => void process.off('unhandledRejection', onRejection))

const done = { lines: 0, dumps: 0, batches: 0, subscriptions: 0, stalls: 0, changes: 0, settling: 0 }

/** Everything at once, for so many seconds; in the end mirrors are what dumps say. */
async function soak(duration: number): Promise<void> {
  await using rtnl = Rtnl.open()
  const mirrors = [new Mirror(rtnl), new Mirror(rtnl)]
  const churners = Array.from({ length: 3 }, () => background('ip', '-force', '-batch', '-'))
  const end = performance.now() + duration * 1000
  while (performance.now() < end) {
    for (const churner of churners) {
      if ((churner.child.stdin?.writableLength ?? 0) > 8192) continue
      const lines = Array.from({ length: 10 }, anyChange)
      done.lines += lines.length
      churner.write(`${lines.join('\n')}\n`)
    }
    await Promise.all([dumping(rtnl), writing(rtnl), listening(rtnl)])
    if (random(20) === 0) {
      // The loop stands still, as when a user computes.
      done.stalls += 1
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20 + random(100))
    }
  }
  for (const { child } of churners) child.stdin?.end()
  await Promise.all(churners.map(({ ended }) => ended))
  const links = sorted((await rtnl.links.list()).map(linkText))
  const addresses = sorted((await rtnl.addresses.list()).map(addressText))
  const rest = performance.now()
  for (const mirror of mirrors) {
    // However long what they have not taken yet, and what they have to read again, may be.
    await expect.poll(() => sorted(mirror.links.values()), { timeout: 240_000 }).toEqual(links)
    await expect.poll(() => sorted(mirror.addresses.values()), { timeout: 240_000 }).toEqual(addresses)
    done.changes += mirror.changes
    await mirror.close()
    await mirror.ended
  }
  done.settling = performance.now() - rest
}

async function dumping(rtnl: Rtnl): Promise<void> {
  // To the end, or left early.
  let left = 1 + random(20)
  for await (const _ of rtnl.routes.dump({ family: 'inet' })) if (--left === 0) break
  done.dumps += 1
}

async function writing(rtnl: Rtnl): Promise<void> {
  const results = await rtnl.batch((batch) => {
    for (let i = 0; i < 20; i++) {
      batch.routes.replace({ dst: `192.168.${random(100)}.0/24`, dev: 'lo', table: 100 + random(3) })
    }
  })
  done.batches += 1
  expect(results).toHaveLength(20)
}

async function listening(rtnl: Rtnl): Promise<void> {
  const events = rtnl.subscribe(['link', 'ipv4-ifaddr'])
  const next = events.next().catch(() => undefined)
  await delay(random(5))
  await events.return()
  await next
  done.subscriptions += 1
}

it(
  'mirrors equal fresh dumps at rest, and nothing is left',
  { timeout: (seconds + 1200) * 1000 },
  async () => {
    await ipBatch(['link set lo up'])
    // The first round makes what stays: threads' caches, compiled code.
    await soak(isLong ? 5 : 0.3)
    await delay(1500)
    const before = { fd: open('fd'), task: open('task'), handles: handles(), ...memory() }
    await soak(seconds)
    await expect.poll(() => open('fd'), { timeout: 60_000 }).toBeLessThanOrEqual(before.fd)
    await expect.poll(() => open('task'), { timeout: 60_000 }).toBeLessThanOrEqual(before.task)
    await expect.poll(handles, { timeout: 60_000 }).toBeLessThanOrEqual(before.handles)
    const after = memory()
    const growth = (after.heap - before.heap) / 1048576
    const growthOutside = (after.external - before.external) / 1048576
    expect({ seed, rejections }).toEqual({ seed, rejections: [] })
    // Half a KB of each round of ten minutes would be more.
    expect(growth).toBeLessThan(isLong ? 8 : 64)
    expect(growthOutside).toBeLessThan(8)
    record({
      title: 'Churn and soak',
      text: `${seconds} seconds, seed ${seed}: three processes of \`ip -batch\` change links, addresses and routes, while two watches, dumps (some left early), batches and subscriptions go on and the event loop stands still at times. At rest both mirrors equalled fresh dumps.`,
      columns: ['what', 'figure'],
      rows: [
        ['changes sent by other processes', done.lines],
        ['changes told by the watches', done.changes],
        ['dumps', done.dumps],
        ['batches of 20', done.batches],
        ['subscriptions opened and closed', done.subscriptions],
        ['stalls of 20 to 120 ms', done.stalls],
        ['seconds until both mirrors were equal', (done.settling / 1000).toFixed(1)],
        [`load average of 15 minutes, ${availableParallelism()} processors`, (loadavg()[2] ?? 0).toFixed(1)],
        ['descriptors before, after', `${before.fd}, ${open('fd')}`],
        ['threads before, after', `${before.task}, ${open('task')}`],
        ['handles before, after', `${before.handles}, ${handles()}`],
        ['growth of the heap, MiB', growth.toFixed(1)],
        ['growth of memory outside of it, MiB', growthOutside.toFixed(1)],
        ['unhandled rejections', rejections.length]
      ]
    })
  }
)
