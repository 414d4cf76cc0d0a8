/** Random VLANs of bridges, made by either side and printed by both: ranges, states, tunnels, and a bridge's options of them. */
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bridgeJson, ipBatch, kernelHas, requires, run, type Json } from '../../../../test/support/kernel.ts'
import type { BridgeVlanGlobalOptions } from '../bridge-vlan/codec.ts'
import { Rtnl } from '../rtnl.ts'
import { interfacesOf, vlanToIproute2, type Interfaces } from './index.ts'

const SEED = 20_261_128
const RUNS = 8
const rtnl = Rtnl.open()
afterAll(() => rtnl.close())
const filtering = kernelHas(
  'bridge VLAN filtering',
  'ip link add nlkprobe0 type bridge vlan_filtering 1 vlan_default_pvid 1'.split(' ')
)

/** The tool adds to t0, t1, .., this library to u0, u1, .., ports of one bridge; the same of VXLAN to tx0 and ux0. */
let interfaces: Interfaces = interfacesOf([])
beforeAll(async () => {
  await ipBatch([
    ...['bt', 'bu'].map(
      (name) => `link add ${name} type bridge vlan_filtering 1 mcast_snooping 1 mcast_vlan_snooping 1`
    ),
    ...Array.from({ length: RUNS }, (_, at) => [
      `link add t${at} type veth peer name u${at}`,
      `link set t${at} master bt`,
      `link set u${at} master bt`
    ]).flat(),
    ...Array.from({ length: RUNS }, (_, at) =>
      ['tx', 'ux'].flatMap((name, way) => [
        `link add ${name}${at} type vxlan external dstport ${5000 + 1000 * way + at}`,
        `link set ${name}${at} master bt`,
        `link set ${name}${at} type bridge_slave vlan_tunnel on`
      ])
    ).flat()
  ]).catch(() => '')
  interfaces = interfacesOf(await rtnl.links.list())
})
const byTool = (lines: readonly string[]): Promise<string> =>
  run(['bridge', '-batch', '-'], { input: `${lines.join('\n')}\n` })

interface Range {
  readonly vid: number
  readonly vidEnd: number | undefined
}
const words = ({ vid, vidEnd }: Range): string => (vidEnd === undefined ? `${vid}` : `${vid}-${vidEnd}`)

/** Ranges one behind the other, some with nothing between them. */
const ranges = <T>(settings: fc.Arbitrary<T>): fc.Arbitrary<(Range & T)[]> =>
  fc
    .array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 9 }), settings), { minLength: 1, maxLength: 10 })
    .chain((list) =>
      fc.integer({ min: 2, max: 3900 }).map((first) => {
        let next = first
        return list.map(([gap, length, own]) => {
          const vid = next + gap
          next = vid + length
          return { vid, vidEnd: length === 1 ? undefined : next - 1, ...own }
        })
      })
    )

const vlan = fc.record(
  {
    untagged: fc.constant(true),
    pvid: fc.constant(true),
    state: fc.constantFrom(
      'disabled' as const,
      'listening' as const,
      'learning' as const,
      'forwarding' as const,
      'blocking' as const
    ),
    mcastRouter: fc.constantFrom('disabled' as const, 'temp-query' as const, 'perm' as const)
  },
  { requiredKeys: [] }
)
const ROUTERS = { disabled: 0, 'temp-query': 1, perm: 2 } as const

