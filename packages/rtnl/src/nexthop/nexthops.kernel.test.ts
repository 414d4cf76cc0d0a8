import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ip, ipBatch, ipJson, kernelHas, requires, type Json } from '../../../../test/support/kernel.ts'
import { interfacesOf, nexthopToIproute2 } from '../iproute2/index.ts'
import { RTNH_F_ONLINK } from '../route/constants.ts'
import { Rtnl } from '../rtnl.ts'
import { NHA_OP_FLAG_DUMP_STATS } from './constants.ts'
import type { NexthopChange, NexthopFilter } from './nexthops.ts'

const rtnl = Rtnl.open()
afterAll(() => rtnl.close())
beforeAll(() =>
  ipBatch([
    'link add h0 type veth peer name h1',
    'link add h2 type veth peer name h3',
    'link add br0 type bridge',
    'link set h2 master br0',
    ...['lo', 'h0', 'h1', 'h2', 'h3', 'br0'].map((name) => `link set ${name} up`),
    'addr add 10.0.0.1/24 dev h0',
    'addr add 10.1.0.1/24 dev h2'
  ])
)

const shown = (...args: string[]): Promise<Json[]> => ipJson('-d', 'nexthop', ...args)
const idsOf = async (filter: NexthopFilter): Promise<number[]> =>
  (await rtnl.nexthops.list(filter)).map(({ id }) => id ?? 0)
const clear = (): Promise<unknown> => ip('nexthop', 'flush')

const tryGroup = (words: string) => [
  'sh',
  '-c',
  `ip link set lo up && ip nexthop add id 1 dev lo && ip nexthop add ${words}`
]
const resilient = kernelHas('resilient groups', tryGroup('id 2 group 1 type resilient buckets 2'))
const seg6 = kernelHas('seg6 encapsulation', [
  'sh',
  '-c',
  'ip link set lo up && ip nexthop add id 1 encap seg6 mode encap segs fc00::1 dev lo'
])
const mpls = kernelHas('MPLS encapsulation', [
  'sh',
  '-c',
  'ip link set lo up && ip nexthop add id 1 encap mpls 100 dev lo'
])

