import { afterAll, beforeAll, expect, it, test } from 'vitest'
import { bridge, ipBatch } from '../../../test/support/kernel.ts'
import { Rtnl } from './rtnl.ts'

const rtnl = Rtnl.open()
afterAll(() => rtnl.close())
beforeAll(async () => {
  await ipBatch(['link add br0 type bridge mcast_snooping 0'])
  // Where bridges know VLANs, an entry is one for each VLAN of its port besides.
  await ipBatch(['link set br0 type bridge vlan_default_pvid 0']).catch(() => '')
  await ipBatch([
    'link add w0 type veth peer name w1',
    ...['w0', 'w1', 'br0'].map((name) => `link set ${name} addrgenmode none`),
    'link set w1 master br0',
    ...['lo', 'w0', 'w1', 'br0'].map((name) => `link set ${name} up`),
    'addr add 10.0.0.1/24 dev w0',
    'addr add 10.3.0.1 peer 10.3.0.2/32 dev w0',
    'addr add 2001:db8::1/64 dev w0 nodad',
    'addr add 2001:db8:9::1 peer 2001:db8:9::2 dev w0 nodad noprefixroute',
    'nexthop add id 1 via 10.0.0.2 dev w0 proto static',
    'nexthop add id 2 via 2001:db8::2 dev w0 onlink',
    'nexthop add id 3 blackhole',
    'nexthop add id 4 via 10.0.0.3 dev w0',
    'nexthop add id 5 via 10.0.0.9 fdb',
    'nexthop add id 10 group 1,3/4,2',
    'nexthop add id 12 group 5 fdb',
    'route add 10.1.0.0/16 via 10.0.0.2 metric 6 tos 0x10 mtu lock 1400 initcwnd 10 features ecn proto static',
    'route add blackhole 10.2.0.0/16',
    'route add 10.4.0.0/16 nexthop via 10.0.0.2 weight 2 nexthop via 10.0.0.3 onlink dev w0',
    'route add 10.5.0.0/16 via inet6 2001:db8::9',
    'route add local 10.7.0.0/16 dev lo table 9',
    'route add 10.9.0.0/16 nhid 10',
    'route add 2001:db8:2::/48 nexthop via 2001:db8::2 weight 3 nexthop via 2001:db8::3',
    'route add unreachable 2001:db8:3::/48 metric 9',
    'route add 2001:db8:5::/48 nhid 2',
    'rule add not fwmark 0x10/0xff iif w0 oif gone0 table 70000 prio 101 proto static',
    'rule add from all lookup main suppress_prefixlength 0 prio 111',
    'rule add goto 200 prio 109',
    'neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev w0 protocol static',
    'neigh add 2001:db8::9 lladdr 02:00:00:00:00:09 dev w0 router'
  ])
  await bridge(...'fdb add 02:00:00:00:00:22 dev w1 master static'.split(' '))
  await bridge(...'fdb add 02:00:00:00:00:23 dev w1 master dynamic sticky'.split(' '))
  await bridge(...'fdb add 02:00:00:00:00:24 dev br0 self permanent'.split(' '))
})

interface Table<Of> {
  readonly list: () => Promise<Of[]>
  readonly delete: (one: Of) => Promise<unknown>
  readonly add: (one: Of) => Promise<unknown>
}

/** What is there, without what runs by itself, in no order. */
const state = (list: readonly unknown[]): string[] =>
  list.map((one) => JSON.stringify({ ...(one as object), cacheinfo: undefined })).toSorted()

const { addresses, fdb, neighbours, nexthops, routes, rules } = rtnl

const table = <Of>(of: Table<Of>): Table<never> => of as unknown as Table<never>

const tables: readonly (readonly [string, number, Table<never>])[] = [
  [
    'routes, also those by next hop objects',
    9,
    table({
      list: async () => (await routes.list()).filter(({ protocol }) => protocol !== 'kernel'),
      delete: (one) => routes.delete(one),
      add: (one) => routes.add(one)
    })
  ],
  [
    'rules',
    3,
    table({
      list: async () => (await rules.list()).filter(({ priority = 0 }) => priority > 0 && priority < 32766),
      delete: (one) => rules.delete(one),
      add: (one) => rules.add(one)
    })
  ],
  [
    'neighbours',
    2,
    table({
      list: async () => (await neighbours.list()).filter(({ lladdr }) => lladdr === '02:00:00:00:00:09'),
      delete: (one) => neighbours.delete(one),
      add: (one) => neighbours.add(one)
    })
  ],
  [
    'entries of a bridge, of its ports and its own',
    3,
    table({
      list: async () => (await fdb.list()).filter(({ lladdr }) => lladdr?.startsWith('02:00:00:00:00:2')),
      delete: (one) => fdb.delete(one),
      add: (one) => fdb.add(one)
    })
  ],
  [
    'next hops and groups of them',
    7,
    table({
      list: () => nexthops.list(),
      delete: ({ id = 0 }) => nexthops.delete(id),
      add: (one) => nexthops.add(one)
    })
  ],
  [
    'addresses',
    4,
    table({
      list: () => addresses.list({ dev: 'w0' }),
      delete: (one) => addresses.delete(one),
      add: (one) => addresses.add(one)
    })
  ]
]

test.each(tables)('%s: what was told is deleted and added as it was told', async (_what, count, of) => {
  const before = await of.list()
  expect(before).toHaveLength(count)
  // The last first: groups of next hops are behind their members.
  for (const one of before.toReversed()) await of.delete(one)
  expect(await of.list()).toEqual([])
  for (const one of before) await of.add(one)
  expect(state(await of.list())).toEqual(state(before))
})

it('leaves to the kernel what somebody wrote that has both a next hop and the id of one', async () => {
  await expect(routes.add({ dst: '10.8.0.0/16', nhId: 4, gateway: '10.0.0.2' })).rejects.toMatchObject({
    code: 'EINVAL',
    extack: { message: 'Nexthop specification and nexthop id are mutually exclusive' }
  })
})
