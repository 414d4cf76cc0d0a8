import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bridge, bridgeJson, ipBatch, run, type Json } from '../../../../test/support/kernel.ts'
import { fdbToIproute2, interfacesOf } from '../iproute2/index.ts'
import {
  FDB_NOTIFY_BIT,
  NTF_EXT_LEARNED,
  NTF_MASTER,
  NTF_ROUTER,
  NTF_SELF,
  NTF_STICKY,
  NUD_NOARP,
  NUD_PERMANENT,
  NUD_REACHABLE
} from '../neighbour/constants.ts'
import { Rtnl } from '../rtnl.ts'
import type { FdbChange } from './fdb.ts'

const rtnl = Rtnl.open()
afterAll(() => rtnl.close())
beforeAll(() =>
  ipBatch([
    // No VLAN, or where the kernel filters VLANs each entry is there once more, in VLAN 1.
    'link add br0 type bridge mcast_snooping 0 vlan_default_pvid 0',
    'link add br1 type bridge mcast_snooping 0 vlan_default_pvid 0',
    'link add p0 type veth peer name q0',
    'link add p1 type veth peer name q1',
    'link add p2 type veth peer name q2',
    'link set p0 master br0',
    'link set p1 master br0',
    'link set p2 master br1',
    'link add vx0 type vxlan id 10 dstport 4789 local 127.0.0.1',
    'link add vx1 type vxlan external dstport 4790',
    'link add vx6 type vxlan id 12 dstport 4791 local ::1',
    'nexthop add id 7 via 127.0.0.7 fdb',
    'nexthop add id 8 group 7 fdb',
    ...['lo', 'br0', 'br1', 'p0', 'p1', 'p2', 'q0', 'q1', 'vx0', 'vx1', 'vx6'].map(
      (name) => `link set ${name} up`
    )
  ])
)

const shown = (...args: string[]): Promise<Json[]> => bridgeJson('-d', 'fdb', 'show', ...args)
const of = async (mac: string): Promise<Json[]> => (await shown()).filter(({ mac: its }) => its === mac)
const add = (words: string): Promise<string> => bridge('fdb', 'add', ...words.split(' '))
const rows = async (): Promise<Map<unknown, Json>> =>
  new Map(
    (await shown()).filter(({ mac }) => String(mac).startsWith('06:00:01')).map((row) => [row['mac'], row])
  )
const macs = async (filter: Parameters<typeof rtnl.fdb.list>[0]): Promise<string[]> =>
  (await rtnl.fdb.list(filter)).map(({ lladdr }) => String(lladdr)).toSorted()

const keyOf = (row: Json): string => `${String(row['mac'])} ${String(row['ifname'])} ${String(row['dst'])}`
const ageless = (list: readonly Json[]): Json[] =>
  list
    .map((row) => ({ ...row, used: undefined, updated: undefined }))
    .toSorted((a, b) => keyOf(a).localeCompare(keyOf(b)))

const STATIC = NUD_NOARP | NUD_REACHABLE

