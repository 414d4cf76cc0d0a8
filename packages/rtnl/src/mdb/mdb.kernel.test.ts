import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NetlinkError } from '@nlkit/core'
import { bridge, bridgeJson, ip, ipBatch, run, type Json } from '../../../../test/support/kernel.ts'
import { interfacesOf, mdbToIproute2 } from '../iproute2/index.ts'
import { Rtnl } from '../rtnl.ts'
import type { MdbChange } from './write-mdb.ts'

const rtnl = Rtnl.open()
afterAll(() => rtnl.close())
beforeAll(() =>
  ipBatch([
    'link add br0 type bridge mcast_igmp_version 3 mcast_mld_version 2',
    'link add p0 type veth peer name q0',
    'link add p1 type veth peer name q1',
    'link set p0 master br0',
    'link set p1 master br0',
    ...['br0', 'p0', 'p1', 'q0', 'q1'].map((name) => `link set ${name} up`)
  ])
)

const shown = async (): Promise<Json[]> => {
  const [all] = await bridgeJson('-d', 'mdb', 'show')
  return (all?.['mdb'] ?? []) as Json[]
}
const of = async (group: string): Promise<Json[]> => (await shown()).filter(({ grp }) => grp === group)
const groups = async (port: string): Promise<string[]> => {
  const { index } = await rtnl.links.get(port)
  return (await rtnl.mdb.entries({ dev: 'br0' }))
    .filter(({ ifindex, rtprot }) => ifindex === index && rtprot === 'static')
    .map(({ addr }) => addr)
    .toSorted()
}

const keyOf = (row: Json): string => `${String(row['grp'])} ${String(row['port'])} ${String(row['src'])}`
const sorted = (json: unknown): { mdb: unknown[]; router: unknown } => {
  const { mdb, router } = JSON.parse(JSON.stringify(json)) as { mdb: Json[]; router: unknown }
  return {
    mdb: mdb.map((row) => ({ ...row, timer: '' })).toSorted((a, b) => keyOf(a).localeCompare(keyOf(b))),
    router
  }
}

const hex = (n: number): string => n.toString(16).padStart(2, '0')
const mine = async (): Promise<Json[]> =>
  (await shown())
    .filter(({ grp }) => /^(?:239\.7\.|ff05::7:|01:00:5e:70:)/.test(String(grp)))
    .toSorted((a, b) => String(a['grp']).localeCompare(String(b['grp'])))