describe('VLANs of ports', () => {
  it(
    'have ranges, flags, states and places of routers',
    requires(filtering, async () => {
      const wanted = fc.sample(ranges(vlan), { seed: SEED, numRuns: RUNS })
      await byTool(
        wanted.flatMap((list, at) =>
          list.flatMap(({ untagged, pvid, state, mcastRouter, ...range }) => {
            const of = `dev t${at} vid ${words(range)}`
            const isPvid = pvid === true && range.vidEnd === undefined
            return [
              `vlan add ${of}${isPvid ? ' pvid' : ''}${untagged === true ? ' untagged' : ''}`,
              ...(state === undefined ? [] : [`vlan set ${of} state ${state}`]),
              ...(mcastRouter === undefined ? [] : [`vlan set ${of} mcast_router ${ROUTERS[mcastRouter]}`])
            ]
          })
        )
      )
      await rtnl.batch((b) => {
        for (const [at, list] of wanted.entries())
          for (const { untagged, pvid, state, mcastRouter, ...range } of list) {
            const of = { dev: `u${at}`, ...range }
            const isPvid = pvid === true && range.vidEnd === undefined
            b.bridgeVlans.add({ ...of, untagged, ...(isPvid ? { pvid } : {}) })
            if (state !== undefined || mcastRouter !== undefined)
              b.bridgeVlans.set({ ...of, state, mcastRouter })
          }
      })
      const shown = await bridgeJson('-d', 'vlan', 'show')
      expect(
        (await rtnl.bridgeVlans.list()).map((one) => vlanToIproute2(one, interfaces)),
        `seed ${SEED}`
      ).toEqual(shown)
      const of = (name: string): Json[] =>
        (shown.find(({ ifname }) => ifname === name)?.['vlans'] ?? []) as Json[]
      for (const [at, list] of wanted.entries()) {
        expect(of(`u${at}`), `seed ${SEED}`).toEqual(of(`t${at}`))
        for (const { vid, state = 'forwarding', mcastRouter = 'temp-query' } of list)
          expect(
            of(`u${at}`).find(
              ({ vlan: first, vlanEnd = first }) => Number(first) <= vid && vid <= Number(vlanEnd)
            )
          ).toMatchObject({ state, mcast_router: ROUTERS[mcastRouter] })
      }
    })
  )

  it(
    'become tunnels',
    requires(filtering, async () => {
      const wanted = fc.sample(ranges(fc.record({ tunnel: fc.nat(0xfff0_00) })), {
        seed: SEED,
        numRuns: RUNS
      })
      await byTool(
        wanted.flatMap((list, at) =>
          list.flatMap(({ vid, vidEnd, tunnel }, n) => {
            const of = `dev tx${at} vid ${words({ vid, vidEnd })}`
            const first = tunnelOf(tunnel, n)
            const last = vidEnd === undefined ? '' : `-${first + vidEnd - vid}`
            return [`vlan add ${of}`, `vlan add ${of} tunnel_info id ${first}${last}`]
          })
        )
      )
      await rtnl.batch((b) => {
        for (const [at, list] of wanted.entries())
          for (const [n, { tunnel, ...range }] of list.entries()) {
            b.bridgeVlans.add({ dev: `ux${at}`, ...range })
            b.bridgeVlans.add({ dev: `ux${at}`, ...range, tunnelId: tunnelOf(tunnel, n) })
          }
      })
      const shown = await bridgeJson('vlan', 'tunnelshow')
      const of = (name: string): string[] =>
        ((shown.find(({ ifname }) => ifname === name)?.['tunnels'] ?? []) as Json[]).flatMap(
          ({ vlan: first, vlanEnd, tunid }) => each(Number(first), vlanEnd, Number(tunid))
        )
      for (const [at, list] of wanted.entries()) {
        const all = list.flatMap(({ vid, vidEnd, tunnel }, n) => each(vid, vidEnd, tunnelOf(tunnel, n)))
        for (const name of [`tx${at}`, `ux${at}`]) {
          expect(of(name), `seed ${SEED}`).toEqual(all)
          // The kernel joins VLANs and tunnels to ranges of its own in each message.
          const own = (await rtnl.bridgeVlans.list({ dev: name })).flatMap(({ entry = [] }) =>
            entry.flatMap(({ info, range, tunnelInfo }) =>
              tunnelInfo === undefined ? [] : each(info?.vid ?? 0, range, tunnelInfo.id ?? 0)
            )
          )
          expect(own, `seed ${SEED}`).toEqual(all)
        }
      }
    })
  )
})

/** A tunnel belongs to one VLAN of a port: each range has its own sixteen. */
const tunnelOf = (tunnel: number, range: number): number => (tunnel & ~0xff) + 16 * range + 1

const each = (vid: number, vidEnd: unknown, tunnel: number): string[] =>
  Array.from(
    { length: (vidEnd === undefined ? vid : Number(vidEnd)) - vid + 1 },
    (_, at) => `${vid + at}: ${tunnel + at}`
  )

