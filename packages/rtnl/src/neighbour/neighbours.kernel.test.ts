import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ip, ipBatch, ipJson, type Json } from '../../../../test/support/kernel.ts'
import { interfacesOf, neighbourToIproute2 } from '../iproute2/index.ts'
import { Rtnl } from '../rtnl.ts'
import {
  NTF_EXT_LEARNED,
  NTF_EXT_MANAGED,
  NTF_PROXY,
  NTF_ROUTER,
  NUD_FAILED,
  NUD_NOARP,
  NUD_PERMANENT,
  NUD_REACHABLE,
  NUD_STALE
} from './constants.ts'
import type { NeighbourChange } from './neighbours.ts'

const rtnl = Rtnl.open()
afterAll(() => rtnl.close())
beforeAll(() =>
  ipBatch([
    'link add n0 type veth peer name n1',
    'link add n2 type veth peer name n3',
    'link add br0 type bridge',
    'link set n2 master br0',
    ...['lo', 'n0', 'n1', 'n2', 'n3', 'br0'].map((name) => `link set ${name} up`)
  ])
)

const shown = (...args: string[]): Promise<Json[]> => ipJson('-d', 'neigh', 'show', 'nud', 'all', ...args)
const listed = async (filter: Parameters<typeof rtnl.neighbours.list>[0]): Promise<string[]> =>
  (await rtnl.neighbours.list(filter)).map(({ dst }) => String(dst)).toSorted()

const keyOf = (row: Json): string => `${String(row['dst'])} ${String(row['dev'])}`
const byKey = (rows: readonly Json[]): Json[] => rows.toSorted((a, b) => keyOf(a).localeCompare(keyOf(b)))
const ageless = (rows: readonly Json[]): Json[] =>
  rows.map((row) => ({ ...row, used: 0, confirmed: 0, updated: 0, refcnt: 0, probes: 0 }))

describe('one neighbour', () => {
  const lladdr = '02:00:00:00:00:01'

  it('is permanent unless told otherwise, as the tool has it', async () => {
    await rtnl.neighbours.add({ dev: 'n0', dst: '10.0.0.1', lladdr })
    expect(await shown('10.0.0.1')).toEqual([{ dst: '10.0.0.1', dev: 'n0', lladdr, state: ['PERMANENT'] }])
    await expect(rtnl.neighbours.add({ dev: 'n0', dst: '10.0.0.1', lladdr })).rejects.toMatchObject({
      code: 'EEXIST',
      request: 'RTM_NEWNEIGH'
    })
  })

  it('is got alone, and ENOENT when it is not there', async () => {
    const { index } = await rtnl.links.get('n0')
    expect(await rtnl.neighbours.get({ dst: '10.0.0.1', dev: 'n0' })).toMatchObject({
      family: 'inet',
      ifindex: index,
      state: NUD_PERMANENT,
      type: 'unicast',
      dst: '10.0.0.1',
      lladdr,
      cacheinfo: { refcnt: expect.any(Number) as number }
    })
    await expect(rtnl.neighbours.get({ dst: '10.0.0.2', dev: 'n0' })).rejects.toMatchObject({
      code: 'ENOENT'
    })
  })

  it('is replaced, changed, and not overridden by append', async () => {
    await rtnl.neighbours.replace({
      dev: 'n0',
      dst: '10.0.0.1',
      lladdr: '02:00:00:00:00:02',
      state: NUD_REACHABLE,
      flags: NTF_ROUTER,
      protocol: 'bgp'
    })
    expect(await shown('10.0.0.1')).toEqual([
      {
        dst: '10.0.0.1',
        dev: 'n0',
        lladdr: '02:00:00:00:00:02',
        router: null,
        protocol: 'bgp',
        state: ['REACHABLE']
      }
    ])
    await rtnl.neighbours.change({ dev: 'n0', dst: '10.0.0.1', lladdr, state: NUD_STALE })
    expect(await shown('10.0.0.1')).toMatchObject([{ lladdr, state: ['STALE'] }])
    await expect(rtnl.neighbours.change({ dev: 'n0', dst: '10.0.0.9', lladdr })).rejects.toMatchObject({
      code: 'ENOENT'
    })
    await rtnl.neighbours.append({ dev: 'n0', dst: '10.0.0.3', lladdr })
    expect(await listed({ dev: 'n0', state: NUD_PERMANENT })).toEqual(['10.0.0.3'])
  })

  it('goes, and then ENOENT', async () => {
    await rtnl.neighbours.delete({ dev: 'n0', dst: '10.0.0.3' })
    expect(await shown('10.0.0.3')).toEqual([])
    await expect(rtnl.neighbours.delete({ dev: 'n0', dst: '10.0.0.3' })).rejects.toMatchObject({
      code: 'ENOENT',
      request: 'RTM_DELNEIGH'
    })
  })

  it('may be managed by the kernel or vouched for from outside', async () => {
    await rtnl.neighbours.add({
      dev: 'n0',
      dst: '2001:db8::5',
      lladdr,
      state: NUD_REACHABLE,
      flags: NTF_EXT_LEARNED,
      flagsExt: NTF_EXT_MANAGED
    })
    expect(await shown('2001:db8::5')).toMatchObject([{ managed: null, extern_learn: null }])
    expect(await rtnl.neighbours.get({ dst: '2001:db8::5', dev: 'n0' })).toMatchObject({
      flags: NTF_EXT_LEARNED,
      flagsExt: NTF_EXT_MANAGED
    })
    await rtnl.neighbours.delete({ dev: 'n0', dst: '2001:db8::5' })
  })
})

