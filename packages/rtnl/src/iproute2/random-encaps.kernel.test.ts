/** Random encapsulations of routes, made by either side and printed by both; those that the kernel lacks are skipped. */
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
import { TUNNEL_CSUM, TUNNEL_KEY, TUNNEL_SEQ } from '../route/encap/ip.constants.ts'
import type { RouteChange } from '../route/write-route.ts'
import { Rtnl } from '../rtnl.ts'
import { interfacesOf, routeToIproute2, type Interfaces } from './index.ts'

const SEED = 20_261_128
const RUNS = 12
const rtnl = Rtnl.open()
let interfaces: Interfaces = interfacesOf([])
let other = 0
beforeAll(async () => {
  await ipBatch([
    'link add e0 type veth peer name e1',
    ...['e0', 'e1'].flatMap((name) => [`link set ${name} addrgenmode none`, `link set ${name} up`]),
    'addr add 10.0.0.1/24 dev e0',
    'addr add fd00::1/64 dev e0 nodad'
  ])
  const links = await rtnl.links.list()
  interfaces = interfacesOf(links)
  other = links.find(({ ifname }) => ifname === 'e1')?.index ?? 0
})
afterAll(() => rtnl.close())

type Wrapped = Pick<RouteChange, 'encapType' | 'encap'>
/** The same in ip(8)'s words and ours. */
interface Scenario {
  readonly words: string
  readonly wrapped: Wrapped
}

const octet = fc.integer({ min: 1, max: 0xff })
const word = fc.integer({ min: 1, max: 0xffff }).map((number) => number.toString(16))
const ipv4 = fc.tuple(octet, octet).map(([a, b]) => `192.0.${a}.${b}`)
const ipv6 = fc.tuple(word, word).map(([a, b]) => `fc00:${a}::${b}`)
const segments = fc.array(ipv6, { minLength: 1, maxLength: 5 })
const seg6 = fc
  .record({
    mode: fc.constantFrom(
      'inline' as const,
      'encap' as const,
      'l2encap' as const,
      'encap-red' as const,
      'l2encap-red' as const
    ),
    segments
  })
  .map((srh): Scenario => ({
    words: `seg6 mode ${srh.mode.replace('-', '.')} segs ${srh.segments.join(',')}`,
    wrapped: { encapType: 'seg6', encap: { srh } }
  }))

const local = (words: string, encap: Wrapped['encap']): Scenario => ({
  words: `seg6local action ${words}`,
  wrapped: { encapType: 'seg6-local', encap }
})
const seg6local = fc.oneof(
  fc.constant('').map(() => local('End', { action: 'end' })),
  fc
    .tuple(fc.constantFrom(['End.X', 'end-x'] as const, ['End.DX6', 'end-dx6'] as const), ipv6)
    .map(([[name, action], nh6]) => local(`${name} nh6 ${nh6}`, { action, nh6 })),
  ipv4.map((nh4) => local(`End.DX4 nh4 ${nh4}`, { action: 'end-dx4', nh4 })),
  fc
    .tuple(
      fc.constantFrom(['End.T', 'end-t'] as const, ['End.DT6', 'end-dt6'] as const),
      fc.constantFrom(254, 255, 100, 70_000)
    )
    .map(([[name, action], table]) => local(`${name} table ${table}`, { action, table })),
  fc.constant('').map(() => local('End.DX2 oif e1', { action: 'end-dx2', oif: other })),
  fc
    .tuple(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 15 }))
    .map(([block, node]) => [8 * (block % 8) + 8, 8 * (node % 7) + 8] as const)
    .filter(([block, node]) => block + node <= 120)
    .map(([lcblockBits, lcnodeFnBits]) =>
      local(`End flavors next-csid lblen ${lcblockBits} nflen ${lcnodeFnBits}`, {
        action: 'end',
        // SEG6_LOCAL_FLV_OP_NEXT_CSID
        flavors: { operation: 16, lcblockBits, lcnodeFnBits }
      })
    )
)

const mpls = fc
  .record(
    { dst: fc.array(fc.integer({ min: 16, max: 0xf_ffff }), { minLength: 1, maxLength: 5 }), ttl: octet },
    { requiredKeys: ['dst'] }
  )
  .map(({ dst, ttl }): Scenario => ({
    words: `mpls ${dst.join('/')}${ttl === undefined ? '' : ` ttl ${ttl}`}`,
    wrapped: { encapType: 'mpls', encap: { dst, ttl } }
  }))

const flags = fc.subarray([
  ['key', TUNNEL_KEY],
  ['csum', TUNNEL_CSUM],
  ['seq', TUNNEL_SEQ]
] as const)
const tunnel = { id: fc.integer({ min: 1, max: 0xffff_ffff }), flags }
const flagged = (set: readonly (readonly [string, number])[]): { words: string; bits: number } => ({
  words: set.map(([name]) => ` ${name}`).join(''),
  bits: set.reduce((sum, [, bit]) => sum | bit, 0)
})
const ipTunnel = fc
  .record({ ...tunnel, dst: ipv4, src: ipv4, ttl: octet, tos: octet })
  .map(({ flags: set, ...outer }): Scenario => {
    const { words, bits } = flagged(set)
    const { id, dst, src, ttl, tos } = outer
    return {
      words: `ip id ${id} dst ${dst} src ${src} ttl ${ttl} tos 0x${tos.toString(16)}${words}`,
      wrapped: { encapType: 'ip', encap: { ...outer, flags: bits } }
    }
  })