/** The tool's words for options, which its JSON has too. */
const WORDS = {
  mcastSnooping: 'mcast_snooping',
  mcastQuerier: 'mcast_querier',
  mcastIgmpVersion: 'mcast_igmp_version',
  mcastMldVersion: 'mcast_mld_version',
  mcastLastMemberCnt: 'mcast_last_member_count',
  mcastLastMemberIntvl: 'mcast_last_member_interval',
  mcastStartupQueryCnt: 'mcast_startup_query_count',
  mcastStartupQueryIntvl: 'mcast_startup_query_interval',
  mcastMembershipIntvl: 'mcast_membership_interval',
  mcastQuerierIntvl: 'mcast_querier_interval',
  mcastQueryIntvl: 'mcast_query_interval',
  mcastQueryResponseIntvl: 'mcast_query_response_interval'
} as const satisfies Partial<Record<keyof BridgeVlanGlobalOptions, string>>
type Options = Partial<Record<keyof typeof WORDS, number>>
const keys = Object.keys(WORDS) as (keyof typeof WORDS)[]

const bit = fc.constantFrom(0, 1)
const count = fc.integer({ min: 1, max: 10 })
/** Not shorter than the kernel has it at least, one second. */
// Hundredths of a second; two of them are a whole number of ticks, whatever the kernel's HZ is.
const interval = fc.integer({ min: 50, max: 15_000 }).map((pairs) => 2 * pairs)
const options: fc.Arbitrary<Options> = fc.record(
  {
    mcastSnooping: bit,
    mcastQuerier: bit,
    mcastIgmpVersion: fc.constantFrom(2, 3),
    mcastMldVersion: fc.constantFrom(1, 2),
    mcastLastMemberCnt: count,
    mcastLastMemberIntvl: interval,
    mcastStartupQueryCnt: count,
    mcastStartupQueryIntvl: interval,
    mcastMembershipIntvl: interval,
    mcastQuerierIntvl: interval,
    mcastQueryIntvl: interval,
    mcastQueryResponseIntvl: interval
  },
  { requiredKeys: ['mcastIgmpVersion'] }
)

describe('options of VLANs', () => {
  it(
    'of a bridge are set alike',
    requires(filtering, async () => {
      const wanted = fc.sample(ranges(fc.record({ own: options })), { seed: SEED, numRuns: 1 }).flat()
      await byTool(
        wanted.flatMap(({ own, ...range }) => {
          const set = keys.flatMap((key) => (own[key] === undefined ? [] : [`${WORDS[key]} ${own[key]}`]))
          return [
            `vlan add dev bt vid ${words(range)} self`,
            `vlan global set dev bt vid ${words(range)} ${set.join(' ')}`
          ]
        })
      )
      await rtnl.batch((b) => {
        for (const { own, ...range } of wanted) {
          b.bridgeVlans.add({ dev: 'bu', ...range, self: true })
          b.bridgeVlans.setGlobal({ dev: 'bu', ...range, ...own })
        }
      })
      for (const dev of ['bt', 'bu']) {
        // Ports with routers come and go with the test before.
        const theirs = (await bridgeJson('vlan', 'global', 'show', 'dev', dev))
          .flatMap(({ vlans }) => vlans as Json[])
          .map((one): Json => ({ ...one, router_ports: undefined }))
        const ours = (await rtnl.bridgeVlans.listGlobal({ dev })).flatMap(({ globalOptions = [] }) =>
          globalOptions.map((one) => ({
            vlan: one.id,
            vlanEnd: one.range,
            ...Object.fromEntries(keys.map((key) => [WORDS[key], one[key]]))
          }))
        )
        expect(ours, `seed ${SEED}`).toEqual(theirs)
        for (const { vid, own } of wanted)
          expect(
            theirs.find(({ vlan: first, vlanEnd = first }) => Number(first) <= vid && vid <= Number(vlanEnd)),
            `seed ${SEED}`
          ).toMatchObject(
            Object.fromEntries(
              keys.flatMap((key) => (own[key] === undefined ? [] : [[WORDS[key], own[key]]]))
            )
          )
      }
    })
  )
})
