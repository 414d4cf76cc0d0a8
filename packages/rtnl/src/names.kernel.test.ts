import { afterAll, beforeAll, expect, it, test } from 'vitest'
import { ipBatch } from '../../../test/support/kernel.ts'
import { AF_INET } from './family/constants.ts'
import { RTN_UNICAST, RTPROT_KERNEL, RTPROT_STATIC } from './route/constants.ts'
import { RT_SCOPE_HOST, RT_SCOPE_LINK } from './route/scope.constants.ts'
import { FR_ACT_BLACKHOLE, FR_ACT_TO_TBL } from './rule/constants.ts'
import { Rtnl } from './rtnl.ts'

const rtnl = Rtnl.open()
afterAll(() => rtnl.close())
beforeAll(() =>
  ipBatch([
    'link add n0 type veth peer name n1',
    'link set n0 up',
    'link set n1 up',
    'link set lo up',
    'addr add 10.0.0.1/24 dev n0',
    'addr add 10.0.1.1/32 dev n0 scope host',
    'route add 10.1.0.0/16 dev n0 proto static',
    'rule add to 10.9.0.0/16 blackhole prio 90 protocol static',
    'nexthop add id 1 via 10.0.0.2 dev n0 proto static',
    'neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev n0 protocol static'
  ])
)

/** How long ago something was used goes on meanwhile. */
const timeless = (list: unknown[]): object[] =>
  list.map((one) => ({ ...(one as object), cacheinfo: undefined }))

/** What a filter says by number selects what the same filter selects by name. */
const both: Readonly<Record<string, readonly [() => Promise<unknown[]>, () => Promise<unknown[]>]>> = {
  'protocol of routes': [
    () => rtnl.routes.list({ protocol: RTPROT_KERNEL }),
    () => rtnl.routes.list({ protocol: 'kernel' })
  ],
  'type of routes': [
    () => rtnl.routes.list({ type: RTN_UNICAST }),
    () => rtnl.routes.list({ type: 'unicast' })
  ],
  'scope of routes': [
    () => rtnl.routes.list({ scope: RT_SCOPE_LINK }),
    () => rtnl.routes.list({ scope: 'link' })
  ],
  'scope of addresses': [
    () => rtnl.addresses.list({ scope: RT_SCOPE_HOST }),
    () => rtnl.addresses.list({ scope: 'host' })
  ],
  'protocol of rules': [
    () => rtnl.rules.list({ protocol: RTPROT_STATIC }),
    () => rtnl.rules.list({ protocol: 'static' })
  ],
  'action of rules': [
    () => rtnl.rules.list({ action: FR_ACT_BLACKHOLE }),
    () => rtnl.rules.list({ action: 'blackhole' })
  ],
  'protocol of next hops': [
    () => rtnl.nexthops.list({ protocol: RTPROT_STATIC }),
    () => rtnl.nexthops.list({ protocol: 'static' })
  ],
  'protocol of neighbours': [
    () => rtnl.neighbours.list({ protocol: RTPROT_STATIC }),
    () => rtnl.neighbours.list({ protocol: 'static' })
  ]
}

test.each(Object.entries(both))('%s: a number selects what its name does', async (_what, [number, name]) => {
  const named = timeless(await name())
  expect(named.length).toBeGreaterThan(0)
  expect(timeless(await number())).toEqual(named)
})

it('refuses a name that there is not, which would select nothing', async () => {
  const wrong = 'statik' as never
  for (const list of [
    () => rtnl.routes.list({ protocol: wrong }),
    () => rtnl.rules.list({ protocol: wrong }),
    () => rtnl.nexthops.list({ protocol: wrong }),
    () => rtnl.neighbours.list({ protocol: wrong }),
    () => rtnl.rules.flush({ protocol: wrong })
  ])
    await expect(async () => await list()).rejects.toThrow(
      "filter.protocol: 'statik' is not known, but a number is, and unspec, redirect, kernel, boot, static,"
    )
  await expect(async () => await rtnl.tc.qdiscs.list({ handle: 'x:y' })).rejects.toThrow(
    'filter.handle: x:y is no handle'
  )
})

it('writes what is said by number as what is said by name', async () => {
  // A main table that nobody named, scopes as ip(8) has them, and deletion whatever the scope is.
  await rtnl.rules.add({ action: FR_ACT_TO_TBL, priority: 91 })
  expect(await rtnl.rules.list({ priority: 91 })).toMatchObject([{ action: 'to-table', table: 254 }])
  const { index } = await rtnl.links.get('n0')
  for (const how of [{ dev: 'n0' }, { oif: index }]) {
    const route = { family: AF_INET, dst: '10.2.0.0/16', type: RTN_UNICAST, ...how } as const
    await rtnl.routes.add(route)
    expect(await rtnl.routes.get({ dst: '10.2.0.1', fibMatch: true })).toMatchObject({ scope: 'link' })
    await rtnl.routes.delete({ family: AF_INET, dst: '10.2.0.0/16' })
  }
  expect(await rtnl.routes.flush({ protocol: RTPROT_STATIC })).toBe(1)
})

it('finds and writes interfaces whose names are not UTF-8 by the names that it tells', async () => {
  // ISO 8859-1, fifteen bytes; as alternative name of more.
  const name = 'caf\udce9-\udce9\udce8-n1-xxxx'
  const other = `\udcff${'x'.repeat(20)}`
  await rtnl.links.add({ ifname: name, linkinfo: { kind: 'veth', data: { peer: { ifname: 'n2' } } } })
  await rtnl.links.addAltNames(name, other)
  const { index, ifname, propList } = await rtnl.links.get(name)
  expect([ifname, propList?.altIfname]).toEqual([name, [other]])
  expect((await rtnl.links.get(other)).index).toBe(index)
  await rtnl.addresses.add({ dev: name, local: '10.0.7.1/24' })
  expect(await rtnl.addresses.list({ dev: other })).toMatchObject([{ index, local: '10.0.7.1' }])
  await rtnl.links.rename(name, 'n3')
  expect((await rtnl.links.get('n3')).index).toBe(index)
  await expect(rtnl.links.rename('n3', 'n\ud800')).rejects.toThrow(/^ifname: .* contains a lone surrogate/)
  await rtnl.links.delete('n3')
})