describe('one next hop', () => {
  const head = { scope: 'link', protocol: 'unspec', flags: [] }

  it.each<[NexthopChange, Json]>([
    [
      { id: 1, gateway: '10.0.0.2', dev: 'h0' },
      { id: 1, gateway: '10.0.0.2', dev: 'h0', ...head }
    ],
    [
      { id: 2, dev: 'h0', protocol: 'bgp' },
      { id: 2, dev: 'h0', ...head, scope: 'host', protocol: 'bgp' }
    ],
    [
      { id: 3, blackhole: true },
      { id: 3, blackhole: null, ...head, scope: 'global' }
    ],
    [
      { id: 4, gateway: '10.9.0.4', fdb: true },
      { id: 4, gateway: '10.9.0.4', fdb: null, ...head }
    ],
    [
      { id: 5, gateway: 'fe80::1', dev: 'h0', flags: RTNH_F_ONLINK },
      { id: 5, gateway: 'fe80::1', dev: 'h0', ...head, flags: ['onlink'] }
    ]
  ])('is made as asked: %j', async (nexthop, expected) => {
    await rtnl.nexthops.add(nexthop)
    expect(await shown('get', 'id', String(nexthop.id))).toEqual([expected])
    await expect(rtnl.nexthops.add(nexthop)).rejects.toMatchObject({ code: 'EEXIST' })
  })

  it('is got by its id, and ENOENT when it is not there', async () => {
    const { index } = await rtnl.links.get('h0')
    expect(await rtnl.nexthops.get(1)).toMatchObject({
      family: 'inet',
      id: 1,
      gateway: '10.0.0.2',
      oif: index
    })
    await expect(rtnl.nexthops.get(99)).rejects.toMatchObject({ code: 'ENOENT', request: 'RTM_GETNEXTHOP' })
  })

  it('is replaced and deleted', async () => {
    await rtnl.nexthops.replace({ id: 1, gateway: '10.0.0.3', dev: 'h0', protocol: 'static' })
    expect(await shown('get', 'id', '1')).toMatchObject([{ gateway: '10.0.0.3', protocol: 'static' }])
    await rtnl.nexthops.delete(1)
    await expect(rtnl.nexthops.delete(1)).rejects.toMatchObject({ code: 'ENOENT', request: 'RTM_DELNEXTHOP' })
  })

  it('gets a free id when it is made without, and add() tells which', async () => {
    const before = await idsOf({})
    const made = await rtnl.nexthops.add({ blackhole: true })
    expect(before).not.toContain(made.id)
    expect(made).toEqual(await rtnl.nexthops.get(made.id ?? 0))
    const group = await rtnl.nexthops.add({ group: [{ id: 1 }] })
    expect(group).toEqual(await rtnl.nexthops.get(group.id ?? 0))
    await rtnl.nexthops.delete(group.id ?? 0)
  })

  it(
    'wraps packets in segment routing',
    requires(seg6, async () => {
      await rtnl.nexthops.add({
        id: 21,
        gateway: '10.0.0.2',
        dev: 'h0',
        encapType: 'seg6',
        encap: { srh: { mode: 'encap', segments: ['fc00::1', 'fc00::2'] } }
      })
      expect(await shown('get', 'id', '21')).toMatchObject([
        { encap: 'seg6', mode: 'encap', segs: ['fc00::1', 'fc00::2'] }
      ])
      await ip(...'nexthop add id 22 encap seg6 mode inline segs fc00::3 via fe80::1 dev h0'.split(' '))
      const interfaces = interfacesOf(await rtnl.links.list())
      for (const id of [21, 22]) {
        const one = nexthopToIproute2(await rtnl.nexthops.get(id), interfaces)
        expect([one]).toEqual(await shown('get', 'id', String(id)))
      }
      expect(await rtnl.nexthops.get(22)).toMatchObject({
        encapType: 'seg6',
        encap: { srh: { mode: 'inline' } }
      })
    })
  )

  it(
    'wraps packets in MPLS',
    requires(mpls, async () => {
      await rtnl.nexthops.add({ id: 23, dev: 'h0', encapType: 'mpls', encap: { dst: [100, 200] } })
      expect(await shown('get', 'id', '23')).toMatchObject([{ encap: 'mpls', dst: '100/200' }])
    })
  )
})

