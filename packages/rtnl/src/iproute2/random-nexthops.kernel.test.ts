/** Random next hops and groups of them, made by either side and printed by both: encapsulations, FDB entries, resilient groups. */
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  ip,
  ipBatch,
  ipJson,
  kernelHas,
  requires,
  type Json,
  type Probe
} from '../../../../test/support/kernel.ts'
import type { NexthopChange } from '../nexthop/nexthops.ts'
import { RTNH_F_ONLINK } from '../route/constants.ts'
import { Rtnl } from '../rtnl.ts'
import { interfacesOf, nexthopToIproute2, type Interfaces } from './index.ts'

const SEED = 20_261_128
const RUNS = 24
const rtnl = Rtnl.open()
let interfaces: Interfaces = interfacesOf([])
beforeAll(async () => {
  await ipBatch([
    'link add h0 type veth peer name h1',
    ...['h0', 'h1'].flatMap((name) => [`link set ${name} addrgenmode none`, `link set ${name} up`]),
    'addr add 10.0.0.1/24 dev h0',
    'addr add fd00::1/64 dev h0 nodad'
  ])
  interfaces = interfacesOf(await rtnl.links.list())
})
afterAll(() => rtnl.close())

/** The same in ip(8)'s words and ours, without its id. */
interface Scenario {
  readonly words: string
  readonly change: Omit<NexthopChange, 'id'>
}

const host = fc.integer({ min: 2, max: 254 })
const word = fc.integer({ min: 2, max: 0xffff }).map((number) => number.toString(16))
const PROTOCOLS = ['static', 'boot', 'zebra', 'bird'] as const
const protocol = fc.constantFrom(...PROTOCOLS)
const near = fc.tuple(
  fc.oneof(
    host.map((last) => `10.0.0.${last}`),
    word.map((last) => `fd00::${last}`)
  ),
  protocol
)

const plain = near.map(([gateway, by]): Scenario => ({
  words: `via ${gateway} dev h0 protocol ${by}`,
  change: { gateway, dev: 'h0', protocol: by }
}))
/** Of a network that is not there. */
const onlink = fc.tuple(host, host).map(([a, b]): Scenario => ({
  words: `via 192.0.${a}.${b} dev h0 onlink`,
  change: { gateway: `192.0.${a}.${b}`, dev: 'h0', flags: RTNH_F_ONLINK }
}))
const bare = protocol.map((by): Scenario => ({
  words: `dev h0 protocol ${by}`,
  change: { dev: 'h0', family: 'inet', protocol: by }
}))
const blackhole = protocol.map((by): Scenario => ({
  words: `blackhole protocol ${by}`,
  change: { blackhole: true, family: 'inet', protocol: by }
}))
const fdb = fc
  .oneof(
    host.map((last) => `10.9.0.${last}`),
    word.map((last) => `fd09::${last}`)
  )
  .map((gateway): Scenario => ({ words: `via ${gateway} fdb`, change: { gateway, fdb: true } }))
const segments = fc
  .array(
    word.map((last) => `fc00::${last}`),
    { minLength: 1, maxLength: 4 }
  )
  .chain((segs) => word.map((last) => ({ segs, gateway: `fd00::${last}` })))
  .map(({ segs, gateway }): Scenario => ({
    words: `encap seg6 mode encap segs ${segs.join(',')} via ${gateway} dev h0`,
    change: { gateway, dev: 'h0', encapType: 'seg6', encap: { srh: { mode: 'encap', segments: segs } } }
  }))
const labels = fc
  .tuple(fc.array(fc.integer({ min: 16, max: 0xf_ffff }), { minLength: 1, maxLength: 3 }), host)
  .map(([dst, last]): Scenario => ({
    words: `encap mpls ${dst.join('/')} via 10.0.0.${last} dev h0`,
    change: { gateway: `10.0.0.${last}`, dev: 'h0', encapType: 'mpls', encap: { dst } }
  }))

const probed = (encap: string): Probe =>
  kernelHas(`next hops with encap ${encap}`, [
    'sh',
    '-c',
    [
      'ip link add p0 type veth peer name p1',
      'ip link set p0 up',
      'ip link set p1 up',
      'ip addr add fd00::1/64 dev p0 nodad',
      `ip nexthop add id 1 encap ${encap} via fd00::2 dev p0`
    ].join(' && ')
  ])

/** The tool's ids, and so many more ours. */
const BEHIND = 1000

/** A row without its id, and that of a group without those of its members, which are each side's own. */
const settings = (rows: readonly Json[], id: number): Json => {
  const { id: _, ...rest } = rows.find((row) => row['id'] === id) ?? {}
  return rest
}
/** Times run between two looks. */
const still = (rows: unknown): unknown =>
  JSON.parse(JSON.stringify(rows, (key, value: unknown) => (key === 'unbalanced_time' ? 0 : value)))
