import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NLM_F_APPEND, NLM_F_REPLACE } from '@nlkit/core'
import { ipBatch, ipJson } from '../../../../test/support/kernel.ts'
import { Rtnl } from '../rtnl.ts'
import type { RouteChange } from './routes.ts'

const rtnl = Rtnl.open()
beforeAll(() =>
  ipBatch([
    'link set lo up',
    'link add r0 type veth peer name r1',
    'link set r0 up',
    'link set r1 up',
    'addr add 10.0.0.1/24 dev r0',
    'addr add 2001:db8::1/64 dev r0 nodad'
  ])
)
afterAll(() => rtnl.close())

const shown = (...args: string[]): Promise<Record<string, unknown>[]> =>
  ipJson('-d', 'route', 'show', ...args)

describe('adding', () => {
  const cases: [RouteChange, string[], Record<string, unknown>][] = [
    [
      { dst: '10.1.0.0/16', gateway: '10.0.0.2' },
      ['10.1.0.0/16'],
      { gateway: '10.0.0.2', dev: 'r0', protocol: 'boot', scope: 'global' }
    ],
    [
      { dst: '10.2.0.0/16', dev: 'r0', protocol: 'static', priority: 7 },
      ['10.2.0.0/16'],
      { dev: 'r0', scope: 'link', protocol: 'static', metric: 7 }
    ],
    [{ dst: 'default', gateway: '10.0.0.254' }, ['default'], { dst: 'default', gateway: '10.0.0.254' }],
    [{ dst: '10.3.0.0/16', type: 'blackhole' }, ['10.3.0.0/16'], { type: 'blackhole' }],
    [
      { dst: '10.4.0.0/16', dev: 'r0', table: 1000, metrics: { mtu: 1300, advmss: 1200 } },
      ['table', '1000'],
      { metrics: [{ mtu: 1300, advmss: 1200 }] }
    ],
    [
      { dst: '10.5.0.0/16', multipath: [{ gateway: '10.0.0.3', hops: 2 }, { gateway: '10.0.0.4' }] },
      ['10.5.0.0/16'],
      {
        nexthops: [
          { gateway: '10.0.0.3', weight: 3 },
          { gateway: '10.0.0.4', weight: 1 }
        ]
      }
    ],
    [
      {
        dst: '10.7.0.0/16',
        multipath: [{ dev: 'r0', gateway: '10.0.0.3' }, { dev: 'r1' }, { gateway: '10.0.0.4' }]
      },
      ['10.7.0.0/16'],
      {
        nexthops: [
          { gateway: '10.0.0.3', dev: 'r0' },
          { dev: 'r1', flags: [] },
          { gateway: '10.0.0.4', dev: 'r0' }
        ]
      }
    ],
    [
      { dst: '10.6.0.0/16', via: { family: 'inet6', addr: '2001:db8::2' }, dev: 'r0' },
      ['10.6.0.0/16'],
      { via: { family: 'inet6', host: '2001:db8::2' } }
    ],
    [
      { dst: '2001:db8:1::/48', gateway: '2001:db8::2', pref: 'high' },
      ['2001:db8:1::/48'],
      { gateway: '2001:db8::2', pref: 'high' }
    ]
  ]
  it.each(cases)('%j is what the tool then shows', async (route, args, expected) => {
    await rtnl.routes.add(route)
    const family = args.some((word) => word.includes(':')) ? '-6' : '-4'
    expect(await ipJson(family, '-d', 'route', 'show', ...args)).toMatchObject([expected])
  })

  it('answers EEXIST, ENETUNREACH and ESRCH as the kernel does', async () => {
    await expect(rtnl.routes.add({ dst: '10.1.0.0/16', gateway: '10.0.0.2' })).rejects.toMatchObject({
      code: 'EEXIST'
    })
    await expect(rtnl.routes.add({ dst: '10.9.0.0/16', gateway: '192.0.2.1' })).rejects.toMatchObject({
      code: 'ENETUNREACH',
      extack: { message: 'Nexthop has invalid gateway' }
    })
    await expect(rtnl.routes.delete({ dst: '10.99.0.0/16' })).rejects.toMatchObject({ code: 'ESRCH' })
  })

  it('replaces, changes, appends and deletes', async () => {
    await rtnl.routes.replace({ dst: '10.1.0.0/16', gateway: '10.0.0.5' })
    await rtnl.routes.change({ dst: '10.1.0.0/16', gateway: '10.0.0.6' })
    await rtnl.routes.append({ dst: '10.1.0.0/16', gateway: '10.0.0.7' })
    expect((await shown('10.1.0.0/16')).map(({ gateway }) => gateway)).toEqual(['10.0.0.6', '10.0.0.7'])
    await rtnl.routes.delete({ dst: '10.1.0.0/16', gateway: '10.0.0.7' })
    expect((await shown('10.1.0.0/16')).map(({ gateway }) => gateway)).toEqual(['10.0.0.6'])
  })
})

it('deletes a route by its destination, whatever its scope', async () => {
  for (const route of [
    { dst: '10.40.0.0/16', dev: 'r0' },
    { dst: '10.41.0.0/16', gateway: '10.0.0.2' }
  ]) {
    await rtnl.routes.add(route)
    await rtnl.routes.delete({ dst: route.dst })
    expect(await shown(route.dst)).toEqual([])
  }
})

