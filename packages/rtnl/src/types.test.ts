/** What the types promise where a program is strict about keys that hold undefined; and that such a key says nothing. */
import { ScriptedKernel } from '@nlkit/core/testing'
import { describe, expect, expectTypeOf, it, test } from 'vitest'
import type { Link, Route } from './index.ts'
import { Rtnl } from './rtnl.ts'
import type { Change } from './watch/change.ts'

describe('changes', () => {
  it('have what was before where they are changed, and nowhere else', () => {
    expectTypeOf<Extract<Change, { type: 'link'; change: 'changed' }>['before']>().toEqualTypeOf<Link>()
    expectTypeOf<Extract<Change, { type: 'route'; change: 'changed' }>['before']>().toEqualTypeOf<Route>()
    expectTypeOf<Extract<Change, { type: 'link'; before: Link }>['change']>().toEqualTypeOf<'changed'>()
  })
})

const u = undefined

/** Verbs by what says nothing: the same with keys that hold undefined, and without. */
const verbs: Readonly<
  Record<string, (rtnl: Rtnl) => readonly [() => Promise<unknown>, () => Promise<unknown>]>
> = {
  'links.add': ({ links }) => [
    () => links.add({ ifname: 'a', master: u, link: u, up: u, mtu: u }),
    () => links.add({ ifname: 'a' })
  ],
  'links.get': ({ links }) => [() => links.get(1, { extMask: u, targetNetnsid: u }), () => links.get(1)],
  'links.setFlags': ({ links }) => [
    () => links.setFlags(1, { set: 1, clear: u }),
    () => links.setFlags(1, { set: 1 })
  ],
  'links.move': ({ links }) => [
    () => links.move(1, { pid: 1 }, { ifname: u, index: u }),
    () => links.move(1, { pid: 1 })
  ],
  'links.setVf': ({ links }) => [
    () =>
      links.setVf(1, 1, {
        mac: '02:00:00:00:00:01',
        vlan: u,
        txRate: u,
        minTxRate: u,
        maxTxRate: u,
        spoofchk: u,
        linkState: u,
        rssQueryEn: u,
        trust: u,
        ibNodeGuid: u,
        ibPortGuid: u
      }),
    () => links.setVf(1, 1, { mac: '02:00:00:00:00:01' })
  ],
  'addresses.add': ({ addresses }) => [
    () => addresses.add({ index: 1, dev: u, local: '192.0.2.1/24', address: u }),
    () => addresses.add({ index: 1, local: '192.0.2.1/24' })
  ],
  'routes.add': ({ routes }) => [
    () =>
      routes.add({ dst: '198.51.100.0/24', dev: u, src: u, multipath: [{ dev: u, gateway: '192.0.2.1' }] }),
    () => routes.add({ dst: '198.51.100.0/24', multipath: [{ gateway: '192.0.2.1' }] })
  ],
  'routes.get': ({ routes }) => [
    () => routes.get({ dst: '192.0.2.1', from: u, iifDev: u, dev: u, fibMatch: u }),
    () => routes.get('192.0.2.1')
  ],
  'multicastRoutes.replace': ({ multicastRoutes }) => [
    () => multicastRoutes.replace({ src: '192.0.2.1', dst: '233.252.0.1', iif: 1, iifDev: u, multipath: u }),
    () => multicastRoutes.replace({ src: '192.0.2.1', dst: '233.252.0.1', iif: 1 })
  ],
  'nexthops.add': ({ nexthops }) => [
    () => nexthops.add({ id: 1, oif: 1, dev: u, gateway: '192.0.2.1' }),
    () => nexthops.add({ id: 1, oif: 1, gateway: '192.0.2.1' })
  ],
  'rules.add': ({ rules }) => [() => rules.add({ priority: 7, not: u }), () => rules.add({ priority: 7 })],
  'neighbours.add': ({ neighbours }) => [
    () => neighbours.add({ ifindex: 1, dev: u, dst: '192.0.2.1', proxy: u }),
    () => neighbours.add({ ifindex: 1, dst: '192.0.2.1' })
  ],
  'fdb.add': ({ fdb }) => [
    () => fdb.add({ ifindex: 1, dev: u, via: u, lladdr: '02:00:00:00:00:01' }),
    () => fdb.add({ ifindex: 1, lladdr: '02:00:00:00:00:01' })
  ],
  'mdb.add': ({ mdb }) => [
    () =>
      mdb.add({
        dev: 1,
        port: 2,
        group: '233.252.0.1',
        vid: u,
        source: u,
        srcVni: u,
        state: u,
        srcList: u,
        via: u
      }),
    () => mdb.add({ dev: 1, port: 2, group: '233.252.0.1' })
  ],
  'bridgeVlans.add': ({ bridgeVlans }) => [
    () =>
      bridgeVlans.add({ dev: 1, vid: 2, vidEnd: u, pvid: u, untagged: u, tunnelId: u, self: u, master: u }),
    () => bridgeVlans.add({ dev: 1, vid: 2 })
  ],
  'vxlanVnis.add': ({ vxlanVnis }) => [
    () => vxlanVnis.add({ dev: 1, vni: 2, vniEnd: u, group: u }),
    () => vxlanVnis.add({ dev: 1, vni: 2 })
  ],
  'addressLabels.add': ({ addressLabels }) => [
    () => addressLabels.add({ prefix: '2001:db8::/32', dev: u, label: 9 }),
    () => addressLabels.add({ prefix: '2001:db8::/32', label: 9 })
  ],
  'stats.get': ({ stats }) => [() => stats.get(1, { filterMask: u, offload: u }), () => stats.get(1)],
  'tc.filters.delete': ({ tc }) => [
    () => tc.filters.delete({ dev: 1, prio: 1, protocol: u, kind: u, handle: u }),
    () => tc.filters.delete({ dev: 1, prio: 1 })
  ]
}

test.each(Object.entries(verbs))('%s: a key that holds undefined says nothing', async (_, both) => {
  const sent: string[] = []
  using rtnl = Rtnl.open({
    transport: new ScriptedKernel((request) => {
      sent.push(`${request.type} ${request.flags} ${Buffer.from(request.payload).toString('hex')}`)
      request.ack()
    })
  })
  for (const act of both(rtnl)) await act().catch(() => undefined)
  expect(sent).toHaveLength(2)
  expect(sent[0]).toBe(sent[1])
})