describe('a bridge', () => {
  it('learns, keeps and sticks to what it is told', async () => {
    const master = { dev: 'p0', flags: NTF_MASTER }
    await rtnl.fdb.add({ ...master, lladdr: '02:00:00:00:00:01', state: STATIC })
    await rtnl.fdb.add({ ...master, lladdr: '02:00:00:00:00:02', state: NUD_REACHABLE })
    await rtnl.fdb.add({ ...master, lladdr: '02:00:00:00:00:03' })
    await rtnl.fdb.add({
      ...master,
      lladdr: '02:00:00:00:00:04',
      state: STATIC,
      flags: NTF_MASTER | NTF_STICKY
    })
    await rtnl.fdb.add({
      ...master,
      lladdr: '02:00:00:00:00:05',
      state: NUD_REACHABLE,
      flags: NTF_MASTER | NTF_EXT_LEARNED
    })
    const common = { ifname: 'p0', master: 'br0', flags: [] }
    expect(await of('02:00:00:00:00:01')).toEqual([{ mac: '02:00:00:00:00:01', ...common, state: 'static' }])
    expect(await of('02:00:00:00:00:02')).toEqual([{ mac: '02:00:00:00:00:02', ...common, state: '' }])
    expect(await of('02:00:00:00:00:03')).toEqual([
      { mac: '02:00:00:00:00:03', ...common, state: 'permanent' }
    ])
    expect(await of('02:00:00:00:00:04')).toMatchObject([{ flags: ['sticky'] }])
    expect(await of('02:00:00:00:00:05')).toMatchObject([{ flags: ['extern_learn'] }])
  })

  it('has one entry of an address: EEXIST, and replace moves it', async () => {
    const lladdr = '02:00:00:00:00:01'
    await expect(rtnl.fdb.add({ dev: 'p1', lladdr, flags: NTF_MASTER, state: STATIC })).rejects.toMatchObject(
      { code: 'EEXIST' }
    )
    await rtnl.fdb.replace({ dev: 'p1', lladdr, flags: NTF_MASTER, state: STATIC })
    expect(await of(lladdr)).toMatchObject([{ ifname: 'p1' }])
  })

  it('is asked for one entry by port or by bridge', async () => {
    const { index } = await rtnl.links.get('p1')
    const { index: master } = await rtnl.links.get('br0')
    const entry = { family: 'bridge', ifindex: index, master, lladdr: '02:00:00:00:00:01', state: NUD_NOARP }
    expect(await rtnl.fdb.get({ lladdr: entry.lladdr, dev: 'p1', flags: NTF_MASTER })).toMatchObject(entry)
    expect(await rtnl.fdb.get({ lladdr: entry.lladdr, bridge: 'br0' })).toMatchObject(entry)
    await expect(rtnl.fdb.get({ lladdr: '02:00:00:00:99:99', bridge: 'br0' })).rejects.toMatchObject({
      code: 'ENOENT'
    })
  })

  it('tells of activity where it is asked to', async () => {
    const lladdr = '02:00:00:00:00:06'
    await rtnl.fdb.add({
      dev: 'p0',
      lladdr,
      flags: NTF_MASTER,
      state: STATIC,
      fdbExtAttrs: { activityNotify: FDB_NOTIFY_BIT }
    })
    expect(await rtnl.fdb.get({ lladdr, bridge: 'br0' })).toMatchObject({
      fdbExtAttrs: { activityNotify: FDB_NOTIFY_BIT }
    })
  })

  it('deletes, and then ENOENT', async () => {
    const entry = { dev: 'p0', lladdr: '02:00:00:00:00:06', flags: NTF_MASTER }
    await rtnl.fdb.delete(entry)
    await expect(rtnl.fdb.delete(entry)).rejects.toMatchObject({ code: 'ENOENT', request: 'RTM_DELNEIGH' })
  })
})

describe('a device', () => {
  it('has a filter of its own, which is the default', async () => {
    await rtnl.fdb.add({ dev: 'q2', lladdr: '02:00:00:00:01:01' })
    expect(await of('02:00:00:00:01:01')).toEqual([
      { mac: '02:00:00:00:01:01', ifname: 'q2', flags: ['self'], state: 'permanent' }
    ])
    await rtnl.fdb.delete({ dev: 'q2', lladdr: '02:00:00:00:01:01' })
    expect(await of('02:00:00:00:01:01')).toEqual([])
  })
})

describe('VXLAN', () => {
  const all = '00:00:00:00:00:00'

  it('sends to many ends', async () => {
    await rtnl.fdb.append({ dev: 'vx0', lladdr: all, dst: '127.0.0.2' })
    await rtnl.fdb.append({ dev: 'vx0', lladdr: all, dst: '127.0.0.3', port: 8472, vni: 20, via: 'lo' })
    const common = { mac: all, ifname: 'vx0', flags: ['self'], state: 'permanent' }
    expect(await of(all)).toEqual([
      { ...common, dst: '127.0.0.2' },
      { ...common, dst: '127.0.0.3', port: 8472, vni: 20, viaIf: 'lo' }
    ])
    await rtnl.fdb.delete({ dev: 'vx0', lladdr: all, dst: '127.0.0.2' })
    expect(await of(all)).toMatchObject([{ dst: '127.0.0.3' }])
  })

  it('takes source VNIs, IPv6 ends, routers and next hops', async () => {
    await rtnl.fdb.add({ dev: 'vx1', lladdr: '02:00:00:00:02:01', dst: '127.0.0.4', srcVni: 7, vni: 8 })
    await rtnl.fdb.add({
      dev: 'vx6',
      lladdr: '02:00:00:00:02:02',
      dst: '2001:db8::1',
      flags: NTF_SELF | NTF_ROUTER
    })
    await rtnl.fdb.add({ dev: 'vx0', lladdr: '02:00:00:00:02:03', nhId: 8 })
    expect(await of('02:00:00:00:02:01')).toMatchObject([{ dst: '127.0.0.4', src_vni: 7, vni: 8 }])
    expect(await of('02:00:00:00:02:02')).toMatchObject([{ dst: '2001:db8::1', flags: ['self', 'router'] }])
    expect(await of('02:00:00:00:02:03')).toMatchObject([{ nhid: 8 }])
    expect(
      await rtnl.fdb.get({ dev: 'vx1', lladdr: '02:00:00:00:02:01', vni: 7, flags: NTF_SELF })
    ).toMatchObject({
      dst: '127.0.0.4',
      srcVni: 7,
      vni: 8
    })
    expect(await rtnl.fdb.list({ dev: 'vx0' })).toContainEqual(expect.objectContaining({ nhId: 8 }))
  })
})

