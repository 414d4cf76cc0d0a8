import { spawnSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ip, ipBatch } from '../../../../test/support/kernel.ts'
import { addressCodec } from '../address/codec.ts'
import { Rtnl } from '../rtnl.ts'
import { textOf, type Change } from './change.ts'
import { groupOf } from './route-mirror.ts'
import type { Watch, WatchOptions, Watched } from './watch.ts'

const rtnl = Rtnl.open()
afterAll(() => rtnl.close())

beforeAll(() =>
  ipBatch([
    'link set lo up',
    ...Array.from({ length: 4 }, (_, i) => `link add w${i} type veth peer name p${i}`),
    ...Array.from({ length: 4 }, (_, i) => `link set w${i} up`),
    ...Array.from({ length: 4 }, (_, i) => `link set p${i} up`),
    ...Array.from({ length: 4 }, (_, i) => `addr add 10.${i}.0.1/24 dev w${i}`)
  ])
)

/** Keeps what a watch tells, as its user would. */
class Kept {
  readonly watch: Watch
  readonly changes: Change[] = []
  readonly links = new Map<string, string>()
  readonly addresses = new Map<string, string>()
  /** Routes of one identity are kept by all that they have: their order is not told. */
  readonly routes = new Set<string>()
  synced = 0
  readonly ended: Promise<void>

  constructor(kinds: Watched[], options?: WatchOptions) {
    this.watch = rtnl.watch(kinds, options)
    this.ended = this.#follow()
  }

  async #follow(): Promise<void> {
    for await (const change of this.watch) {
      this.changes.push(change)
      if (change.type === 'synced') this.synced += 1
      if (change.type === 'link') put(this.links, String(change.link.index), change, change.link)
      if (change.type === 'address') {
        put(this.addresses, addressCodec.identity?.(change.address) ?? '', change, change.address)
      }
      if (change.type === 'route') {
        if (change.change === 'removed') this.routes.delete(routeText(change.route))
        else this.routes.add(routeText(change.route))
        if (change.before !== undefined) this.routes.delete(routeText(change.before))
      }
    }
  }
}

function routeText(route: object): string {
  return `${groupOf(route as never)} ${textOf(route)}`
}

function put(into: Map<string, string>, key: string, { change }: { change: string }, object: object): void {
  if (change === 'removed') into.delete(key)
  else into.set(key, textOf(object))
}

const kept: Kept[] = []
function watching(kinds: Watched[], options?: WatchOptions): Kept {
  const one = new Kept(kinds, options)
  kept.push(one)
  return one
}
afterEach(async () => {
  for (const one of kept.splice(0)) await one.watch.return()
})

const told = (one: Kept, type: Change['type']): string[] =>
  one.changes.flatMap((change) => (change.type === type && change.type !== 'synced' ? [change.change] : []))

