import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ipBatch } from '../../../../test/support/kernel.ts'
import { Rtnl } from '../rtnl.ts'
import type { RouteFilter } from './routes.ts'

const rtnl = Rtnl.open()
afterAll(() => rtnl.close())
beforeAll(() =>
  ipBatch([
    'link add x0 type veth peer name x1',
    'link add x2 type veth peer name x3',
    ...['lo', 'x0', 'x1', 'x2', 'x3'].map((name) => `link set ${name} up`),
    'addr add 10.0.0.1/24 dev x0',
    'addr add 10.1.0.1/24 dev x2',
    'addr add 2001:db8::1/64 dev x0 nodad'
  ])
)
beforeEach(() =>
  ipBatch([
    'route replace 10.10.0.0/16 via 10.0.0.2 proto static',
    'route replace 10.11.0.0/16 via 10.0.0.2 metric 5 proto static',
    'route replace 10.11.0.0/16 via 10.0.0.3 metric 6 proto static',
    'route replace blackhole 10.12.0.0/16 proto static',
    'route replace 10.13.0.0/16 proto bgp nexthop via 10.0.0.2 nexthop via 10.1.0.2',
    'route replace 10.14.0.0/16 proto bgp nexthop via 10.0.0.2 nexthop via 10.0.0.3 weight 3',
    'route replace 10.15.0.0/16 via 10.0.0.2 table 100 proto static',
    'route replace 2001:db8:10::/48 via 2001:db8::2 proto static pref high',
    'route replace 2001:db8:11::/48 proto static nexthop via 2001:db8::2 nexthop via 2001:db8::3',
    'nexthop replace id 7 via 10.0.0.2 dev x0',
    'route replace 10.16.0.0/16 nhid 7 proto bgp'
  ])
)

const dsts = async (filter: object): Promise<Set<unknown>> =>
  new Set((await rtnl.routes.list(filter)).map(({ dst }) => dst))

describe('a list of routes', () => {
  it('is of a destination, a gateway or a next hop object', async () => {
    const of = async (filter: RouteFilter): Promise<string[]> =>
      (await rtnl.routes.list({ table: 254, ...filter }))
        .map(({ dst, dstLen, priority }) =>
          `${typeof dst === 'string' ? dst : ''}/${dstLen} ${priority ?? ''}`.trim()
        )
        .toSorted()
    expect(await of({ dst: '10.11.0.0/16' })).toEqual(['10.11.0.0/16 5', '10.11.0.0/16 6'])
    expect(await of({ dst: '10.11.0.0/16', gateway: '10.0.0.3' })).toEqual(['10.11.0.0/16 6'])
    expect(await of({ gateway: '10.0.0.3' })).toEqual(['10.11.0.0/16 6', '10.14.0.0/16'])
    expect(await of({ dst: '2001:0DB8:10::/48' })).toEqual(['2001:db8:10::/48 1024'])
    expect(new Set(await of({ gateway: '2001:db8:0::3' }))).toEqual(new Set(['2001:db8:11::/48 1024']))
    expect(await of({ nhId: 7 })).toEqual(['10.16.0.0/16'])
    expect(await of({ dst: '10.11.0.0/17' })).toEqual([])
    expect(await of({ dst: 'default' })).toEqual([])
    await rtnl.routes.add({ dst: 'default', gateway: '10.0.0.9' })
    expect([await of({ dst: 'default' }), await of({ dst: '0.0.0.0/0' }), await of({ dst: '::/0' })]).toEqual(
      [['/0'], ['/0'], []]
    )
    await rtnl.routes.delete({ dst: 'default', gateway: '10.0.0.9' })
    await expect(rtnl.routes.list({ dst: '10.11.0.0/33' })).rejects.toThrow(/^filter\.dst: prefix length 33/)
    await expect(rtnl.routes.list({ gateway: '10.0.0' })).rejects.toThrow(
      /^filter\.gateway: '10\.0\.0' is not/
    )
  })
})