const ip6Tunnel = fc
  .record({ ...tunnel, dst: ipv6, src: ipv6, hoplimit: octet, tc: octet })
  .map(({ flags: set, ...outer }): Scenario => {
    const { words, bits } = flagged(set)
    const { id, dst, src, hoplimit, tc } = outer
    return {
      words: `ip6 id ${id} dst ${dst} src ${src} hoplimit ${hoplimit} tc 0x${tc.toString(16)}${words}`,
      wrapped: { encapType: 'ip6', encap: { ...outer, flags: bits } }
    }
  })

const MODES = [
  ['adj-transport', 'adjust-transport'],
  ['neutral-map', 'neutral-map'],
  ['no-action', 'no-action']
] as const
const ila = fc
  .tuple(fc.tuple(word, word, word, word), fc.constantFrom(...MODES))
  .map(([locator, [mode, csumMode]]): Scenario => ({
    words: `ila ${locator.join(':')} csum-mode ${mode}`,
    wrapped: {
      encapType: 'ila',
      encap: { locator: `0x${locator.map((one) => one.padStart(4, '0')).join('')}`, csumMode }
    }
  }))

const xfrm = fc
  .tuple(fc.integer({ min: 1, max: 0xffff_ffff }), fc.boolean())
  .map(([ifId, isOver]): Scenario => ({
    words: `xfrm if_id 0x${ifId.toString(16)}${isOver ? ' link_dev e1' : ''}`,
    wrapped: { encapType: 'xfrm', encap: { ifId, ...(isOver ? { link: other } : {}) } }
  }))

/** Behind some encapsulations the tool looks at no more words, behind others it wants some. */
const routed = (words: string, dev: string): string =>
  words.startsWith('xfrm ') ? `dev ${dev} encap ${words}` : `encap ${words} dev ${dev}`
const takes = (words: string): Probe =>
  kernelHas(`routes with encap ${words}`, [
    'sh',
    '-c',
    `ip link set lo up && ip route add 2001:db8:0:1:2000::/128 ${routed(words, 'lo')}`
  ])
const hasMpls = takes('mpls 100/200')

/** IPv4 and IPv6 tunnels have been a kernel's undoing: only those that have everything else are asked for them. */
const kinds: readonly (readonly [string, fc.Arbitrary<Scenario>, readonly Probe[], 'inet' | 'inet6'])[] = [
  ['seg6', seg6, [takes('seg6 mode encap segs fc00::1')], 'inet6'],
  ['seg6local', seg6local, [takes('seg6local action End flavors next-csid')], 'inet6'],
  ['mpls', mpls, [hasMpls], 'inet'],
  ['mpls', mpls, [hasMpls], 'inet6'],
  ['ip', ipTunnel, [hasMpls, takes('ip id 7 dst 192.0.2.1')], 'inet'],
  ['ip6', ip6Tunnel, [hasMpls, takes('ip6 id 7 dst fc00::1')], 'inet6'],
  ['ila', ila, [takes('ila 2001:db8:0:1')], 'inet6'],
  ['xfrm', xfrm, [takes('xfrm if_id 5')], 'inet'],
  ['xfrm', xfrm, [takes('xfrm if_id 5')], 'inet6']
]

const OPTION = { inet: '-4', inet6: '-6' } as const
/** By their metrics, since `dst` is another one's: the tool's, and so many more ours. */
const FIRST = 1000
const BEHIND = 100

/** The type of an identifier of ILA is in the destination. */
const dst = (family: 'inet' | 'inet6', at: number): string =>
  family === 'inet' ? `10.${at + 1}.0.0/16` : `2001:db8:0:1:2000::${(at + 1).toString(16)}/128`

describe.each(kinds)('random settings of %s', (kind, arbitrary, probes, family) => {
  it(
    `are read and made alike, of ${family}`,
    requires(probes, async () => {
      // Those of the kind before, or of another try.
      for (const one of ['-4', '-6']) await ip(one, 'route', 'flush', 'dev', 'e0', 'proto', 'static')
      const wanted = fc.sample(arbitrary, { seed: SEED, numRuns: RUNS })
      await ipBatch(
        wanted.map(
          ({ words }, at) =>
            `route add ${dst(family, at)} metric ${FIRST + at} proto static ${routed(words, 'e0')}`
        )
      )
      await rtnl.batch((b) => {
        for (const [at, { wrapped }] of wanted.entries())
          b.routes.add({
            dst: dst(family, at),
            priority: FIRST + BEHIND + at,
            protocol: 'static',
            dev: 'e0',
            ...wrapped
          } as RouteChange)
      })
      // Both look again while the kernel moves something by itself.
      await vi.waitFor(
        async () => {
          const shown = await ipJson(OPTION[family], '-d', 'route', 'show', 'table', 'all', 'dev', 'e0')
          const read = await rtnl.routes.list({ family, dev: 'e0' })
          // Asked for the routes of an interface, the tool does not say which.
          const ours = read.map((one) => ({ ...routeToIproute2(one, interfaces), dev: undefined }))
          expect(ours, `seed ${SEED}`).toEqual(shown)
          const routeOf = (metric: number): Json => {
            const { metric: _, ...rest } = shown.find((row) => row['metric'] === metric) ?? {}
            return rest
          }
          for (const [at, { words }] of wanted.entries()) {
            expect(routeOf(FIRST + at)).toMatchObject({ encap: kind })
            expect(routeOf(FIRST + BEHIND + at), `seed ${SEED}: ${words}`).toEqual(routeOf(FIRST + at))
          }
        },
        { timeout: 15_000, interval: 100 }
      )
    })
  )
})