describe('entries', () => {
  it('of IPv4, IPv6 and hardware addresses are made', async () => {
    await rtnl.mdb.add({ dev: 'br0', port: 'p0', group: '239.1.1.1', state: 'permanent' })
    await rtnl.mdb.add({ dev: 'br0', port: 'p0', group: 'ff05::1' })
    await rtnl.mdb.add({ dev: 'br0', port: 'p1', group: '01:00:5e:00:00:99', state: 'permanent' })
    await rtnl.mdb.add({ dev: 'br0', port: 'p0', group: '239.1.1.2', source: '10.0.0.1' })
    await rtnl.mdb.add({ dev: 'br0', port: 'br0', group: '239.1.1.3' })
    expect(await of('239.1.1.1')).toMatchObject([
      { dev: 'br0', port: 'p0', state: 'permanent', protocol: 'static' }
    ])
    expect(await of('ff05::1')).toMatchObject([{ port: 'p0', state: 'temp' }])
    expect(await of('01:00:5e:00:00:99')).toMatchObject([{ port: 'p1', state: 'permanent' }])
    expect(await of('239.1.1.2')).toMatchObject([{ port: 'p0', src: '10.0.0.1' }])
    expect(await of('239.1.1.3')).toMatchObject([{ port: 'br0', state: 'temp' }])
  })

  it('are there once, and go', async () => {
    const entry = { dev: 'br0', port: 'p0', group: '239.1.1.1', state: 'permanent' } as const
    await expect(rtnl.mdb.add(entry)).rejects.toMatchObject({ code: 'EEXIST', request: 'RTM_NEWMDB' })
    await rtnl.mdb.delete(entry)
    expect(await of('239.1.1.1')).toEqual([])
    await expect(rtnl.mdb.delete(entry)).rejects.toSatisfy(NetlinkError.is)
  })

  it('have lists of sources, which replace changes', async ({ skip }) => {
    const entry: MdbChange = {
      dev: 'br0',
      port: 'p0',
      group: '239.1.1.4',
      state: 'permanent',
      srcList: ['10.0.0.1', '10.0.0.2'],
      groupMode: 'include',
      rtprot: 'zebra'
    }
    const refusal = await rtnl.mdb.add(entry).catch((error: unknown) => error)
    // 'Unknown attribute type', MDBE_ATTR_SRC_LIST: it is asked only here, since others are refused with EINVAL, too.
    if (NetlinkError.is(refusal) && refusal.extack?.path?.startsWith('entryAttrs.') === true)
      skip(`this kernel takes no lists of sources (before 6.2): ${refusal.message}`)
    expect(refusal).toBeUndefined()
    const find = async (): Promise<unknown> =>
      (await rtnl.mdb.entries({ dev: 'br0' })).find(
        ({ addr, source }) => addr === entry.group && source === undefined
      )
    expect(await find()).toMatchObject({
      groupMode: 'include',
      rtprot: 'zebra',
      srcList: { entry: expect.arrayContaining([{ address: '10.0.0.1', timer: 0 }]) as unknown }
    })
    expect((await of('239.1.1.4')).find(({ src }) => src === undefined)).toMatchObject({
      filter_mode: 'include',
      protocol: 'zebra'
    })
    await rtnl.mdb.replace({ ...entry, srcList: ['10.0.0.3'], groupMode: 'exclude' })
    expect(await find()).toMatchObject({
      groupMode: 'exclude',
      srcList: { entry: [{ address: '10.0.0.3', timer: 0 }] }
    })
    await rtnl.mdb.delete(entry)
  })

  it('are asked for by group', async ({ skip }) => {
    const found = await rtnl.mdb.get({ dev: 'br0', group: 'ff05::1' }).catch((error: unknown) => error)
    if (NetlinkError.is(found) && found.code === 'EOPNOTSUPP')
      skip('this kernel gets no single entry (before 6.7)')
    const { index } = await rtnl.links.get('p0')
    expect(found).toMatchObject({
      mdb: { entry: [{ info: [{ ifindex: index, addr: 'ff05::1', proto: 0x86dd, state: 'temporary' }] }] }
    })
    await expect(rtnl.mdb.get({ dev: 'br0', group: '239.9.9.9' })).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('what the tool says', () => {
  it('is said here, with router ports', async () => {
    await bridge('mdb', 'add', 'dev', 'br0', 'port', 'p1', 'grp', '239.2.0.1', 'src', '10.0.0.9', 'permanent')
    await ip('link', 'set', 'p1', 'type', 'bridge_slave', 'mcast_router', '2')
    const names = interfacesOf(await rtnl.links.list())
    const own = mdbToIproute2(await rtnl.mdb.list(), names)
    const [theirs] = await bridgeJson('-d', '-s', 'mdb', 'show')
    expect(sorted(own)).toEqual(sorted(theirs))
    expect((own['mdb'] as unknown[]).length).toBeGreaterThan(4)
    const { index } = await rtnl.links.get('p1')
    expect(await rtnl.mdb.routers({ dev: 'br0' })).toMatchObject([{ ifindex: index, type: 'perm', timer: 0 }])
  })
})

describe('flush', () => {
  it('removes what its filter names, says how many, and leaves the rest', async ({ skip }) => {
    for (let i = 1; i <= 5; i++)
      await bridge('mdb', 'add', 'dev', 'br0', 'port', 'p1', 'grp', `239.3.0.${i}`, 'permanent')
    await bridge('mdb', 'add', 'dev', 'br0', 'port', 'p1', 'grp', '239.3.0.6', 'temp')
    const others = await groups('p0')
    const permanent = (await groups('p1')).length - 1
    const removed = await rtnl.mdb
      .flush({ dev: 'br0', port: 'p1', state: 'permanent' })
      .catch((error: unknown) => error)
    if (NetlinkError.is(removed)) skip(`this kernel does not flush (before 6.8): ${removed.message}`)
    expect(removed).toBe(permanent)
    expect(await groups('p1')).toEqual(['239.3.0.6'])
    expect(await groups('p0')).toEqual(others)
  })
})

it('events tell of one entry', async () => {
  const events = rtnl.subscribe(['mdb'], {
    filter: (event) =>
      (event.type === 'newmdb' || event.type === 'delmdb') &&
      event.mdb.mdb?.entry?.[0]?.info?.[0]?.addr === '239.4.0.1'
  })
  await bridge('mdb', 'add', 'dev', 'br0', 'port', 'p0', 'grp', '239.4.0.1', 'permanent')
  await bridge('mdb', 'del', 'dev', 'br0', 'port', 'p0', 'grp', '239.4.0.1', 'permanent')
  const seen = [(await events.next()).value?.type, (await events.next()).value?.type]
  events.close()
  expect(seen).toEqual(['newmdb', 'delmdb'])
})

const random: fc.Arbitrary<MdbChange & { words: string }> = fc
  .record({
    host: fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 1, max: 254 })),
    port: fc.constantFrom('p0', 'p1'),
    kind: fc.constantFrom('v4', 'v6', 'l2'),
    state: fc.constantFrom('permanent' as const, 'temporary' as const)
  })
  .map(({ host: [a, b], port, kind, state }) => {
    const group = {
      v4: `239.7.${a}.${b}`,
      v6: `ff05::7:${a.toString(16)}:${b.toString(16)}`,
      l2: `01:00:5e:70:${hex(a)}:${hex(b)}`
    }[kind]
    const stays = kind === 'l2' ? 'permanent' : state
    const words = `dev br0 port ${port} grp ${group} ${stays === 'permanent' ? 'permanent' : 'temp'}`
    return { dev: 'br0', port, group, state: stays, words }
  })

it('random entries are the same to the tool, whoever made them', async () => {
  const all = fc.sample(random, { seed: 20_261_127, numRuns: 60 })
  const entries = [...new Map(all.map((one) => [one.group, one])).values()]
  const batch = (verb: string): Promise<string> =>
    run(['bridge', '-batch', '-'], { input: entries.map(({ words }) => `mdb ${verb} ${words}\n`).join('') })
  await batch('add')
  const byTool = await mine()
  await batch('del')
  expect(await mine()).toEqual([])
  const results = await rtnl.batch((b) => {
    for (const { words: _, ...entry } of entries) b.mdb.add(entry)
  })
  expect(results.every(({ status }) => status === 'done')).toBe(true)
  expect(await mine()).toEqual(byTool)
  expect(byTool.length).toBe(entries.length)
})

it.each([
  [{ port: 'p0', group: '239.1.1.1' }, /^TypeError: dev/],
  [{ dev: 'br0', group: '239.1.1.1' }, /^TypeError: port/],
  [{ dev: 'br0', port: 'p0' }, /^TypeError: group/],
  [{ dev: 'br0', port: 'p0', group: '239.1.1' }, /^RangeError: entry\.addr/],
  [{ dev: 'br0', port: 'p0', group: '10.0.0.1' }, /EINVAL/],
  [{ dev: 'br0', port: 'p0', group: '239.1.1.1', vid: 70_000 }, /^RangeError: entry\.vid/],
  [{ dev: 'br0', port: 'p0', group: '239.1.1.1', state: 'ever' }, /^TypeError: entry\.state/],
  [{ dev: 'br0', port: 'gone0', group: '239.1.1.1' }, /ENODEV/]
])('refuses %j', async (entry, expected) => {
  expect(String(await rtnl.mdb.add(entry as MdbChange).catch((error: unknown) => error))).toMatch(expected)
})