describe('groups', () => {
  beforeAll(async () => {
    await clear()
    await ipBatch([1, 2, 3].map((id) => `nexthop add id ${id} via 10.0.0.${id + 1} dev h0`))
  })

  it('share by weight', async () => {
    await rtnl.nexthops.add({ id: 10, group: [{ id: 1, weight: 2 }, { id: 2 }] })
    expect(await shown('get', 'id', '10')).toMatchObject([
      { id: 10, group: [{ id: 1, weight: 3 }, { id: 2 }] }
    ])
    const { group, groupType, family } = await rtnl.nexthops.get(10)
    expect({ group, groupType, family }).toEqual({
      group: [
        { id: 1, weight: 2, weightHigh: 0 },
        { id: 2, weight: 0, weightHigh: 0 }
      ],
      groupType: 'mpath',
      family: 'unspec'
    })
  })

  it('tell statistics of their members where asked to', async () => {
    const asked = { opFlags: NHA_OP_FLAG_DUMP_STATS }
    const list = rtnl.nexthops.list({ groups: true, ...asked })
    const get = rtnl.nexthops.get(10, asked)
    const [told, one] = await Promise.allSettled([list, get])
    if (told.status === 'rejected') {
      // Before Linux 6.9 there are none, and no key to ask by. Which one that is was told of no dump then: rtm_dump_nexthop() had
      // no table of what it knows of the key, and only said that something is unknown.
      const refusal = { code: 'EINVAL', extack: { message: 'Unknown attribute type' } }
      const ofOne = { ...refusal, extack: { ...refusal.extack, path: 'opFlags' } }
      expect([told.reason, one]).toMatchObject([refusal, { status: 'rejected', reason: ofOne }])
      return
    }
    expect(told.value[0]?.groupStats?.entry).toMatchObject([
      { id: 1, packets: 0 },
      { id: 2, packets: 0 }
    ])
    expect(one).toMatchObject({ value: { groupStats: { entry: [{ id: 1 }, { id: 2 }] } } })
  })

  it(
    'may be resilient, and have buckets',
    requires(resilient, async () => {
      await rtnl.nexthops.add({
        id: 11,
        group: [{ id: 1 }, { id: 3 }],
        groupType: 'resilient',
        resGroup: { buckets: 4, idleTimer: 3000, unbalancedTimer: 6000 }
      })
      expect(await shown('get', 'id', '11')).toMatchObject([
        { type: 'resilient', resilient_args: { buckets: 4, idle_timer: 30, unbalanced_timer: 60 } }
      ])
      const buckets = await rtnl.nexthops.buckets({ id: 11 })
      expect(buckets.map(({ resBucket }) => [resBucket?.index, resBucket?.nhId])).toEqual(
        (await shown('bucket', 'show', 'id', '11')).map((row) => {
          const { index, nhid } = row['bucket'] as Record<string, number>
          return [index, nhid]
        })
      )
      expect(buckets).toHaveLength(4)
      expect((await rtnl.nexthops.bucket(11, 2)).resBucket).toMatchObject({ index: 2 })
      await expect(rtnl.nexthops.bucket(11, 4)).rejects.toMatchObject({ code: 'ENOENT' })
      const ofOne = await rtnl.nexthops.buckets({ nhId: 3 })
      expect(ofOne.map(({ resBucket }) => resBucket?.nhId)).toEqual([3, 3])
      await expect(rtnl.nexthops.buckets({ id: 10 })).rejects.toMatchObject({ code: 'EINVAL' })
    })
  )
})

describe('lists', () => {
  beforeAll(async () => {
    await clear()
    await ipBatch([
      'nexthop add id 1 via 10.0.0.2 dev h0',
      'nexthop add id 2 via 10.1.0.2 dev h2 proto bgp',
      'nexthop add id 3 blackhole',
      'nexthop add id 4 via 10.9.0.4 fdb',
      'nexthop add id 5 via fe80::1 dev h0 onlink',
      'nexthop add id 6 group 1,30/2 proto bgp',
      'nexthop add id 7 group 4 fdb'
    ])
  })

  it('are what the tool shows', async () => {
    const interfaces = interfacesOf(await rtnl.links.list())
    const ours = (await rtnl.nexthops.list()).map((one) => nexthopToIproute2(one, interfaces))
    expect(ours).toEqual(await shown('show'))
    expect(ours).toHaveLength(7)
  })

  it(
    'are what the tool shows of resilient groups',
    requires(resilient, async () => {
      await ip(...'nexthop add id 8 group 1/2 type resilient buckets 8 idle_timer 5'.split(' '))
      const one = nexthopToIproute2(await rtnl.nexthops.get(8), interfacesOf([]))
      expect([one]).toEqual(await shown('get', 'id', '8'))
      await rtnl.nexthops.delete(8)
    })
  )

  it.each<[NexthopFilter, number[]]>([
    [{ dev: 'h0' }, [1, 5]],
    [{ master: 'br0' }, [2]],
    [{ groups: true }, [6, 7]],
    [{ fdb: true }, [4, 7]],
    [{ family: 'inet6' }, [5]],
    [{ protocol: 'bgp' }, [2, 6]]
  ])('are filtered by %j', async (filter, expected) => {
    expect(await idsOf(filter)).toEqual(expected)
  })

  it('are filtered by the index of an interface', async () => {
    const { index } = await rtnl.links.get('h2')
    expect(await idsOf({ oif: index })).toEqual([2])
    expect(await idsOf({ dev: index })).toEqual([2])
  })

  it('are flushed, and the flush counts', async () => {
    expect(await rtnl.nexthops.flush({ protocol: 'bgp' })).toBe(2)
    expect(await idsOf({})).toEqual([1, 3, 4, 5, 7])
    // The group would go with its last member; it goes first, so both count.
    expect(await rtnl.nexthops.flush({ fdb: true })).toBe(2)
    expect(await rtnl.nexthops.flush({ fdb: true })).toBe(0)
    await expect(rtnl.nexthops.flush({})).rejects.toThrow(/^filter: /)
    expect(await idsOf({})).toEqual([1, 3, 5])
  })
})