describe('lists', () => {
  it('are filtered by device, bridge and state', async () => {
    await bridge('fdb', 'add', '02:00:00:00:03:01', 'dev', 'p2', 'master', 'static')
    await bridge('fdb', 'add', '02:00:00:00:03:02', 'dev', 'br1', 'self', 'local')
    expect(await macs({ dev: 'p2', state: NUD_NOARP })).toEqual(['02:00:00:00:03:01'])
    expect(await macs({ bridge: 'br1', state: NUD_NOARP })).toEqual(['02:00:00:00:03:01'])
    expect(await macs({ dev: 'br1' })).toContain('02:00:00:00:03:02')
    expect(await macs({ dev: 'br1' })).not.toContain('02:00:00:00:03:01')
    expect((await macs({})).length).toBe((await shown()).length)
    await expect(rtnl.fdb.list({ bridge: 'gone0' })).rejects.toMatchObject({ code: 'ENODEV' })
  })

  it('say what the tool says', async () => {
    const names = interfacesOf(await rtnl.links.list())
    const own = (await rtnl.fdb.list()).map((entry) => fdbToIproute2(entry, names))
    expect(ageless(own)).toEqual(ageless(await bridgeJson('-d', '-s', 'fdb', 'show')))
    expect(own.length).toBeGreaterThan(15)
  })
})

describe('flush', () => {
  it('of a bridge removes what is named, says how many, and leaves the rest', async () => {
    await add('02:00:00:00:04:01 dev p0 master static')
    await add('02:00:00:00:04:02 dev p1 master static')
    const others = (await shown()).filter(({ ifname, state }) => ifname !== 'p1' || state !== 'static')
    // What the first test moved is there, too.
    expect(
      await rtnl.fdb.flush({
        dev: 'br0',
        brport: 'p1',
        state: NUD_NOARP,
        ndmStateMask: NUD_NOARP | NUD_PERMANENT
      })
    ).toBe(2)
    expect((await shown()).filter(({ ifname, state }) => ifname !== 'p1' || state !== 'static')).toEqual(
      others
    )
    expect(await macs({ dev: 'p1', state: NUD_NOARP })).not.toContain('02:00:00:00:04:02')
    expect(await rtnl.fdb.flush({ dev: 'br0', flags: NTF_EXT_LEARNED })).toBe(1)
    expect(await of('02:00:00:00:00:05')).toEqual([])
    expect(await rtnl.fdb.flush({ dev: 'p0', flags: NTF_MASTER | NTF_STICKY })).toBe(1)
    expect(await of('02:00:00:00:04:01')).toHaveLength(1)
  })

  it('of a device without bulk deletion says so', async () => {
    await expect(rtnl.fdb.flush({ dev: 'q0' })).rejects.toMatchObject({ code: 'EOPNOTSUPP' })
  })

  it('of a VXLAN device goes by the other end', async ({ skip }) => {
    await rtnl.fdb.add({ dev: 'vx0', lladdr: '02:00:00:00:04:03', dst: '127.0.0.9' })
    await rtnl.fdb.add({ dev: 'vx0', lladdr: '02:00:00:00:04:04', dst: '127.0.0.10' })
    const removed = await rtnl.fdb.flush({ dev: 'vx0', dst: '127.0.0.9' }).catch((error: unknown) => error)
    if (removed instanceof Error) skip(`this kernel does not flush VXLAN: ${removed.message}`)
    expect(removed).toBe(1)
    expect(await of('02:00:00:00:04:03')).toEqual([])
    expect(await of('02:00:00:00:04:04')).toHaveLength(1)
  })
})

