/** Random settings of interfaces, made by either side and printed by both: parameters of neighbour tables, and netconf. */
import { writeFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ipBatch, ipJson, kernelHas, requires, type Json } from '../../../../test/support/kernel.ts'
import type { NeighbourParametersInput, NeighbourTable } from '../neighbour-table/codec.ts'
import type { Netconf } from '../netconf/codec.ts'
import { Rtnl } from '../rtnl.ts'
import { interfacesOf, type Interfaces } from './index.ts'

const SEED = 20_261_128
const PAIRS = 6
/** The tool sets one side of each pair, this library the other. */
const byTool = (pair: number): string => `t${pair}`
const byUs = (pair: number): string => `u${pair}`

const rtnl = Rtnl.open()
let interfaces: Interfaces
beforeAll(async () => {
  await ipBatch(
    Array.from({ length: PAIRS }, (_, pair) => [
      `link add ${byTool(pair)} type veth peer name ${byUs(pair)}`,
      `link set ${byTool(pair)} addrgenmode none`,
      `link set ${byUs(pair)} addrgenmode none`
    ]).flat()
  )
  interfaces = interfacesOf(await rtnl.links.list())
})
afterAll(() => rtnl.close())

/** Both look again: the kernel draws reachable times anew, and counts who holds what. */
async function alike(ours: () => Promise<unknown>, theirs: () => Promise<unknown>): Promise<void> {
  await vi.waitFor(async () => expect(await ours(), `seed ${SEED}`).toEqual(await theirs()), {
    timeout: 15_000,
    interval: 100
  })
}

/** The tool's words for parameters, which its JSON has too. */
const WORDS = {
  baseReachableTime: 'base_reachable',
  retransTime: 'retrans',
  gcStaletime: 'gc_stale',
  delayProbeTime: 'delay_probe',
  queueLen: 'queue',
  appProbes: 'app_probes',
  ucastProbes: 'ucast_probes',
  mcastProbes: 'mcast_probes',
  anycastDelay: 'anycast_delay',
  proxyDelay: 'proxy_delay',
  proxyQlen: 'proxy_queue',
  locktime: 'locktime'
} as const satisfies Partial<Record<keyof NeighbourParametersInput, string>>
type Parameters = Partial<Record<keyof typeof WORDS, number>>
const keys = Object.keys(WORDS) as (keyof typeof WORDS)[]

/** Whole tenths of a second, which are whole ticks of every kernel. */
const time = fc.integer({ min: 1, max: 900 }).map((tenths) => tenths * 100)
const count = fc.integer({ min: 1, max: 100 })
const parameters: fc.Arbitrary<Parameters> = fc.record(
  {
    baseReachableTime: time,
    retransTime: time,
    gcStaletime: time,
    delayProbeTime: time,
    queueLen: count,
    appProbes: count,
    ucastProbes: count,
    mcastProbes: count,
    anycastDelay: time,
    proxyDelay: time,
    proxyQlen: count,
    locktime: time
  },
  { requiredKeys: [] }
)

/** An object of `ip -j ntable show`. */
function tableJson({
  family,
  name,
  thresh1,
  thresh2,
  thresh3,
  gcInterval,
  parms = {}
}: NeighbourTable): Json {
  const { ifindex, refcnt, reachableTime: reachable } = parms
  const dev = ifindex === undefined ? {} : { dev: interfaces.nameOf(ifindex) }
  const table = thresh1 === undefined ? {} : { thresh1, thresh2, thresh3, gc_interval: gcInterval }
  const settings = Object.fromEntries(keys.map((key) => [WORDS[key], parms[key]]))
  return { family, name, ...dev, ...table, refcnt, reachable, ...settings }
}

describe('parameters of neighbour tables', () => {
  it.each(['arp_cache', 'ndisc_cache'] as const)('of %s are set and read alike', async (name) => {
    const wanted = fc.sample(parameters, { seed: SEED, numRuns: PAIRS })
    await ipBatch(
      wanted.flatMap((one, pair) => {
        const words = keys.flatMap((key) => (one[key] === undefined ? [] : [`${WORDS[key]} ${one[key]}`]))
        return words.length === 0 ? [] : [`ntable change name ${name} dev ${byTool(pair)} ${words.join(' ')}`]
      })
    )
    await rtnl.batch((b) => {
      for (const [pair, parms] of wanted.entries()) b.neighbourTables.set({ name, dev: byUs(pair), parms })
    })
    await alike(
      async () => (await rtnl.neighbourTables.list({ name })).map(tableJson),
      () => ipJson('ntable', 'show', 'name', name)
    )
    const shown = await ipJson('ntable', 'show', 'name', name)
    for (const [pair, one] of wanted.entries()) {
      const [theirs, ours] = [byTool(pair), byUs(pair)].map((dev) => {
        const { dev: _, refcnt: __, reachable: ___, ...rest } = shown.find((row) => row['dev'] === dev) ?? {}
        return rest
      })
      expect(ours, `seed ${SEED}`).toEqual(theirs)
      expect(ours).toMatchObject(
        Object.fromEntries(keys.flatMap((key) => (one[key] === undefined ? [] : [[WORDS[key], one[key]]])))
      )
    }
  })
})