describe('proxies', () => {
  it('are made, got, listed apart, and deleted', async () => {
    await rtnl.neighbours.add({ dev: 'n1', dst: '10.1.0.1', proxy: true })
    await rtnl.neighbours.add({ dev: 'n1', dst: '2001:db8:1::1', flags: NTF_PROXY })
    expect(await ipJson('neigh', 'show', 'proxy')).toEqual([
      { dst: '10.1.0.1', dev: 'n1', proxy: null },
      { dst: '2001:db8:1::1', dev: 'n1', proxy: null }
    ])
    expect(await listed({ proxy: true })).toEqual(['10.1.0.1', '2001:db8:1::1'])
    expect(await rtnl.neighbours.get({ dst: '10.1.0.1', dev: 'n1', proxy: true })).toMatchObject({
      flags: NTF_PROXY
    })
    await expect(rtnl.neighbours.get({ dst: '10.1.0.1', dev: 'n1' })).rejects.toMatchObject({
      code: 'ENOENT'
    })
    await rtnl.neighbours.delete({ dev: 'n1', dst: '10.1.0.1', proxy: true })
    expect(await listed({ proxy: true, family: 'inet' })).toEqual([])
  })

  it('are flushed by themselves', async () => {
    await ip('neigh', 'add', '10.1.0.1', 'dev', 'n1', 'lladdr', '02:00:00:00:00:11')
    expect(await rtnl.neighbours.flush({ proxy: true })).toBe(1)
    expect(await listed({ proxy: true })).toEqual([])
    expect(await listed({ dev: 'n1', state: NUD_PERMANENT })).toEqual(['10.1.0.1'])
  })
})

