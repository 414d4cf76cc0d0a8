import { beforeAll, describe, expect, it, vi } from 'vitest'
import { ip, ipBatch, ipJson, type Json } from '../../../../test/support/kernel.ts'
import { Rtnl } from '../rtnl.ts'
import { addressToIproute2, interfacesOf, linkToIproute2, routeToIproute2 } from './index.ts'

/** Keys that change between two looks, or that the tool of this version has not; each with its reason. */
const LEFT_OUT = {
  link: {
    gc_timer: 'runs',
    hello_timer: 'runs',
    tcn_timer: 'runs',
    topology_change_timer: 'runs',
    hold_timer: 'runs',
    message_age_timer: 'runs',
    forward_delay_timer: 'runs',
    state: 'a port goes from listening to forwarding by itself'
  },
  address: {
    valid_life_time: 'runs down',
    preferred_life_time: 'runs down',
    tentative: 'ends after a second'
  },
  route: { expires: 'runs down' }
} as const

function without(value: unknown, keys: object): unknown {
  if (Array.isArray(value)) return value.map((one) => without(one, keys))
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([key]) => !Object.hasOwn(keys, key))
  return Object.fromEntries(kept.map(([key, one]) => [key, without(one, keys)]))
}

beforeAll(async () => {
  await ipBatch([
    'link add br0 type bridge ageing_time 12000 group_fwd_mask 8',
    'link add v0 mtu 1400 txqueuelen 77 type veth peer name v1 address 02:00:00:00:00:01 mtu 1450',
    'link set v0 master br0',
    'link set v0 alias "first port"',
    'link property add dev v0 altname an-alternative-name-that-is-long',
    'link set br0 up',
    'link set v0 up',
    'link set v1 up group 7',
    'link add v2 type veth peer name v3',
    'addr add 10.1.0.1/24 brd + dev v1 label v1:a',
    'addr add 10.1.0.9/24 dev v1',
    'addr add 10.2.0.1 peer 10.2.0.2/32 dev v1',
    'addr add 10.3.0.1/24 dev v1 noprefixroute metric 50',
    'addr add 2001:db8::1/64 dev v1 valid_lft 3000 preferred_lft 2000 nodad',
    'addr add 2001:db8::5 peer 2001:db8::6 dev v1 nodad',
    'route add 10.9.0.0/16 via 10.1.0.254',
    'route add 10.10.0.0/16 nexthop via 10.1.0.3 weight 2 nexthop via 10.1.0.4',
    'route add blackhole 10.11.0.0/16 metric 5',
    'route add 2001:db8:1::/48 via 2001:db8::2 pref high',
    'route add 10.12.0.0/16 via inet6 2001:db8::2 dev v1',
    'route add 10.13.0.0/16 dev v1 table 1000 mtu 1300 advmss 1200 proto static',
    'route add 10.14.0.0/16 via 10.1.0.254 onlink dev v1 tos 0x10',
    'route add default via 10.1.0.254'
  ])
})

/** Two looks at the same thing, again while it moves: duplicate address detection takes a second. */
const atRest = (compare: () => Promise<void>): Promise<void> =>
  vi.waitFor(compare, { timeout: 15_000, interval: 200 })

describe('what list() gives equals what the tool prints', () => {
  it('for links', () =>
    atRest(async () => {
      using rtnl = Rtnl.open()
      const links = await rtnl.links.list()
      const interfaces = interfacesOf(links)
      const theirs = await ipJson('-d', 'link', 'show')
      const ours = links.map((link) => linkToIproute2(link, interfaces))
      expect(without(ours, LEFT_OUT.link)).toEqual(without(theirs, LEFT_OUT.link))
      expect(theirs.length).toBeGreaterThanOrEqual(6)
    }))

  it('for addresses', () =>
    atRest(async () => {
      using rtnl = Rtnl.open()
      const theirs = (await ipJson('addr', 'show')).filter(
        ({ addr_info: info }) => (info as Json[]).length > 0
      )
      for (const { ifindex, addr_info: info } of theirs) {
        const ours = (await rtnl.addresses.list({ dev: Number(ifindex) })).map(addressToIproute2)
        expect(without(ours, LEFT_OUT.address)).toEqual(without(info, LEFT_OUT.address))
      }
      expect(theirs.length).toBeGreaterThanOrEqual(3)
      const lifetime = (await rtnl.addresses.list({ dev: 'v1', family: 'inet6' })).map(
        ({ cacheinfo }) => cacheinfo?.valid ?? 0
      )
      expect(lifetime.some((seconds) => seconds > 2900 && seconds <= 3000)).toBe(true)
    }))

  it.each(['inet', 'inet6'] as const)('for routes of %s', (family) =>
    atRest(async () => {
      using rtnl = Rtnl.open()
      const interfaces = interfacesOf(await rtnl.links.list())
      const theirs = await ipJson(family === 'inet' ? '-4' : '-6', '-d', 'route', 'show', 'table', 'all')
      const ours = (await rtnl.routes.list({ family })).map((route) => routeToIproute2(route, interfaces))
      expect(without(ours, LEFT_OUT.route)).toEqual(without(theirs, LEFT_OUT.route))
      expect(theirs.length).toBeGreaterThanOrEqual(5)
    })
  )

  it.each([
    ['10.1.0.1', { dst: '10.1.0.1' }],
    ['10.9.1.1 mark 20', { dst: '10.9.1.1', mark: 20 }],
    ['10.9.1.1 fibmatch', { dst: '10.9.1.1', fibMatch: true }],
    ['10.1.0.255 uid 5', { dst: '10.1.0.255', uid: 5 }],
    ['239.1.1.1 oif v1', { dst: '239.1.1.1', dev: 'v1' }],
    ['2001:db8:1::1', { dst: '2001:db8:1::1' }],
    ['2001:db8::1 fibmatch', { dst: '2001:db8::1', fibMatch: true }]
  ])('for the route that packets take: %s', (words, lookup) =>
    atRest(async () => {
      using rtnl = Rtnl.open()
      const interfaces = interfacesOf(await rtnl.links.list())
      const theirs = await ipJson('-d', 'route', 'get', ...words.split(' '))
      expect([routeToIproute2(await rtnl.routes.get(lookup), interfaces)]).toEqual(theirs)
    })
  )

  it('knows the version it follows', async () => {
    expect(await ip('-V')).toMatch(/iproute2-/)
  })
})