const RP_FILTER = ['off', 'strict', 'loose']
const isOn = (value: number | undefined): boolean | undefined =>
  value === undefined ? undefined : value !== 0

/** An object of `ip -j netconf show`. */
function netconfJson(one: Netconf): Json {
  const { family, ifindex, rpFilter } = one
  return {
    family,
    interface: ifindex === -1 ? 'all' : ifindex === -2 ? 'default' : interfaces.nameOf(ifindex ?? 0),
    forwarding: isOn(one.forwarding),
    rp_filter: rpFilter === undefined ? undefined : RP_FILTER[rpFilter],
    mc_forwarding: isOn(one.mcForwarding),
    proxy_neigh: isOn(one.proxyNeigh),
    ignore_routes_with_linkdown: isOn(one.ignoreRoutesWithLinkdown),
    input: isOn(one.input)
  }
}

const bit = fc.constantFrom(0, 1)
const SETTINGS = {
  inet: fc.record(
    {
      forwarding: bit,
      rp_filter: fc.constantFrom(0, 1, 2),
      proxy_arp: bit,
      ignore_routes_with_linkdown: bit
    },
    { requiredKeys: [] }
  ),
  inet6: fc.record(
    { forwarding: bit, proxy_ndp: bit, ignore_routes_with_linkdown: bit },
    { requiredKeys: [] }
  )
} as const
/** What netconf calls them where it is another word. */
const PROXY = { inet: 'proxy_arp', inet6: 'proxy_ndp' } as const

const inputOf = (dev: string): string => `/proc/sys/net/mpls/conf/${dev}/input`

describe('netconf', () => {
  it.each([
    ['inet', '-4', 'ipv4'],
    ['inet6', '-6', 'ipv6']
  ] as const)('of %s is read alike after sysctls', async (family, option, folder) => {
    const settings: fc.Arbitrary<Record<string, number | undefined>> = SETTINGS[family]
    const wanted = fc.sample(settings, { seed: SEED, numRuns: 2 * PAIRS + 1 })
    // That of new interfaces first, then each interface's: neither changes the other.
    const of = ['default', ...Array.from({ length: PAIRS }, (_, pair) => [byTool(pair), byUs(pair)]).flat()]
    for (const [index, one] of wanted.entries())
      for (const [key, value] of Object.entries(one))
        writeFileSync(`/proc/sys/net/${folder}/conf/${of[index]}/${key}`, String(value))
    await alike(
      async () => (await rtnl.netconf.list({ family })).map(netconfJson),
      () => ipJson(option, 'netconf', 'show')
    )
    const shown = await ipJson(option, 'netconf', 'show')
    for (const [index, one] of wanted.entries()) {
      const expected = Object.entries(one).map(([key, value = 0]): [string, unknown] =>
        key === 'rp_filter'
          ? [key, RP_FILTER[value]]
          : [key === PROXY[family] ? 'proxy_neigh' : key, value === 1]
      )
      expect(shown.find((row) => row['interface'] === of[index])).toMatchObject(Object.fromEntries(expected))
    }
  })

  const routed = kernelHas('MPLS routing', [
    'sh',
    '-c',
    `modprobe mpls_router 2>/dev/null; echo 1 > ${inputOf('lo')}`
  ])
  it(
    'of MPLS is read alike after sysctls',
    requires(routed, async () => {
      const wanted = fc.sample(bit, { seed: SEED, numRuns: 2 * PAIRS })
      const of = Array.from({ length: PAIRS }, (_, pair) => [byTool(pair), byUs(pair)]).flat()
      for (const [index, value] of wanted.entries()) writeFileSync(inputOf(of[index] ?? ''), String(value))
      await alike(
        async () => (await rtnl.netconf.list({ family: 'mpls' })).map(netconfJson),
        () => ipJson('-f', 'mpls', 'netconf', 'show')
      )
      const shown = await ipJson('-f', 'mpls', 'netconf', 'show')
      for (const [index, value] of wanted.entries())
        expect(shown.find((row) => row['interface'] === of[index])).toMatchObject({ input: value === 1 })
    })
  )
})