describe('watching', () => {
  it('tells what is there, then that it is all, then what changes', async () => {
    const one = watching(['links', 'addresses'])
    await expect.poll(() => one.synced).toBe(1)
    expect(new Set(told(one, 'link'))).toEqual(new Set(['present']))
    expect(one.changes.at(-1)).toEqual({ type: 'synced', dropped: 0 })
    one.changes.length = 0
    await ipBatch([
      'link add new0 type bridge',
      'link set new0 mtu 1400',
      'addr add 10.99.0.1/24 dev new0',
      'link delete new0'
    ])
    // A link is told as it is when it is looked at: what happens in between may be in it already.
    await expect.poll(() => told(one, 'link').at(-1)).toBe('removed')
    expect(told(one, 'link')[0]).toBe('added')
    await expect.poll(() => told(one, 'address')).toEqual(['added', 'removed'])
  })

  it('says nothing about what did not change', async () => {
    const one = watching(['links'])
    await expect.poll(() => one.synced).toBe(1)
    one.changes.length = 0
    await ip('link', 'set', 'w0', 'mtu', '1500')
    await ip('link', 'set', 'w0', 'mtu', '1400')
    await ip('link', 'set', 'w0', 'mtu', '1500')
    await expect.poll(() => told(one, 'link')).toEqual(['changed', 'changed'])
  })

  it('tells of routes that vanish in silence, with their link and with their source address', async () => {
    await ipBatch([
      'route add 10.50.0.0/16 via 10.0.0.9',
      'addr add 10.1.0.7/32 dev w1',
      'route add 10.51.0.0/16 dev w2 src 10.1.0.7'
    ])
    const one = watching(['routes'])
    await expect.poll(() => one.synced).toBe(1)
    one.changes.length = 0
    const removed = (): unknown[] =>
      one.changes.flatMap((change) =>
        change.type === 'route' && change.change === 'removed' ? [change.route.dst] : []
      )
    await ip('link', 'set', 'w0', 'down')
    await expect.poll(removed).toContain('10.50.0.0')
    await ip('addr', 'del', '10.1.0.7/32', 'dev', 'w1')
    await expect.poll(removed).toContain('10.51.0.0')
    await ip('link', 'set', 'w0', 'up')
  })

  it('heals after an overrun, and tells the differences alone', async () => {
    const one = watching(['links'], { receiveBuffer: 4096, limit: 1 })
    await expect.poll(() => one.synced).toBe(1)
    const before = one.links.size
    // The event loop stands still meanwhile: nobody takes what the kernel sends.
    const lines = [
      ...Array.from({ length: 60 }, (_, i) => `link add burst${i} type bridge`),
      ...Array.from({ length: 59 }, (_, i) => `link delete burst${i}`)
    ]
    spawnSync('ip', ['-batch', '-'], { input: `${lines.join('\n')}\n` })
    await expect.poll(() => one.synced, { timeout: 10_000 }).toBeGreaterThan(1)
    await expect.poll(() => one.links.size, { timeout: 10_000 }).toBe(before + 1)
    expect(one.changes.some((change) => change.type === 'synced' && change.dropped > 0)).toBe(true)
    await ip('link', 'delete', 'burst59')
    await expect.poll(() => one.links.size).toBe(before)
  })

  it('ends at once when it is left, aborted, or its connection closes', async () => {
    const one = watching(['links'])
    await expect.poll(() => one.synced).toBe(1)
    await one.watch.return()
    await one.ended
    const controller = new AbortController()
    const aborted = watching(['links'], { signal: controller.signal })
    await expect.poll(() => aborted.synced).toBe(1)
    controller.abort()
    await expect(aborted.ended).rejects.toMatchObject({ name: 'AbortError' })
    const other = Rtnl.open()
    const watch = other.watch(['links'])
    await watch.next()
    other.close()
    let last = await watch.next()
    while (last.done !== true) last = await watch.next()
    expect(last).toEqual({ done: true, value: undefined })
  })

  it('refuses kinds that there are not', () => {
    expect(() => rtnl.watch([])).toThrow(/^kinds/)
    expect(() => rtnl.watch(['link' as 'links'])).toThrow("kinds[0]: 'link'")
  })
})

let seed = 7
function random(below: number): number {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
  return (seed >>> 8) % below
}

/** A change that may or may not be possible at the moment: `ip -force` goes on. */
function randomChange(): string {
  const link = `w${random(4)}`
  const prefix = `10.6${random(3)}.${random(3)}.0/24`
  const gateway = `10.${random(4)}.0.${2 + random(3)}`
  switch (random(9)) {
    case 0:
      return `link set ${link} ${random(3) === 0 ? 'down' : 'up'}`
    case 1:
      return `link set ${link} mtu ${1300 + random(5)}`
    case 2:
      return `addr add 10.${random(4)}.0.${1 + random(4)}/24 dev ${link}`
    case 3:
      return `addr del 10.${random(4)}.0.${1 + random(4)}/24 dev ${link}`
    case 4:
      return `route add ${prefix} via ${gateway}`
    case 5:
      return `route append ${prefix} via ${gateway}`
    case 6:
      return `route replace ${prefix} via ${gateway}`
    case 7:
      return `route del ${prefix}`
    default:
      return random(2) === 0 ? `link add c${random(3)} type bridge` : `link delete c${random(3)}`
  }
}

/** What a fresh list has and the mirror has not, and the other way round. */
async function differencesTo(mirror: Kept): Promise<string[]> {
  const fresh = new Set([
    ...(await rtnl.links.list()).map(textOf),
    ...(await rtnl.addresses.list()).map(textOf),
    ...(await rtnl.routes.list())
      .filter(({ family }) => family === 'inet' || family === 'inet6')
      .map(routeText)
  ])
  const kept = new Set([...mirror.links.values(), ...mirror.addresses.values(), ...mirror.routes])
  return [...fresh]
    .filter((text) => !kept.has(text))
    .map((text) => `missing ${text}`)
    .concat([...kept].filter((text) => !fresh.has(text)).map((text) => `too much ${text}`))
}

it('equals a fresh list at rest, whatever has happened', { timeout: 100_000 }, async () => {
  const mirrors = [
    watching(['links', 'addresses', 'routes']),
    watching(['links', 'addresses', 'routes'], { receiveBuffer: 8192, limit: 4096 })
  ]
  for (let round = 0; round < 6; round++) {
    const lines = Array.from({ length: 150 }, randomChange)
    // At once with the event loop standing still, so that buffers overrun, and then with it running.
    spawnSync('ip', ['-force', '-batch', '-'], { input: `${lines.join('\n')}\n` })
    for (let i = 0; i < 30; i++) await ip(...randomChange().split(' ')).catch(() => {})
    for (const mirror of mirrors) {
      await expect.poll(async () => differencesTo(mirror), { timeout: 15_000, interval: 100 }).toEqual([])
    }
    await delay(10)
  }
})