it('takes its place in batches', async () => {
  await clear()
  const results = await rtnl.batch((b) => {
    b.nexthops.add({ id: 31, dev: 'h0' })
    b.nexthops.replace({ id: 31, blackhole: true })
    b.nexthops.delete(32)
  })
  expect(results.map(({ status }) => status)).toEqual(['done', 'done', 'failed'])
  expect(await shown('show')).toMatchObject([{ id: 31, blackhole: null }])
})

it('is told of in events', async () => {
  await clear()
  const events = rtnl.subscribe(['nexthop'])
  await ip('nexthop', 'add', 'id', '41', 'dev', 'h0')
  await ip('nexthop', 'del', 'id', '41')
  const seen: unknown[] = []
  for await (const event of events) {
    if (event.type === 'newnexthop' || event.type === 'delnexthop') seen.push([event.type, event.nexthop.id])
    if (event.type === 'delnexthop') break
  }
  expect(seen).toEqual([
    ['newnexthop', 41],
    ['delnexthop', 41]
  ])
})

it.each<[NexthopChange, RegExp]>([
  [{ id: 0, blackhole: true }, /^RangeError: id/],
  [{ id: 2 ** 32, blackhole: true }, /^RangeError: id/],
  [{ id: 1, gateway: 'x', dev: 'h0' }, /Error: gateway/],
  [{ id: 1, dev: '' }, /^RangeError: dev/],
  [{ id: 1, dev: 'gone0' }, /ENODEV/],
  [{ id: 1, group: [{ id: 1, weight: 256 }] }, /^RangeError: group\[0\]\.weight/],
  [{ id: 1, groupType: 'ring' as 'mpath' }, /Error: groupType/],
  [{ id: 1, gatway: '10.0.0.2' } as NexthopChange, /^TypeError: gatway/],
  [{ id: 51, group: [{ id: 999 }] }, /EINVAL/],
  [{ id: 51, blackhole: true, gateway: '10.0.0.2' }, /EINVAL/]
])('refuses %j', async (nexthop, expected) => {
  expect(String(await rtnl.nexthops.add(nexthop).catch((error: unknown) => error))).toMatch(expected)
})

it('passes on what the kernel has against it, and nothing is made', async () => {
  const before = await rtnl.nexthops.list()
  for (const nexthop of [
    { id: 61, group: [{ id: 61 }] },
    { id: 61, family: 'inet6', gateway: '10.0.0.2', dev: 'h0' },
    { id: 61, dev: 'h0', gateway: '10.77.0.1' }
  ] satisfies NexthopChange[])
    await expect(rtnl.nexthops.add(nexthop)).rejects.toMatchObject({
      request: 'RTM_NEWNEXTHOP',
      code: expect.stringMatching(/^(EINVAL|ENETUNREACH|EHOSTUNREACH)$/) as string,
      extack: { message: expect.stringMatching(/./) as string }
    })
  expect(await rtnl.nexthops.list()).toEqual(before)
})

it('refuses an id that is none', async () => {
  await expect(rtnl.nexthops.get(-1)).rejects.toThrow(/^id: /)
  await expect(rtnl.nexthops.delete(1.5)).rejects.toThrow(/^id: /)
  await expect(rtnl.nexthops.buckets({ id: 0 })).rejects.toThrow(/^id: /)
})
