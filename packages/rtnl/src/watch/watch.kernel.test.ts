import { spawnSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ip, ipBatch } from '../../../../test/support/kernel.ts'
import type { Link } from '../link/codec.ts'
import { NUD_NOARP, NUD_NONE } from '../neighbour/constants.ts'
import { Rtnl } from '../rtnl.ts'
import { textOf, type Change } from './change.ts'
import type { Watch, WatchOptions, Watched } from './watch.ts'

const rtnl = Rtnl.open()
afterAll(() => rtnl.close())

beforeAll(() =>
  ipBatch([
    'link set lo up',
    ...Array.from({ length: 4 }, (_, i) => `link add w${i} type veth peer name p${i}`),
    ...Array.from({ length: 4 }, (_, i) => `link set w${i} addrgenmode none up`),
    ...Array.from({ length: 4 }, (_, i) => `link set p${i} addrgenmode none up`),
    ...Array.from({ length: 4 }, (_, i) => `addr add 10.${i}.0.1/24 dev w${i}`)
  ])
)

/** Keeps what a watch tells, as its user would. */
class Kept {
  readonly watch: Watch
  readonly changes: Change[] = []
  readonly links = new Map<string, string>()
  /** All others are kept by all that they have: the order of routes of one identity is not told. */
  readonly others = new Set<string>()
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
      else if (change.type === 'link') put(this.links, String(change.link.index), change, change.link)
      else {
        const text = (object: object): string => `${change.type} ${textOf(object)}`
        if (change.before !== undefined) this.others.delete(text(change.before))
        const object = objectOf(change)
        if (change.change === 'removed') this.others.delete(text(object))
        else this.others.add(text(object))
      }
    }
  }
}