describe('looking up', () => {
  it('says how a packet would go', async () => {
    expect(await rtnl.routes.get('10.1.2.3')).toMatchObject({
      gateway: '10.0.0.6',
      prefsrc: '10.0.0.1',
      dst: '10.1.2.3',
      dstLen: 32
    })
    expect(await rtnl.routes.get({ dst: '10.1.2.3', fibMatch: true })).toMatchObject({
      dst: '10.1.0.0',
      dstLen: 16,
      gateway: '10.0.0.6'
    })
    expect(await rtnl.routes.get('2001:db8:1::5')).toMatchObject({ gateway: '2001:db8::2' })
    expect(await rtnl.routes.get({ dst: '127.0.0.1' })).toMatchObject({ type: 'local' })
  })

  it('fails as the route says', async () => {
    await ipBatch(['route add unreachable 10.20.0.0/16', 'route add prohibit 10.21.0.0/16'])
    await expect(rtnl.routes.get('10.3.0.1')).rejects.toMatchObject({ code: 'EINVAL' })
    await expect(rtnl.routes.get('10.20.0.1')).rejects.toMatchObject({ code: 'EHOSTUNREACH' })
    await expect(rtnl.routes.get('10.21.0.1')).rejects.toMatchObject({ code: 'EACCES' })
  })
})

const dsts = async (filter: Parameters<typeof rtnl.routes.list>[0]): Promise<unknown[]> =>
  (await rtnl.routes.list({ family: 'inet', ...filter })).map(({ dst }) => dst)

describe('listing', () => {
  it('is filtered by table, protocol, type and interface', async () => {
    expect(await dsts({ table: 1000 })).toEqual(['10.4.0.0'])
    expect(await dsts({ protocol: 'static' })).toEqual(['10.2.0.0'])
    expect(await dsts({ type: 'blackhole' })).toEqual(['10.3.0.0'])
    expect(await dsts({ dev: 'lo', table: 254 })).toEqual([])
    expect(await dsts({ dev: 'r0', table: 254 })).toContain('10.5.0.0')
    expect((await dsts({})).length).toBe(
      (await shown('table', 'all')).filter(({ dst }) => typeof dst === 'string' && !dst.includes(':')).length
    )
  })

  it('tells of a table that is not there', async () => {
    await expect(rtnl.routes.list({ family: 'inet', table: 4242 })).rejects.toMatchObject({
      code: 'ENOENT',
      extack: { message: 'ipv4: FIB table does not exist' }
    })
  })

  it('may be left early, and the next request is not disturbed', async () => {
    for await (const route of rtnl.routes.dump()) {
      expect(route.table).toBeGreaterThan(0)
      break
    }
    expect((await rtnl.routes.list({ table: 1000 })).length).toBe(1)
  })
})

describe('events', () => {
  it('differ by flags alone for add, append and replace', async () => {
    const events = rtnl.subscribe(['ipv4-route'])
    await ipBatch([
      'route add 10.30.0.0/16 via 10.0.0.2',
      'route append 10.30.0.0/16 via 10.0.0.3',
      'route replace 10.30.0.0/16 via 10.0.0.4',
      'route del 10.30.0.0/16'
    ])
    const seen: unknown[] = []
    for await (const event of events) {
      if (event.type !== 'newroute' && event.type !== 'delroute') continue
      seen.push([event.type, event.route.gateway, event.meta.flags & (NLM_F_APPEND | NLM_F_REPLACE)])
      if (event.type === 'delroute') break
    }
    expect(seen).toEqual([
      ['newroute', '10.0.0.2', 0],
      ['newroute', '10.0.0.3', NLM_F_APPEND],
      ['newroute', '10.0.0.4', NLM_F_REPLACE],
      ['delroute', '10.0.0.4', 0]
    ])
  })
})

describe('a batch', () => {
  it('makes many, with a result for each', async () => {
    const results = await rtnl.batch((b) => {
      for (let i = 0; i < 1000; i++) b.routes.add({ dst: `10.50.${i >> 2}.${(i & 3) << 6}/26`, dev: 'r0' })
      b.routes.add({ dst: '10.50.0.0/26', dev: 'r0' })
      b.routes.add({ dst: '10.51.0.0/16', gateway: '192.0.2.1' })
    })
    expect(results).toHaveLength(1002)
    expect(results.slice(0, 1000).every(({ status }) => status === 'done')).toBe(true)
    expect(results.slice(1000)).toMatchObject([
      { status: 'failed', error: { code: 'EEXIST' } },
      { status: 'failed', error: { code: 'ENETUNREACH', extack: { message: 'Nexthop has invalid gateway' } } }
    ])
    const made = (await rtnl.routes.list({ family: 'inet', dev: 'r0' })).filter(
      ({ dst }) => typeof dst === 'string' && dst.startsWith('10.50.')
    )
    expect(made).toHaveLength(1000)
  })

  it('refuses what cannot be meant before anything is sent', async () => {
    await expect(rtnl.batch((b) => b.routes.add({ dst: '10.0.0.0/40', dev: 'r0' }))).rejects.toThrow(
      'dst: prefix length 40'
    )
  })
})

it.each([
  [{ dst: '10.0.0.0/33', dev: 'r0' }, /^RangeError: dst: prefix length 33 is above 32/],
  [{ dst: '2001:db8::/129', dev: 'r0' }, /^RangeError: dst: prefix length 129 is above 128/],
  [{ dst: 'somewhere', dev: 'r0' }, /^(Type|Range)Error: dst/],
  [{ dst: '10.0.0.0/8', dev: '' }, /^RangeError: dev/],
  [{ dst: '10.0.0.0/8', dev: 'gone0' }, /ENODEV/],
  [{ dst: '10.0.0.0/8', dev: 'r0', priority: -1 }, /^RangeError: priority/],
  [{ dst: '10.0.0.0/8', gateway: '10.0.0' }, /^(Type|Range)Error: gateway/],
  [{ dst: '10.0.0.0/8', dev: 'r0', protocol: 'nonsense' }, /protocol/]
])('refuses %j', async (route, expected) => {
  expect(String(await rtnl.routes.add(route as RouteChange).catch((error: unknown) => error))).toMatch(
    expected
  )
})