async function alike(): Promise<Json[]> {
  return await vi.waitFor(
    async () => {
      const shown = await ipJson('-d', 'nexthop', 'show')
      const ours = (await rtnl.nexthops.list()).map((one) => nexthopToIproute2(one, interfaces))
      expect(still(ours), `seed ${SEED}`).toEqual(still(shown))
      return still(shown) as Json[]
    },
    { timeout: 15_000, interval: 100 }
  )
}

const kinds = [
  ['plain', fc.oneof(plain, onlink, bare, blackhole), []],
  ['of forwarding databases', fdb, []],
  ['of segment routing', segments, [probed('seg6 mode encap segs fc00::1')]],
  ['of MPLS', labels, [probed('mpls 100')]]
] as const

describe.each(kinds)('random next hops %s', (_, arbitrary, probes) => {
  it(
    'are read and made alike',
    requires([...probes], async () => {
      await ip('nexthop', 'flush')
      const wanted = fc.sample<Scenario>(arbitrary, { seed: SEED, numRuns: RUNS })
      await ipBatch(wanted.map(({ words }, at) => `nexthop add id ${at + 1} ${words}`))
      const results = await rtnl.batch((b) => {
        for (const [at, { change }] of wanted.entries())
          b.nexthops.add({ ...change, id: BEHIND + at + 1 } as NexthopChange)
      })
      expect(results.filter(({ status }) => status !== 'done')).toEqual([])
      const shown = await alike()
      expect(shown).toHaveLength(2 * RUNS)
      for (const [at, { words }] of wanted.entries())
        expect(settings(shown, BEHIND + at + 1), `seed ${SEED}: ${words}`).toEqual(settings(shown, at + 1))
    })
  )
})

const members = fc.uniqueArray(
  fc.record({ id: fc.integer({ min: 1, max: 8 }), weight: fc.integer({ min: 1, max: 255 }) }),
  { minLength: 1, maxLength: 8, selector: ({ id }) => id }
)
const memberWords = (list: readonly { id: number; weight: number }[]): string =>
  list.map(({ id, weight }) => `${id},${weight}`).join('/')
/** Weights on the wire are one less. */
const memberKeys = (list: readonly { id: number; weight: number }[]): { id: number; weight: number }[] =>
  list.map(({ id, weight }) => ({ id, weight: weight - 1 }))
const group = fc.oneof(
  fc.tuple(members, protocol).map(([list, by]): Scenario => ({
    words: `group ${memberWords(list)} protocol ${by}`,
    change: { group: memberKeys(list), protocol: by }
  })),
  fc
    .tuple(
      members,
      fc.integer({ min: 8, max: 256 }),
      fc.integer({ min: 1, max: 3600 }),
      fc.integer({ min: 1, max: 3600 })
    )
    .map(([list, buckets, idle, unbalanced]): Scenario => ({
      words: `group ${memberWords(list)} type resilient buckets ${buckets} idle_timer ${idle} unbalanced_timer ${unbalanced}`,
      change: {
        group: memberKeys(list),
        groupType: 'resilient',
        resGroup: { buckets, idleTimer: idle * 100, unbalancedTimer: unbalanced * 100 }
      }
    }))
)

/** A bucket as `ip -j nexthop bucket show` has it, without how long it has been idle. */
const bucketsOf = async (id: number): Promise<Json[]> =>
  (await rtnl.nexthops.buckets({ id })).map(({ id: of, resBucket }) => ({
    id: of,
    bucket: { index: resBucket?.index, nhid: resBucket?.nhId }
  }))
const bucketsShown = async (id: number): Promise<Json[]> =>
  (await ipJson('nexthop', 'bucket', 'show', 'id', String(id))).map((row) => {
    const { index, nhid } = row['bucket'] as Json
    return { id: row['id'], bucket: { index, nhid } }
  })

it('random groups of next hops are read and made alike, with their buckets', async () => {
  await ip('nexthop', 'flush')
  await ipBatch(Array.from({ length: 8 }, (_, at) => `nexthop add id ${at + 1} via 10.0.0.${at + 2} dev h0`))
  const wanted = fc.sample(group, { seed: SEED, numRuns: RUNS })
  await ipBatch(wanted.map(({ words }, at) => `nexthop add id ${100 + at} ${words}`))
  const results = await rtnl.batch((b) => {
    for (const [at, { change }] of wanted.entries())
      b.nexthops.add({ ...change, id: BEHIND + 100 + at } as NexthopChange)
  })
  expect(results.filter(({ status }) => status !== 'done')).toEqual([])
  const shown = await alike()
  for (const [at, { words, change }] of wanted.entries()) {
    expect(settings(shown, BEHIND + 100 + at), `seed ${SEED}: ${words}`).toEqual(settings(shown, 100 + at))
    if (change.groupType !== 'resilient') continue
    const [ours, theirs] = [await bucketsOf(BEHIND + 100 + at), await bucketsShown(BEHIND + 100 + at)]
    expect(ours, `seed ${SEED}: ${words}`).toEqual(theirs)
    expect(ours).toHaveLength(change.resGroup?.buckets ?? 0)
  }
})