function objectOf(change: Exclude<Change, { type: 'synced' }>): object {
  return (change as unknown as Record<string, object>)[change.type] ?? {}
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

const lladdr = (last: string): string[] => ['10.1.0.77', 'dev', 'w1', 'lladdr', `02:00:00:00:00:${last}`]

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
    const w0 = (): Link[] =>
      one.changes.flatMap((change) =>
        change.type === 'link' && change.link.ifname === 'w0' ? [change.link] : []
      )
    await ip('link', 'set', 'w0', 'mtu', '1500')
    await ip('link', 'set', 'w0', 'mtu', '1400')
    await ip('link', 'set', 'w0', 'mtu', '1500')
    await expect.poll(() => [w0().some(({ mtu }) => mtu === 1400), w0().at(-1)?.mtu]).toEqual([true, 1500])
    // A change of its state from before may still come.
    const all = w0()
    for (const [at, link] of all.slice(1).entries()) expect(textOf(link)).not.toBe(textOf(all[at] as Link))
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

  it('tells of next hops that vanish in silence with their link, and of the routes by them', async () => {
    await ipBatch([
      'nexthop add id 11 via 10.2.0.9 dev w2',
      'nexthop add id 12 via 10.3.0.9 dev w3',
      'nexthop add id 13 group 11/12',
      'route add 10.52.0.0/16 nhid 12',
      'route add 10.53.0.0/16 nhid 13'
    ])
    const one = watching(['nexthops', 'routes'])
    await expect.poll(() => one.synced).toBe(1)
    one.changes.length = 0
    const toldOf = (type: 'nexthop' | 'route', change: string): unknown[] => {
      const found: unknown[] = []
      for (const is of one.changes) {
        if (is.type !== type || is.change !== change) continue
        found.push(is.type === 'nexthop' ? is.nexthop.id : is.route.dst)
      }
      return found
    }
    await ip('link', 'set', 'w2', 'down')
    await expect.poll(() => toldOf('nexthop', 'removed')).toEqual([11])
    await expect.poll(() => toldOf('nexthop', 'changed')).toEqual([13])
    await ip('nexthop', 'del', 'id', '12')
    await expect.poll(() => toldOf('nexthop', 'removed').length).toBe(3)
    await expect
      .poll(() => toldOf('route', 'removed'))
      .toEqual(expect.arrayContaining(['10.52.0.0', '10.53.0.0']))
    await ip('link', 'set', 'w2', 'up')
  })

  it('tells of rules, also when an interface that they name comes and goes in silence', async () => {
    const one = watching(['rules'])
    await expect.poll(() => one.synced).toBe(1)
    one.changes.length = 0
    await ipBatch(['rule add iif later0 lookup 100 pref 300', 'rule add from 10.0.0.0/8 lookup 101 pref 301'])
    await expect.poll(() => told(one, 'rule')).toEqual(['added', 'added'])
    one.changes.length = 0
    await ip('link', 'add', 'later0', 'type', 'bridge')
    await expect.poll(() => told(one, 'rule')).toEqual(['removed', 'added'])
    await ipBatch(['link delete later0', 'rule del pref 300', 'rule del pref 301'])
    await expect
      .poll(() => told(one, 'rule').slice(2))
      .toEqual(expect.arrayContaining(['removed', 'removed']))
  })

  it('tells of neighbours', async () => {
    const one = watching(['neighbours'])
    await expect.poll(() => one.synced).toBe(1)
    one.changes.length = 0
    const own = (): string[] =>
      one.changes.flatMap((change) =>
        change.type === 'neighbour' && change.neighbour.dst === '10.1.0.77'
          ? [`${change.change} ${change.neighbour.lladdr}`]
          : []
      )
    await ip('neigh', 'add', ...lladdr('01'))
    await expect.poll(own).toEqual(['added 02:00:00:00:00:01'])
    await ip('neigh', 'replace', ...lladdr('02'))
    await ip('neigh', 'del', '10.1.0.77', 'dev', 'w1')
    await expect.poll(() => own().length).toBeGreaterThanOrEqual(3)
    expect(own()[1]).toBe('changed 02:00:00:00:00:02')
    expect(own().at(-1)).toMatch(/^removed/)
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
  switch (random(15)) {
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
    case 8:
      return `rule ${random(2) === 0 ? 'add' : 'del'} from ${prefix} lookup 10${random(3)} pref 10${random(5)}`
    case 9:
      return `rule ${random(2) === 0 ? 'add' : 'del'} iif c${random(3)} lookup 100 pref 20${random(3)}`
    case 10:
      return `nexthop replace id ${1 + random(4)} via ${gateway} dev ${link}`
    case 11:
      return random(2) === 0
        ? `nexthop replace id 9 group 1/${2 + random(3)}`
        : `nexthop del id ${1 + random(4)}`
    case 12:
      return `route replace ${prefix} metric 7 nhid ${random(3) === 0 ? 9 : 1 + random(4)}`
    case 13:
      return `neigh ${random(2) === 0 ? 'replace' : 'del'} ${gateway} dev ${link} lladdr 02:00:00:00:00:0${random(9)}`
    default:
      return random(2) === 0 ? `link add c${random(3)} type bridge` : `link delete c${random(3)}`
  }
}

const isIp = (family: unknown): boolean => family === 'inet' || family === 'inet6'

/** What a fresh list has and the mirror has not, and the other way round. */
async function differencesTo(mirror: Kept): Promise<string[]> {
  const others = {
    address: await rtnl.addresses.list(),
    rule: (await rtnl.rules.list()).filter(({ family }) => isIp(family)),
    nexthop: await rtnl.nexthops.list(),
    route: (await rtnl.routes.list()).filter(({ family }) => isIp(family)),
    neighbour: (await rtnl.neighbours.list()).filter(
      ({ family, state }) => isIp(family) && state !== NUD_NONE && (state & NUD_NOARP) === 0
    )
  }
  const fresh = new Set([
    ...(await rtnl.links.list()).map(textOf),
    ...Object.entries(others).flatMap(([type, list]) => list.map((one) => `${type} ${textOf(one)}`))
  ])
  const kept = new Set([...mirror.links.values(), ...mirror.others])
  return [...fresh]
    .filter((text) => !kept.has(text))
    .map((text) => `missing ${text}`)
    .concat([...kept].filter((text) => !fresh.has(text)).map((text) => `too much ${text}`))
}

const EVERYTHING: Watched[] = ['links', 'addresses', 'rules', 'nexthops', 'routes', 'neighbours']

it('equals a fresh list at rest, whatever has happened', { timeout: 100_000 }, async () => {
  const mirrors = [watching(EVERYTHING), watching(EVERYTHING, { receiveBuffer: 8192, limit: 4096 })]
  for (let round = 0; round < 4; round++) {
    const lines = Array.from({ length: 150 }, randomChange)
    // At once with the event loop standing still, so that buffers overrun, and then with it running.
    spawnSync('ip', ['-force', '-batch', '-'], { input: `${lines.join('\n')}\n` })
    for (let i = 0; i < 20; i++) await ip(...randomChange().split(' ')).catch(() => {})
    for (const mirror of mirrors) {
      await expect.poll(async () => differencesTo(mirror), { timeout: 15_000, interval: 100 }).toEqual([])
    }
    await delay(10)
  }
})
