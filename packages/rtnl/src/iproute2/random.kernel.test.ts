/** Random objects that this library makes, printed by it and by ip(8). */
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ipBatch, ipJson, type Json } from '../../../../test/support/kernel.ts'
import type { AddressChange } from '../address/addresses.ts'
import type { NeighbourChange } from '../neighbour/neighbours.ts'
import type { NexthopChange } from '../nexthop/nexthops.ts'
import type { RouteChange } from '../route/write-route.ts'
import type { RuleChange } from '../rule/rules.ts'
import { Rtnl } from '../rtnl.ts'
import type { LinkChange } from '../link/write-link.ts'
import {
  addressToIproute2,
  interfacesOf,
  linkToIproute2,
  neighbourToIproute2,
  nexthopToIproute2,
  routeToIproute2,
  ruleToIproute2
} from './index.ts'

const SEED = 20_261_128
const sample = <T>(arbitrary: fc.Arbitrary<T>, numRuns = 40): T[] =>
  fc.sample(arbitrary, { seed: SEED, numRuns })

const rtnl = Rtnl.open()
beforeAll(() =>
  ipBatch([
    'link add r0 type veth peer name r1',
    // No IPv6 of its own, which would come and go while both look.
    'link set r0 addrgenmode none',
    'link set r1 addrgenmode none',
    'link set r0 up',
    'link set r1 up',
    'addr add 10.0.0.1/24 dev r0',
    'addr add fd00::1/64 dev r0 nodad'
  ])
)
afterAll(() => rtnl.close())

/** Ages of neighbours and timers of bridges, which run between two looks. */
const AGES = new Set([
  'used',
  'confirmed',
  'updated',
  'probes',
  'refcnt',
  'gc_timer',
  'hello_timer',
  'tcn_timer'
])
const steady = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, one: unknown) =>
      AGES.has(key) || key === 'topology_change_timer' ? undefined : one
    )
  )

/** Both look again while the kernel moves something by itself. How many there are. */
async function alike(ours: () => Promise<unknown[]>, theirs: () => Promise<unknown[]>): Promise<number> {
  return await vi.waitFor(
    async () => {
      const own = await ours()
      expect(steady(own), `seed ${SEED}`).toEqual(steady(await theirs()))
      return own.length
    },
    { timeout: 15_000, interval: 100 }
  )
}

/** Sorted, since the kernel's order is that of a hash table that grows. */
const byAddress = (rows: readonly Readonly<Record<string, unknown>>[]): unknown[] =>
  rows.toSorted((a, b) =>
    `${String(a['dst'])} ${String(a['dev'])}` < `${String(b['dst'])} ${String(b['dev'])}` ? -1 : 1
  )

const octet = fc.integer({ min: 1, max: 254 })
const group = fc.integer({ min: 1, max: 0xffff }).map((word) => word.toString(16))
const families = ['inet', 'inet6'] as const
const flag = (family: 'inet' | 'inet6'): string => (family === 'inet' ? '-4' : '-6')