describe('lists', () => {
  it('are filtered by device, master, family, state and protocol', async () => {
    await ipBatch([
      'neigh add 10.2.0.1 dev n2 lladdr 02:00:00:00:00:21 nud stale',
      'neigh add 10.2.0.2 dev n2 lladdr 02:00:00:00:00:22 nud noarp',
      'neigh add 10.2.0.3 dev n3 lladdr 02:00:00:00:00:23 protocol zebra',
      'neigh add 2001:db8::21 dev n2 lladdr 02:00:00:00:00:24'
    ])
    expect(await listed({ dev: 'n2', family: 'inet' })).toEqual(['10.2.0.1', '10.2.0.2'])
    expect(await listed({ master: 'br0', state: NUD_STALE | NUD_PERMANENT })).toEqual([
      '10.2.0.1',
      '2001:db8::21'
    ])
    expect(await listed({ protocol: 'zebra' })).toEqual(['10.2.0.3'])
    expect(
      await listed({ dev: (await rtnl.links.get('n2')).index, state: NUD_NOARP, family: 'inet' })
    ).toEqual(['10.2.0.2'])
    await expect(rtnl.neighbours.list({ dev: 'gone0' })).rejects.toMatchObject({ code: 'ENODEV' })
  })

  it('say what the tool says', async () => {
    const names = interfacesOf(await rtnl.links.list())
    // The kernel makes some by itself meanwhile, when IPv6 looks for routers: both look again.
    await vi.waitFor(async () => {
      const own = (await rtnl.neighbours.list()).map((one) => neighbourToIproute2(one, names))
      const its = await ipJson('-d', '-s', 'neigh', 'show', 'nud', 'all')
      expect(byKey(ageless(own))).toEqual(byKey(ageless(its)))
      expect(own.length).toBeGreaterThan(5)
    }, 15_000)
  })
})

describe('flush', () => {
  it('removes what its filter names, says how many, and leaves the rest', async () => {
    await ipBatch([
      ...Array.from(
        { length: 50 },
        (_, i) => `neigh replace 10.3.0.${i + 1} dev n3 lladdr 02:00:00:00:03:01 nud stale`
      ),
      'neigh replace 10.3.1.1 dev n3 lladdr 02:00:00:00:03:02',
      'neigh replace 2001:db8::31 dev n3 lladdr 02:00:00:00:03:03 nud stale',
      'neigh replace 10.3.2.1 dev n2 lladdr 02:00:00:00:03:04 nud stale'
    ])
    // By name: the kernel makes others meanwhile, and forgets them, when IPv6 tells what it listens to.
    const mine = ['10.3.1.1', '10.3.2.1', '2001:db8::31']
    const left = async (): Promise<string[]> =>
      (await listed({})).filter((dst) => mine.includes(dst) || dst.startsWith('10.3.0.'))
    expect(await rtnl.neighbours.flush({ dev: 'n3', family: 'inet' })).toBe(50)
    expect(await left()).toEqual(mine) // the first is permanent
    const others = await listed({ dev: 'n3', family: 'inet', state: NUD_PERMANENT })
    expect(await rtnl.neighbours.flush({ dev: 'n3', family: 'inet', state: NUD_PERMANENT })).toBe(
      others.length
    )
    expect(await left()).toEqual(['10.3.2.1', '2001:db8::31'])
    expect(await listed({ dev: 'n3', family: 'inet' })).toEqual([])
    expect(await rtnl.neighbours.flush({ dev: 'n3', family: 'inet' })).toBe(0)
  })

  it('without a filter is refused', async () => {
    await expect(rtnl.neighbours.flush({})).rejects.toThrow(/^filter: /)
    await expect(rtnl.neighbours.flush({ proxy: false })).rejects.toThrow(/^filter: /)
  })
})

describe('events', () => {
  it('tell of states as they follow each other', async () => {
    const events = rtnl.subscribe(['neigh'], {
      filter: (event) => event.type === 'newneigh' && event.neighbour.dst === '10.4.0.2'
    })
    await ipBatch(['addr add 10.4.0.1/24 dev n0'])
    await ip('neigh', 'add', '10.4.0.2', 'dev', 'n0', 'lladdr', '02:00:00:00:04:02', 'nud', 'stale')
    await ip('neigh', 'replace', '10.4.0.2', 'dev', 'n0', 'lladdr', '02:00:00:00:04:02', 'nud', 'failed')
    const states: unknown[] = []
    for await (const event of events) {
      if (event.type === 'newneigh') states.push(event.neighbour.state)
      if (states.at(-1) === NUD_FAILED) break
    }
    expect(states[0]).toBe(NUD_STALE)
  })

  it('tell of deletion, and are not the forwarding database`s', async () => {
    const events = rtnl.subscribe(['neigh'])
    await ip('neigh', 'add', '10.5.0.2', 'dev', 'n1', 'lladdr', '02:00:00:00:05:02')
    await ip('neigh', 'del', '10.5.0.2', 'dev', 'n1')
    const seen: string[] = []
    for await (const event of events) {
      if ((event.type === 'newneigh' || event.type === 'delneigh') && event.neighbour.dst === '10.5.0.2')
        seen.push(event.type)
      if (event.type === 'delneigh') break
    }
    expect(seen[0]).toBe('newneigh')
    expect(seen.at(-1)).toBe('delneigh')
  })
})