describe('a flush of routes', () => {
  it('removes what its filter names, of the main table, and says how many', async () => {
    expect(await rtnl.routes.flush({ family: 'inet', protocol: 'static' })).toBe(4)
    expect(await dsts({ family: 'inet', protocol: 'static' })).toEqual(new Set(['10.15.0.0']))
    expect(await rtnl.routes.flush({ family: 'inet', protocol: 'static' })).toBe(0)
    expect(await dsts({ family: 'inet', protocol: 'bgp' })).toEqual(
      new Set(['10.13.0.0', '10.14.0.0', '10.16.0.0'])
    )
    expect(await rtnl.routes.flush({ protocol: 'static', table: 100 })).toBe(1)
    expect(await rtnl.routes.flush({ family: 'inet6', protocol: 'static' })).toBe(2)
    expect(await rtnl.routes.flush({ protocol: 'bgp' })).toBe(3)
  })

  it('takes a route of several next hops only if all of them leave by the interface', async () => {
    await rtnl.routes.flush({ family: 'inet', dev: 'x0', protocol: 'bgp' })
    expect(await dsts({ family: 'inet', protocol: 'bgp' })).toEqual(new Set(['10.13.0.0']))
  })

  it('goes by destination, gateway and next hop object, and leaves what differs in one of them', async () => {
    const all = await dsts({ family: 'inet', table: 254 })
    const without = async (...gone: string[]): Promise<void> => {
      for (const dst of gone) all.delete(dst)
      expect(await dsts({ family: 'inet', table: 254 })).toEqual(all)
    }
    expect(await rtnl.routes.flush({ dst: '10.11.0.0/16', gateway: '10.0.0.4' })).toBe(0)
    expect(await rtnl.routes.flush({ dst: '10.11.0.0/17' })).toBe(0)
    expect(await rtnl.routes.flush({ dst: '10.15.0.0/16' })).toBe(0)
    await without()
    expect(await rtnl.routes.flush({ dst: '10.11.0.0/16', gateway: '10.0.0.3' })).toBe(1)
    expect(await rtnl.routes.list({ dst: '10.11.0.0/16' })).toMatchObject([{ priority: 5 }])
    expect(await rtnl.routes.flush({ nhId: 7 })).toBe(1)
    await without('10.16.0.0')
    // Those of several next hops have another one each, and stay.
    expect(await rtnl.routes.flush({ gateway: '10.0.0.2' })).toBe(2)
    await without('10.10.0.0', '10.11.0.0')
    await rtnl.routes.add({
      dst: '10.17.0.0/16',
      multipath: [
        { gateway: '10.0.0.3', dev: 'x0' },
        { gateway: '10.0.0.3', dev: 'x0', hops: 1 }
      ]
    })
    expect(await rtnl.routes.flush({ gateway: '10.0.0.3' })).toBe(1)
    await without()
    expect(await rtnl.routes.flush({ dst: '2001:0DB8:10::/48' })).toBe(1)
    expect(await rtnl.routes.list({ family: 'inet6', protocol: 'static' })).toMatchObject([
      { dst: '2001:db8:11::' }
    ])
    expect(await rtnl.routes.flush({ dst: '10.15.0.0/16', table: 100 })).toBe(1)
  })

  it('of all tables leaves what is of another kind', async () => {
    const local = await dsts({ family: 'inet', table: 255 })
    expect(await rtnl.routes.flush({ family: 'inet', table: 0, type: 'blackhole' })).toBe(1)
    expect(await rtnl.routes.flush({ table: 0, protocol: 'static', family: 'inet' })).toBe(4)
    expect(await dsts({ family: 'inet', table: 255 })).toEqual(local)
  })

  it('names something', async () => {
    await expect(rtnl.routes.flush({})).rejects.toThrow(/^filter: /)
    await expect(rtnl.routes.flush({ dev: 'gone0' })).rejects.toMatchObject({ code: 'ENODEV' })
    await expect(rtnl.routes.flush({ dst: '10.0.0.0/33' })).rejects.toThrow(/^filter\.dst: prefix length 33/)
    await expect(rtnl.routes.flush({ gateway: '10.0.0' })).rejects.toThrow(/^filter\.gateway: '10\.0\.0'/)
    await expect(rtnl.routes.flush({ cached: true } as object)).rejects.toThrow(/^filter\.cached: unknown/)
  })
})