describe('random objects are printed as the tool prints them', () => {
  it('addresses', async () => {
    const address: fc.Arbitrary<AddressChange> = fc.oneof(
      fc
        .tuple(octet, octet, fc.integer({ min: 8, max: 32 }), fc.constantFrom('universe', 'link', 'host'))
        .map(([a, b, length, scope]) => ({ dev: 'r1', local: `10.${a}.${b}.7/${length}`, scope }) as const),
      fc
        .tuple(group, fc.integer({ min: 64, max: 128 }))
        .map(([word, length]) => ({ dev: 'r1', local: `fd01:${word}::7/${length}`, flags: 2 }))
    )
    const made = fc.sample(address, { seed: SEED, numRuns: 40 })
    await rtnl.batch((b) => {
      for (const one of made) b.addresses.replace(one)
    })
    expect(
      await alike(
        async () => (await rtnl.addresses.list({ dev: 'r1' })).map(addressToIproute2),
        async () =>
          (await ipJson('-d', 'addr', 'show', 'dev', 'r1')).flatMap(({ addr_info: info }) => info as Json[])
      )
    ).toBeGreaterThanOrEqual(20)
  })

  it('routes', async () => {
    const common = {
      table: fc.constantFrom(254, 100, 70_000),
      priority: fc.integer({ min: 2, max: 0xffff }),
      protocol: fc.constantFrom('static' as const, 'boot' as const, 'bird' as const, 'zebra' as const)
    }
    const metrics = fc.record(
      { mtu: fc.integer({ min: 1280, max: 9000 }), advmss: fc.integer({ min: 256, max: 9000 }) },
      { requiredKeys: [] }
    )
    const route: fc.Arbitrary<RouteChange> = fc.oneof(
      fc
        .record({ ...common, a: octet, host: octet, length: fc.integer({ min: 8, max: 32 }), metrics })
        .map(({ a, host, length, ...rest }) => ({
          ...rest,
          dst: network4([20, a, host, 0], length),
          gateway: `10.0.0.${host}`,
          dev: 'r0'
        })),
      fc
        .record({ ...common, word: group, type: fc.constantFrom('blackhole', 'prohibit', 'unreachable') })
        .map(({ word, ...rest }) => ({ ...rest, dst: `fd02:${word}::/32` }) as const),
      fc
        .record({ ...common, word: group, length: fc.integer({ min: 32, max: 64 }) })
        .map(({ word, length, ...rest }) => ({
          ...rest,
          dst: `fd03:${word}::/${length}`,
          gateway: 'fd00::2',
          dev: 'r0'
        })),
      fc
        .record({ ...common, a: octet, hosts: fc.uniqueArray(octet, { minLength: 2, maxLength: 4 }) })
        .map(({ a, hosts, ...rest }) => ({
          ...rest,
          dst: `30.${a}.0.0/16`,
          multipath: hosts.map((host) => ({ gateway: `10.0.0.${host}`, dev: 'r0', hops: host % 9 }))
        }))
    )
    const made = sample(route)
    await rtnl.batch((b) => {
      for (const one of made) b.routes.replace(one)
    })
    const interfaces = interfacesOf(await rtnl.links.list())
    for (const family of families) {
      expect(
        await alike(
          async () => (await rtnl.routes.list({ family })).map((one) => routeToIproute2(one, interfaces)),
          () => ipJson(flag(family), '-d', 'route', 'show', 'table', 'all')
        )
      ).toBeGreaterThanOrEqual(5)
    }
  })

  it('rules', async () => {
    const rule: fc.Arbitrary<RuleChange> = fc.record(
      {
        src: fc
          .tuple(octet, fc.integer({ min: 8, max: 16 }))
          .map(([a, length]) => network4([a, 7, 0, 0], length)),
        table: fc.constantFrom(254, 100, 70_000),
        fwmark: fc.integer({ min: 1, max: 0xffff }),
        iifname: fc.constantFrom('r0', 'gone0'),
        ipProto: fc.constantFrom(6, 17),
        tos: fc.constantFrom(0, 8, 16)
      },
      { requiredKeys: ['src', 'table'] }
    )
    const made = sample(rule)
    await rtnl.batch((b) => {
      for (const [index, one] of made.entries()) b.rules.add({ ...one, priority: 1000 + index })
    })
    expect(
      await alike(
        async () => (await rtnl.rules.list({ family: 'inet' })).map(ruleToIproute2),
        () => ipJson('-4', '-d', 'rule', 'show')
      )
    ).toBeGreaterThanOrEqual(40)
  })

  it('neighbours', async () => {
    const neighbour: fc.Arbitrary<NeighbourChange> = fc
      .tuple(octet, octet, fc.boolean(), fc.constantFrom(0x80, 0x40))
      .map(([host, byte, isIpv6, state]) => ({
        dev: 'r0',
        dst: isIpv6 ? `fd00::${host.toString(16)}:1` : `10.0.0.${host}`,
        lladdr: `02:00:00:00:00:${byte.toString(16).padStart(2, '0')}`,
        state
      }))
    const made = sample(neighbour)
    await rtnl.batch((b) => {
      for (const one of made) b.neighbours.replace(one)
    })
    const interfaces = interfacesOf(await rtnl.links.list())
    expect(
      await alike(
        async () =>
          byAddress((await rtnl.neighbours.list()).map((one) => neighbourToIproute2(one, interfaces))),
        async () => byAddress(await ipJson('-d', '-s', 'neigh', 'show', 'nud', 'all'))
      )
    ).toBeGreaterThanOrEqual(20)
  })

  it('next hops', async () => {
    const nexthop: fc.Arbitrary<Omit<NexthopChange, 'id'>> = fc.oneof(
      octet.map((host) => ({ gateway: `10.0.0.${host}`, dev: 'r0' })),
      group.map((word) => ({ gateway: `fd00::${word}`, dev: 'r0' })),
      fc.constant({ dev: 'r0', family: 'inet' as const, protocol: 'static' as const }),
      fc.constant({ blackhole: true as const, family: 'inet' as const })
    )
    const made = sample(nexthop, 20)
    await rtnl.batch((b) => {
      for (const [index, one] of made.entries()) b.nexthops.add({ ...one, id: index + 1 } as NexthopChange)
      b.nexthops.add({
        id: 500,
        group: made.flatMap(({ gateway }, i) =>
          String(gateway).startsWith('10.') ? [{ id: i + 1, weight: i }] : []
        )
      })
    })
    const interfaces = interfacesOf(await rtnl.links.list())
    expect(
      await alike(
        async () => (await rtnl.nexthops.list()).map((one) => nexthopToIproute2(one, interfaces)),
        () => ipJson('-d', 'nexthop', 'show')
      )
    ).toBeGreaterThanOrEqual(20)
  })

  it('labels of addresses', async () => {
    const label = fc.record(
      {
        prefix: fc
          .tuple(group, fc.integer({ min: 16, max: 128 }))
          .map(([word, length]) => `fd05:${word}::/${length}`),
        label: fc.integer({ min: 0, max: 0xffff_fffe }),
        dev: fc.constantFrom('r0', 'r1')
      },
      { requiredKeys: ['prefix', 'label'] }
    )
    const made = sample(label, 20)
    await rtnl.batch((b) => {
      for (const one of made) b.addressLabels.replace(one)
    })
    const interfaces = interfacesOf(await rtnl.links.list())
    expect(
      await alike(
        async () =>
          (await rtnl.addressLabels.list()).map(({ address, prefixlen, index, label: number }) => ({
            address,
            prefixlen,
            ...(index === 0 ? {} : { ifname: interfaces.nameOf(index) }),
            label: number
          })),
        () => ipJson('addrlabel', 'list')
      )
    ).toBeGreaterThanOrEqual(20)
  })

  it('links', async () => {
    const kind: fc.Arbitrary<LinkChange> = fc.oneof(
      fc.constant({ linkinfo: { kind: 'veth' as const } }),
      fc
        .integer({ min: 1, max: 0xffffff })
        .map((id) => ({ linkinfo: { kind: 'vxlan' as const, data: { id, port: 4789, local: '10.0.0.1' } } })),
      fc
        .constantFrom('private' as const, 'vepa' as const, 'bridge' as const)
        .map((mode) => ({ link: 'r0', linkinfo: { kind: 'macvlan' as const, data: { mode } } })),
      fc
        .integer({ min: 100, max: 60_000 })
        .map((ageingTime) => ({ linkinfo: { kind: 'bridge' as const, data: { ageingTime } } }))
    )
    const link = fc
      .tuple(kind, fc.integer({ min: 1280, max: 1400 }), fc.nat(1000), fc.boolean())
      .map(([own, mtu, txqlen, isUp]): LinkChange => ({ ...own, mtu, txqlen, ...(isUp ? { up: true } : {}) }))
    const made = sample(link, 16)
    for (const [index, one] of made.entries()) await rtnl.links.add({ ...one, ifname: `l${index}` })
    expect(
      await alike(
        async () => {
          const links = await rtnl.links.list()
          const interfaces = interfacesOf(links)
          return links.map((one) => linkToIproute2(one, interfaces))
        },
        () => ipJson('-d', 'link', 'show')
      )
    ).toBeGreaterThanOrEqual(16)
  })
})

/** An address with its bits beyond a length cleared, as a prefix. */
function network4(octets: readonly number[], length: number): string {
  const word = octets.reduce((sum, octet4) => ((sum << 8) | octet4) >>> 0, 0)
  const kept = length === 0 ? 0 : (word & (-1 << (32 - length))) >>> 0
  return `${[24, 16, 8, 0].map((shift) => (kept >>> shift) & 0xff).join('.')}/${length}`
}