it('events are told from neighbours`', async () => {
  const events = rtnl.subscribe(['neigh'])
  await bridge('fdb', 'add', '02:00:00:00:05:01', 'dev', 'p0', 'master', 'static')
  await bridge('fdb', 'del', '02:00:00:00:05:01', 'dev', 'p0', 'master')
  const seen = [(await events.next()).value, (await events.next()).value]
  events.close()
  const fdb: unknown = expect.objectContaining({ lladdr: '02:00:00:00:05:01', family: 'bridge' })
  expect(seen).toMatchObject([
    { type: 'newfdb', fdb },
    { type: 'delfdb', fdb }
  ])
})

const byte = fc.integer({ min: 0, max: 255 })
const hex = (n: number): string => n.toString(16).padStart(2, '0')
const random: fc.Arbitrary<FdbChange & { words: string }> = fc
  .record({
    mac: fc.tuple(byte, byte, byte),
    port: fc.constantFrom('p0', 'p1', 'vx0'),
    kind: fc.constantFrom(['static', STATIC] as const, ['dynamic', NUD_REACHABLE] as const),
    end: fc.integer({ min: 1, max: 254 }),
    udp: fc.option(fc.integer({ min: 1, max: 65_535 }).filter((udp) => udp !== 4789)),
    vni: fc.option(fc.integer({ min: 11, max: 0xffffff }))
  })
  .map(({ mac, port: dev, kind: [word, state], end, udp, vni }) => {
    const lladdr = ['06', '00', '01', ...mac.map(hex)].join(':')
    if (dev !== 'vx0')
      return { dev, lladdr, state, flags: NTF_MASTER, words: `${lladdr} dev ${dev} master ${word}` }
    const dst = `127.0.1.${end}`
    const words = `${lladdr} dev vx0 dst ${dst}${udp === null ? '' : ` port ${udp}`}${vni === null ? '' : ` vni ${vni}`}`
    return {
      dev,
      lladdr,
      dst,
      ...(udp === null ? {} : { port: udp }),
      ...(vni === null ? {} : { vni }),
      words
    }
  })

describe('random entries', () => {
  const all = fc.sample(random, { seed: 20_261_127, numRuns: 60 })
  const entries = [...new Map(all.map((one) => [one.lladdr, one])).values()]
  const batch = (verb: string): Promise<string> =>
    run(['bridge', '-batch', '-'], { input: entries.map(({ words }) => `fdb ${verb} ${words}\n`).join('') })

  it('are the same to the tool, whoever made them', async () => {
    await batch('add')
    const byTool = await rows()
    const ours = new Map((await rtnl.fdb.list()).map((entry) => [entry.lladdr, entry]))
    for (const { words: _, dev: __, state: ___, flags: ____, ...entry } of entries)
      expect(ours.get(entry.lladdr as string)).toMatchObject(entry)
    await batch('del')
    expect((await rows()).size).toBe(0)
    const results = await rtnl.batch((b) => {
      for (const { words: _, ...entry } of entries) b.fdb.add(entry)
    })
    expect(results.every(({ status }) => status === 'done')).toBe(true)
    expect(await rows()).toEqual(byTool)
    expect(byTool.size).toBe(entries.length)
  })
})

it.each([
  [{ lladdr: '02:00:00:00:00:01' }, /^TypeError: dev/],
  [{ dev: 'p0' }, /^TypeError: lladdr/],
  [{ dev: 'p0', lladdr: '02:00:00:00:00' }, /EINVAL|Error: lladdr/],
  [{ dev: 'p0', lladdr: '02:00:00:00:00:zz' }, /Error: lladdr/],
  [{ dev: 'vx0', lladdr: '02:00:00:00:00:01', dst: '10.0.0.256' }, /Error: dst/],
  [{ dev: 'vx0', lladdr: '02:00:00:00:00:01', port: 65_536 }, /^RangeError: port/],
  [{ dev: 'gone0', lladdr: '02:00:00:00:00:01' }, /ENODEV/],
  [{ dev: 'vx0', lladdr: '02:00:00:00:00:01', via: 'gone0' }, /ENODEV/]
])('refuses %j', async (entry, expected) => {
  expect(String(await rtnl.fdb.add(entry).catch((error: unknown) => error))).toMatch(expected)
})
