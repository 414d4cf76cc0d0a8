/** Encapsulations, made by us and read back by us and by the tool; those that the kernel lacks are skipped. */
import { NetlinkError } from '@nlkit/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  hostRoot,
  ipBatch,
  ipJson,
  kernelHas,
  requires,
  run,
  tool,
  type Json,
  type Probe,
  patience
} from '../../../../../test/support/kernel.ts'
import { BPF_PROG_TYPE_LWT_XMIT, loaderOf } from '../../bpf-loader.fixture.ts'
import { Rtnl } from '../../rtnl.ts'
import type { RouteChange } from '../write-route.ts'

const rtnl = Rtnl.open()
afterAll(() => rtnl.close())
beforeAll(() =>
  ipBatch([
    'link add e0 type veth peer name e1',
    ...['lo', 'e0', 'e1'].map((name) => `link set ${name} up`),
    'addr add 10.0.0.1/24 dev e0',
    'addr add 2001:db8::1/64 dev e0 nodad'
  ])
)

/** Whether the kernel takes a route of the tool's with this encapsulation. */
const takes = (words: string, dst = '2001:db8:ff::/48'): Probe =>
  takesRoute(words, `${dst} encap ${words} dev lo`)

/** For kinds behind which the tool looks at no more words. */
const takesLast = (words: string): Probe => takesRoute(words, `2001:db8:ff::/48 dev lo encap ${words}`)

const takesRoute = (words: string, route: string): Probe =>
  kernelHas(`routes with encap ${words}`, ['sh', '-c', `ip link set lo up && ip route add ${route}`])

const v4 = { dst: '10.1.0.0/16', dev: 'e0' }
const v6 = { dst: '2001:db8:1::/48', dev: 'e0' }

const segments = ['2001:db8::11', '2001:db8::12']
const cases: readonly [string, Probe, RouteChange, Json][] = [
  [
    'segment routing around the packet',
    takes('seg6 mode encap segs fc00::1'),
    { ...v6, encapType: 'seg6', encap: { srh: { mode: 'encap', segments } } },
    { encap: 'seg6', mode: 'encap', segs: segments }
  ],
  [
    'segment routing in the packet',
    takes('seg6 mode inline segs fc00::1'),
    { ...v6, encapType: 'seg6', encap: { srh: { mode: 'inline', segments: ['2001:db8::11'] } } },
    { encap: 'seg6', mode: 'inline' }
  ],
  [
    'an action at a segment',
    takes('seg6local action End'),
    { ...v6, encapType: 'seg6-local', encap: { action: 'end' } },
    { encap: 'seg6local', action: 'End' }
  ],
  [
    'a lookup in a table at a segment',
    takes('seg6local action End.T table 254'),
    { ...v6, encapType: 'seg6-local', encap: { action: 'end-t', table: 254 } },
    { encap: 'seg6local', action: 'End.T', table: 'main' }
  ],
  [
    'a neighbour at a segment',
    takes('seg6local action End.DX6 nh6 fe80::1'),
    { ...v6, encapType: 'seg6-local', encap: { action: 'end-dx6', nh6: 'fe80::1' } },
    { encap: 'seg6local', action: 'End.DX6', nh6: 'fe80::1' }
  ],
  [
    'an IPv4 tunnel',
    takes('ip id 7 dst 192.0.2.1', '10.9.0.0/16'),
    { ...v4, encapType: 'ip', encap: { id: 7, dst: '192.0.2.1', ttl: 9, tos: 8 } },
    { encap: 'ip', id: 7, dst: '192.0.2.1', ttl: 9, tos: 8 }
  ],
  [
    'an IPv6 tunnel',
    takes('ip6 id 7 dst fc00::1'),
    { ...v6, encapType: 'ip6', encap: { id: 7, dst: 'fc00::1', hoplimit: 9 } },
    { encap: 'ip6', id: 7, dst: 'fc00::1', hoplimit: 9 }
  ],
  [
    'MPLS labels on IPv4',
    takes('mpls 100/200', '10.9.0.0/16'),
    { ...v4, encapType: 'mpls', encap: { dst: [100, 200], ttl: 7 } },
    { encap: 'mpls', ttl: 7 }
  ],
  [
    'MPLS labels on IPv6',
    takes('mpls 100/200'),
    { ...v6, encapType: 'mpls', encap: { dst: [100] } },
    { encap: 'mpls' }
  ],
  [
    'an RPL source route',
    takes('rpl segs fc00::1'),
    { ...v6, encapType: 'rpl', encap: { srh: { segments } } },
    { encap: 'rpl', segs: segments }
  ],
  [
    'an IOAM trace',
    takes('ioam6 trace prealloc type 0x800000 ns 1 size 12'),
    {
      ...v6,
      encapType: 'ioam6',
      encap: { mode: 'inline', trace: { namespaceId: 1, type: 0x80000000, remlen: 3 } }
    },
    { encap: 'ioam6' }
  ],
  [
    'metadata for XFRM interfaces',
    takesLast('xfrm if_id 5'),
    { ...v6, encapType: 'xfrm', encap: { ifId: 5 } },
    { encap: 'xfrm', if_id: 5 }
  ],
  [
    'identifier-locator addressing',
    // The type of the identifier is in the destination (ila_build_state()).
    takes('ila 2001:db8:0:1', '3ffe:0:0:1:2000::/128'),
    {
      dst: '3ffe:0:0:1:2000::/128',
      dev: 'e0',
      encapType: 'ila',
      encap: { locator: '0x20010db800000001', csumMode: 'neutral-map' }
    },
    { encap: 'ila' }
  ]
]