const octet = fc.integer({ min: 1, max: 254 })
const hex2 = fc.integer({ min: 0, max: 255 }).map((n) => n.toString(16).padStart(2, '0'))
const random: fc.Arbitrary<NeighbourChange & { words: string }> = fc
  .record({
    host: fc.tuple(octet, octet),
    isIpv6: fc.boolean(),
    mac: fc.tuple(hex2, hex2, hex2),
    nud: fc.constantFrom(['permanent', 128] as const, ['noarp', 64] as const, ['stale', 4] as const),
    router: fc.boolean()
  })
  .map(({ host: [a, b], isIpv6, mac, nud, router }) => {
    const dst = isIpv6 ? `2001:db8:6::${a.toString(16)}:${b.toString(16)}` : `10.6.${a}.${b}`
    const lladdr = `02:00:00:${mac.join(':')}`
    return {
      dst,
      lladdr,
      state: nud[1],
      ...(router ? { flags: NTF_ROUTER } : {}),
      words: `${dst} lladdr ${lladdr} nud ${nud[0]}${router ? ' router' : ''}`
    }
  })

describe('random neighbours', () => {
  const all = fc.sample(random, { seed: 20_261_127, numRuns: 60 })
  const neighbours = [...new Map(all.map((one) => [one.dst, one])).values()]

  it('are to the tool what this library made them', async () => {
    const results = await rtnl.batch((b) => {
      for (const { words: _, ...one } of neighbours) b.neighbours.add({ ...one, dev: 'n1' })
    })
    expect(results.every(({ status }) => status === 'done')).toBe(true)
    const byTool = new Map((await shown('dev', 'n1')).map((row) => [row['dst'], row]))
    for (const { dst, lladdr, state, flags } of neighbours) {
      const name = { 128: 'PERMANENT', 64: 'NOARP', 4: 'STALE' }[state as 4]
      expect(byTool.get(dst)).toEqual({
        dst,
        lladdr,
        ...(flags === undefined ? {} : { router: null }),
        state: [name]
      })
    }
    for (const { dst } of neighbours) await rtnl.neighbours.delete({ dev: 'n1', dst: String(dst) })
  })

  it('are to this library what the tool made them', async () => {
    await ipBatch(neighbours.map(({ words }) => `neigh add ${words} dev n1`))
    const ours = new Map((await rtnl.neighbours.list({ dev: 'n1' })).map((one) => [one.dst, one]))
    for (const { words: _, ...one } of neighbours) expect(ours.get(one.dst as string)).toMatchObject(one)
  })
})

it.each([
  [{ dst: '10.0.0.1' }, /^TypeError: dev/],
  [{ dev: 'n0' }, /^TypeError: dst/],
  [{ dev: 'n0', dst: '10.0.0.256' }, /^TypeError: dst|^RangeError: dst/],
  [{ dev: 'n0', dst: '10.0.0.0/8' }, /^TypeError: dst|^RangeError: dst/],
  [{ dev: 'n0', dst: '10.0.0.1', lladdr: 'xx' }, /Error: lladdr/],
  [{ dev: 'n0', dst: '10.0.0.1', state: 70_000 }, /^RangeError: state/],
  [{ dev: 'gone0', dst: '10.0.0.1', lladdr: '02:00:00:00:00:01' }, /ENODEV/],
  [{ dev: '', dst: '10.0.0.1' }, /^RangeError: dev/],
  [{ dev: 'n0', dst: '10.0.0.1', lladr: '' }, /^TypeError: lladr/]
])('refuses %j', async (neighbour, expected) => {
  expect(String(await rtnl.neighbours.add(neighbour).catch((error: unknown) => error))).toMatch(expected)
})