describe('a route wraps packets in', () => {
  it.for(cases)('%s', ([, probe, route, expected], context) =>
    requires(probe, async () => {
      await rtnl.routes.add(route)
      const prefix = typeof route.dst === 'string' ? route.dst : ''
      const family = prefix.includes(':') ? 'inet6' : 'inet'
      const [dst = ''] = prefix.split('/')
      const found = (await rtnl.routes.list({ family, dev: 'e0' })).filter((one) => one.dst === dst)
      const { encapType, encap } = route
      expect(found).toMatchObject([{ encapType, encap: readable(encap) }])
      const option = family === 'inet6' ? '-6' : '-4'
      expect(await ipJson(option, '-d', 'route', 'show', prefix)).toMatchObject([expected])
      await rtnl.routes.delete(route)
    })(context)
  )
})

it(
  'a route sends packets through a BPF program',
  requires([tool('python3'), hostRoot], async ({ skip }) => {
    const route = { dst: '10.3.0.0/16', dev: 'e0', encapType: 'bpf' } as const
    const refused: unknown = await rtnl.routes
      .add({ ...route, encap: { xmitHeadroom: 8 } })
      .catch((error: unknown) => error)
    // EINVAL of a kernel that knows it: there is no program.
    if (NetlinkError.is(refused) && refused.code === 'EOPNOTSUPP')
      skip(`this kernel has none: ${refused.message}`)
    expect(refused).toMatchObject({ code: 'EINVAL', request: 'RTM_NEWROUTE' })
    const script = new URL('./bpf-program.fixture.ts', import.meta.url).pathname
    const node = [process.execPath, '--conditions=nlkit-source', script, 'e0']
    const told = await run(['python3', '-c', loaderOf(BPF_PROG_TYPE_LWT_XMIT), ...node], { timeout: 100_000 })
    // The kernel tells of no descriptor and no headroom.
    expect(JSON.parse(told)).toEqual([{ xmit: { name: 'one.o' } }, { xmit: { name: 'two.o' } }])
    // What the process left: the route keeps the program.
    expect(await ipJson('-d', 'route', 'show', route.dst)).toMatchObject([{ encap: 'bpf', xmit: 'two.o' }])
    await rtnl.routes.delete(route)
  }),
  120_000 * patience
)

/** What is asked for as it comes out: labels as objects. */
function readable(encap: unknown): unknown {
  return JSON.parse(
    JSON.stringify(encap, (_, value: unknown) =>
      Array.isArray(value) && value.every((one) => typeof one === 'number')
        ? value.map((label: unknown) => ({ label }))
        : value
    )
  )
}
